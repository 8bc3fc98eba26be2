//! Suspending a person: nothing lets them in until they are reinstated.

use super::standing::Suspended;
use super::{Person, system, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};

crate::command! {
    /// Suspends a person at once: their sessions end, and nothing lets them in or lets them act.
    pub struct Suspend = "people.suspend" 1;
    said: Asked;
    roles: [Administrator, QaReviewer];
    signed: [];
    about: Field("person");
    /// Who is suspended.
    pub person: PersonId,
    /// Why.
    pub reason: Reason,
}

crate::refusals! {
    /// Why a person cannot be suspended.
    pub enum Refused {
        /// They are suspended.
        AlreadySuspended { person: Code } "already-suspended" Minor,
    }
}

impl Rule for Suspend {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        views::must_be_another(desk, act, &[&self.person, &system()], broken)?;
        views::must_not_have_left(person, broken);
        if person.standing.suspended.is_some() {
            broken.because_of("person", Refused::AlreadySuspended { person: person.code.clone() });
        }
        views::must_leave_an_administrator(desk, &self.person, broken);
        let suspended = Suspended { reason: self.reason.clone(), by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), suspended)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Reinstate, Role};
    use crate::testing::Stage;

    #[test]
    fn whoever_is_suspended_does_nothing_until_they_are_reinstated() {
        let mut stage = Stage::open();
        let person = stage.person("SK-01", &[Role::Storekeeper]);
        stage.person("QA-01", &[Role::QaReviewer]);
        let reason = stage.reason(person.subject());
        let suspend = Suspend { person: person.clone(), reason };
        stage.asks("QA-01", suspend.clone()).stands();
        stage.asks("QA-01", suspend).refused("already-suspended");
        let item = stage.item("transact");
        stage.asks("SK-01", item.clone()).refused("person-suspended");
        let reinstate = Reinstate { person, note: None };
        stage.asks("AD-01", reinstate.clone()).stands();
        stage.asks("AD-01", reinstate).refused("not-suspended");
        stage.asks("SK-01", item).stands();
    }

    #[test]
    fn somebody_is_left_to_run_the_accounts() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        let admin = stage.admin();
        let reason = stage.reason(admin.subject());
        let suspend = Suspend { person: admin, reason };
        stage.asks("AD-01", suspend.clone()).refused("same-person");
        stage.asks("QA-01", suspend.clone()).refused("last-administrator");
        stage.person("AD-02", &[Role::Administrator]);
        stage.asks("QA-01", suspend.clone()).refused("last-administrator");
        stage.invites("AD-02");
        stage.opens_account("AD-02");
        stage.asks("QA-01", suspend).stands();
    }
}
