//! Signing a step as performed.

use super::span::Span;
use super::work::Work;
use super::{Deed, StepPerformed};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
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
        work.must_be_underway(broken);
        work.must_not_be_held(desk, broken)?;
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        work.must_lack_nothing(broken);
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
        if let Some(closed) = work.entering(false).filter(|_| work.is_open()) {
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
    let span = Span::new(begun.mark.occurred, act.occurred);
    if span.exceeds(at_most) {
        let (step, minutes, at_most) = (work.step.id.clone(), span.minutes(), at_most.clone());
        broken.because_of("step", Refused::OpenTimeExceeded { step, minutes, at_most });
    }
}
