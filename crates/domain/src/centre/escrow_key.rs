//! Who keeps the master key in shares.

use super::{KeyEscrowed, Settings};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{CentreId, PersonId};
use crate::index::Index;
use crate::people::{AccountStanding, Person};
use crate::refusal::{Broken, Reason, Stop};
use crate::text::Code;

crate::command! {
    /// Takes down who keeps the master key in shares, and how many of them give it back.
    ///
    /// Guarantees: one holder alone does not have the key, and the loss of one share does not lose it.
    /// Why: without the key nothing sealed opens again, for thirty years; who can bring it back must
    /// stand where it outlives the machine. Of the shares themselves nothing is taken down.
    pub struct EscrowKey = "centre.escrow-key" 1;
    said: Asked;
    roles: [Administrator, QaReviewer];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// What tells the key from others, as `centrosome key split` prints it.
    pub master_key: Code,
    /// How many shares give it back.
    pub need: u32,
    /// The codes of the people who have a share each.
    pub holders: Vec<Code>,
}

crate::refusals! {
    /// Why a key is not in keeping so.
    pub enum Refused {
        /// No key is told from others by this.
        KeyUnreadable {} "escrow-key-unreadable" Major,
        /// One holder would have the key, or one lost share would lose it.
        Quorum { need: u32, shares: u32 } "escrow-quorum" Critical,
        /// Nobody who is here has this code.
        HolderUnknown { code: Code } "escrow-holder-unknown" Major,
        /// Two shares in one hand count as one.
        HolderTwice { code: Code } "escrow-holder-twice" Critical,
    }
}

/// Whoever is here under a code.
fn holder(desk: &Desk<'_>, code: &Code) -> Result<Option<PersonId>, Stop> {
    for subject in desk.found_under(Index::PersonCode, code.as_str()) {
        let person = desk.summary::<Person>(subject)?;
        if person.account != AccountStanding::Left {
            return Ok(PersonId::try_from(subject.clone()).ok());
        }
    }
    Ok(None)
}

impl Rule for EscrowKey {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Settings = desk.state(self.centre.subject())?;
        let hexadecimal = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        let key = self.master_key.as_str();
        if key.len() != 16 || !key.bytes().all(hexadecimal) {
            return Err(Reason::from(Refused::KeyUnreadable {}).at("master_key").into());
        }
        let shares = u32::try_from(self.holders.len()).unwrap_or(u32::MAX);
        if self.need < 2 || self.need >= shares {
            broken.because_of("need", Refused::Quorum { need: self.need, shares });
        }
        let mut holders = Vec::new();
        for code in &self.holders {
            match holder(desk, code)? {
                None => {
                    broken.because_of("holders", Refused::HolderUnknown { code: code.clone() });
                }
                Some(person) if holders.contains(&person) => {
                    broken.because_of("holders", Refused::HolderTwice { code: code.clone() });
                }
                Some(person) => holders.push(person),
            }
        }
        let escrowed = KeyEscrowed {
            key: self.master_key.clone(),
            need: self.need,
            holders,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.centre.clone(), escrowed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Leave, Role};
    use crate::testing::Stage;

    const KEY: &str = "0123456789abcdef";

    fn escrow(key: &str, need: u32, holders: &[&str]) -> EscrowKey {
        EscrowKey {
            centre: CentreId::new("c01").unwrap(),
            master_key: key.parse().unwrap(),
            need,
            holders: holders.iter().map(|code| code.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn a_key_is_in_keeping_when_two_of_three_who_are_here_give_it_back() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        let person = stage.person("OP-07", &[Role::Operator]);
        let three = ["AD-01", "QA-01", "OP-07"];
        for bad in ["0123", "0123456789ABCDEF", "0123456789abcdeg"] {
            stage.asks("AD-01", escrow(bad, 2, &three)).refused("escrow-key-unreadable");
        }
        for (need, holders) in [(1, &three[..]), (3, &three), (2, &three[..2])] {
            stage.asks("AD-01", escrow(KEY, need, holders)).refused("escrow-quorum");
        }
        let twice = escrow(KEY, 2, &["AD-01", "QA-01", "AD-01"]);
        stage.asks("AD-01", twice).refused("escrow-holder-twice");
        let nobody = escrow(KEY, 2, &["AD-01", "QA-01", "QA-99"]);
        stage.asks("AD-01", nobody).refused("escrow-holder-unknown");
        stage.asks("OP-07", escrow(KEY, 2, &three)).refused("role-may-not");
        stage.asks("QA-01", escrow(KEY, 2, &three)).stands();
        let settings: &Settings = stage.state(CentreId::new("c01").unwrap().subject());
        let kept = settings.escrow.clone().unwrap();
        assert_eq!((kept.key.as_str(), kept.need, kept.holders.len()), (KEY, 2, 3));
        stage.asks("AD-01", Leave { person, note: None }).stands();
        stage.asks("AD-01", escrow(KEY, 2, &three)).refused("escrow-holder-unknown");
    }
}
