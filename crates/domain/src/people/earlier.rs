//! Acts about people as they were taken once: read, and judged again, in the logs that hold them.
//!
//! Version 1 of assigning and of ending a role was attributed to a session, not signed, and a role
//! could be without a last day. What it established is the same event.

use super::assign_role::{Refused, must_be_kept_apart, must_be_theirs_to_have, role_until_max};
use super::end_role::ended;
use super::{Person, Role, RoleAssigned};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::time::LocalDate;

crate::command! {
    /// Assigned a role to a person, until a day or until it was ended.
    pub struct AssignRoleV1 = "people.assign-role" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("person");
    /// To whom.
    pub person: PersonId,
    /// Which role.
    pub role: Role,
    /// Its last day; left out: until it is ended.
    pub until: Option<LocalDate>,
}

crate::command! {
    /// Ended a role of a person at once.
    pub struct EndRoleV1 = "people.end-role" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("person");
    /// Whose.
    pub person: PersonId,
    /// Which role.
    pub role: Role,
}

impl Rule for AssignRoleV1 {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        must_be_theirs_to_have(desk, act, self.role, &self.person, self.until, broken)?;
        let settings = desk.centre().settings();
        if settings.is_some_and(|settings| settings.access.role_days.is_some()) {
            let last = role_until_max(desk.centre(), desk.today());
            if self.until.is_none_or(|until| until > last) {
                broken.because_of("until", Refused::LastDayNeeded { last });
            }
        }
        // A role was kept apart from others until it was ended, its last day over or not.
        must_be_kept_apart(self.role, person.roles.keys().copied(), broken);
        let assigned = RoleAssigned { role: self.role, until: self.until, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), assigned)])
    }
}

impl Rule for EndRoleV1 {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        ended(desk, act, self.role, &self.person, broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::testing::Stage;
    use serde_json::json;

    /// The fields of version 1, as logs hold them.
    fn read(name: &str, with: &serde_json::Value) -> Command {
        let text = with.to_string();
        let read = Command::read(name, 1, &text).unwrap();
        let decoded = Command::decode(name, 1, with.as_object().unwrap().clone()).unwrap();
        assert_eq!(read, decoded);
        read
    }

    #[test]
    fn what_was_taken_unsigned_is_read_and_comes_to_the_same_facts() {
        let mut stage = Stage::open();
        let person = stage.person("SK-01", &[]);
        let without = json!({ "person": person, "role": "storekeeper" });
        let assigned = stage.asks("AD-01", read("people.assign-role", &without)).stands();
        let by = stage.admin();
        let event = RoleAssigned { role: Role::Storekeeper, until: None, by };
        assert_eq!(assigned.facts, [Fact::new(person.clone(), event)]);
        let text = without.to_string();
        assert!(Command::read("people.assign-role", 2, &text).is_err(), "it has no last day");
        let dated = json!({ "person": person, "role": "storekeeper", "until": "2099-01-01" });
        stage.asks("AD-01", read("people.assign-role", &dated)).stands();
        stage.asks("AD-01", read("people.end-role", &without)).stands();
        stage.asks("AD-01", read("people.end-role", &without)).refused("no-such-role");
    }

    #[test]
    fn what_stood_against_it_then_stands_against_it_still() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        let assign = |role, until: Option<&str>| AssignRoleV1 {
            person: person.clone(),
            role,
            until: until.map(|day| day.parse().unwrap()),
        };
        stage.asks("AD-01", assign(Role::Nurse, Some("2026-11-21"))).refused("ends-in-the-past");
        let apart = assign(Role::Administrator, None);
        stage.asks("AD-01", apart.clone()).refused("duties-not-segregated");
        stage.pass_days(i64::from(super::super::ROLE_DAYS_MAX) + 1);
        stage.asks("AD-01", apart).refused("duties-not-segregated");
    }
}
