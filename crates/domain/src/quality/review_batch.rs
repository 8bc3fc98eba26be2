//! Reviewing the record of a batch with all its exceptions.

use super::must_be_independent::must_not_have_taken_part;
use crate::act::Act;
use crate::batch::views::{ExceptionKind, batch, exceptions, must_not_be_rejected};
use crate::batch::{Batch, BatchReviewed};
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};

crate::command! {
    /// Signs that the record of a batch was reviewed with all its exceptions.
    ///
    /// Refuses: a record that is not complete as it stands, exceptions that nobody has concluded,
    /// another number of exceptions than there are, and a reviewer who took part in making it.
    pub struct ReviewBatch = "quality.review-batch" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Reviewed];
    about: Field("batch");
    /// Which batch.
    pub batch: BatchId,
    /// How many exceptions the reviewer has looked at.
    pub exceptions: u32,
}

crate::refusals! {
    /// Why a record cannot be reviewed.
    pub enum Refused {
        /// It is not signed as complete as it stands.
        RecordIncomplete { batch: BatchId } "record-incomplete" Major,
        /// It has been reviewed as it stands.
        AlreadyReviewed { batch: BatchId } "record-already-reviewed" Minor,
        /// It has more exceptions, or fewer, than were looked at.
        ExceptionsDiffer { seen: u32, found: usize } "exceptions-differ" Major,
        /// Something must still be done about an exception.
        ExceptionOpen { kind: &'static str, what: String } "exception-open" Major,
    }
}

impl Rule for ReviewBatch {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let state = batch(desk, &self.batch)?;
        must_not_be_rejected(&self.batch, state, broken);
        must_be_complete(&self.batch, state, broken);
        if state.review_stands() {
            broken.because(Refused::AlreadyReviewed { batch: self.batch.clone() });
        }
        let all = exceptions(desk, &self.batch)?;
        if usize::try_from(self.exceptions) != Ok(all.len()) {
            let (seen, found) = (self.exceptions, all.len());
            broken.because_of("exceptions", Refused::ExceptionsDiffer { seen, found });
        }
        for open in all.iter().filter(|exception| exception.open) {
            let step = open.step.as_ref().map(ToString::to_string);
            let what = match open.kind {
                ExceptionKind::Deviation => open.deviation.as_ref().map(ToString::to_string),
                _ => step,
            };
            let (kind, what) = (open.kind.word(), what.unwrap_or_default());
            broken.because(Refused::ExceptionOpen { kind, what });
        }
        must_not_have_taken_part(desk, act, &self.batch, broken)?;
        must_cover(act, completion(state), broken);
        let reviewed = BatchReviewed { exceptions: self.exceptions, signed: Signed::of(act)? };
        Ok(vec![Fact::new(self.batch.clone(), reviewed)])
    }

    /// The reviewer signs for the record as it was signed as complete.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(completion(batch(desk, &self.batch)?))
    }
}

/// Notes it when a record is not signed as complete as it stands.
pub(super) fn must_be_complete(id: &BatchId, state: &Batch, broken: &mut Broken) {
    if !state.completion_stands() {
        broken.because(Refused::RecordIncomplete { batch: id.clone() });
    }
}

/// Position of the signature that the record is complete.
pub(super) fn completion(state: &Batch) -> Vec<u64> {
    state.completed.last().map(|signature| signature.position).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Phase;
    use crate::batch::testing::Bench;
    use crate::id::DeviationId;
    use crate::people::Role;
    use crate::quality::testing::{close, investigate};

    #[test]
    fn a_record_is_reviewed_when_it_is_complete_and_every_exception_concluded() {
        let mut bench = Bench::filling();
        let review =
            |exceptions| ReviewBatch { batch: BatchId::new("B26-0001").unwrap(), exceptions };
        bench.asks("QA-01", review(0)).refused("record-incomplete");
        bench.fill_all();
        bench.begin("filling.reconcile").stands();
        let bag = bench.products().remove(0).to_string();
        bench.scans_container("filling.reconcile", "dose_bag", &bag).stands();
        bench.counts("filling.reconcile", "bag_label", [1, 0, 0]).found("labels-unaccounted");
        bench.contain_all();
        bench.counts("filling.reconcile", "bag_label", [1, 1, 0]).stands();
        bench.done("filling.reconcile").stands();
        bench.signs_off().stands();
        bench.asks("QA-01", review(2)).refused("exception-open");
        let deviation = DeviationId::new("DV26-0001").unwrap();
        bench.asks("QA-02", investigate(&deviation)).stands();
        bench.asks("QA-01", close(&deviation)).stands();
        bench.asks("QA-01", review(1)).refused("exceptions-differ");
        bench.asks("QA-01", review(2)).stands();
        assert_eq!(bench.state_now().phase(), Phase::Reviewed);
    }

    #[test]
    fn whoever_took_part_reviews_nothing() {
        let mut bench = Bench::completed();
        let person = bench.find("OP-07");
        bench.gives(&person, Role::QaReviewer).stands();
        let review = ReviewBatch { batch: bench.batch.clone(), exceptions: 0 };
        bench.asks_as("OP-07", Role::QaReviewer, review.clone()).refused("signer-took-part");
        let wrong = ReviewBatch { exceptions: 1, ..review.clone() };
        bench.asks("QA-01", wrong).refused("exceptions-differ");
        bench.signs("QA-01", review.clone(), &[]).refused("not-covered");
        bench.asks("QA-01", review.clone()).stands();
        bench.asks("QA-01", review).refused("record-already-reviewed");
    }
}
