//! Quality: what departs from what was laid down, what is tested, and what is released.
//!
//! **Deviations.** Whatever breaks a rule opens a deviation by itself (INV-QUALITY-1); a batch is
//! not released while one about it is open (INV-QUALITY-2). An immediate action ends the hold;
//! cause and impact are established by somebody whose act did not open it, and a third person
//! closes it.
//!
//! **Results.** A result is never overwritten: a correction, a repeated test and an invalidation
//! stand beside it, and the worst valid result decides (INV-QUALITY-3). Results count once somebody
//! who did not test has reviewed them as they stand; a correction supersedes the review
//! (INV-QUALITY-4). A result out of specification is set aside, or corrected into specification,
//! only after an investigation (INV-QUALITY-5).
//!
//! **Release.** The record of a batch is reviewed with its exceptions by somebody who took no part in
//! making it; it is released, with everything it made, by somebody who neither made nor tested nor
//! reviewed it (INV-QUALITY-6).
//!
//! **Signatures.** Whoever signed, or quality, withdraws a signature by an act that is one for every
//! kind of subject (`withdraw_signature`).

mod close_deviation;
mod contain_deviation;
mod deviation;
mod investigate_deviation;
mod open_deviation;
mod opened_by_findings;

mod correct_result;
mod criterion;
mod enter_result;
mod invalidate_result;
mod receive_sample;
mod result;
mod review_result;
mod review_results;
mod sample;
mod sample_events;
mod verdict;

mod must_be_independent;
mod reject_batch;
mod release_batch;
mod review_batch;
mod specification_line;
mod withdraw_signature;

pub mod views;

#[cfg(test)]
pub(crate) mod testing;

pub use close_deviation::CloseDeviation;
pub use contain_deviation::ContainDeviation;
pub use correct_result::CorrectResult;
pub use deviation::{
    Contained, Deviation, DeviationClosed, DeviationEvent, DeviationOpened, DeviationState,
    DeviationSummary, Investigated,
};
pub use enter_result::EnterResult;
pub use invalidate_result::InvalidateResult;
pub use investigate_deviation::InvestigateDeviation;
pub use open_deviation::OpenDeviation;
pub use opened_by_findings::opened_by_findings;
pub use receive_sample::ReceiveSample;
pub use reject_batch::RejectBatch;
pub use release_batch::ReleaseBatch;
pub use result::{Correction, Invalidation, TestResult};
pub use review_batch::ReviewBatch;
pub use review_result::ReviewResult;
pub use review_results::ReviewResults;
pub use sample::{Review, Sample, SampleSummary, Waits};
pub use sample_events::{
    ResultCorrected, ResultEntered, ResultInvalidated, ResultReviewed, SampleCondition,
    SampleEvent, SampleReceived, SampleTaken,
};
pub use specification_line::{LineState, SpecificationLine, specification_lines};
pub use verdict::{Judged, Verdict};
pub use withdraw_signature::{WithdrawSignature, given};

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    correct_result::Refused::CODES,
    criterion::Refused::CODES,
    enter_result::Refused::CODES,
    invalidate_result::Refused::CODES,
    investigate_deviation::Refused::CODES,
    must_be_independent::Refused::CODES,
    receive_sample::Refused::CODES,
    release_batch::Refused::CODES,
    review_batch::Refused::CODES,
    review_result::Refused::CODES,
    review_results::Refused::CODES,
    views::Refused::CODES,
    withdraw_signature::Refused::CODES,
];
