//! Withdrawing one's time-based codes.

use super::time_code::TimeCodeWithdrawn;
use super::views;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::Password;

crate::command! {
    /// Withdraws one's own time-based codes: they count no more.
    pub struct WithdrawTimeCode = "people.withdraw-time-code" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whoever acts.
    pub person: PersonId,
    /// One's own password.
    pub password: Password,
}

crate::refusals! {
    /// Why time-based codes cannot be withdrawn.
    pub enum Refused {
        /// There are none.
        NoTimeCode {} "no-time-code" Minor,
    }
}

impl Rule for WithdrawTimeCode {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let given = ("password", self.password);
        let person = views::oneself_by_password(desk, act, &self.person, given, broken)?;
        let Some(codes) = &person.account.time_code else {
            broken.because_of("person", Refused::NoTimeCode {});
            return Ok(Vec::new());
        };
        let withdrawn = TimeCodeWithdrawn { secret: codes.secret };
        Ok(vec![Fact::new(self.person.clone(), withdrawn)])
    }
}
