//! Assigning a role.

use super::system::must_not_be_the_systems;
use super::{Person, Role, RoleAssigned};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::time::LocalDate;
use jiff::ToSpan as _;

crate::command! {
    /// Assigns a role to a person, until a day or until it is ended.
    pub struct AssignRole = "people.assign-role" 1;
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

crate::refusals! {
    /// Why a role cannot be assigned.
    pub enum Refused {
        /// The last day has passed.
        EndsInThePast { until: LocalDate } "ends-in-the-past" Minor,
        /// A role is given for a time here, and this is none or too long.
        LastDayNeeded { last: LocalDate } "last-day-needed" Minor,
        /// Duties that one person does not hold together.
        DutiesNotSegregated { role: &'static str, held: &'static str } "duties-not-segregated" Major,
    }
}

/// Duties that one person does not hold together (Annex 11 12; PI 041-1 9): whoever runs the
/// accounts neither makes nor judges the product, and whoever inspects does nothing else.
pub const SEGREGATED: &[(Role, Role)] = &[
    (Role::Administrator, Role::Operator),
    (Role::Administrator, Role::QcAnalyst),
    (Role::Administrator, Role::QcReviewer),
    (Role::Administrator, Role::QaReviewer),
    (Role::Administrator, Role::ReleasingPerson),
    (Role::Administrator, Role::Inspector),
];

/// Whether one person may not hold both.
pub(super) fn apart(role: Role, held: Role) -> bool {
    SEGREGATED.contains(&(role, held)) || SEGREGATED.contains(&(held, role))
}

impl Rule for AssignRole {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        must_not_be_the_systems(self.role, &self.person, broken);
        if let Some(until) = self.until.filter(|until| *until < desk.today()) {
            broken.because_of("until", Refused::EndsInThePast { until });
        }
        super::views::must_not_have_left(person, broken);
        super::views::must_be_another(desk, act, &[&self.person], broken)?;
        let days = desk.centre().settings().and_then(|settings| settings.access.role_days);
        if let Some(days) = days {
            let today = desk.today();
            let last = today.checked_add(i64::from(days).days()).unwrap_or(today);
            if self.until.is_none_or(|until| until > last) {
                broken.because_of("until", Refused::LastDayNeeded { last });
            }
        }
        for held in person.roles.keys().filter(|held| apart(self.role, **held)) {
            broken.because_of(
                "role",
                Refused::DutiesNotSegregated { role: self.role.word(), held: held.word() },
            );
        }
        let assigned = RoleAssigned { role: self.role, until: self.until, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), assigned)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Stage;

    #[test]
    fn who_runs_the_accounts_judges_nothing() {
        let mut stage = Stage::open();
        let admin = stage.admin();
        let role = |person: PersonId, role, until: Option<&str>| AssignRole {
            person,
            role,
            until: until.map(|day| day.parse().unwrap()),
        };
        stage
            .asks("AD-01", role(admin, Role::ReleasingPerson, None))
            .refused("duties-not-segregated");
        let other = stage.person("OP-07", &[]);
        stage
            .asks("AD-01", role(other.clone(), Role::Operator, Some("2020-01-01")))
            .refused("ends-in-the-past");
        stage.asks("AD-01", role(other, Role::Operator, None)).stands();
    }
}
