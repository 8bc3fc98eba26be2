//! Passkeys: the keys a person signs and signs in with.
//!
//! The public key stands in the record, so that anybody can check what it signed, for as long as
//! there is the record. A key is never taken out of it: withdrawn, it signs nothing any more, and
//! what it signed before still proves itself (INV-PEOPLE-4).

use crate::act::ActId;
use crate::fact::{At, Impossible};
use crate::id::PersonId;
use crate::text::{Code, Encoded, Note};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use standards::webauthn::{Attestation, PublicKey};
use std::collections::BTreeMap;

crate::choice! {
    /// What the maker of an authenticator attested of a key.
    pub enum Attested {
        /// Nothing.
        No "no",
        /// The key signed for itself.
        Itself "itself",
        /// Certificates came with it; nobody here checked them.
        Unchecked "unchecked",
    }
}

impl From<Attestation> for Attested {
    fn from(attestation: Attestation) -> Self {
        match attestation {
            Attestation::None => Self::No,
            Attestation::Own => Self::Itself,
            Attestation::Unchecked => Self::Unchecked,
        }
    }
}

crate::choice! {
    /// Whether a key can leave its device.
    pub enum Binding {
        /// It cannot: whoever signs holds the device.
        Device "device",
        /// It can be copied to other devices of its holder, and may have been.
        Synced "synced",
    }
}

crate::event! {
    /// A passkey was enrolled.
    pub struct PasskeyEnrolled {
        /// The credential's id.
        pub credential: Encoded,
        /// The public key, as COSE writes it.
        pub public_key: Encoded,
        /// What it signs with: ES256, EdDSA or RS256.
        pub algorithm: Code,
        /// The model of the authenticator, as it says; hexadecimal.
        pub aaguid: Code,
        /// Whether it can leave its device, as the authenticator says.
        pub binding: Binding,
        /// How often it had signed; 0 if it does not count.
        pub counter: u32,
        /// What was attested of it.
        pub attested: Attested,
        /// How the browser reaches it: usb, nfc, internal...
        pub transports: Vec<Code>,
        /// What its holder calls it.
        pub called: Option<Note>,
    }
}

crate::event! {
    /// A passkey was withdrawn.
    pub struct PasskeyWithdrawn {
        /// The credential's id.
        pub credential: Encoded,
    }
}

/// A passkey of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passkey {
    /// Position of the entry that enrolled it.
    pub position: u64,
    /// When that was.
    pub enrolled: Timestamp,
    /// When it was withdrawn.
    pub withdrawn: Option<Timestamp>,
    /// The public key, as COSE writes it.
    pub key: Encoded,
    /// What it signs with.
    pub algorithm: Code,
    /// The model of the authenticator, as it says.
    pub aaguid: Code,
    /// Whether it can leave its device.
    pub binding: Binding,
    /// How often it had signed when it was enrolled.
    pub counter: u32,
    /// How the browser reaches it.
    pub transports: Vec<Code>,
    /// What its holder calls it.
    pub called: Option<Note>,
}

impl Passkey {
    /// The public key; `None` if the record holds none that can be read.
    pub fn public_key(&self) -> Option<PublicKey> {
        PublicKey::read(&self.key.bytes()).ok()
    }

    /// Whether it may sign.
    pub fn stands(&self) -> bool {
        self.withdrawn.is_none()
    }
}

/// The passkeys of a person, those withdrawn included, by credential id.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Passkeys(BTreeMap<Encoded, Passkey>);

impl Passkeys {
    /// The passkey of this credential.
    pub fn get(&self, credential: &Encoded) -> Option<&Passkey> {
        self.0.get(credential)
    }

    /// Every one, by credential id.
    pub fn iter(&self) -> impl Iterator<Item = (&Encoded, &Passkey)> {
        self.0.iter()
    }

    /// Those that may sign.
    pub fn standing(&self) -> impl Iterator<Item = (&Encoded, &Passkey)> {
        self.iter().filter(|(_, passkey)| passkey.stands())
    }

    /// Takes down an enrolment.
    pub(super) fn enrolled(&mut self, at: At, event: &PasskeyEnrolled) -> Result<(), Impossible> {
        if self.0.contains_key(&event.credential) {
            return Err("the passkey was enrolled before");
        }
        let passkey = Passkey {
            position: at.position,
            enrolled: at.recorded,
            withdrawn: None,
            key: event.public_key.clone(),
            algorithm: event.algorithm.clone(),
            aaguid: event.aaguid.clone(),
            binding: event.binding,
            counter: event.counter,
            transports: event.transports.clone(),
            called: event.called.clone(),
        };
        self.0.insert(event.credential.clone(), passkey);
        Ok(())
    }

    /// Takes down a withdrawal.
    pub(super) fn withdrawn(&mut self, at: At, event: &PasskeyWithdrawn) -> Result<(), Impossible> {
        let passkey = self.0.get_mut(&event.credential).ok_or("the passkey was never enrolled")?;
        match passkey.withdrawn.replace(at.recorded) {
            None => Ok(()),
            Some(before) => {
                passkey.withdrawn = Some(before);
                Err("the passkey was withdrawn before")
            }
        }
    }
}

/// The challenge a passkey is made for: the act that enrols it, of this person, in this log.
///
/// Nothing has to be remembered for it, and whoever reads the entry can compute it again.
pub fn enrolment_challenge(origin: &str, act: ActId, person: &PersonId) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"centrosome/passkey/v1\n")
        .chain_update(format!("{origin}\n{act}\n{person}"))
        .finalize()
        .into()
}
