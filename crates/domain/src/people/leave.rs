//! A person leaves the centre.

use super::standing::Left;
use super::{Person, system, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::Note;

crate::command! {
    /// Ends a person's work here: roles and sessions end at once, and nothing lets them in again.
    /// The code stays theirs, and what they signed keeps their name.
    pub struct Leave = "people.leave" 1;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
    about: Field("person");
    /// Who leaves.
    pub person: PersonId,
    /// What is worth knowing.
    pub note: Option<Note>,
}

impl Rule for Leave {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        views::must_be_another(desk, act, &[&self.person, &system()], broken)?;
        views::must_not_have_left(person, broken);
        views::must_leave_an_administrator(desk, &self.person, broken);
        Ok(vec![Fact::new(self.person.clone(), Left { by: act.by.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Enrol, Role};
    use crate::testing::{Stage, sealed};

    #[test]
    fn whoever_left_has_no_role_and_keeps_the_code() {
        let mut stage = Stage::open();
        let person = stage.person("SK-01", &[Role::Storekeeper]);
        stage.invites("SK-01");
        stage.opens_account("SK-01");
        let item = stage.item("transact");
        let leave = Leave { person: person.clone(), note: None };
        stage.asks("AD-01", leave.clone()).stands();
        stage.asks("AD-01", leave).refused("person-left");
        stage.asks_as("SK-01", Role::Storekeeper, item).refused("role-not-held");
        let state: &Person = stage.state(person.subject());
        assert!(state.roles.is_empty() && state.account.kept().next().is_none());
        stage.gives(&person, Role::Storekeeper).refused("person-left");
        let name = crate::text::Name(sealed(&stage.admin()));
        stage.asks("AD-01", Enrol { code: "SK-01".parse().unwrap(), name }).refused("code-taken");
    }
}
