//! What other rooms ask about people.

use super::{AccountStanding, Person, PersonSummary, Role};
use crate::act::Act;
use crate::desk::Desk;
use crate::id::{Kind, PersonId};
use crate::refusal::{Broken, Stop};
use crate::secret::Password;
use crate::text::Code;
use crate::time::LocalDate;
use jiff::ToSpan as _;

crate::refusals! {
    /// What is missing in a person.
    pub enum Refused {
        /// Never qualified for this.
        NotQualified { person: Code, skill: Code } "not-qualified" Major,
        /// Was qualified; it has run out.
        QualificationExpired { person: Code, skill: Code, until: LocalDate } "qualification-expired" Major,
        /// Two roles in this must be two people.
        SamePerson { person: Code } "same-person" Critical,
        /// Nobody does this for another.
        NotYourself { person: Code } "not-yourself" Critical,
        /// It is not the password any more that was given.
        PasswordChangedSince {} "password-changed-since" Minor,
        /// The person has left.
        PersonLeft { person: Code } "person-left" Minor,
        /// Nobody else would be left to run the accounts.
        LastAdministrator {} "last-administrator" Major,
    }
}

/// Notes it when `person` is not qualified for `skill` on the day it happened.
pub fn must_be_qualified(
    desk: &Desk<'_>,
    act: &Act,
    person: &PersonId,
    skill: &Code,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let holder: &Person = desk.state(person.subject())?;
    match holder.qualified_until(skill) {
        None => broken
            .because(Refused::NotQualified { person: holder.code.clone(), skill: skill.clone() }),
        Some(until) if until < desk.day_of(act.occurred) => {
            broken.because(Refused::QualificationExpired {
                person: holder.code.clone(),
                skill: skill.clone(),
                until,
            });
        }
        Some(_) => {}
    }
    Ok(())
}

/// Notes it when the person acting is one of `others`: whoever did it does not verify it.
pub fn must_be_another(
    desk: &Desk<'_>,
    act: &Act,
    others: &[&PersonId],
    broken: &mut Broken,
) -> Result<(), Stop> {
    if others.contains(&&act.by) {
        let code = code_of(desk, &act.by)?;
        broken.because(Refused::SamePerson { person: code });
    }
    Ok(())
}

/// Notes it when the person acting is not `person`: this is done for oneself alone.
pub fn must_be_oneself(
    desk: &Desk<'_>,
    act: &Act,
    person: &PersonId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    if act.by != *person {
        let code = code_of(desk, &act.by)?;
        broken.because_of("person", Refused::NotYourself { person: code });
    }
    Ok(())
}

/// The state of whoever acts, who does this for herself alone, confirmed with her password. `given`:
/// the field of the password, and what the door found it to be.
///
/// Notes it when somebody else acts, and when the password changed while the act was on its way.
pub(super) fn oneself_by_password<'a>(
    desk: &Desk<'a>,
    act: &Act,
    person: &PersonId,
    given: (&'static str, Password),
    broken: &mut Broken,
) -> Result<&'a Person, Stop> {
    let state = desk.state::<Person>(person.subject())?;
    must_be_oneself(desk, act, person, broken)?;
    let (field, password) = given;
    if state.account.password != Some(password.0) {
        broken.because_of(field, Refused::PasswordChangedSince {});
    }
    Ok(state)
}

/// The same of a person, by whom an administrator may do it as well: notes it when neither acts.
pub(super) fn oneself_or_administrator<'a>(
    desk: &Desk<'a>,
    act: &Act,
    person: &PersonId,
    broken: &mut Broken,
) -> Result<&'a Person, Stop> {
    let state = desk.state::<Person>(person.subject())?;
    if act.role != Role::Administrator {
        must_be_oneself(desk, act, person, broken)?;
    }
    Ok(state)
}

/// Notes it when a person has left the centre.
pub fn must_not_have_left(person: &Person, broken: &mut Broken) {
    if person.standing.left.is_some() {
        broken.because_of("person", Refused::PersonLeft { person: person.code.clone() });
    }
}

/// Notes it when nobody but `person` is an administrator who can sign in.
pub fn must_leave_an_administrator(desk: &Desk<'_>, person: &PersonId, broken: &mut Broken) {
    let today = desk.today();
    let able = |summary: &PersonSummary| {
        let until = summary.roles.get(&Role::Administrator);
        let holds = until.is_some_and(|until| until.is_none_or(|until| today <= until));
        holds && summary.account == AccountStanding::Open
    };
    let mut all = desk.centre().summaries::<Person>(Kind::Person);
    let is_one = all.any(|(id, summary)| {
        id == person.subject() && summary.roles.contains_key(&Role::Administrator)
    });
    let mut all = desk.centre().summaries::<Person>(Kind::Person);
    if is_one && !all.any(|(id, summary)| id != person.subject() && able(summary)) {
        broken.because_of("person", Refused::LastAdministrator {});
    }
}

