//! Drawing a sample.

use super::work::Work;
use super::{Deed, SampleDrawn};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, Kind, SampleId};
use crate::quality::SampleTaken;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use process::words;

crate::command! {
    /// Draws a sample, under a number of its own.
    pub struct TakeSample = "batch.take-sample" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// Which sample of the process.
    pub sample: Code,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a sample is not drawn.
    pub enum Refused {
        /// It was drawn before.
        SampleAlreadyTaken { sample: words::SampleId, taken: SampleId } "sample-already-taken" Minor,
    }
}

impl Rule for TakeSample {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let wanted = work.step.samples.iter().find(|it| it.id.as_str() == self.sample.as_str());
        let wanted = wanted.ok_or_else(|| work.not_in_step(&self.sample))?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        let mut drawn = work.record().into_iter().flat_map(|record| &record.samples);
        if let Some(first) = drawn.find(|it| it.sample == wanted.id) {
            let (sample, taken) = (wanted.id.clone(), first.drawn.clone());
            broken.because_of("sample", Refused::SampleAlreadyTaken { sample, taken });
        }
        let sample = SampleId::try_from(desk.next(Kind::Sample))
            .map_err(|_| work.not_in_step(&self.sample))?;
        let attributes = wanted.serves.iter().filter_map(|it| it.as_str().parse().ok()).collect();
        let taken = SampleTaken {
            batch: self.batch.clone(),
            step: self.step.clone(),
            round: self.round,
            code: self.sample.clone(),
            attributes,
            process: work.batch.started.compiled,
            container: None,
            by: act.by.clone(),
            occurred: act.occurred,
        };
        let drawn = SampleDrawn {
            step: work.step.id.clone(),
            round: work.round,
            sample: wanted.id.clone(),
            drawn: sample.clone(),
            deed: Deed::of(act),
        };
        Ok(vec![Fact::new(self.batch.clone(), drawn), Fact::new(sample, taken)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;
    use crate::quality::Sample;

    #[test]
    fn a_sample_knows_its_batch_and_what_it_serves() {
        let mut bench = Bench::seeding();
        bench.sample("culture.seed", "other").refused("not-in-step");
        let decision = bench.sample("culture.seed", "seed_sample").stands();
        let sample: &Sample = bench.state(&decision.facts[1].subject);
        assert_eq!(sample.taken.batch, bench.batch);
        let serves: Vec<&str> = sample.taken.attributes.iter().map(Code::as_str).collect();
        assert_eq!(serves, ["viability", "sterility"]);
        bench.sample("culture.seed", "seed_sample").refused("sample-already-taken");
    }
}
