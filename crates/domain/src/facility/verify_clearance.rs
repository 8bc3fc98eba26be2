//! Verifying a clearance.

use super::{ClearanceVerified, Room};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::RoomId;
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::text::Reason;

crate::command! {
    /// Declares that a second person looked at a cleared room and found it clear.
    pub struct VerifyClearance = "facility.verify-clearance" 1;
    said: Either;
    roles: [Operator, QaReviewer];
    signed: [Verified];
    about: Field("room");
    /// Which room.
    pub room: RoomId,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a clearance cannot be verified.
    pub enum Refused {
        /// Nobody has cleared the room: there is nothing to verify.
        ClearanceNotPerformed { room: RoomId } "clearance-not-performed" Major,
        /// Somebody has verified it already.
        ClearanceAlreadyVerified { room: RoomId } "clearance-already-verified" Minor,
    }
}

impl Rule for VerifyClearance {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let room: &Room = desk.state(self.room.subject())?;
        let Some(clearance) = &room.clearance else {
            return Err(Refused::ClearanceNotPerformed { room: self.room.clone() }.into());
        };
        must_be_another(desk, act, &[&clearance.by], broken)?;
        if clearance.verified.is_some() {
            let room = self.room.clone();
            broken.because_of("room", Refused::ClearanceAlreadyVerified { room });
        }
        let verified = ClearanceVerified { occurred: act.occurred, by: act.by.clone() };
        Ok(vec![Fact::new(self.room.clone(), verified)])
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let room: &Room = desk.state(self.room.subject())?;
        Ok(room.clearance.iter().map(|clearance| clearance.position).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facility::views::tests::a_room;
    use crate::facility::{ClearRoom, ClearancePoint};
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn a_second_person_verifies_what_the_first_has_cleared() {
        let mut stage = Stage::open();
        let room = a_room(&mut stage, "cr-b2");
        stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-08", &[Role::Operator]);
        let verify = VerifyClearance { room: room.clone(), reason: None };
        stage.asks("OP-08", verify.clone()).refused("clearance-not-performed");
        let points = ClearancePoint::ALL.to_vec();
        stage.asks("OP-07", ClearRoom { room: room.clone(), points, reason: None }).stands();
        stage.asks("OP-07", verify.clone()).refused("same-person");
        let desk = Desk::new(&stage.centre, stage.now);
        assert_eq!(verify.covers(&desk), Ok(vec![stage.centre.size() - 1]));
        stage.asks("OP-08", verify.clone()).stands();
        stage.asks("OP-08", verify).refused("clearance-already-verified");
    }

    #[test]
    fn told_that_one_person_did_both_the_record_says_so() {
        let mut stage = Stage::open();
        let room = a_room(&mut stage, "cr-b2");
        stage.person("OP-07", &[Role::Operator]);
        let points = ClearancePoint::ALL.to_vec();
        stage.asks("OP-07", ClearRoom { room: room.clone(), points, reason: None }).stands();
        let reason = Some(stage.reason(room.subject()));
        stage.tells("OP-07", VerifyClearance { room: room.clone(), reason }).found("same-person");
        let state: &Room = stage.state(room.subject());
        assert!(state.clearance.as_ref().unwrap().verified.is_some());
    }
}
