//! Hold times: how long material may, and must, wait between two steps.

use super::span::{Span, whole_minutes};
use super::work::Work;
use super::{Batch, StepRecord};
use crate::act::Meaning;
use crate::refusal::Broken;
use crate::time::Timestamp;
use process::model::{Hold, HoldFrom, Step};
use process::words::{ContainerId, StepId};
use standards::reading::Quantity;

crate::refusals! {
    /// Why a step came at the wrong time.
    pub enum Refused {
        /// It waited longer than it may.
        HoldTimeExceeded { step: StepId, since: String, minutes: i64, at_most: Quantity } "hold-time-exceeded" Critical,
        /// It did not wait as long as it must.
        HoldTimeNotReached { step: StepId, since: String, minutes: i64, at_least: Quantity } "hold-time-not-reached" Major,
    }
}

/// A hold time that has begun.
pub(super) struct Window<'a> {
    pub hold: &'a Hold,
    pub since: Timestamp,
}

impl<'a> Work<'a> {
    /// The hold times that end when this step begins, as far as they have begun.
    pub fn windows(&self) -> Vec<Window<'a>> {
        let begun = |hold: &'a Hold| Some(Window { hold, since: since(self.batch, &hold.from)? });
        self.step.holds.iter().filter_map(begun).collect()
    }

    /// Notes every hold time that was not kept when the step began at `moment`.
    pub fn must_keep_hold_times(&self, moment: Timestamp, broken: &mut Broken) {
        for window in self.windows() {
            self.must_keep(window.hold, Span::new(window.since, moment), broken);
        }
    }

    /// Notes it when what was collected came in too late: for a container that is only scanned when
    /// the step has begun.
    pub fn must_come_in_time(
        &self,
        container: &ContainerId,
        collected: Timestamp,
        moment: Timestamp,
        broken: &mut Broken,
    ) {
        let from = HoldFrom::Collection(container.clone());
        for hold in self.step.holds.iter().filter(|hold| hold.from == from) {
            self.must_keep(hold, Span::new(collected, moment), broken);
        }
    }

    fn must_keep(&self, hold: &Hold, span: Span, broken: &mut Broken) {
        let (step, since, minutes) = (self.step.id.clone(), name_of(&hold.from), span.minutes());
        if let Some(at_most) = hold.at_most.clone().filter(|most| span.exceeds(most)) {
            let (step, since) = (step.clone(), since.clone());
            broken.because_of("step", Refused::HoldTimeExceeded { step, since, minutes, at_most });
        }
        if let Some(at_least) = hold.at_least.clone().filter(|least| span.falls_short_of(least)) {
            let reason = Refused::HoldTimeNotReached { step, since, minutes, at_least };
            broken.because_of("step", reason);
        }
    }
}

/// The earliest moment a step may begin as its hold times have it, as far as they have begun.
pub(super) fn earliest(batch: &Batch, step: &Step) -> Option<Timestamp> {
    let opens = |hold: &Hold| {
        let span = whole_minutes(hold.at_least.as_ref()?)?;
        Some(since(batch, &hold.from)?.plus_minutes(span))
    };
    step.holds.iter().filter_map(opens).max()
}

/// What a hold time is counted from, as its author wrote it.
pub(super) fn name_of(from: &HoldFrom) -> String {
    match from {
        HoldFrom::Step(step) => step.to_string(),
        HoldFrom::Collection(container) => format!("container/{container}"),
    }
}

fn since(batch: &Batch, from: &HoldFrom) -> Option<Timestamp> {
    match from {
        HoldFrom::Step(step) => {
            let rounds = batch.steps.iter().filter(|(key, _)| key.step == *step);
            let ends = rounds.filter_map(|(key, record)| Some((key.round, end_of(record)?)));
            ends.max_by_key(|(round, _)| *round).map(|(_, end)| end)
        }
        HoldFrom::Collection(container) => batch.containers.get(container)?.collected,
    }
}

/// When a step ended: when who did it signed for it first.
pub(super) fn end_of(record: &StepRecord) -> Option<Timestamp> {
    let mut signed = record.signatures.iter().filter(|it| it.means == Meaning::Performed);
    signed.next().map(|signature| signature.occurred)
}

#[cfg(test)]
mod tests {
    use crate::batch::StartStep;
    use crate::batch::testing::Bench;

    #[test]
    fn a_step_comes_neither_too_early_nor_too_late() {
        let mut bench = Bench::started();
        bench.receive();
        bench.begin("culture.seed").refused("hold-time-not-reached");
        bench.pass_minutes(9);
        bench.begin("culture.seed").refused("hold-time-not-reached");
        bench.pass_minutes(1);
        let mut late = bench.clone();
        bench.begin("culture.seed").stands();
        late.pass_minutes(351);
        late.begin("culture.seed").refused("hold-time-exceeded");
        let told = StartStep { reason: late.why(), ..late.start_step("culture.seed") };
        let decision = late.told(told).found("hold-time-exceeded");
        assert!(decision.facts.iter().any(|fact| fact.subject.key() == "DV26-0001"));
    }

    /// The cells are scanned when the step has begun: their time is judged then.
    #[test]
    fn what_was_collected_comes_in_in_time() {
        let mut bench = Bench::started();
        bench.begin("receipt.identity").stands();
        bench.pass_minutes(60 * 48);
        let bag = bench.bag().to_string();
        bench.scans_container("receipt.identity", "apheresis", &bag).refused("hold-time-exceeded");
    }
}
