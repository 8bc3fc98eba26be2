//! Whether a step's turn has come.

use super::work::Work;
use crate::refusal::{Broken, Stop};
use process::expression::{Lack, Source};
use process::flow::Flow;
use process::run::{Instance, Plan, Skip, Stage, Wait};
use process::words::StepId;

crate::refusals! {
    /// Why it is not a step's turn.
    pub enum Refused {
        /// It has been begun before.
        StepAlreadyBegun { step: StepId, round: u32 } "step-already-begun" Minor,
        /// Something must be done before.
        StepNotReady { step: StepId, round: u32, waits_for: String } "step-not-ready" Major,
        /// Its condition does not hold: it is not to be done.
        StepSkipped { step: StepId, round: u32, condition: String } "step-skipped" Major,
    }
}

impl Work<'_> {
    /// Refuses outright a step that was begun before; notes it when its turn has not come.
    pub fn must_be_ready(&self, broken: &mut Broken) -> Result<(), Stop> {
        let (step, round) = (self.step.id.clone(), self.round);
        if self.record().is_some_and(|record| record.begun.is_some()) {
            return Err(Refused::StepAlreadyBegun { step, round }.into());
        }
        let plan = self.plan();
        match plan.find(&step, round).map(|instance| &instance.stage) {
            Some(Stage::Waiting(waits)) => {
                for wait in waits {
                    let (step, waits_for) = (step.clone(), wait_text(wait));
                    broken.because_of("step", Refused::StepNotReady { step, round, waits_for });
                }
            }
            Some(Stage::Skipped(Skip { condition, .. })) => {
                let condition = condition.to_string();
                broken.because_of("step", Refused::StepSkipped { step, round, condition });
            }
            // Something of it was told before its beginning was: now its beginning is.
            Some(Stage::Ready | Stage::Underway | Stage::Done | Stage::AwaitsVerification) => {
                for waits_for in self.unfinished_before(&plan) {
                    let step = step.clone();
                    broken.because_of("step", Refused::StepNotReady { step, round, waits_for });
                }
            }
            None => {
                let waits_for = format!("{} round {}", self.operation.id, round - 1);
                broken.because_of("step", Refused::StepNotReady { step, round, waits_for });
            }
        }
        Ok(())
    }
}

impl Work<'_> {
    /// The steps that come before this one, by however many others, and are not done.
    ///
    /// An operation that is skipped early is settled while those before it are still underway: what
    /// comes after it waits for them all the same.
    fn unfinished_before(&self, plan: &Plan) -> Vec<String> {
        let flow = Flow::of(self.process);
        let comes_before = |it: &&Instance| {
            let own = it.operation == self.operation.id;
            flow.comes_before(&it.step, &self.step.id) && (!own || it.round <= self.round)
        };
        let before = plan.instances.iter().filter(comes_before);
        let open = before.filter(|it| !it.stage.is_settled());
        open.map(|it| format!("{}#{}", it.step, it.round)).collect()
    }
}

/// What a step waits for, without translation.
pub(super) fn wait_text(wait: &Wait) -> String {
    match wait {
        Wait::Step(step, round) => format!("{step}#{round}"),
        Wait::Operation(operation) => operation.to_string(),
        Wait::Condition(lack) => lack_text(lack),
    }
}

/// What a formula lacks, without translation.
pub(super) fn lack_text(lack: &Lack) -> String {
    let source = |from: &Source| match from {
        Source::Value { step, value } => format!("{step}.{value}"),
        Source::Input(name) => name.to_string(),
    };
    match lack {
        Lack::NotRecorded { from, .. } => source(from),
        Lack::NotANumber { from, reading, .. } => format!("{} = {reading}", source(from)),
        Lack::OtherUnit { from, unit, .. } => format!("{} in {unit}", source(from)),
        Lack::NoResult { part } => part.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;

    #[test]
    fn steps_come_in_their_turn_and_once() {
        let mut bench = Bench::received();
        bench.begin("receipt.identity").refused("step-already-begun");
        bench.begin("filling.fill").refused("step-not-ready");
        bench.begin(("expansion.count", 2)).refused("step-not-ready");
    }

    #[test]
    fn a_branch_is_taken_when_its_condition_holds_and_not_else() {
        let mut bench = Bench::seeded();
        bench.begin("rescue.decide").refused("step-skipped");
        bench.begin("expansion.count").refused("step-not-ready");
        let mut poor = Bench::seeding();
        poor.seed_with("0.50 10*6/mL");
        poor.begin("rescue.decide").refused("step-not-ready");
        poor.transduce();
        poor.begin("expansion.count").refused("step-not-ready");
        poor.begin("rescue.decide").stands();
    }

    #[test]
    fn an_operation_is_repeated_until_its_end_is_met() {
        let mut bench = Bench::completed();
        bench.begin(("expansion.count", 3)).refused("step-not-ready");
    }
}
