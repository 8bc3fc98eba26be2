//! Time-based codes at the door (RFC 6238): set up by their owner, and asked for after the password.
//!
//! Guarantees: a code is right once, also after a start. What codes are made of is shown until the act
//! that sets them up is in the log, and never after. The log names a hash of what is kept of it
//! (INV-PEOPLE-3); what is kept is sealed with the key of the person, so that it is carried by a
//! backup, by another master key and by a restore as that key is.

use crate::accounts::{AccountError, InFlight};
use crate::answer::NotTaken;
use crate::engine::Inner;
use domain::act::ActId;
use domain::id::PersonId;
use domain::people::{Factors, Person};
use domain::state::Held as _;
use standards::totp;

impl Inner {
    /// What the act of this id would set codes up with for somebody, as people type it into an app.
    ///
    /// Refuses: once the act is in the log.
    pub fn time_code_secret(&self, person: &PersonId, act: ActId) -> Result<String, NotTaken> {
        match crate::writer::receipt_of(self, act)? {
            Some(_) => Err(NotTaken::IdTaken),
            None => Ok(totp::text(self.accounts.draw_secret(&act.0, &person.to_string()).as_ref())),
        }
    }

    /// Keeps the secret of codes that an act sets up, if their owner made a right one; else `None`.
    pub(crate) fn first_time_code(
        &self,
        act: ActId,
        owner: &str,
        given: &str,
    ) -> Result<Option<InFlight>, NotTaken> {
        let secret = self.accounts.draw_secret(&act.0, owner);
        let Some(step) = totp::step_of(secret.as_ref(), given, self.seconds()) else {
            return Ok(None);
        };
        let subject = owner.parse().map_err(|_| NotTaken::Fault("name a person".to_owned()))?;
        let key = self.keys.of_or_new(&subject)?;
        Ok(Some(self.accounts.keep_secret(&act.0, owner, &key, step)?))
    }

    /// Whether this is a code of the person's that was not used before; it is used up by that.
    pub fn is_time_code(&self, person: &PersonId, given: &str) -> Result<bool, AccountError> {
        let codes = self.account_of(person).and_then(|account| account.time_code);
        let (Some(codes), Some(key)) = (codes, self.keys.of(person.subject())?) else {
            return Ok(false);
        };
        let secret = self.accounts.secret(codes.secret, &person.to_string(), &key)?;
        let step = secret.and_then(|secret| totp::step_of(&secret, given, self.seconds()));
        step.map_or(Ok(false), |step| self.accounts.used(codes.secret, step))
    }

    /// What a person can show besides the password, as the published centre has it.
    pub fn factors_of(&self, person: &PersonId) -> Factors {
        let snapshot = self.snapshot();
        let slot = snapshot.centre.slot(person.subject());
        let summary = slot.and_then(|slot| Person::of_summary(&slot.summary));
        summary.map(|person| person.factors).unwrap_or_default()
    }

    fn seconds(&self) -> u64 {
        u64::try_from(self.clock.now().as_millisecond() / 1_000).unwrap_or_default()
    }
}
