//! A person as the facts about them make it.

use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::{Index, Key};
use crate::state::Summarise;
use crate::text::{Code, Name};
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
}

impl Person {
    /// Whether the role is held on `day`.
    pub fn holds(&self, role: Role, day: LocalDate) -> bool {
        self.roles.get(&role).is_some_and(|until| until.is_none_or(|until| day <= until))
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
            | PersonEvent::Qualified(_) => {
                return None;
            }
        };
        Some(Self {
            code: code.clone(),
            name: name.cloned(),
            roles: role.into_iter().map(|role| (role, None)).collect(),
            skills: BTreeMap::new(),
        })
    }

    fn fold(&mut self, _: At, event: &PersonEvent) -> Result<(), Impossible> {
        match event {
            PersonEvent::Enrolled(_) | PersonEvent::SystemEnrolled(_) => {
                return Err("the person was enrolled before");
            }
            PersonEvent::RoleAssigned(assigned) => {
                self.roles.insert(assigned.role, assigned.until);
            }
            PersonEvent::RoleEnded(ended) => {
                self.roles.remove(&ended.role).ok_or("the role was not held")?;
            }
            PersonEvent::Qualified(qualified) => {
                self.skills.insert(qualified.skill.clone(), qualified.until);
            }
        }
        Ok(())
    }

    fn summary(&self) -> PersonSummary {
        PersonSummary {
            code: self.code.clone(),
            name: self.name.clone(),
            roles: self.roles.clone(),
        }
    }
}

impl Summarise for PersonSummary {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::new(Index::PersonCode, self.code.as_str()));
    }
}
