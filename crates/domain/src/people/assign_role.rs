//! Assigning a role.

use super::system::must_not_be_the_systems;
use super::{Person, Role, RoleAssigned};
use crate::act::Act;
use crate::centre::Centre;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::time::LocalDate;
use jiff::ToSpan as _;

/// The most days a role is given for, today not counted: three years. A centre may lay down fewer.
pub const ROLE_DAYS_MAX: u32 = 1_100;

crate::command! {
    /// Assigns a role to a person through its last day, signed. It is renewed by assigning it again.
    ///
    /// Guarantees: whom a person lets do what rests on a signature, and ends (INV-PEOPLE-6).
    pub struct AssignRole = "people.assign-role" 2;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
    about: Field("person");
    /// To whom.
    pub person: PersonId,
    /// Which role.
    pub role: Role,
    /// Its last day.
    pub until: LocalDate,
}

crate::refusals! {
    /// Why a role cannot be assigned.
    pub enum Refused {
        /// The last day has passed.
        EndsInThePast { until: LocalDate } "ends-in-the-past" Minor,
        /// A role is given for a time, and this is none or too long.
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

/// The last day a role can be given for today: what the centre laid down, or the most there is.
pub fn role_until_max(centre: &Centre, today: LocalDate) -> LocalDate {
    let laid_down = centre.settings().and_then(|settings| settings.access.role_days);
    let days = laid_down.unwrap_or(ROLE_DAYS_MAX);
    today.checked_add(i64::from(days).days()).unwrap_or(today)
}

impl Rule for AssignRole {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        let (until, today) = (self.until, desk.today());
        must_be_theirs_to_have(desk, act, self.role, &self.person, Some(until), broken)?;
        let last = role_until_max(desk.centre(), today);
        if until > last {
            broken.because_of("until", Refused::LastDayNeeded { last });
        }
        // What a person was until yesterday keeps nothing apart any more.
        let held = person.roles.keys().copied().filter(|held| person.holds(*held, today));
        must_be_kept_apart(self.role, held, broken);
        let until = Some(until);
        let assigned = RoleAssigned { role: self.role, until, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), assigned)])
    }
}

/// Notes what stands against giving somebody a role, whatever else they are.
pub(super) fn must_be_theirs_to_have(
    desk: &Desk<'_>,
    act: &Act,
    role: Role,
    id: &PersonId,
    until: Option<LocalDate>,
    broken: &mut Broken,
) -> Result<(), Stop> {
    must_not_be_the_systems(role, id, broken);
    if let Some(until) = until.filter(|until| *until < desk.today()) {
        broken.because_of("until", Refused::EndsInThePast { until });
    }
    super::views::must_not_have_left(desk.state(id.subject())?, broken);
    super::views::must_be_another(desk, act, &[id], broken)
}

/// Notes each of the roles `held` that the one to be given is kept apart from.
pub(super) fn must_be_kept_apart(
    role: Role,
    held: impl Iterator<Item = Role>,
    broken: &mut Broken,
) {
    for held in held.filter(|held| apart(role, *held)) {
        let refused = Refused::DutiesNotSegregated { role: role.word(), held: held.word() };
        broken.because_of("role", refused);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::{Meaning, Said};
    use crate::testing::Stage;

    fn role(person: &PersonId, role: Role, until: &str) -> AssignRole {
        AssignRole { person: person.clone(), role, until: until.parse().unwrap() }
    }

    #[test]
    fn who_runs_the_accounts_judges_nothing() {
        let mut stage = Stage::open();
        let admin = stage.admin();
        stage.gives(&admin, Role::ReleasingPerson).refused("duties-not-segregated");
        let other = stage.person("OP-07", &[Role::Operator]);
        stage.gives(&other, Role::Administrator).refused("duties-not-segregated");
    }

    #[test]
    fn what_somebody_was_keeps_nothing_apart() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[]);
        stage.asks("AD-01", role(&person, Role::Operator, "2026-11-22")).stands();
        stage.gives(&person, Role::Administrator).refused("duties-not-segregated");
        stage.pass_days(1);
        stage.gives(&person, Role::Administrator).stands();
    }

    /// INV-PEOPLE-6.
    #[test]
    fn a_role_has_a_last_day_that_is_not_over_and_not_too_far_ahead() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[]);
        let assign = |until| role(&person, Role::Operator, until);
        stage.asks("AD-01", assign("2026-11-21")).refused("ends-in-the-past");
        stage.asks("AD-01", assign("2026-11-22")).stands();
        stage.asks("AD-01", assign("2029-11-27")).refused("last-day-needed");
        // Assigned again, it is renewed.
        stage.asks("AD-01", assign("2029-11-26")).stands();
        let state: &Person = stage.state(person.subject());
        assert_eq!(state.roles[&Role::Operator], Some("2029-11-26".parse().unwrap()));
    }

    /// INV-PEOPLE-6.
    #[test]
    fn a_role_is_given_by_a_signature() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[]);
        assert_eq!(AssignRole::ACTION.signed, &[Meaning::Approved]);
        let assign = role(&person, Role::Operator, "2027-11-22");
        stage.unsigned("AD-01", assign).refused("signature-needed");
        let admin = stage.admin();
        let told = role(&person, Role::Operator, "2027-11-22").into();
        stage.act(admin, Role::Administrator, Said::Tell, told).refused("only-asked");
    }
}
