//! What happens to a sample.

use super::verdict::Judged;
use crate::id::{BatchId, ContainerId, DeviationId, EquipmentId, PersonId};
use crate::signature::{SignatureWithdrawn, Signed};
use crate::text::{Code, Digest, Note, Reason};
use crate::time::Timestamp;
use standards::reading::Reading;

crate::choice! {
    /// In which condition a sample arrived.
    pub enum SampleCondition {
        /// As it should be.
        Acceptable "acceptable",
        /// Leaking, broken or open.
        Damaged "damaged",
        /// Too warm or too cold on the way.
        OutOfTemperature "out-of-temperature",
        /// Too little of it to test.
        Insufficient "insufficient",
        /// The label is missing, cannot be read or does not match.
        WrongLabel "wrong-label",
    }
}

crate::event! {
    /// A sample was taken of a batch.
    pub struct SampleTaken {
        /// Of which batch.
        pub batch: BatchId,
        /// In which step.
        pub step: Code,
        /// In which round of that step, from 1.
        pub round: u32,
        /// The process's own name of the sample.
        pub code: Code,
        /// The lines of the specification it is tested for; none for a retained sample.
        pub attributes: Vec<Code>,
        /// Hash of the compiled process the batch runs on: its results are held against that.
        pub process: Digest,
        /// What it was taken into, if that carries a label of its own.
        pub container: Option<ContainerId>,
        /// By whom.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A sample came to the laboratory.
    pub struct SampleReceived {
        /// In which condition.
        pub condition: SampleCondition,
        /// What was added.
        pub note: Option<Note>,
        /// By whom.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A test gave a result.
    pub struct ResultEntered {
        /// Of which line of the specification.
        pub attribute: Code,
        /// The how-manieth test of it on this sample, from 1.
        pub round: u32,
        /// What it gave.
        pub reading: Reading,
        /// How that stands to the specification.
        pub judged: Judged,
        /// By which method.
        pub method: Code,
        /// On which equipment.
        pub equipment: Option<EquipmentId>,
        /// The instrument's file, as an object.
        pub raw_data: Option<Digest>,
        /// Who tested.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A result was corrected. The first value stays in the record.
    pub struct ResultCorrected {
        /// Of which line of the specification.
        pub attribute: Code,
        /// Which test of it.
        pub round: u32,
        /// What it should have said.
        pub reading: Reading,
        /// How that stands to the specification.
        pub judged: Judged,
        /// Why.
        pub reason: Reason,
        /// Who signed for it.
        pub signed: Signed,
    }
}

crate::event! {
    /// The results of one line of the specification were reviewed.
    pub struct ResultReviewed {
        /// Of which line.
        pub attribute: Code,
        /// Who signed for it; covers the results as they stood.
        pub signed: Signed,
    }
}

crate::event! {
    /// A result was found not to be one, by an investigation.
    pub struct ResultInvalidated {
        /// Of which line of the specification.
        pub attribute: Code,
        /// Which test of it.
        pub round: u32,
        /// The deviation whose investigation found it.
        pub deviation: DeviationId,
        /// Why.
        pub reason: Reason,
        /// Who signed for it.
        pub signed: Signed,
    }
}

crate::events! {
    /// What happens to a sample.
    pub enum SampleEvent {
        /// Taken.
        Taken(SampleTaken) "sample-taken" 1,
        /// Received by the laboratory.
        Received(SampleReceived) "sample-received" 1,
        /// Tested.
        ResultEntered(ResultEntered) "result-entered" 1,
        /// A result corrected.
        ResultCorrected(ResultCorrected) "result-corrected" 1,
        /// Results reviewed.
        ResultReviewed(ResultReviewed) "result-reviewed" 1,
        /// A result found not to be one.
        ResultInvalidated(ResultInvalidated) "result-invalidated" 1,
    }
    shared {
        /// A signature on it withdrawn.
        SignatureWithdrawn(SignatureWithdrawn) "signature-withdrawn" 1,
    }
}