/// How many days before its last a role is shown to whoever may renew it.
pub const RENEWAL_DAYS: i64 = 30;

/// The roles of a person that end soon unless they are assigned again, the soonest first.
///
/// Not those of the provider of single sign-on: the next sign-in renews them. Not those of whoever
/// is suspended or has left: nobody waits for them.
pub fn roles_ending(person: &PersonSummary, today: LocalDate) -> Vec<(Role, LocalDate)> {
    if matches!(person.account, AccountStanding::Suspended | AccountStanding::Left) {
        return Vec::new();
    }
    let soon = today.checked_add(RENEWAL_DAYS.days()).unwrap_or(LocalDate::MAX);
    let by_hand = person.roles.iter().filter(|(role, _)| !person.provider_roles.contains(role));
    let ending = by_hand.filter_map(|(role, until)| Some((*role, (*until)?)));
    let mut ending: Vec<_> = ending.filter(|(_, day)| today <= *day && *day <= soon).collect();
    ending.sort_by_key(|(_, until)| *until);
    ending
}

/// The code pages show for a person.
pub fn code_of(desk: &Desk<'_>, person: &PersonId) -> Result<Code, Stop> {
    desk.summary::<Person>(person.subject()).map(|summary| summary.code.clone())
}

/// Whether a person holds a role today.
pub fn holds(desk: &Desk<'_>, person: &PersonId, role: Role) -> Result<bool, Stop> {
    let person: &Person = desk.state(person.subject())?;
    Ok(person.holds(role, desk.today()) || person.in_emergency(role, desk.now()))
}

/// Whether a person is qualified for something today.
pub fn is_qualified(desk: &Desk<'_>, person: &PersonId, skill: &Code) -> Result<bool, Stop> {
    let until = desk.state::<Person>(person.subject())?.qualified_until(skill);
    Ok(until.is_some_and(|until| desk.today() <= until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Said;
    use crate::people::{AssignRole, Suspend, TakeProviderRoles, system};
    use crate::testing::{Stage, a_provider};

    fn ending(stage: &Stage, person: &PersonId) -> Vec<(Role, String)> {
        let slot = stage.centre.slot(person.subject()).unwrap();
        let summary = <Person as crate::state::Held>::of_summary(&slot.summary).unwrap();
        let today = Desk::new(&stage.centre, stage.now).today();
        let ending = roles_ending(summary, today).into_iter();
        ending.map(|(role, until)| (role, until.to_string())).collect()
    }

    #[test]
    fn a_role_is_to_be_renewed_in_the_thirty_days_before_its_last() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Courier]);
        for (role, until) in [(Role::Operator, "2026-12-24"), (Role::Storekeeper, "2026-12-23")] {
            let until = until.parse().unwrap();
            stage.asks("AD-01", AssignRole { person: person.clone(), role, until }).stands();
        }
        let operator = || (Role::Operator, "2026-12-24".to_owned());
        let storekeeper = || (Role::Storekeeper, "2026-12-23".to_owned());
        assert_eq!(ending(&stage, &person), []);
        stage.pass_days(1);
        assert_eq!(ending(&stage, &person), [storekeeper()]);
        stage.pass_days(1);
        assert_eq!(ending(&stage, &person), [storekeeper(), operator()]);
        stage.gives(&person, Role::Storekeeper).stands();
        assert_eq!(ending(&stage, &person), [operator()], "it was renewed");
        stage.pass_days(30);
        assert_eq!(ending(&stage, &person), [operator()], "its last day");
        stage.pass_days(1);
        assert_eq!(ending(&stage, &person), []);
        assert_eq!(ending(&stage, &stage.admin()), [], "the founder's role has no last day");
    }

    #[test]
    fn what_ends_by_itself_or_for_nobody_here_is_not_to_be_renewed() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        stage.asks("QA-01", a_provider(&["ops = operator"])).stands();
        let person = stage.person("OP-07", &[]);
        let take = TakeProviderRoles { person: person.clone(), roles: vec![Role::Operator] };
        stage.act(system(), Role::System, Said::Tell, take.into()).stands();
        assert_eq!(ending(&stage, &person), [], "the provider's word renews it");
        let until = "2026-11-30".parse().unwrap();
        let role = Role::Operator;
        stage.asks("AD-01", AssignRole { person: person.clone(), role, until }).stands();
        assert_eq!(ending(&stage, &person), [(role, "2026-11-30".to_owned())]);
        let reason = stage.reason(person.subject());
        stage.asks("AD-01", Suspend { person: person.clone(), reason }).stands();
        assert_eq!(ending(&stage, &person), []);
    }
}
