//! Verifying a step that somebody else performed.

use super::StepVerified;
use super::work::Work;
use crate::act::{Act, Meaning};
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, PersonId};
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signature, Signed, must_cover};
use crate::text::{Code, Reason};
use process::words::StepId;

crate::command! {
    /// Signs that a step was done as written, as a second person.
    ///
    /// Guarantees: nobody verifies a step they had a hand in (INV-BATCH-5), and nobody verifies what
    /// its performer no longer stands by.
    pub struct VerifyStep = "batch.verify-step" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QcReviewer, QaReviewer];
    signed: [Verified];
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
    /// Why a step cannot be verified.
    pub enum Refused {
        /// Nobody has signed it as performed.
        NotPerformed { step: StepId, round: u32 } "step-not-performed" Major,
        /// Nobody is to verify it.
        VerificationNotWanted { step: StepId } "verification-not-wanted" Minor,
        /// It has been verified.
        AlreadyVerified { step: StepId, round: u32 } "step-already-verified" Minor,
        /// What its performer signed for was changed since, and not reaffirmed.
        PerformerSuperseded { step: StepId, round: u32, entry: u64 } "performer-superseded" Major,
    }
}

impl Rule for VerifyStep {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let (step, round) = (work.step.id.clone(), work.round);
        work.must_be_open_to_sign(broken);
        match &work.step.verifies {
            Some(role) => work.must_be_done_by(desk, act, role, broken)?,
            None => broken.because(Refused::VerificationNotWanted { step: step.clone() }),
        }
        let signed = |means| work.record().and_then(|record| record.signed(means));
        match (signed(Meaning::Performed), work.record()) {
            (Some(performed), Some(record)) => {
                if !record.standing(performed).counts() {
                    let (step, entry) = (step.clone(), performed.position);
                    broken.because(Refused::PerformerSuperseded { step, round, entry });
                }
            }
            _ => broken.because(Refused::NotPerformed { step: step.clone(), round }),
        }
        if signed(Meaning::Verified).is_some() {
            broken.because(Refused::AlreadyVerified { step: step.clone(), round });
        }
        let people: Vec<&PersonId> =
            work.record().map(|record| record.hands().collect()).unwrap_or_default();
        must_be_another(desk, act, &people, broken)?;
        must_cover(act, work.verified_for(), broken);
        let verified = StepVerified { step, round, signed: Signed::of(act)? };
        Ok(vec![Fact::new(self.batch.clone(), verified)])
    }

    /// The verifier signs for everything recorded of the step, and for the performer's signatures.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(Work::at(desk, &self.batch, &self.step, self.round)?.verified_for())
    }
}

impl Work<'_> {
    fn verified_for(&self) -> Vec<u64> {
        let Some(record) = self.record() else { return Vec::new() };
        let mut positions = record.positions();
        let counts = |it: &&Signature| it.means != Meaning::Verified && !it.is_withdrawn();
        let before = record.signatures.iter().filter(counts);
        positions.extend(before.map(|signature| signature.position));
        positions.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;

    fn performed() -> Bench {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        bench.sample("culture.seed", "seed_sample").stands();
        bench.check("culture.seed").refused("step-not-performed");
        bench.done("culture.seed").stands();
        bench
    }

    /// INV-BATCH-5.
    #[test]
    fn nobody_verifies_what_they_had_a_hand_in() {
        let mut bench = performed();
        let verify = bench.verify_step("culture.seed");
        bench.asks("OP-07", verify.clone()).refused("same-person");
        bench.asks("OP-09", verify.clone()).refused("not-qualified");
        bench.signs("OP-08", verify.clone(), &[]).refused("not-covered");
        bench.asks("OP-08", verify.clone()).stands();
        bench.asks("OP-08", verify).refused("step-already-verified");
    }

    #[test]
    fn what_its_performer_no_longer_stands_by_is_not_verified() {
        let mut bench = performed();
        bench.corrects("culture.seed", "volume", "99.0 mL").stands();
        bench.check("culture.seed").refused("performer-superseded");
        bench.reaffirms("OP-07", "culture.seed").stands();
        bench.check("culture.seed").stands();
    }

    #[test]
    fn a_step_nobody_is_to_verify_is_done_without() {
        let mut bench = Bench::completed();
        bench.check("culture.transduce").refused("verification-not-wanted");
    }
}
