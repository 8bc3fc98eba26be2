//! Withdrawing a passkey.

use super::Person;
use super::enrol_passkey::Refused as NotOwn;
use super::passkey::PasskeyWithdrawn;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::Encoded;

crate::command! {
    /// Withdraws a passkey of the person acting: it signs nothing any more.
    ///
    /// Guarantees: what it signed before still proves itself; the key stays in the record.
    pub struct WithdrawPasskey = "people.withdraw-passkey" 1;
    said: Asked;
    roles: people;
    signed: [Performed];
    about: Field("person");
    /// Whose: the person acting.
    pub person: PersonId,
    /// Which: the credential's id.
    pub credential: Encoded,
}

crate::refusals! {
    /// Why a passkey cannot be withdrawn.
    pub enum Refused {
        /// The person has no such passkey, or withdrew it before.
        PasskeyNotStanding {} "passkey-not-standing" Minor,
    }
}

impl Rule for WithdrawPasskey {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        if self.person != act.by {
            return Err(NotOwn::PasskeyOfAnother {}.into());
        }
        let passkey = person.passkeys.get(&self.credential);
        if !passkey.is_some_and(super::Passkey::stands) {
            broken.because_of("credential", Refused::PasskeyNotStanding {});
        }
        let withdrawn = PasskeyWithdrawn { credential: self.credential.clone() };
        Ok(vec![Fact::new(self.person.clone(), withdrawn)])
    }
}
