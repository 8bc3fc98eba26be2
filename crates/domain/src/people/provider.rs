//! Who a person is at the provider of single sign-on, and the roles she has by its word.
//!
//! Guarantees: a person is linked to one identity at the provider and an identity to one person, for
//! good unless an administrator unlinks them (INV-PEOPLE-5); what the record holds of it is a mark
//! that this centre alone can make. A role is the provider's while the program gave it last; a role
//! given by hand is never touched by the provider's word.

use super::assign_role::apart;
use super::{Person, Role, RoleAssigned, RoleEnded, invite, system, views};
use crate::centre::Access;
use crate::centre::single_sign_on::SingleSignOnSet;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::index::Index;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Encoded};
use crate::time::LocalDate;
use jiff::ToSpan as _;

crate::event! {
    /// A person was linked to who she is at the provider.
    pub struct ProviderLinked {
        /// Keyed hash over the provider and what it calls the person.
        pub identity: Encoded,
        /// Who linked them: the person herself, or the program.
        pub by: PersonId,
    }
}

crate::event! {
    /// A person is linked to nobody at the provider any more.
    pub struct ProviderUnlinked {
        /// Who unlinked them.
        pub by: PersonId,
    }
}

crate::refusals! {
    /// Why a person is not linked, or a role not given, by the provider's word.
    pub enum Refused {
        /// At the provider this is somebody else here.
        IdentityTaken {} "identity-taken" Critical,
        /// The person is linked to another identity at the provider.
        PersonLinked { person: Code } "person-linked" Major,
        /// Whoever has a password confirms the link with it.
        ConfirmationNeeded { person: Code } "confirmation-needed" Major,
        /// The person is linked to nobody.
        NotLinked { person: Code } "not-linked" Minor,
        /// No group of the provider stands for this role.
        RoleNotMapped { role: &'static str } "role-not-mapped" Critical,
        /// The person has the roles the provider says already.
        NothingNew { person: Code } "provider-says-nothing-new" Minor,
        /// A role the provider would give was not given: duties are kept apart.
        RoleWithheld { role: &'static str, other: &'static str } "role-withheld" Minor,
    }
}

/// Notes what stands against linking a person to an identity.
pub(super) fn must_be_free(
    desk: &Desk<'_>,
    id: &PersonId,
    person: &Person,
    identity: &Encoded,
    broken: &mut Broken,
) {
    views::must_not_have_left(person, broken);
    if person.standing.suspended.is_some() {
        let suspended = invite::Refused::InviteeSuspended { person: person.code.clone() };
        broken.because_of("person", suspended);
    }
    if *id == system() {
        broken.because_of("person", invite::Refused::AccountOfTheSystem {});
    }
    must_be_nobodys(desk, identity, broken);
    if person.provider_identity.is_some() {
        broken.because_of("person", Refused::PersonLinked { person: person.code.clone() });
    }
}

/// Notes it when an identity is linked to somebody.
pub(super) fn must_be_nobodys(desk: &Desk<'_>, identity: &Encoded, broken: &mut Broken) {
    if !desk.found_under(Index::ProviderIdentity, identity.as_str()).is_empty() {
        broken.because_of("identity", Refused::IdentityTaken {});
    }
}

/// What the provider's word changes in a person's roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Roles that are given, or given for longer.
    pub given: Vec<Role>,
    /// Their last day.
    pub until: Option<LocalDate>,
    /// Roles that end.
    pub ended: Vec<Role>,
    /// Roles that are not given, each with the one it is kept apart from.
    pub withheld: Vec<(Role, Role)>,
}

impl Changes {
    /// What follows from the provider's saying that a person has `roles`, and no others.
    pub fn of(
        person: &Person,
        laid_down: &SingleSignOnSet,
        access: Access,
        roles: &[Role],
        today: LocalDate,
    ) -> Self {
        let by_hand = |role: &Role| !person.provider_roles.contains(role);
        let mut changes = Self::default();
        let days = laid_down.role_days.min(access.role_days.unwrap_or(u32::MAX));
        let until = today.checked_add(i64::from(days).days()).unwrap_or(today);
        changes.until = Some(until);
        let held = person.roles.keys().copied().filter(by_hand);
        let held: Vec<Role> = held.filter(|role| person.holds(*role, today)).collect();
        for role in roles.iter().copied().filter(|role| !held.contains(role)) {
            let others = held.iter().chain(roles.iter());
            match others.copied().find(|other| apart(role, *other)) {
                Some(other) => changes.withheld.push((role, other)),
                None if person.roles.get(&role) != Some(&Some(until)) => changes.given.push(role),
                None => {}
            }
        }
        let stays = |role: &Role| {
            roles.contains(role) && !changes.withheld.iter().any(|(withheld, _)| withheld == role)
        };
        let theirs = person.provider_roles.iter().copied();
        changes.ended = theirs.filter(|role| !stays(role)).collect();
        changes
    }

    /// Whether anything changes.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.ended.is_empty()
    }

    /// The changes as facts about a person.
    pub(super) fn facts(&self, person: &PersonId) -> Vec<Fact> {
        let by = system();
        let given = self.given.iter().map(|role| {
            let assigned = RoleAssigned { role: *role, until: self.until, by: by.clone() };
            Fact::new(person.clone(), assigned)
        });
        let ended = self
            .ended
            .iter()
            .map(|role| Fact::new(person.clone(), RoleEnded { role: *role, by: by.clone() }));
        ended.chain(given).collect()
    }
}

/// What the provider's saying that a person has `roles` changes now; the last administrator stays.
pub fn changes(desk: &Desk<'_>, id: &PersonId, roles: &[Role]) -> Result<Changes, Stop> {
    let laid_down = crate::centre::single_sign_on::laid_down(desk)?;
    let person: &Person = desk.state(id.subject())?;
    let access = desk.centre().settings().map(|settings| settings.access).unwrap_or_default();
    let mut changes = Changes::of(person, laid_down, access, roles, desk.today());
    let mut alone = Broken::default();
    views::must_leave_an_administrator(desk, id, &mut alone);
    if !alone.is_empty() {
        changes.ended.retain(|role| *role != Role::Administrator);
    }
    Ok(changes)
}
