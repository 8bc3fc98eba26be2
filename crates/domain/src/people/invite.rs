//! Inviting a person to open their account.

use super::account::Invited;
use super::{Person, system, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::DrawnCode;
use crate::text::Code;
use crate::time::LocalDate;
use jiff::ToSpan as _;

/// How many days an invitation holds at most, and unless something else is said.
pub const INVITATION_DAYS: i64 = 7;

crate::command! {
    /// Invites a person to open their account, or to open it again where a password was lost.
    pub struct Invite = "people.invite" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("person");
    /// Who is invited.
    pub person: PersonId,
    /// The last day the invitation holds, at most a week from today; left out: a week.
    pub until: Option<LocalDate>,
    /// The code of the invitation: drawn here, shown once to whoever invites, and handed on.
    pub code: DrawnCode,
}

crate::refusals! {
    /// Why a person cannot be invited.
    pub enum Refused {
        /// Without a role nobody can do anything here.
        NoRoleToActIn { person: Code } "no-role-to-act-in" Minor,
        /// The invitation would not hold today, or for too long.
        InvitationOutOfRange { until: LocalDate, last: LocalDate } "invitation-out-of-range" Minor,
        /// Whoever is suspended is reinstated first.
        InviteeSuspended { person: Code } "invitee-suspended" Minor,
        /// Nobody signs in as the program.
        AccountOfTheSystem {} "account-of-the-system" Critical,
    }
}

impl Rule for Invite {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        // Somebody at an open session of another must not get around the password; only the first
        // administrator, whom nobody else could invite, does it for herself.
        if person.account.password.is_some() {
            views::must_be_another(desk, act, &[&self.person], broken)?;
        }
        views::must_not_have_left(person, broken);
        if person.standing.suspended.is_some() {
            broken.because_of("person", Refused::InviteeSuspended { person: person.code.clone() });
        }
        if self.person == system() {
            broken.because_of("person", Refused::AccountOfTheSystem {});
        }
        let today = desk.today();
        if !person.roles.keys().any(|role| person.holds(*role, today)) {
            broken.because_of("person", Refused::NoRoleToActIn { person: person.code.clone() });
        }
        let last = today.checked_add(INVITATION_DAYS.days()).unwrap_or(today);
        let until = self.until.unwrap_or(last);
        if until < today || until > last {
            broken.because_of("until", Refused::InvitationOutOfRange { until, last });
        }
        let invited = Invited { until, code: self.code.0, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), invited)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::Stage;
    use crate::text::Digest;

    fn invite(person: &PersonId, until: Option<&str>) -> Invite {
        let until = until.map(|day| day.parse().unwrap());
        Invite { person: person.clone(), until, code: DrawnCode(Digest([1; 32])) }
    }

    #[test]
    fn an_invitation_is_for_somebody_with_a_role_and_for_a_week() {
        let mut stage = Stage::open();
        let idle = stage.person("OP-11", &[]);
        stage.asks("AD-01", invite(&idle, None)).refused("no-role-to-act-in");
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.asks("AD-01", invite(&person, Some("2026-11-21"))).refused("invitation-out-of-range");
        stage.asks("AD-01", invite(&person, Some("2026-11-30"))).refused("invitation-out-of-range");
        stage.asks("AD-01", invite(&person, Some("2026-11-29"))).stands();
        stage.asks("OP-07", invite(&person, None)).refused("role-may-not");
        stage.asks("AD-01", invite(&system(), None)).refused("account-of-the-system");
    }

    #[test]
    fn whoever_has_a_password_does_not_get_around_it_by_inviting_herself() {
        let mut stage = Stage::open();
        let admin = stage.admin();
        stage.asks("AD-01", invite(&admin, None)).stands();
        stage.opens_account("AD-01");
        stage.asks("AD-01", invite(&admin, None)).refused("same-person");
    }
}
