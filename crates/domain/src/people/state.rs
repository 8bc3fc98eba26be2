//! A person as the facts about them make it.

use super::account::{Account, AccountOpened, AccountStanding, Invited, PasswordSet};
use super::badge::{BadgeIssued, BadgeRevoked, PinSet};
use super::emergency::EmergencyRoleTaken;
use super::factors::Factors;
use super::passkey::{PasskeyEnrolled, PasskeyWithdrawn, Passkeys};
use super::provider::{ProviderLinked, ProviderUnlinked};
use super::standing::{Left, Presence, Reinstated, Suspended};
use super::time_code::{TimeCodeSet, TimeCodeWithdrawn};
use super::token::{TokenIssued, TokenRevoked};
use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::{Index, Key};
use crate::state::Summarise;
use crate::text::{Code, Digest, Encoded, Name};
use crate::time::{LocalDate, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

crate::choice! {
    /// What somebody may act as.
    pub enum Role {
        /// Runs the accounts and the roles; judges nothing.
        Administrator "administrator",
        /// Makes the product.
        Operator "operator",
        /// Tests it.
        QcAnalyst "qc-analyst",
        /// Reviews test results.
        QcReviewer "qc-reviewer",
        /// Reviews records, deviations and master batch records.
        QaReviewer "qa-reviewer",
        /// Declares a batch fit for its patient.
        ReleasingPerson "releasing-person",
        /// Writes master batch records.
        ProcessEngineer "process-engineer",
        /// Receives and keeps materials.
        Storekeeper "storekeeper",
        /// Keeps rooms and equipment.
        FacilityEngineer "facility-engineer",
        /// Prescribes and treats.
        Physician "physician",
        /// Nurses, collects and infuses.
        Nurse "nurse",
        /// Plans a patient's way through the centre.
        Coordinator "coordinator",
        /// Carries material between places.
        Courier "courier",
        /// Sees everything, changes nothing.
        Inspector "inspector",
        /// What the program does itself: nobody signs in as it, and nobody is given it.
        System "system",
    }
}

impl Role {
    /// The roles somebody can be given: all but the program's own.
    pub const PEOPLE: &'static [Role] = match Self::ALL.split_last() {
        Some((Role::System, people)) => people,
        _ => &[],
    };
}

crate::event! {
    /// A person was enrolled.
    pub struct Enrolled {
        /// The code pages show.
        pub code: Code,
        /// The name, sealed.
        pub name: Name,
        /// Who enrolled them.
        pub by: PersonId,
    }
}

crate::event! {
    /// The program was given an identity to act under, and the role of the system.
    pub struct SystemEnrolled {
        /// The code pages show.
        pub code: Code,
    }
}

