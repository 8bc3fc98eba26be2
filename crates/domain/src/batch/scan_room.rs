//! Scanning the room a step is done in.

use super::work::Work;
use super::{Deed, RoomScanned};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, Kind, RoomId};
use crate::refusal::{Broken, Stop};
use crate::scanned;
use crate::text::{Code, Reason, Scanned};
use process::model::Scan;

crate::command! {
    /// Scans the room a step is done in: it must be the one the batch was given.
    pub struct ScanRoom = "batch.scan-room" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// For which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// As which room of the process.
    pub room: Code,
    /// The room.
    pub scanned: Scanned,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why it is the wrong room.
    pub enum Refused {
        /// The batch was given another room for this.
        WrongRoom { room: RoomId, wanted: RoomId } "wrong-room" Major,
    }
}

impl Rule for ScanRoom {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let wanted =
            |scan: &&Scan| matches!(scan, Scan::Room(id) if id.as_str() == self.room.as_str());
        let scan = work.step.scans.iter().find(wanted);
        let Some(Scan::Room(name)) = scan else { return Err(work.not_in_step(&self.room)) };
        let found = scanned::find(desk, &self.scanned, Kind::Room)
            .map_err(|stop| scanned::at(stop, "scanned"))?;
        let room = RoomId::try_from(found).map_err(|_| scanned::unknown("another-kind"))?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        if let Some(wanted) = work.batch.started.rooms.get(name).filter(|wanted| **wanted != room) {
            let (room, wanted) = (room.clone(), wanted.clone());
            broken.because_of("scanned", Refused::WrongRoom { room, wanted });
        }
        let scanned = RoomScanned {
            step: work.step.id.clone(),
            round: work.round,
            room: name.clone(),
            scanned: room,
            deed: Deed::of(act),
        };
        Ok(vec![Fact::new(self.batch.clone(), scanned)])
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;

    #[test]
    fn a_step_is_done_in_the_room_the_batch_was_given() {
        let mut bench = Bench::started();
        bench.begin("receipt.identity").stands();
        bench.scans_room("receipt.identity", "suite", "room/bsc-1").refused("wrong-room");
        bench.scans_room("receipt.identity", "cabinet", "room/bsc-1").refused("not-in-step");
        bench.scans_room("receipt.identity", "suite", "equipment/e-nc202").refused("unknown-scan");
        bench.scans_room("receipt.identity", "suite", "room/cr-b2").stands();
    }
}
