//! Clearing the line.

use super::{ClearancePoint, Room, RoomCleared};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, RoomId};
use crate::refusal::{Broken, Stop};
use crate::text::Reason;

crate::command! {
    /// Declares that nothing of another batch is left in a room, for a second person to verify.
    pub struct ClearRoom = "facility.clear-room" 1;
    said: Either;
    roles: [Operator, QaReviewer];
    signed: [Performed];
    about: Field("room");
    /// Which room.
    pub room: RoomId,
    /// What was looked at and found clear.
    pub points: Vec<ClearancePoint>,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a room cannot be cleared.
    pub enum Refused {
        /// Something has not been looked at.
        ClearanceIncomplete { missing: &'static str } "clearance-incomplete" Major,
        /// A batch has open material in it.
        RoomInUse { room: RoomId, batch: BatchId } "room-in-use" Major,
    }
}

impl Rule for ClearRoom {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let room: &Room = desk.state(self.room.subject())?;
        for point in ClearancePoint::ALL.iter().filter(|point| !self.points.contains(point)) {
            broken.because_of("points", Refused::ClearanceIncomplete { missing: point.word() });
        }
        for (batch, _) in room.occupants.iter().filter(|(_, there)| there.open) {
            let (room, batch) = (self.room.clone(), batch.clone());
            broken.because_of("room", Refused::RoomInUse { room, batch });
        }
        let mut points = self.points.clone();
        points.sort_unstable();
        points.dedup();
        let cleared = RoomCleared { points, occurred: act.occurred, by: act.by.clone() };
        Ok(vec![Fact::new(self.room.clone(), cleared)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facility::views::tests::{a_room, entered};
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn a_line_is_clear_when_everything_was_looked_at_and_nothing_lies_open() {
        let mut stage = Stage::open();
        let room = a_room(&mut stage, "cr-b2");
        let operator = stage.person("OP-07", &[Role::Operator]);
        let clear = |points: &[ClearancePoint]| ClearRoom {
            room: room.clone(),
            points: points.to_vec(),
            reason: None,
        };
        stage.asks("OP-07", clear(&[ClearancePoint::Waste])).refused("clearance-incomplete");
        stage.asks("OP-07", clear(ClearancePoint::ALL)).stands();
        stage.happens(&room, entered("B26-0001", None, true, &operator));
        stage.asks("OP-07", clear(ClearancePoint::ALL)).refused("room-in-use");
    }
}
