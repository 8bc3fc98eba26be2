//! Reviewing the results of one line of the specification.

use super::{ResultReviewed, Sample};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{PersonId, SampleId};
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::Code;

crate::command! {
    /// Reviews every result of one line of the specification on a sample.
    ///
    /// The signature covers each entry about them, corrections and invalidations included; what is
    /// corrected afterwards supersedes it (INV-QUALITY-4).
    pub struct ReviewResult = "quality.review-result" 1;
    said: Asked;
    roles: [QcReviewer];
    signed: [Reviewed];
    about: Field("sample");
    /// Of which sample.
    pub sample: SampleId,
    /// Of which line of the specification.
    pub attribute: Code,
}

crate::refusals! {
    /// Why results cannot be reviewed.
    pub enum Refused {
        /// There is no result yet.
        NothingToReview { sample: SampleId, attribute: Code } "nothing-to-review" Minor,
        /// They have been reviewed as they stand.
        AlreadyReviewed { sample: SampleId, attribute: Code } "already-reviewed" Minor,
    }
}

impl Rule for ReviewResult {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let sample: &Sample = desk.state(self.sample.subject())?;
        let entries = sample.entries(&self.attribute);
        let named = || (self.sample.clone(), self.attribute.clone());
        if entries.is_empty() {
            let (sample, attribute) = named();
            broken.because_of("attribute", Refused::NothingToReview { sample, attribute });
        }
        if sample.is_reviewed(&self.attribute) {
            let (sample, attribute) = named();
            broken.because_of("attribute", Refused::AlreadyReviewed { sample, attribute });
        }
        let tested: Vec<&PersonId> = sample.tested(&self.attribute).collect();
        must_be_another(desk, act, &tested, broken)?;
        must_cover(act, entries, broken);
        let reviewed =
            ResultReviewed { attribute: self.attribute.clone(), signed: Signed::of(act)? };
        Ok(vec![Fact::new(self.sample.clone(), reviewed)])
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(desk.state::<Sample>(self.sample.subject())?.entries(&self.attribute))
    }
}

#[cfg(test)]
mod tests {
    use crate::people::Role;
    use crate::quality::testing::{Laboratory, correct, enter, review};

    const VIABLE: &str = r#"{"n":"97.9","u":"%"}"#;

    /// INV-QUALITY-4.
    #[test]
    fn results_are_reviewed_once_and_not_by_whoever_tested() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        lab.stage.asks("QC-02", review(&sample, "viability")).refused("nothing-to-review");
        lab.stage.tells("QC-01", enter(&sample, "viability", VIABLE)).stands();
        let person = lab.stage.find("QC-01");
        lab.stage.gives(&person, Role::QcReviewer).stands();
        let own = review(&sample, "viability");
        lab.stage.asks_as("QC-01", Role::QcReviewer, own.clone()).refused("same-person");
        lab.stage.asks("QC-02", own.clone()).stands();
        lab.stage.asks("QC-02", own).refused("already-reviewed");
    }

    #[test]
    fn a_correction_the_reviewer_has_not_seen_stops_the_review() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        let entered = lab.stage.centre.size();
        lab.stage.tells("QC-01", enter(&sample, "viability", VIABLE)).stands();
        let shown_at = lab.stage.centre.size();
        let right = correct(&sample, "viability", 1, r#"{"n":"97.8","u":"%"}"#);
        lab.stage.tells("QC-01", right).stands();
        let act = review(&sample, "viability");
        lab.stage.signs("QC-02", act.clone(), &[]).refused("not-covered");
        let late = lab.stage.signs_as_shown("QC-02", act.clone(), &[entered], shown_at);
        late.refused("changed-since-shown");
        lab.stage.signs("QC-02", act, &[entered, shown_at]).stands();
    }
}
