//! A station as the facts about it make it: a tablet or terminal in a room, known to the centre by a
//! secret that its browser holds.

use crate::fact::{At, Impossible, Subject};
use crate::id::{PersonId, RoomId};
use crate::index::Key;
use crate::state::Summarise;
use crate::text::{Digest, Name};
use serde::{Deserialize, Serialize};

crate::event! {
    /// A browser was registered as a station.
    pub struct StationRegistered {
        /// What it is called.
        pub name: Name,
        /// The room it stands in.
        pub room: RoomId,
        /// SHA-256 of what is kept of the secret its browser holds.
        pub code: Digest,
        /// Who registered it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A station was withdrawn: its browser is one like any other.
    pub struct StationWithdrawn {
        /// Who withdrew it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to a station.
    pub enum StationEvent {
        /// Registered, or registered again.
        Registered(StationRegistered) "station-registered" 1,
        /// Withdrawn.
        Withdrawn(StationWithdrawn) "station-withdrawn" 1,
    }
}

crate::choice! {
    /// How a station stands.
    pub enum StationStanding {
        /// Registered: a browser is this station.
        Registered "station-registered",
        /// Withdrawn: none is.
        Withdrawn "station-withdrawn",
    }
}

/// A station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Station {
    /// What it is called.
    pub name: Name,
    /// The room it stands in.
    pub room: RoomId,
    /// SHA-256 of what is kept of the secret its browser holds; none: it was withdrawn.
    pub code: Option<Digest>,
}

/// What lists show of a station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationSummary {
    /// What it is called.
    pub name: Name,
    /// The room it stands in.
    pub room: RoomId,
    /// How it stands.
    pub standing: StationStanding,
}

impl Station {
    fn of(registered: &StationRegistered) -> Self {
        let StationRegistered { name, room, code, by: _ } = registered.clone();
        Self { name, room, code: Some(code) }
    }

    /// Whether a browser is this station.
    pub fn stands(&self) -> bool {
        self.code.is_some()
    }
}

impl Subject for Station {
    type Event = StationEvent;
    type Summary = StationSummary;

    fn begin(_: At, event: &StationEvent) -> Option<Self> {
        match event {
            StationEvent::Registered(registered) => Some(Self::of(registered)),
            StationEvent::Withdrawn(_) => None,
        }
    }

    fn fold(&mut self, _: At, event: &StationEvent) -> Result<(), Impossible> {
        match event {
            StationEvent::Registered(_) if self.stands() => {
                return Err("the station stands");
            }
            StationEvent::Registered(registered) => *self = Self::of(registered),
            StationEvent::Withdrawn(_) => {
                self.code.take().ok_or("the station was withdrawn before")?;
            }
        }
        Ok(())
    }

    fn summary(&self) -> StationSummary {
        let standing = match self.code {
            Some(_) => StationStanding::Registered,
            None => StationStanding::Withdrawn,
        };
        StationSummary { name: self.name.clone(), room: self.room.clone(), standing }
    }
}

impl Summarise for StationSummary {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, _: &mut dyn FnMut(Key)) {}
}
