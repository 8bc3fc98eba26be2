//! What other rooms ask about people.

use super::{AccountStanding, Person, PersonSummary, Role};
use crate::act::Act;
use crate::desk::Desk;
use crate::id::{Kind, PersonId};
use crate::refusal::{Broken, Stop};
use crate::secret::Password;
use crate::text::Code;
use crate::time::LocalDate;

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
