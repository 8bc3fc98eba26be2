//! An infusion as the facts about it make it: one giving of one bag to one patient.

use super::IDENTIFICATION_MINUTES;
use crate::fact::{At, Impossible, Subject};
use crate::id::{ContainerId, OrderId, PatientId, PersonId};
use crate::index::{Index, Key};
use crate::state::Summarise;
use crate::text::Note;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use standards::reading::Reading;
use std::collections::BTreeSet;

crate::event! {
    /// Somebody scanned a patient's wristband and a bag, and they belonged together.
    pub struct PatientIdentified {
        /// For which order.
        pub order: OrderId,
        /// Which bag.
        pub container: ContainerId,
        /// Whose wristband.
        pub patient: PatientId,
        /// Who looked.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// An infusion began.
    pub struct InfusionStarted {
        /// For which order.
        pub order: OrderId,
        /// Which bag.
        pub container: ContainerId,
        /// To whom, by the wristband; none if nobody known here wears it.
        pub patient: Option<PatientId>,
        /// When the bag was thawed, if it was frozen.
        pub thawed: Option<Timestamp>,
        /// Who began it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// Vital signs were taken.
    pub struct VitalsRecorded {
        /// Body temperature.
        pub temperature: Reading,
        /// Systolic blood pressure.
        pub systolic: Reading,
        /// Oxygen saturation.
        pub saturation: Reading,
        /// What was added.
        pub note: Option<Note>,
        /// Who took them.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// An infusion ended.
    pub struct InfusionEnded {
        /// How much was given.
        pub volume: Reading,
        /// When it ended.
        pub ended: Timestamp,
        /// Who took it down.
        pub by: PersonId,
    }
}

crate::event! {
    /// What was written about the infusion was erased with its patient.
    pub struct InfusionTextErased {
        /// Who decided it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to an infusion.
    pub enum InfusionEvent {
        /// Patient and bag identified.
        Identified(PatientIdentified) "patient-identified" 1,
        /// Begun.
        Started(InfusionStarted) "infusion-started" 1,
        /// Vital signs taken.
        Vitals(VitalsRecorded) "vitals-recorded" 1,
        /// Ended.
        Ended(InfusionEnded) "infusion-ended" 1,
        /// Its texts erased.
        TextErased(InfusionTextErased) "infusion-text-erased" 1,
    }
}

/// One look at wristband and bag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identification {
    /// The position of its entry.
    pub position: u64,
    /// Who looked.
    pub by: PersonId,
    /// When.
    pub occurred: Timestamp,
}

/// An infusion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Infusion {
    /// For which order.
    pub order: OrderId,
    /// Which bag.
    pub container: ContainerId,
    /// Every identification, as taken down.
    pub identifications: Vec<Identification>,
    /// How it began, and at which position.
    pub started: Option<(u64, InfusionStarted)>,
    /// The vital signs, as taken down.
    pub vitals: Vec<VitalsRecorded>,
    /// How it ended, and at which position. Told again, the latest word counts.
    pub ended: Option<(u64, InfusionEnded)>,
    /// Whether what was written about it was erased.
    pub text_erased: bool,
}

/// What lists show of an infusion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InfusionSummary {
    /// For which order.
    pub order: OrderId,
    /// Which bag.
    pub container: ContainerId,
    /// The latest identification.
    pub identified: Option<Timestamp>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Whether what was written about it was erased.
    pub text_erased: bool,
}

impl Infusion {
    /// The different people whose identification counts at a moment.
    pub fn identified_by(&self, moment: Timestamp) -> BTreeSet<&PersonId> {
        let earliest = moment.plus_minutes(-IDENTIFICATION_MINUTES);
        let counts = |look: &&Identification| (earliest..=moment).contains(&look.occurred);
        self.identifications.iter().filter(counts).map(|look| &look.by).collect()
    }

    /// Everybody who has looked at all.
    pub fn looked_at_by(&self) -> BTreeSet<&PersonId> {
        self.identifications.iter().map(|look| &look.by).collect()
    }

    fn of(order: &OrderId, container: &ContainerId) -> Self {
        Self {
            order: order.clone(),
            container: container.clone(),
            identifications: Vec::new(),
            started: None,
            vitals: Vec::new(),
            ended: None,
            text_erased: false,
        }
    }
}

impl Subject for Infusion {
    type Event = InfusionEvent;
    type Summary = InfusionSummary;

    fn begin(at: At, event: &InfusionEvent) -> Option<Self> {
        let mut infusion = match event {
            InfusionEvent::Identified(looked) => Self::of(&looked.order, &looked.container),
            InfusionEvent::Started(started) => Self::of(&started.order, &started.container),
            InfusionEvent::Vitals(_) | InfusionEvent::Ended(_) | InfusionEvent::TextErased(_) => {
                return None;
            }
        };
        infusion.fold(at, event).ok()?;
        Some(infusion)
    }

    fn fold(&mut self, at: At, event: &InfusionEvent) -> Result<(), Impossible> {
        let position = at.position;
        match event {
            InfusionEvent::Identified(looked) => self.identifications.push(Identification {
                position,
                by: looked.by.clone(),
                occurred: looked.occurred,
            }),
            InfusionEvent::Started(_) if self.started.is_some() => {
                return Err("the infusion began before");
            }
            InfusionEvent::Started(started) => self.started = Some((position, started.clone())),
            InfusionEvent::Vitals(vitals) => self.vitals.push(vitals.clone()),
            InfusionEvent::Ended(ended) => self.ended = Some((position, ended.clone())),
            InfusionEvent::TextErased(_) => self.text_erased = true,
        }
        Ok(())
    }

    fn summary(&self) -> InfusionSummary {
        InfusionSummary {
            order: self.order.clone(),
            container: self.container.clone(),
            identified: self.identifications.iter().map(|look| look.occurred).max(),
            started: self.started.as_ref().map(|(_, started)| started.occurred),
            ended: self.ended.as_ref().map(|(_, ended)| ended.ended),
            text_erased: self.text_erased,
        }
    }
}

impl Summarise for InfusionSummary {
    fn closed(&self) -> bool {
        self.ended.is_some()
    }

    fn text_erased(&self) -> bool {
        self.text_erased
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::of(Index::InfusionOfOrder, &self.order));
        if self.started.is_none() {
            found_under(Key::new(Index::Waiting, "infusion-start"));
        } else if self.ended.is_none() {
            found_under(Key::new(Index::Waiting, "infusion-end"));
        }
    }
}
