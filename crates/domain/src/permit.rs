//! Who may do what. Two pure functions: who may act, and who may see whose record.
//!
//! Permission is by role and by relation. A role counts only while it is assigned.

use crate::act::Said;
use crate::command::Action;
use crate::desk::Desk;
use crate::id::{Kind, PersonId, SubjectId};
use crate::people::{Person, Role};
use crate::refusal::{Reason, Stop};

crate::refusals! {
    /// Why somebody may not.
    pub enum Refused {
        /// The person does not hold the role they act in.
        RoleNotHeld { person: String, role: &'static str } "role-not-held" Critical,
        /// The person is suspended.
        PersonSuspended { person: String } "person-suspended" Critical,
        /// The role may not do this.
        RoleMayNot { role: &'static str, action: &'static str } "role-may-not" Critical,
    }
}

/// Whether `person` may take `action` in `role` now. `Ok(Some)` gives the reason why not.
///
/// A role that is not held, or a person who is suspended, refuses asked and told alike: then the act is not theirs to say. A role
/// that is held but may not do this refuses an ask; told, it has happened, and is a finding.
pub fn permit(
    desk: &Desk<'_>,
    person: &PersonId,
    role: Role,
    action: &Action,
    said: Said,
) -> Result<Option<Reason>, Stop> {
    if action.name == crate::centre::Open::ACTION.name {
        return Ok(None);
    }
    let holder = desk.state::<Person>(person.subject())?;
    if !holder.holds(role, desk.today()) && !holder.in_emergency(role, desk.now()) {
        return Err(
            Refused::RoleNotHeld { person: holder.code.to_string(), role: role.word() }.into()
        );
    }
    if holder.standing.suspended.is_some() {
        return Err(Refused::PersonSuspended { person: holder.code.to_string() }.into());
    }
    if action.roles.contains(&role) {
        return Ok(None);
    }
    let reason = Refused::RoleMayNot { role: role.word(), action: action.name };
    match said {
        Said::Tell if role != Role::Inspector => Ok(Some(reason.into())),
        Said::Ask | Said::Tell => Err(reason.into()),
    }
}

/// How much of a subject's record somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing.
    None,
    /// The coded record, no names.
    Coded,
    /// With names and free text.
    Named,
}

/// What `role` may see of `subject`.
///
/// Names of patients are for those who stand at the patient's side; the coded record is for
/// everybody who works in the centre.
pub fn may_see(role: Role, subject: &SubjectId) -> Sight {
    match (subject.kind(), role) {
        (Kind::Patient, Role::Physician | Role::Nurse | Role::Coordinator) => Sight::Named,
        (Kind::Patient, _) => Sight::Coded,
        (Kind::Order | Kind::Infusion, Role::Physician | Role::Nurse | Role::Coordinator) => {
            Sight::Named
        }
        (Kind::Order | Kind::Infusion, _) => Sight::Coded,
        (_, _) => Sight::Named,
    }
}

/// Whether `role` may read the second log: who was shown whose personal data, and who was turned away.
///
/// It is for those who judge it: quality assurance, which answers for what names patients (nobody
/// else erases it), inspectors, and the administrator, who answers for the accounts.
pub fn may_see_access(role: Role) -> bool {
    matches!(role, Role::Administrator | Role::QaReviewer | Role::Inspector)
}
