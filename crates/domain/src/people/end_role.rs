//! Ending a role.

use super::system::must_not_be_the_systems;
use super::{Person, Role, RoleEnded};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};

crate::command! {
    /// Ends a role of a person at once.
    pub struct EndRole = "people.end-role" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("person");
    /// Whose.
    pub person: PersonId,
    /// Which role.
    pub role: Role,
}

crate::refusals! {
    /// Why a role cannot be ended.
    pub enum Refused {
        /// The person does not have it.
        NoSuchRole { role: &'static str } "no-such-role" Minor,
    }
}

impl Rule for EndRole {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        must_not_be_the_systems(self.role, &self.person, broken);
        if self.role == Role::Administrator {
            super::views::must_leave_an_administrator(desk, &self.person, broken);
        }
        if !person.roles.contains_key(&self.role) {
            broken.because_of("role", Refused::NoSuchRole { role: self.role.word() });
        }
        let ended = RoleEnded { role: self.role, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), ended)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Stage;

    #[test]
    fn an_ended_role_lets_nobody_act() {
        let mut stage = Stage::open();
        let person = stage.person("SK-01", &[Role::Storekeeper]);
        let end = EndRole { person, role: Role::Storekeeper };
        stage.asks("AD-01", end.clone()).stands();
        stage.asks("AD-01", end).refused("no-such-role");
        let item = stage.item("transact");
        stage.asks_as("SK-01", Role::Storekeeper, item).refused("role-not-held");
    }
}
