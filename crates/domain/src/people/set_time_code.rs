//! Setting time-based codes up.

use super::time_code::TimeCodeSet;
use super::views;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::{NewTimeCode, Password};

crate::command! {
    /// Sets time-based codes up for oneself: from now on one of them, or a passkey, is asked for after
    /// the password. Codes that were set up before count no more.
    ///
    /// Guarantees: whoever sets them up has made a right one, so nobody is shut out by a picture that
    /// was scanned wrongly.
    pub struct SetTimeCode = "people.set-time-code" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whoever acts.
    pub person: PersonId,
    /// One's own password.
    pub password: Password,
    /// The first code, made of the secret that was shown for this act.
    pub time_code: NewTimeCode,
}

impl Rule for SetTimeCode {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let given = ("password", self.password);
        views::oneself_by_password(desk, act, &self.person, given, broken)?;
        let set = TimeCodeSet { secret: self.time_code.0 };
        Ok(vec![Fact::new(self.person.clone(), set)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Factors, Person, Role, WithdrawTimeCode};
    use crate::testing::Stage;
    use crate::text::Digest;

    #[test]
    fn codes_are_set_up_replaced_and_withdrawn_by_their_owner_alone() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-11", &[Role::Operator]);
        stage.invites("OP-07");
        stage.opens_account("OP-07");
        let password = Password(Digest([9; 32]));
        let by = |password: Password, secret: u8| SetTimeCode {
            person: person.clone(),
            password,
            time_code: NewTimeCode(Digest([secret; 32])),
        };
        let set = |secret: u8| by(password, secret);
        let withdraw = WithdrawTimeCode { person: person.clone(), password };
        stage.asks("OP-11", set(1)).refused("not-yourself");
        stage.asks("AD-01", set(1)).refused("not-yourself");
        stage.asks("OP-07", withdraw.clone()).refused("no-time-code");
        let changed = Password(Digest([8; 32]));
        stage.asks("OP-07", by(changed, 1)).refused("password-changed-since");
        stage.asks("OP-07", set(1)).stands();
        stage.asks("OP-07", set(2)).stands();
        let state: &Person = stage.state(person.subject());
        assert_eq!(state.account.kept().collect::<Vec<_>>(), [Digest([9; 32]), Digest([2; 32])]);
        assert_eq!(state.factors(), Factors { passkey: false, time_code: true });
        stage.asks("AD-01", withdraw.clone()).refused("not-yourself");
        stage.asks("OP-07", withdraw).stands();
        let state: &Person = stage.state(person.subject());
        assert_eq!(state.account.kept().count(), 1, "the password alone is kept");
        assert!(!state.factors().any());
    }
}
