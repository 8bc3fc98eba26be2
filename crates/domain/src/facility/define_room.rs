//! Defining a room.

use super::{Grade, RoomDefined};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::RoomId;
use crate::refusal::{Broken, Stop};
use crate::text::Name;

/// How many hours a clearance holds where a room says nothing else.
pub(super) const CLEARANCE_HOURS: u32 = 24;

crate::command! {
    /// Defines a room and its grade.
    pub struct DefineRoom = "facility.define-room" 1;
    said: Asked;
    roles: [FacilityEngineer];
    signed: [];
    about: Field("room");
    /// Its identifier, as it stands on the door.
    pub room: RoomId,
    /// What it is called.
    pub name: Name,
    /// Its grade.
    pub grade: Grade,
    /// How many hours a line clearance holds; left out: 24.
    pub clearance_hours: Option<u32>,
}

crate::refusals! {
    /// Why a room cannot be defined.
    pub enum Refused {
        /// There is such a room.
        RoomExists { room: RoomId } "room-exists" Minor,
        /// A clearance must hold for a while, and not for ever.
        ClearanceHoursOutOfRange { hours: u32 } "clearance-hours-out-of-range" Minor,
    }
}

impl Rule for DefineRoom {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        if desk.exists(self.room.subject()) {
            broken.because_of("room", Refused::RoomExists { room: self.room.clone() });
        }
        let hours = self.clearance_hours.unwrap_or(CLEARANCE_HOURS);
        if !(1..=24 * 7).contains(&hours) {
            broken.because_of("clearance_hours", Refused::ClearanceHoursOutOfRange { hours });
        }
        let defined = RoomDefined {
            name: self.name.clone(),
            grade: self.grade,
            clearance_hours: hours,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.room.clone(), defined)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::{Stage, sealed};

    #[test]
    fn a_room_is_defined_once_and_its_clearance_lapses_some_time() {
        let mut stage = Stage::open();
        stage.person("FE-01", &[Role::FacilityEngineer]);
        let room = RoomId::new("cr-b2").unwrap();
        let define = DefineRoom {
            name: Name(sealed(&room)),
            room,
            grade: Grade::C,
            clearance_hours: Some(0),
        };
        stage.asks("FE-01", define.clone()).refused("clearance-hours-out-of-range");
        let define = DefineRoom { clearance_hours: None, ..define };
        stage.asks("FE-01", define.clone()).stands();
        stage.asks("FE-01", define).refused("room-exists");
    }
}
