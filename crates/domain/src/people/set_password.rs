//! Changing one's own password.

use super::account::PasswordSet;
use super::views;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::{NewPassword, Password};

crate::command! {
    /// Changes one's own password.
    pub struct SetPassword = "people.set-password" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whoever acts.
    pub person: PersonId,
    /// The password so far.
    pub old_password: Password,
    /// The password from now on.
    pub password: NewPassword,
}

impl Rule for SetPassword {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let given = ("old_password", self.old_password);
        views::oneself_by_password(desk, act, &self.person, given, broken)?;
        let set = PasswordSet { password: self.password.0 };
        Ok(vec![Fact::new(self.person.clone(), set)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::Stage;
    use crate::text::Digest;

    #[test]
    fn a_password_is_changed_by_its_owner_who_knows_it() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-11", &[Role::Operator]);
        let set = |current: u8, password: u8| SetPassword {
            person: person.clone(),
            old_password: Password(Digest([current; 32])),
            password: NewPassword(Digest([password; 32])),
        };
        stage.asks("OP-07", set(9, 2)).refused("password-changed-since");
        stage.invites("OP-07");
        stage.opens_account("OP-07");
        stage.asks("OP-11", set(9, 2)).refused("not-yourself");
        stage.asks("OP-07", set(9, 2)).stands();
        stage.asks("OP-07", set(9, 3)).refused("password-changed-since");
    }
}
