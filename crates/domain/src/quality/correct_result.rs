//! Correcting a result that was written down wrongly.

use super::criterion::criterion_of;
use super::{ResultCorrected, Sample, Verdict, views};
use crate::act::Act;
use crate::batch::views::note_change_after_release;
use crate::batch::{Deed, ReleasedResultCorrected};
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::SampleId;
use crate::refusal::{Broken, Stop};
use crate::signature::Signed;
use crate::text::{Code, Reason};
use standards::reading::Reading;

crate::command! {
    /// Corrects a result that was written down wrongly. The first value stays in the record.
    ///
    /// Guarantees: reviews of the result are superseded, and a result that was out of specification
    /// is not written into it unseen (INV-QUALITY-5). A release that rested on the result no longer
    /// stands: a finding, and a grave one once somebody has relied on it.
    pub struct CorrectResult = "quality.correct-result" 1;
    said: Told;
    roles: [QcAnalyst];
    signed: [Corrected];
    about: Field("sample");
    /// Of which sample.
    pub sample: SampleId,
    /// Of which line of the specification.
    pub attribute: Code,
    /// Which test of it, from 1.
    pub round: u32,
    /// What it should have said.
    pub reading: Reading,
    /// Why.
    pub reason: Reason,
}

crate::refusals! {
    /// What is wrong with a correction.
    pub enum Refused {
        /// It says what it said before.
        NothingCorrected { reading: Reading } "nothing-corrected" Minor,
        /// A result out of specification is corrected though nobody has investigated it.
        CorrectedWithoutInvestigation { attribute: Code, round: u32 } "corrected-without-investigation" Major,
    }
}

impl Rule for CorrectResult {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let sample: &Sample = desk.state(self.sample.subject())?;
        let result = views::must_have_result(sample, &self.attribute, self.round)?;
        views::must_be_valid(result, broken);
        let (before, judged_before) = result.current();
        if before.same_text(&self.reading) {
            broken.because_of("reading", Refused::NothingCorrected { reading: before.clone() });
        }
        let criterion = criterion_of(desk, &sample.taken.process, &self.attribute)?;
        let judged = criterion.judge(&self.attribute, &self.reading, broken)?;
        let was_outside = judged_before.verdict == Verdict::OutOfSpecification;
        if was_outside
            && judged.verdict != Verdict::OutOfSpecification
            && !views::has_been_investigated(desk, self.sample.subject())?
        {
            let (attribute, round) = (self.attribute.clone(), self.round);
            broken.because(Refused::CorrectedWithoutInvestigation { attribute, round });
        }
        let corrected = ResultCorrected {
            attribute: self.attribute.clone(),
            round: self.round,
            reading: self.reading.clone(),
            judged,
            reason: self.reason.clone(),
            signed: Signed::of(act)?,
        };
        let mut facts = vec![Fact::new(self.sample.clone(), corrected)];
        let batch = &sample.taken.batch;
        if desk.exists(batch.subject()) && note_change_after_release(desk, batch, broken)? {
            let corrected = ReleasedResultCorrected {
                sample: self.sample.clone(),
                attribute: self.attribute.clone(),
                deed: Deed::of(act),
            };
            facts.push(Fact::new(batch.clone(), corrected));
        }
        Ok(facts)
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let sample: &Sample = desk.state(self.sample.subject())?;
        Ok(views::must_have_result(sample, &self.attribute, self.round)?.positions())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;
    use crate::custody::ContainerIssued;
    use crate::quality::Waits;
    use crate::quality::testing::{Laboratory, correct, enter, investigate, review};
    use crate::signature::Standing;

    /// INV-QUALITY-3, INV-QUALITY-4.
    #[test]
    fn the_first_value_stays_and_a_review_of_it_does_not() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        lab.stage.tells("QC-01", enter(&sample, "viability", r#"{"n":"79.8","u":"%"}"#)).stands();
        lab.stage.asks("QC-02", review(&sample, "viability")).stands();
        let right = correct(&sample, "viability", 1, r#"{"n":"97.8","u":"%"}"#);
        assert_eq!(lab.stage.tells("QC-01", right.clone()).stands().findings, []);
        lab.stage.tells("QC-01", right).found("nothing-corrected");
        let state: &Sample = lab.stage.state(sample.subject());
        let attribute = "viability".parse().unwrap();
        let result = state.result(&attribute, 1).unwrap();
        assert_eq!(result.reading.to_string(), "79.8 %");
        assert_eq!(result.current().0.to_string(), "97.8 %");
        assert_eq!(state.review(&attribute).unwrap().1, Standing::Superseded);
        assert_eq!(state.waits(), Waits::Review);
        lab.stage.asks("QC-02", review(&sample, "viability")).stands();
        assert_eq!(lab.stage.state::<Sample>(sample.subject()).waits(), Waits::Nothing);
        let none = correct(&sample, "viability", 2, r#"{"n":"97.8","u":"%"}"#);
        lab.stage.tells("QC-01", none).refused("result-unknown");
    }

    #[test]
    fn a_release_does_not_outlive_the_results_it_rested_on() {
        let mut bench = Bench::released();
        let sample = bench.seed_sample();
        let right = correct(&sample, "viability", 1, r#"{"n":"82.1","u":"%"}"#);
        let mut given = bench.clone();
        bench.tells("QC-01", right.clone()).found("release-superseded");
        assert!(!bench.state_now().release_stands());
        assert!(bench.state_now().review_stands());
        let bag = given.products().remove(0);
        let (by, occurred) = (given.find("SK-01"), given.now);
        given.happens(&bag, ContainerIssued { by, occurred });
        given.tells("QC-01", right).found("changed-after-release");
    }

    /// INV-QUALITY-5.
    #[test]
    fn a_result_out_of_specification_is_not_corrected_away_before_it_is_investigated() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        let low = enter(&sample, "viability", r#"{"n":"9.78","u":"%"}"#);
        lab.stage.tells("QC-01", low).found("out-of-specification");
        let right = correct(&sample, "viability", 1, r#"{"n":"97.8","u":"%"}"#);
        let mut after = lab.stage.clone();
        lab.stage.tells("QC-01", right.clone()).found("corrected-without-investigation");
        let deviation = lab.deviation_about(sample.subject());
        after.asks("QA-01", investigate(&deviation)).stands();
        assert_eq!(after.tells("QC-01", right).stands().findings, []);
    }
}
