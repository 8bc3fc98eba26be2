//! A room as the facts about it make it.

use super::{Clearance, ClearancePoint, Verification};
use crate::fact::{At, Impossible, Subject};
use crate::id::{BatchId, OrderId, PersonId};
use crate::index::{Index, Key};
use crate::state::Summarise;
use crate::text::Name;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::choice! {
    /// The grade of a clean room, the cleanest first (EU GMP Annex 1:2022; China GMP, sterile
    /// products annex).
    pub enum Grade {
        /// The zone of aseptic work.
        A "A",
        /// The background of grade A.
        B "B",
        /// Closed work on sterile product.
        C "C",
        /// Closed systems, and what comes before them.
        D "D",
    }
}

crate::event! {
    /// A room was defined.
    pub struct RoomDefined {
        /// What it is called.
        pub name: Name,
        /// Its grade.
        pub grade: Grade,
        /// How many hours a clearance holds.
        pub clearance_hours: u32,
        /// Who defined it.
        pub by: PersonId,
    }
}

crate::event! {
    /// The line was cleared.
    pub struct RoomCleared {
        /// What was looked at.
        pub points: Vec<ClearancePoint>,
        /// When.
        pub occurred: Timestamp,
        /// By whom.
        pub by: PersonId,
    }
}

crate::event! {
    /// A second person found the line clear.
    pub struct ClearanceVerified {
        /// When.
        pub occurred: Timestamp,
        /// By whom.
        pub by: PersonId,
    }
}

crate::event! {
    /// A batch brought material into the room, or changed how it handles it there.
    pub struct BatchEntered {
        /// Which batch.
        pub batch: BatchId,
        /// Whose therapy it is made for; none for a batch that is for no one patient.
        pub order: Option<OrderId>,
        /// Whether its material is open to the room.
        pub open: bool,
        /// Who brought it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A batch has nothing in the room any more.
    pub struct BatchLeft {
        /// Which batch.
        pub batch: BatchId,
        /// Who took it out.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to a room.
    pub enum RoomEvent {
        /// Defined.
        Defined(RoomDefined) "room-defined" 1,
        /// Cleared.
        Cleared(RoomCleared) "room-cleared" 1,
        /// Found clear by a second person.
        ClearanceVerified(ClearanceVerified) "clearance-verified" 1,
        /// Entered by a batch.
        BatchEntered(BatchEntered) "batch-entered" 1,
        /// Left by a batch.
        BatchLeft(BatchLeft) "batch-left" 1,
    }
}

/// A batch in a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Occupant {
    /// Whose therapy it is made for.
    pub order: Option<OrderId>,
    /// Whether its material is open to the room.
    pub open: bool,
    /// When its entering was recorded.
    pub since: Timestamp,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Room {
    /// What it is called.
    pub name: Name,
    /// Its grade.
    pub grade: Grade,
    /// How many hours a clearance holds.
    pub clearance_hours: u32,
    /// The latest clearance.
    pub clearance: Option<Clearance>,
    /// The batches in it.
    pub occupants: BTreeMap<BatchId, Occupant>,
}

/// What lists show of a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomSummary {
    /// What it is called.
    pub name: Name,
    /// Its grade.
    pub grade: Grade,
    /// When the latest clearance was done.
    pub cleared: Option<Timestamp>,
    /// Whether that clearance waits for a second person.
    pub unverified: bool,
    /// The batches in it, and whether their material is open.
    pub occupants: Vec<(BatchId, bool)>,
}

impl Room {
    fn moved(&mut self, batch: &BatchId) {
        if let Some(clearance) = &mut self.clearance {
            clearance.moved_since.insert(batch.clone());
        }
    }
}

impl Subject for Room {
    type Event = RoomEvent;
    type Summary = RoomSummary;

    fn begin(_: At, event: &RoomEvent) -> Option<Self> {
        let RoomEvent::Defined(defined) = event else { return None };
        Some(Self {
            name: defined.name.clone(),
            grade: defined.grade,
            clearance_hours: defined.clearance_hours,
            clearance: None,
            occupants: BTreeMap::new(),
        })
    }

    fn fold(&mut self, at: At, event: &RoomEvent) -> Result<(), Impossible> {
        match event {
            RoomEvent::Defined(_) => return Err("the room was defined before"),
            RoomEvent::Cleared(cleared) => {
                self.clearance = Some(Clearance {
                    position: at.position,
                    occurred: cleared.occurred,
                    by: cleared.by.clone(),
                    verified: None,
                    moved_since: std::collections::BTreeSet::new(),
                });
            }
            RoomEvent::ClearanceVerified(verified) => {
                let clearance = self.clearance.as_mut().ok_or("the room was not cleared")?;
                clearance.verified.get_or_insert_with(|| Verification {
                    occurred: verified.occurred,
                    by: verified.by.clone(),
                });
            }
            RoomEvent::BatchEntered(entered) => {
                self.moved(&entered.batch);
                let since =
                    self.occupants.get(&entered.batch).map_or(at.recorded, |there| there.since);
                let occupant = Occupant { order: entered.order.clone(), open: entered.open, since };
                self.occupants.insert(entered.batch.clone(), occupant);
            }
            RoomEvent::BatchLeft(left) => {
                self.moved(&left.batch);
                self.occupants.remove(&left.batch);
            }
        }
        Ok(())
    }

    fn summary(&self) -> RoomSummary {
        let clearance = self.clearance.as_ref();
        RoomSummary {
            name: self.name.clone(),
            grade: self.grade,
            cleared: clearance.map(|clearance| clearance.occurred),
            unverified: clearance.is_some_and(|clearance| clearance.verified.is_none()),
            occupants: self.occupants.iter().map(|(id, there)| (id.clone(), there.open)).collect(),
        }
    }
}

impl Summarise for RoomSummary {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        if self.unverified {
            found_under(Key::new(Index::Waiting, "clearance-verification"));
        }
    }
}
