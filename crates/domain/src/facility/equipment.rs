//! A piece of equipment as the facts about it make it.

use crate::fact::{At, Impossible, Subject};
use crate::id::{BatchId, PersonId, RoomId};
use crate::index::{Index, Key};
use crate::state::Summarise;
use crate::text::{Code, Digest, Name};
use crate::time::{LocalDate, Timestamp};
use serde::{Deserialize, Serialize};

crate::event! {
    /// A piece of equipment was defined.
    pub struct EquipmentDefined {
        /// What it can serve as in a step, as cell-counter.
        pub class: Code,
        /// What it is called.
        pub name: Name,
        /// Where it stands; none if it is moved about.
        pub room: Option<RoomId>,
        /// Who defined it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A piece of equipment was calibrated.
    pub struct EquipmentCalibrated {
        /// The last day the calibration holds.
        pub due: LocalDate,
        /// The certificate, as an object.
        pub certificate: Option<Digest>,
        /// When it was done.
        pub occurred: Timestamp,
        /// By whom.
        pub by: PersonId,
    }
}

crate::event! {
    /// A piece of equipment was used in a step.
    pub struct EquipmentUsed {
        /// Of which batch.
        pub batch: BatchId,
        /// In which step.
        pub step: Code,
        /// By whom.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::events! {
    /// What happens to a piece of equipment.
    pub enum EquipmentEvent {
        /// Defined.
        Defined(EquipmentDefined) "equipment-defined" 1,
        /// Calibrated.
        Calibrated(EquipmentCalibrated) "equipment-calibrated" 1,
        /// Used.
        Used(EquipmentUsed) "equipment-used" 1,
    }
}

/// A piece of equipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Equipment {
    /// What it can serve as in a step.
    pub class: Code,
    /// What it is called.
    pub name: Name,
    /// Where it stands.
    pub room: Option<RoomId>,
    /// Its calibrations, in the order they were done.
    pub calibrations: Vec<EquipmentCalibrated>,
    /// What it was last used for.
    pub last_used: Option<EquipmentUsed>,
}

/// What lists show of a piece of equipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EquipmentSummary {
    /// What it can serve as in a step.
    pub class: Code,
    /// What it is called.
    pub name: Name,
    /// Where it stands.
    pub room: Option<RoomId>,
    /// The last day its latest calibration holds; none if it was never calibrated.
    pub due: Option<LocalDate>,
}

impl Equipment {
    /// The calibration in force at a moment, whether or not it had run out by then.
    pub fn calibration_at(&self, moment: Timestamp) -> Option<&EquipmentCalibrated> {
        self.calibrations.iter().rev().find(|calibration| calibration.occurred <= moment)
    }
}

impl Subject for Equipment {
    type Event = EquipmentEvent;
    type Summary = EquipmentSummary;

    fn begin(_: At, event: &EquipmentEvent) -> Option<Self> {
        let EquipmentEvent::Defined(defined) = event else { return None };
        Some(Self {
            class: defined.class.clone(),
            name: defined.name.clone(),
            room: defined.room.clone(),
            calibrations: Vec::new(),
            last_used: None,
        })
    }

    fn fold(&mut self, _: At, event: &EquipmentEvent) -> Result<(), Impossible> {
        match event {
            EquipmentEvent::Defined(_) => return Err("the equipment was defined before"),
            EquipmentEvent::Calibrated(calibrated) => {
                let after = |earlier: &EquipmentCalibrated| earlier.occurred <= calibrated.occurred;
                let place = self.calibrations.partition_point(after);
                self.calibrations.insert(place, calibrated.clone());
            }
            EquipmentEvent::Used(used) => self.last_used = Some(used.clone()),
        }
        Ok(())
    }

    fn summary(&self) -> EquipmentSummary {
        EquipmentSummary {
            class: self.class.clone(),
            name: self.name.clone(),
            room: self.room.clone(),
            due: self.calibrations.last().map(|calibration| calibration.due),
        }
    }
}

impl Summarise for EquipmentSummary {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::of(Index::EquipmentOfClass, &self.class));
    }
}
