//! Signing a step as performed.

use super::hold::end_of;
use super::span::Span;
use super::work::Work;
use super::{Deed, StepPerformed, StepRecord};
use crate::act::{Act, Meaning};
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::{Code, Reason};
use process::words::StepId;
use standards::reading::Quantity;

crate::command! {
    /// Signs a step as performed as written.
    ///
    /// Guarantees: the signature covers everything recorded of the step (INV-BATCH-4). What the step
    /// uses and nobody drew by hand is drawn from the lot that was scanned.
    /// Refuses: while anything is lacking, while a deviation about the batch waits for somebody to
    /// act, when the product was open too long.
    pub struct CompleteStep = "batch.complete-step" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [Performed];
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

crate::refusals! {
    /// What stands against completing a step, besides what it lacks.
    pub enum Refused {
        /// The product was open longer than it may be.
        OpenTimeExceeded { step: StepId, minutes: i64, at_most: Quantity } "open-time-exceeded" Critical,
    }
}

impl Rule for CompleteStep {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        work.must_await_its_signature(broken);
        work.must_not_be_held(desk, broken)?;
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        work.must_lack_nothing(broken);
        // Signed again after a withdrawal, it may have been verified already (INV-BATCH-5).
        if let Some(verified) = work.record().and_then(|it| it.signed(Meaning::Verified)) {
            must_be_another(desk, act, &[&verified.by], broken)?;
        }
        must_not_have_been_open_too_long(&work, act, broken);
        must_cover(act, work.signed_for(), broken);
        let mut facts = work.drawn_at_the_end(desk, &Deed::of(act), broken)?;
        facts.push(Fact::new(
            self.batch.clone(),
            StepPerformed {
                step: work.step.id.clone(),
                round: work.round,
                verifies: work.step.verifies.clone(),
                signed: Signed::of(act)?,
            },
        ));
        let first = !work.record().is_some_and(StepRecord::was_performed);
        if let Some(closed) = work.entering(false).filter(|_| work.is_open() && first) {
            facts.extend(closed.fact(desk, &act.by)?);
        }
        Ok(facts)
    }

    /// Whoever did the step signs for everything recorded of it.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(Work::at(desk, &self.batch, &self.step, self.round)?.signed_for())
    }
}

impl Work<'_> {
    /// Positions of everything recorded of the step.
    pub fn signed_for(&self) -> Vec<u64> {
        self.record().map(|record| record.positions().into_iter().collect()).unwrap_or_default()
    }
}

fn must_not_have_been_open_too_long(work: &Work<'_>, act: &Act, broken: &mut Broken) {
    let begun = work.record().and_then(|record| record.begun.as_ref());
    let (Some(begun), Some(at_most)) = (begun, &work.step.open_at_most) else { return };
    // Signed again, it was closed when it was signed first.
    let closed = work.record().and_then(end_of).unwrap_or(act.occurred);
    let span = Span::new(begun.mark.occurred, closed);
    if span.exceeds(at_most) {
        let (step, minutes, at_most) = (work.step.id.clone(), span.minutes(), at_most.clone());
        broken.because_of("step", Refused::OpenTimeExceeded { step, minutes, at_most });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;
    use crate::signature::Standing;

    /// INV-BATCH-4.
    #[test]
    fn a_signature_covers_everything_recorded_of_the_step() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        bench.sample("culture.seed", "seed_sample").stands();
        let complete = bench.complete_step("culture.seed");
        bench.signs("OP-07", complete.clone(), &[]).refused("not-covered");
        let covers: Vec<u64> = bench.record("culture.seed").positions().into_iter().collect();
        let basis = bench.centre.size();
        bench.value("culture.seed", "remark", "=red").stands();
        bench
            .signs_as_shown("OP-07", complete.clone(), &covers, basis)
            .refused("changed-since-shown");
        bench.done("culture.seed").stands();
        let record = bench.record("culture.seed");
        assert_eq!(record.standing(&record.signatures[0]), Standing::Standing);
        bench.done("culture.seed").refused("step-already-signed");
    }

    #[test]
    fn a_product_open_too_long_is_refused_and_told_is_a_deviation() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        bench.sample("culture.seed", "seed_sample").stands();
        bench.pass_minutes(46);
        bench.done("culture.seed").refused("open-time-exceeded");
        let told = CompleteStep { reason: bench.why(), ..bench.complete_step("culture.seed") };
        let decision = bench.told(told).found("open-time-exceeded");
        assert_eq!(decision.findings[0].args["minutes"], "46");
    }
}
