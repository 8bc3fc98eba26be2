//! Passkeys over the whole log: which were enrolled, what each signed, how far it has counted.

use super::stretch::Entry;
use crate::entry::Proof;
use crate::request::Assertion;
use domain::centre::CentreEvent;
use domain::fact::Fact;
use domain::id::SubjectId;
use domain::people::PersonEvent;
use domain::state::Event;
use domain::text::Encoded;
use standards::webauthn::{Expected, PublicKey, Verification, went_back};
use std::collections::BTreeMap;

/// A passkey as the log has it so far.
struct Known {
    holder: SubjectId,
    position: u64,
    key: Option<PublicKey>,
    counter: u32,
    withdrawn: bool,
}

/// What the log has said of passkeys so far.
#[derive(Default)]
pub(crate) struct PasskeysSeen {
    party: String,
    origins: Vec<String>,
    known: BTreeMap<Encoded, Known>,
}

impl PasskeysSeen {
    /// Takes down what the entry at `position` establishes of passkeys.
    pub fn take_down(&mut self, position: u64, facts: &[Fact]) {
        for fact in facts {
            match &fact.event {
                Event::Centre(CentreEvent::Opened(opened)) if position == 0 => {
                    self.party = opened.relying_party.to_string();
                    let origins = opened.page_origins.iter();
                    self.origins = origins.map(|origin| origin.as_str().to_owned()).collect();
                }
                Event::Person(PersonEvent::PasskeyEnrolled(enrolled)) => {
                    let known = Known {
                        holder: fact.subject.clone(),
                        position,
                        key: PublicKey::read(&enrolled.public_key.bytes()).ok(),
                        counter: enrolled.counter,
                        withdrawn: false,
                    };
                    self.known.entry(enrolled.credential.clone()).or_insert(known);
                }
                Event::Person(PersonEvent::PasskeyWithdrawn(withdrawn)) => {
                    if let Some(known) = self.known.get_mut(&withdrawn.credential) {
                        known.withdrawn = true;
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether the key an entry names was enrolled by an entry taken down.
    pub fn knows(&self, entry: &Entry) -> bool {
        match &entry.proof {
            Proof::Passkey { cred, .. } => self.known.contains_key(cred),
            _ => false,
        }
    }

    /// Checks that the passkey an entry names signed line 1 of it. Gives whether its holder may have
    /// it on several devices.
    pub fn check(&mut self, entry: &Entry) -> Result<bool, String> {
        let (Proof::Passkey { cred, enrolled, auth, client, sig }, Some(challenge)) =
            (&entry.proof, &entry.challenge)
        else {
            return Err("no passkey is named".to_owned());
        };
        let known = self.known.get_mut(cred).ok_or("its passkey was not enrolled before it")?;
        if known.position != *enrolled {
            return Err(format!("its passkey was enrolled in entry {}", known.position));
        }
        if known.holder != *entry.said.by.subject() {
            return Err("its passkey is somebody else's".to_owned());
        }
        if known.withdrawn {
            return Err("its passkey had been withdrawn".to_owned());
        }
        let key = known.key.as_ref().ok_or("the key of its passkey cannot be read")?;
        let origins: Vec<&str> = self.origins.iter().map(String::as_str).collect();
        let expected = Expected {
            challenge,
            party: &self.party,
            origins: &origins,
            verification: Verification::Required,
        };
        let assertion = Assertion {
            session: String::new(),
            cred: cred.clone(),
            auth: auth.clone(),
            client: client.clone(),
            sig: sig.clone(),
        };
        let seen = assertion
            .check(&expected, key)
            .map_err(|wrong| format!("its passkey did not sign it: {wrong}"))?;
        let before = std::mem::replace(&mut known.counter, seen.counter);
        if went_back(before, seen.counter) {
            return Err(format!(
                "its passkey had counted to {before} before and says {}: there may be a copy of it",
                seen.counter
            ));
        }
        Ok(seen.flags.backup_eligible())
    }
}
