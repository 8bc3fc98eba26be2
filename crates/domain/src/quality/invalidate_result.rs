//! Setting aside a result that an investigation found to be none.

use super::{ResultInvalidated, Sample, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{DeviationId, PersonId, SampleId};
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::{Code, Reason};

crate::command! {
    /// Sets aside a result that an investigation found to be none, so that the test may be repeated.
    ///
    /// The result stays in the record (INV-QUALITY-3). Refuses without an investigated deviation
    /// about the sample, and whoever tested it.
    pub struct InvalidateResult = "quality.invalidate-result" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("sample");
    /// Of which sample.
    pub sample: SampleId,
    /// Of which line of the specification.
    pub attribute: Code,
    /// Which test of it, from 1.
    pub round: u32,
    /// The deviation whose investigation found it.
    pub deviation: DeviationId,
    /// Why.
    pub reason: Reason,
}

crate::refusals! {
    /// Why a result cannot be set aside.
    pub enum Refused {
        /// The deviation is not about this sample.
        DeviationAboutOther { deviation: DeviationId, sample: SampleId } "deviation-about-other" Major,
    }
}

impl Rule for InvalidateResult {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let sample: &Sample = desk.state(self.sample.subject())?;
        let result = views::must_have_result(sample, &self.attribute, self.round)?;
        views::must_be_valid(result, broken);
        if !views::is_about(desk, &self.deviation, self.sample.subject())? {
            let (deviation, sample) = (self.deviation.clone(), self.sample.clone());
            broken.because_of("deviation", Refused::DeviationAboutOther { deviation, sample });
        }
        views::must_be_investigated(desk, &self.deviation, broken)?;
        let tested: Vec<&PersonId> = result.people().collect();
        must_be_another(desk, act, &tested, broken)?;
        must_cover(act, result.positions(), broken);
        let invalidated = ResultInvalidated {
            attribute: self.attribute.clone(),
            round: self.round,
            deviation: self.deviation.clone(),
            reason: self.reason.clone(),
            signed: Signed::of(act)?,
        };
        Ok(vec![Fact::new(self.sample.clone(), invalidated)])
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let sample: &Sample = desk.state(self.sample.subject())?;
        Ok(views::must_have_result(sample, &self.attribute, self.round)?.positions())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::quality::testing::{Laboratory, enter, invalidate, investigate, review};
    use crate::quality::{Verdict, Waits};

    /// INV-QUALITY-5.
    #[test]
    fn a_result_is_set_aside_by_an_investigation_and_the_test_is_done_again() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        let attribute: Code = "viability".parse().unwrap();
        let low = enter(&sample, "viability", r#"{"n":"60.0","u":"%"}"#);
        lab.stage.tells("QC-01", low).found("out-of-specification");
        lab.stage.asks("QC-02", review(&sample, "viability")).stands();
        let deviation = lab.deviation_about(sample.subject());
        let aside = invalidate(&sample, "viability", 1, &deviation);
        lab.stage.asks("QA-01", aside.clone()).refused("deviation-not-investigated");
        lab.stage.asks("QA-01", investigate(&deviation)).stands();

        let elsewhere = lab.a_deviation();
        let other = invalidate(&sample, "viability", 1, &elsewhere);
        lab.stage.asks("QA-01", other).refused("deviation-about-other");
        let none = invalidate(&sample, "viability", 7, &deviation);
        lab.stage.asks("QA-01", none).refused("result-unknown");

        lab.stage.asks("QA-01", aside.clone()).stands();
        lab.stage.asks("QA-01", aside).refused("result-set-aside");
        let state: &Sample = lab.stage.state(sample.subject());
        assert_eq!((state.waits(), state.verdict(&attribute)), (Waits::Result, None));
        assert!(!state.is_reviewed(&attribute));

        let again = enter(&sample, "viability", r#"{"n":"91.0","u":"%"}"#);
        assert_eq!(lab.stage.tells("QC-01", again).stands().findings, []);
        let state: &Sample = lab.stage.state(sample.subject());
        assert_eq!(state.verdict(&attribute), Some(Verdict::WithinSpecification));
        assert_eq!(state.results.len(), 2);
    }

    #[test]
    fn whoever_tested_does_not_set_the_result_aside() {
        let mut lab = Laboratory::open();
        let person = lab.stage.find("QC-01");
        lab.stage.gives(&person, Role::QaReviewer).stands();
        let sample = lab.a_received_sample(&["viability"]);
        let low = enter(&sample, "viability", r#"{"n":"60.0","u":"%"}"#);
        lab.stage.tells("QC-01", low).found("out-of-specification");
        let deviation = lab.deviation_about(sample.subject());
        lab.stage.asks("QA-01", investigate(&deviation)).stands();
        let aside = invalidate(&sample, "viability", 1, &deviation);
        lab.stage.asks_as("QC-01", Role::QaReviewer, aside).refused("same-person");
    }
}
