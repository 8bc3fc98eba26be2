//! A patient as the facts about them make it. Whatever names them is sealed.

use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::Key;
use crate::state::Summarise;
use crate::text::{BirthDate, HospitalNumber, Name};
use serde::{Deserialize, Serialize};

crate::event! {
    /// A patient was registered.
    pub struct PatientRegistered {
        /// The name.
        pub name: Name,
        /// The day of birth.
        pub birth_date: BirthDate,
        /// The hospital's number, as the wristband says it.
        pub number: HospitalNumber,
        /// Who registered them.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to a patient.
    pub enum PatientEvent {
        /// Registered.
        Registered(PatientRegistered) "patient-registered" 1,
    }
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    /// The name.
    pub name: Name,
    /// The day of birth.
    pub birth_date: BirthDate,
    /// The hospital's number.
    pub number: HospitalNumber,
}

/// What lists show of a patient: all of it, to those who may see it.
pub type PatientSummary = Patient;

impl Subject for Patient {
    type Event = PatientEvent;
    type Summary = PatientSummary;

    fn begin(_: At, event: &PatientEvent) -> Option<Self> {
        let PatientEvent::Registered(registered) = event;
        Some(Self {
            name: registered.name.clone(),
            birth_date: registered.birth_date.clone(),
            number: registered.number.clone(),
        })
    }

    fn fold(&mut self, _: At, event: &PatientEvent) -> Result<(), Impossible> {
        match event {
            PatientEvent::Registered(_) => Err("the patient was registered before"),
        }
    }

    fn summary(&self) -> PatientSummary {
        self.clone()
    }
}

impl Summarise for Patient {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, _: &mut dyn FnMut(Key)) {}
}
