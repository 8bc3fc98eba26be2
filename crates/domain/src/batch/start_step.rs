//! Beginning a step.

use super::derive::follow;
use super::rooms::must_be_clean_enough;
use super::work::Work;
use super::{Deed, StepStarted};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};

crate::command! {
    /// Begins a step of a batch.
    ///
    /// Refuses: before its turn, outside its hold times, while a deviation about the batch waits for
    /// somebody to act, in a room that is not clear, free and clean enough, by somebody who is not
    /// qualified for this version.
    pub struct StartStep = "batch.start-step" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// Which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

impl Rule for StartStep {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        work.must_be_running(broken);
        work.must_be_ready(broken)?;
        work.must_not_be_held(desk, broken)?;
        work.must_keep_hold_times(act.occurred, broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        let mut facts = vec![Fact::new(self.batch.clone(), started(&work, act))];
        if let (Some(entering), Some(name)) = (work.entering(work.is_open()), &work.step.room) {
            must_be_clean_enough(desk, work.process, name, entering.room, broken)?;
            entering.must_be_let_in(desk, act, broken)?;
            facts.extend(entering.fact(desk, &act.by)?);
        }
        follow(desk, &work, &Deed::of(act), &mut facts, broken);
        Ok(facts)
    }
}

fn started(work: &Work<'_>, act: &Act) -> StepStarted {
    StepStarted {
        step: work.step.id.clone(),
        round: work.round,
        operation: work.operation.id.clone(),
        room: work.room().cloned(),
        deed: Deed::of(act),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::{Bench, room_id};
    use crate::facility::Room;

    #[test]
    fn an_open_step_opens_its_room_and_its_end_closes_it() {
        let mut bench = Bench::seeding();
        let open = |bench: &Bench| {
            let room: &Room = bench.state(room_id("bsc-1").subject());
            room.occupants.get(&bench.batch).map(|there| there.open)
        };
        assert_eq!(open(&bench), Some(true));
        bench.seed();
        assert_eq!(open(&bench), Some(false));
    }

    #[test]
    fn a_step_begins_in_a_room_that_is_clear_or_is_told_with_a_reason() {
        let mut bench = Bench::open();
        let (order, bag) = crate::custody::fixtures::a_collection(&mut bench);
        crate::custody::fixtures::arrive(&mut bench, &bag, crate::custody::Place::Suite);
        bench.clear("cr-b2");
        let start = bench.start(Some(&order));
        bench.begins(start);
        bench.receive();
        bench.pass_minutes(10);
        bench.begin("culture.seed").refused("room-not-cleared");
        let told = bench.start_step("culture.seed");
        bench.told(told.clone()).refused("reason-needed");
        bench.told(StartStep { reason: bench.why(), ..told }).found("room-not-cleared");
        let record = bench.record("culture.seed");
        assert_eq!(record.begun.as_ref().unwrap().mark.said, crate::act::Said::Tell);
    }
}
