//! Setting one's own PIN.

use super::badge::PinSet;
use super::views;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::{NewPin, Password};

crate::command! {
    /// Sets one's own PIN, with which one signs in and signs at registered stations, beside the badge.
    pub struct SetPin = "people.set-pin" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whoever acts.
    pub person: PersonId,
    /// One's own password.
    pub password: Password,
    /// The PIN from now on: 6 to 12 digits.
    pub pin: NewPin,
}

impl Rule for SetPin {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let given = ("password", self.password);
        views::oneself_by_password(desk, act, &self.person, given, broken)?;
        Ok(vec![Fact::new(self.person.clone(), PinSet { pin: self.pin.0 })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Leave, Person, Role};
    use crate::testing::Stage;
    use crate::text::Digest;

    #[test]
    fn a_pin_is_set_by_its_owner_who_knows_the_password_and_goes_with_her() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        let set = |password: u8| SetPin {
            person: person.clone(),
            password: Password(Digest([password; 32])),
            pin: NewPin(Digest([6; 32])),
        };
        stage.invites("OP-07");
        stage.opens_account("OP-07");
        stage.asks("AD-01", set(9)).refused("not-yourself");
        stage.asks("OP-07", set(8)).refused("password-changed-since");
        stage.asks("OP-07", set(9)).stands();
        let kept = |stage: &Stage| stage.state::<Person>(person.subject()).account.kept().count();
        assert_eq!(kept(&stage), 2, "a password and a PIN");
        stage.asks("AD-01", Leave { person: person.clone(), note: None }).stands();
        assert_eq!(kept(&stage), 0);
    }
}
