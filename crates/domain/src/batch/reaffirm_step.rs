//! Reaffirming a signature that was superseded.

use super::StepReaffirmed;
use super::verify_step::Refused::NotPerformed;
use super::work::Work;
use crate::act::{Act, Meaning};
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, PersonId};
use crate::refusal::{Broken, Stop};
use crate::signature::{Signature, Signed, must_cover};
use crate::text::Code;
use process::words::StepId;

crate::command! {
    /// Signs that what one signed of a step holds all the same, having looked at what was changed.
    ///
    /// Only whose signature was superseded can say so, and for everything recorded of the step now.
    pub struct ReaffirmStep = "batch.reaffirm-step" 1;
    said: Asked;
    roles: [Operator, Storekeeper, QcAnalyst, QcReviewer, QaReviewer, FacilityEngineer, Coordinator];
    signed: [Reaffirmed];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// Which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
}

crate::refusals! {
    /// Why there is nothing to reaffirm.
    pub enum Refused {
        /// No signature of this person on the step is superseded.
        NothingToReaffirm { step: StepId, round: u32 } "nothing-to-reaffirm" Minor,
    }
}

impl Rule for ReaffirmStep {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let (step, round) = (work.step.id.clone(), work.round);
        let own = work.superseded_of(&act.by);
        if own.is_empty() {
            let step = step.clone();
            broken.because(Refused::NothingToReaffirm { step, round });
        }
        if work
            .record()
            .is_some_and(|it| it.was_performed() && it.signed(Meaning::Performed).is_none())
        {
            let step = step.clone();
            broken.because(NotPerformed { step, round });
        }
        must_cover(act, work.reaffirmed_for().into_iter().chain(own), broken);
        let reaffirmed = StepReaffirmed { step, round, signed: Signed::of(act)? };
        Ok(vec![Fact::new(self.batch.clone(), reaffirmed)])
    }

    /// Everything recorded of the step now, and every signature on it that was superseded.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let superseded = work.record().into_iter().flat_map(super::StepRecord::superseded);
        let mut covers = work.reaffirmed_for();
        covers.extend(superseded.map(|signature| signature.position));
        covers.sort_unstable();
        covers.dedup();
        Ok(covers)
    }
}

impl Work<'_> {
    /// Positions of everything recorded of the step, and of the performer's signature where that was
    /// given anew.
    fn reaffirmed_for(&self) -> Vec<u64> {
        let performed = self.record().and_then(|record| {
            let anew = record.signatures.iter().any(Signature::is_withdrawn);
            record.signed(Meaning::Performed).filter(|_| anew)
        });
        self.signed_for().into_iter().chain(performed.map(|it| it.position)).collect()
    }

    /// Positions of the superseded signatures of one person.
    fn superseded_of(&self, person: &PersonId) -> Vec<u64> {
        let superseded = self.record().into_iter().flat_map(super::StepRecord::superseded);
        let own = superseded.filter(|signature| signature.by == *person);
        own.map(|signature| signature.position).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;

    #[test]
    fn only_whose_signature_was_superseded_reaffirms_it() {
        let mut bench = Bench::seeded();
        bench.reaffirms("OP-07", "culture.seed").refused("nothing-to-reaffirm");
        bench.corrects("culture.seed", "volume", "99.0 mL").stands();
        bench.reaffirms("OP-09", "culture.seed").refused("nothing-to-reaffirm");
        let (batch, step) = (bench.batch.clone(), "culture.seed".parse().unwrap());
        let reaffirm = super::ReaffirmStep { batch, step, round: 1 };
        bench.signs("OP-07", reaffirm, &[]).refused("not-covered");
        bench.reaffirms("OP-07", "culture.seed").stands();
        bench.reaffirms("OP-07", "culture.seed").refused("nothing-to-reaffirm");
    }
}
