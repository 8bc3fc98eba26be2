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
    /// Ends a role of a person at once, signed.
    pub struct EndRole = "people.end-role" 2;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
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
        ended(desk, act, self.role, &self.person, broken)
    }
}

/// Judges the ending of a role, whatever version of the act ends it.
pub(super) fn ended(
    desk: &Desk<'_>,
    act: &Act,
    role: Role,
    id: &PersonId,
    broken: &mut Broken,
) -> Result<Vec<Fact>, Stop> {
    let person: &Person = desk.state(id.subject())?;
    must_not_be_the_systems(role, id, broken);
    if role == Role::Administrator {
        super::views::must_leave_an_administrator(desk, id, broken);
    }
    if !person.roles.contains_key(&role) {
        broken.because_of("role", Refused::NoSuchRole { role: role.word() });
    }
    Ok(vec![Fact::new(id.clone(), RoleEnded { role, by: act.by.clone() })])
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
        stage.unsigned("AD-01", end.clone()).refused("signature-needed");
        stage.asks("AD-01", end.clone()).stands();
        stage.asks("AD-01", end).refused("no-such-role");
        let item = stage.item("transact");
        stage.asks_as("SK-01", Role::Storekeeper, item).refused("role-not-held");
    }
}
