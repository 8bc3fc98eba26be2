//! Accepting a witness: somebody outside who watches the log.

use super::{Settings, WitnessAccepted};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Scanned};

crate::command! {
    /// Accepts a witness: somebody outside the centre who watches its log and cosigns it.
    pub struct AcceptWitness = "centre.accept-witness" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// The witness's public key, as `centrosome witness` prints it: name, identifier, key.
    pub key: Scanned,
    /// Where it is asked for cosignatures, as http://witness.example:8301.
    pub address: Scanned,
}

crate::refusals! {
    /// Why a witness cannot be accepted.
    pub enum Refused {
        /// The key is not one a witness prints.
        KeyUnreadable {} "witness-key-unreadable" Major,
        /// The address is not one that can be asked.
        AddressUnreadable {} "witness-address-unreadable" Major,
        /// A witness of this name is accepted.
        Known { name: Code } "witness-known" Minor,
    }
}

/// The name in a public key `<name>+<8 hexadecimal digits>+<base64>`, if it has that form.
fn name_in(key: &str) -> Option<Code> {
    let mut parts = key.splitn(3, '+');
    let (name, id, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let hexadecimal = |text: &str| text.len() == 8 && text.bytes().all(|b| b.is_ascii_hexdigit());
    // 33 bytes: one says that the key cosigns, the others are the key.
    (hexadecimal(id) && rest.len() == 44 && rest.starts_with('B')).then(|| name.parse().ok())?
}

impl Rule for AcceptWitness {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let settings: &Settings = desk.state(self.centre.subject())?;
        let address = self.address.as_str();
        if !address.starts_with("http://") || address.contains(char::is_whitespace) {
            broken.because_of("address", Refused::AddressUnreadable {});
        }
        let Some(name) = name_in(self.key.as_str()) else {
            broken.because_of("key", Refused::KeyUnreadable {});
            return Ok(Vec::new());
        };
        if settings.witnesses.contains_key(&name) {
            broken.because_of("key", Refused::Known { name: name.clone() });
        }
        let accepted = WitnessAccepted {
            name,
            key: self.key.clone(),
            address: self.address.clone(),
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.centre.clone(), accepted)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::centre::DismissWitness;
    use crate::people::Role;
    use crate::testing::Stage;

    const KEY: &str = "witness.example/w1+d66d8f3f+BAnaKCDWLyIVuJGFR1FZBOq8OCQdz8ZMKk2OV0Hf7vnJ";

    fn accept(key: &str, address: &str) -> AcceptWitness {
        AcceptWitness {
            centre: CentreId::new("c01").unwrap(),
            key: key.parse().unwrap(),
            address: address.parse().unwrap(),
        }
    }

    #[test]
    fn quality_assurance_accepts_a_witness_once_and_dismisses_it() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        let good = "http://witness.example:8301";
        stage.asks("QA-01", accept(KEY, "witness.example")).refused("witness-address-unreadable");
        for bad in ["witness", "witness.example/w1+d66d8f3f+AQ==", "w+xyz+AAAA"] {
            stage.asks("QA-01", accept(bad, good)).refused("witness-key-unreadable");
        }
        stage.asks("QA-01", accept(KEY, good)).stands();
        stage.asks("QA-01", accept(KEY, good)).refused("witness-known");
        let centre = CentreId::new("c01").unwrap();
        let dismiss = |name: &str| DismissWitness {
            centre: centre.clone(),
            witness: name.parse().unwrap(),
            reason: stage_reason(&centre),
        };
        stage.asks("QA-01", dismiss("witness.example/w2")).refused("witness-unknown");
        stage.asks("QA-01", dismiss("witness.example/w1")).stands();
        stage.asks("QA-01", accept(KEY, good)).stands();
    }

    fn stage_reason(centre: &CentreId) -> crate::text::Reason {
        crate::text::Reason(crate::testing::sealed(centre))
    }
}
