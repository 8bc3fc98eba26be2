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

crate::choice! {
    /// Why whatever names a person is erased.
    pub enum ErasureBasis {
        /// The person asks for it.
        Asked "asked",
        /// The person was registered by mistake.
        Mistake "mistake",
        /// Nothing needs to be kept any longer.
        RetentionEnded "retention-ended",
    }
}

crate::event! {
    /// Whatever names the patient was erased; the coded trail remains.
    pub struct PatientErased {
        /// Why.
        pub basis: ErasureBasis,
        /// Who decided it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to a patient.
    #[expect(clippy::large_enum_variant, reason = "nearly every event of a patient is the large one")]
    pub enum PatientEvent {
        /// Registered.
        Registered(PatientRegistered) "patient-registered" 1,
        /// Erased.
        Erased(PatientErased) "patient-erased" 1,
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
    /// Why the texts above open no more, if they do not.
    pub erased: Option<ErasureBasis>,
}

/// What lists show of a patient: all of it, to those who may see it.
pub type PatientSummary = Patient;

impl Subject for Patient {
    type Event = PatientEvent;
    type Summary = PatientSummary;

    fn begin(_: At, event: &PatientEvent) -> Option<Self> {
        let PatientEvent::Registered(registered) = event else { return None };
        Some(Self {
            name: registered.name.clone(),
            birth_date: registered.birth_date.clone(),
            number: registered.number.clone(),
            erased: None,
        })
    }

    fn fold(&mut self, _: At, event: &PatientEvent) -> Result<(), Impossible> {
        match event {
            PatientEvent::Registered(_) => Err("the patient was registered before"),
            PatientEvent::Erased(_) if self.erased.is_some() => {
                Err("the patient was erased before")
            }
            PatientEvent::Erased(erased) => {
                self.erased = Some(erased.basis);
                Ok(())
            }
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

    fn text_erased(&self) -> bool {
        self.erased.is_some()
    }

    fn keys(&self, _: &mut dyn FnMut(Key)) {}
}
