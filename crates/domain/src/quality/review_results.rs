//! Reviewing the results of several lines of the specification in one go.

use super::{ReviewResult, Sample};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, SampleId};
use crate::pair::Pair;
use crate::refusal::{Broken, Stop};
use crate::text::Code;
use crate::together::Together;

crate::command! {
    /// Reviews once the results of several lines of the specification on samples of a batch.
    ///
    /// Guarantees: it stands for each line what reviewing that line alone would; all of them are
    /// reviewed, or none (INV-SIGN-4).
    pub struct ReviewResults = "quality.review-results" 1;
    said: Asked;
    roles: [QcReviewer];
    signed: [Reviewed];
    about: Field("batch");
    /// Of which batch the samples are.
    pub batch: BatchId,
    /// Which lines of the specification, each on its sample: `sample/S26-0001#viability`.
    pub results: Vec<Pair<SampleId, Code>>,
}

crate::refusals! {
    /// Why results cannot be reviewed in one go.
    pub enum Refused {
        /// The sample is of another batch.
        SampleOfAnotherBatch { sample: SampleId, batch: BatchId } "sample-of-another-batch" Minor,
    }
}

impl ReviewResults {
    /// The lines, each reviewed by itself.
    pub fn together(&self) -> Together {
        Together::of("results", &self.results, |Pair(sample, attribute)| {
            ReviewResult { sample: sample.clone(), attribute: attribute.clone() }.into()
        })
    }
}

impl Rule for ReviewResults {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let together = self.together();
        let facts = together.judge(desk, act, broken)?;
        for (nth, Pair(sample, _)) in self.results.iter().enumerate() {
            // A sample nobody knows has been named already.
            if !desk.exists(sample.subject()) {
                continue;
            }
            let of = &desk.summary::<Sample>(sample.subject())?.batch;
            if *of != self.batch {
                let (sample, batch) = (sample.clone(), of.clone());
                broken.because(
                    together.against(nth, Refused::SampleOfAnotherBatch { sample, batch }),
                );
            }
        }
        Ok(facts)
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        self.together().covers(desk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{Laboratory, batch, correct, enter};
    use crate::quality::{Waits, WithdrawSignature};
    use crate::testing::sealed;
    use crate::text::Reason;

    const VIABLE: &str = r#"{"n":"97.9","u":"%"}"#;
    const FREE: &str = r#"{"lt":"0.05","u":"[EU]/mL"}"#;

    fn lines(results: &[(&SampleId, &str)]) -> ReviewResults {
        let line =
            |(sample, line): &(&SampleId, &str)| Pair((*sample).clone(), line.parse().unwrap());
        ReviewResults { batch: batch(), results: results.iter().map(line).collect() }
    }

    /// Two samples with three results, none reviewed.
    fn tested() -> (Laboratory, SampleId, SampleId) {
        let mut lab = Laboratory::open();
        let first = lab.a_received_sample(&["viability", "endotoxin"]);
        let second = lab.a_received_sample(&["viability"]);
        for (sample, line, reading) in [
            (&first, "viability", VIABLE),
            (&first, "endotoxin", FREE),
            (&second, "viability", VIABLE),
        ] {
            lab.stage.tells("QC-01", enter(sample, line, reading)).stands();
        }
        (lab, first, second)
    }

    fn waits(lab: &Laboratory, sample: &SampleId) -> Waits {
        let summary = lab.stage.centre.summaries::<Sample>(crate::id::Kind::Sample);
        let found = summary.into_iter().find(|(id, _)| *id == sample.subject());
        found.unwrap().1.waits
    }

    /// INV-SIGN-4, INV-QUALITY-4.
    #[test]
    fn several_results_are_reviewed_by_one_signature() {
        let (mut lab, first, second) = tested();
        let all = lines(&[(&first, "viability"), (&first, "endotoxin"), (&second, "viability")]);
        assert_eq!(lab.stage.asks("QC-02", all.clone()).stands().facts.len(), 3);
        assert_eq!((waits(&lab, &first), waits(&lab, &second)), (Waits::Nothing, Waits::Nothing));
        lab.stage.asks("QC-02", all).refused("already-reviewed");
        // A correction asks for the review of its own line alone.
        let right = correct(&first, "endotoxin", 1, r#"{"lt":"0.10","u":"[EU]/mL"}"#);
        lab.stage.tells("QC-01", right).stands();
        let again = lines(&[(&first, "viability"), (&first, "endotoxin")]);
        let refusal = lab.stage.asks("QC-02", again).refusal();
        let why: Vec<_> = refusal.reasons.iter().map(|it| (it.code, it.nth)).collect();
        assert_eq!(why, [("already-reviewed", Some(0))]);
        lab.stage.asks("QC-02", lines(&[(&first, "endotoxin")])).stands();
    }

    #[test]
    fn what_is_signed_together_is_of_one_batch() {
        let (mut lab, first, _) = tested();
        let of_another = ReviewResults {
            batch: BatchId::new("B26-0002").unwrap(),
            ..lines(&[(&first, "viability")])
        };
        lab.stage.asks("QC-02", of_another).refused("sample-of-another-batch");
        let nobody_knows = SampleId::new("S99-0001").unwrap();
        let unknown = lines(&[(&first, "viability"), (&nobody_knows, "viability")]);
        lab.stage.asks("QC-02", unknown).refused("unknown-subject");
    }

    /// One signature on a sample is withdrawn as it was given there: on each of its lines.
    #[test]
    fn a_review_of_several_lines_is_withdrawn_on_all_of_them() {
        let (mut lab, first, second) = tested();
        let all = lines(&[(&first, "viability"), (&first, "endotoxin"), (&second, "viability")]);
        let entry = u32::try_from(lab.stage.centre.size()).unwrap();
        lab.stage.asks("QC-02", all).stands();
        let about = first.subject().clone();
        let withdraw = WithdrawSignature { reason: Reason(sealed(&about)), about, entry };
        lab.stage.tells("QC-02", withdraw).stands();
        assert_eq!((waits(&lab, &first), waits(&lab, &second)), (Waits::Review, Waits::Nothing));
        let again = lines(&[(&first, "viability"), (&first, "endotoxin")]);
        lab.stage.asks("QC-02", again).stands();
    }
}