crate::event! {
    /// A role was assigned.
    pub struct RoleAssigned {
        /// Which role.
        pub role: Role,
        /// Its last day; none: until it is ended.
        pub until: Option<LocalDate>,
        /// Who assigned it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A role was ended.
    pub struct RoleEnded {
        /// Which role.
        pub role: Role,
        /// Who ended it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A qualification was established.
    pub struct Qualified {
        /// For what: `process/cart-cd19@1`, `equipment/cell-counter`, `method/flow-cytometry`.
        pub skill: Code,
        /// Its last day.
        pub until: LocalDate,
        /// Who established it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to a person.
    pub enum PersonEvent {
        /// Enrolled.
        Enrolled(Enrolled) "person-enrolled" 1,
        /// The program itself enrolled.
        SystemEnrolled(SystemEnrolled) "system-enrolled" 1,
        /// Given a role.
        RoleAssigned(RoleAssigned) "role-assigned" 1,
        /// A role ended.
        RoleEnded(RoleEnded) "role-ended" 1,
        /// Qualified for something.
        Qualified(Qualified) "qualified" 1,
        /// Given a passkey.
        PasskeyEnrolled(PasskeyEnrolled) "passkey-enrolled" 1,
        /// A passkey withdrawn.
        PasskeyWithdrawn(PasskeyWithdrawn) "passkey-withdrawn" 1,
        /// Invited to open the account, or to open it again.
        Invited(Invited) "person-invited" 1,
        /// The account opened by the person.
        AccountOpened(AccountOpened) "account-opened" 1,
        /// The password changed by the person.
        PasswordSet(PasswordSet) "password-set" 1,
        /// Issued an access token for a machine.
        TokenIssued(TokenIssued) "token-issued" 1,
        /// An access token revoked.
        TokenRevoked(TokenRevoked) "token-revoked" 1,
        /// Suspended.
        Suspended(Suspended) "person-suspended" 1,
        /// Reinstated.
        Reinstated(Reinstated) "person-reinstated" 1,
        /// Gone for good.
        Left(Left) "person-left" 1,
        /// A role taken in an emergency.
        EmergencyRoleTaken(EmergencyRoleTaken) "emergency-role-taken" 1,
        /// Time-based codes set up.
        TimeCodeSet(TimeCodeSet) "time-code-set" 1,
        /// Time-based codes withdrawn.
        TimeCodeWithdrawn(TimeCodeWithdrawn) "time-code-withdrawn" 1,
        /// Issued a badge.
        BadgeIssued(BadgeIssued) "badge-issued" 1,
        /// The badge revoked.
        BadgeRevoked(BadgeRevoked) "badge-revoked" 1,
        /// The PIN set by the person.
        PinSet(PinSet) "pin-set" 1,
        /// Linked to who they are at the provider of single sign-on.
        ProviderLinked(ProviderLinked) "provider-linked" 1,
        /// Unlinked from it.
        ProviderUnlinked(ProviderUnlinked) "provider-unlinked" 1,
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The code pages show.
    pub code: Code,
    /// The name, sealed; a program has none.
    pub name: Option<Name>,
    /// Roles held, each with its last day.
    pub roles: BTreeMap<Role, Option<LocalDate>>,
    /// Qualifications, each with its last day.
    pub skills: BTreeMap<Code, LocalDate>,
    /// The keys they sign with.
    pub passkeys: Passkeys,
    /// What lets the person in.
    pub account: Account,
    /// Whether the person is here.
    pub standing: Presence,
    /// Roles taken in an emergency, each with its end.
    pub emergency: BTreeMap<Role, Timestamp>,
    /// The mark of who they are at the provider of single sign-on.
    pub provider_identity: Option<Encoded>,
    /// Those of the roles that the provider gave.
    pub provider_roles: BTreeSet<Role>,
}

/// What lists show of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonSummary {
    /// The code pages show.
    pub code: Code,
    /// The name, sealed; a program has none.
    pub name: Option<Name>,
    /// Roles held, each with its last day.
    pub roles: BTreeMap<Role, Option<LocalDate>>,
    /// Credentials of every passkey they ever enrolled.
    pub passkeys: Vec<Encoded>,
    /// How the account stands.
    pub account: AccountStanding,
    /// Roles taken in an emergency, each with its end.
    pub emergency: BTreeMap<Role, Timestamp>,
    /// What they can show besides the password.
    pub factors: Factors,
    /// SHA-256 of what is kept of the number of their badge.
    pub badge: Option<Digest>,
    /// The mark of who they are at the provider of single sign-on.
    pub provider_identity: Option<Encoded>,
    /// Those of the roles that the provider gave.
    pub provider_roles: BTreeSet<Role>,
}

impl Person {
    /// Whether the role is held on `day`.
    pub fn holds(&self, role: Role, day: LocalDate) -> bool {
        self.roles.get(&role).is_some_and(|until| until.is_none_or(|until| day <= until))
    }

    /// Whether the role was taken in an emergency that is not over.
    pub fn in_emergency(&self, role: Role, now: Timestamp) -> bool {
        self.emergency.get(&role).is_some_and(|until| now < *until)
    }

    /// How the account stands, the person's being here included.
    pub fn account_standing(&self) -> AccountStanding {
        match (self.standing.left, self.standing.suspended) {
            (Some(_), _) => AccountStanding::Left,
            (None, Some(_)) => AccountStanding::Suspended,
            (None, None) => self.account.standing(),
        }
    }

    /// What they can show besides the password.
    pub fn factors(&self) -> Factors {
        Factors {
            passkey: self.passkeys.standing().next().is_some(),
            time_code: self.account.time_code.is_some(),
        }
    }

    /// The last day of a qualification, if there is one at all.
    pub fn qualified_until(&self, skill: &Code) -> Option<LocalDate> {
        self.skills.get(skill).copied()
    }
}

impl Subject for Person {
    type Event = PersonEvent;
    type Summary = PersonSummary;

    fn begin(_: At, event: &PersonEvent) -> Option<Self> {
        let (code, name, role) = match event {
            PersonEvent::Enrolled(enrolled) => (&enrolled.code, Some(&enrolled.name), None),
            PersonEvent::SystemEnrolled(enrolled) => (&enrolled.code, None, Some(Role::System)),
            PersonEvent::RoleAssigned(_)
            | PersonEvent::RoleEnded(_)
            | PersonEvent::Qualified(_)
            | PersonEvent::PasskeyEnrolled(_)
            | PersonEvent::PasskeyWithdrawn(_)
            | PersonEvent::Invited(_)
            | PersonEvent::AccountOpened(_)
            | PersonEvent::PasswordSet(_)
            | PersonEvent::TokenIssued(_)
            | PersonEvent::TokenRevoked(_)
            | PersonEvent::Suspended(_)
            | PersonEvent::Reinstated(_)
            | PersonEvent::Left(_)
            | PersonEvent::EmergencyRoleTaken(_)
            | PersonEvent::TimeCodeSet(_)
            | PersonEvent::TimeCodeWithdrawn(_)
            | PersonEvent::BadgeIssued(_)
            | PersonEvent::BadgeRevoked(_)
            | PersonEvent::PinSet(_)
            | PersonEvent::ProviderLinked(_)
            | PersonEvent::ProviderUnlinked(_) => {
                return None;
            }
        };
        Some(Self {
            code: code.clone(),
            name: name.cloned(),
            roles: role.into_iter().map(|role| (role, None)).collect(),
            skills: BTreeMap::new(),
            passkeys: Passkeys::default(),
            account: Account::default(),
            standing: Presence::default(),
            emergency: BTreeMap::new(),
            provider_identity: None,
            provider_roles: BTreeSet::new(),
        })
    }

    fn fold(&mut self, at: At, event: &PersonEvent) -> Result<(), Impossible> {
        match event {
            PersonEvent::Enrolled(_) | PersonEvent::SystemEnrolled(_) => {
                return Err("the person was enrolled before");
            }
            PersonEvent::RoleAssigned(assigned) => {
                self.roles.insert(assigned.role, assigned.until);
                // The program gives a role by the provider's word alone.
                if assigned.by == super::system() {
                    self.provider_roles.insert(assigned.role);
                } else {
                    self.provider_roles.remove(&assigned.role);
                }
            }
            PersonEvent::RoleEnded(ended) => {
                self.roles.remove(&ended.role).ok_or("the role was not held")?;
                self.provider_roles.remove(&ended.role);
            }
            PersonEvent::Qualified(qualified) => {
                self.skills.insert(qualified.skill.clone(), qualified.until);
            }
            PersonEvent::PasskeyEnrolled(enrolled) => self.passkeys.enrolled(at, enrolled)?,
            PersonEvent::PasskeyWithdrawn(withdrawn) => self.passkeys.withdrawn(at, withdrawn)?,
            PersonEvent::Invited(invited) => self.account.invited(at, invited),
            PersonEvent::AccountOpened(opened) => self.account.opened(at, opened)?,
            PersonEvent::PasswordSet(set) => self.account.password_set(at, set)?,
            PersonEvent::TokenIssued(issued) => self.account.token_issued(issued),
            PersonEvent::TokenRevoked(revoked) => self.account.token_revoked(&revoked.token)?,
            PersonEvent::TimeCodeSet(set) => self.account.time_code_set(at, set),
            PersonEvent::TimeCodeWithdrawn(withdrawn) => {
                self.account.time_code_withdrawn(withdrawn)?;
            }
            PersonEvent::Suspended(_) => self.standing.suspended(at),
            PersonEvent::Reinstated(_) => self.standing.reinstated()?,
            PersonEvent::EmergencyRoleTaken(taken) => {
                self.emergency.insert(taken.role, taken.until);
            }
            PersonEvent::BadgeIssued(issued) => self.account.badge_issued(at, issued),
            PersonEvent::BadgeRevoked(revoked) => self.account.badge_revoked(revoked)?,
            PersonEvent::PinSet(set) => self.account.pin_set(at, set),
            PersonEvent::ProviderLinked(linked) => {
                self.provider_identity = Some(linked.identity.clone());
            }
            PersonEvent::ProviderUnlinked(_) => {
                self.provider_identity.take().ok_or("the person was not linked")?;
            }
            PersonEvent::Left(_) => {
                self.emergency.clear();
                self.standing.left(at);
                self.roles.clear();
                self.provider_roles.clear();
                self.account =
                    Account { acknowledged: self.account.acknowledged, ..Account::default() };
            }
        }
        Ok(())
    }

    fn summary(&self) -> PersonSummary {
        PersonSummary {
            code: self.code.clone(),
            name: self.name.clone(),
            roles: self.roles.clone(),
            passkeys: self.passkeys.iter().map(|(credential, _)| credential.clone()).collect(),
            account: self.account_standing(),
            emergency: self.emergency.clone(),
            factors: self.factors(),
            badge: self.account.badge.as_ref().map(|badge| badge.number),
            provider_identity: self.provider_identity.clone(),
            provider_roles: self.provider_roles.clone(),
        }
    }
}

impl Summarise for PersonSummary {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::new(Index::PersonCode, self.code.as_str()));
        for credential in &self.passkeys {
            found_under(Key::new(Index::Passkey, credential.as_str()));
        }
        if let Some(badge) = &self.badge {
            found_under(Key::of(Index::Badge, badge));
        }
        if let Some(identity) = &self.provider_identity {
            found_under(Key::new(Index::ProviderIdentity, identity.as_str()));
        }
        found_under(Key::new(Index::SignInName, &super::sign_in_name(&self.code)));
    }
}
