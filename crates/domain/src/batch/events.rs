//! What happens to a batch while it is made.
//!
//! Facts name steps, values and materials by the ids of the process the batch pins; what those mean
//! is read there. A fact carries what the record needs of another subject at that moment (the
//! attributes of a lot, the end of a collection), so that the record can be judged from itself.

use super::{Deed, Verdict};
use crate::id::{ContainerId, EquipmentId, LotId, OrderId, ProcessId, RoomId, SampleId, SubjectId};
use crate::signature::Signed;
use crate::text::{Code, Digest, Reason};
use crate::time::Timestamp;
use process::words;
use standards::reading::{Quantity, Reading};
use std::collections::BTreeMap;

crate::choice! {
    /// How a value came into the record.
    pub enum ValueSource {
        /// Read by a person and typed.
        Typed "typed",
        /// Taken from the instrument.
        Instrument "instrument",
    }
}

crate::event! {
    /// A batch was started on a version of a process.
    pub struct BatchStarted {
        /// Which process.
        pub process: ProcessId,
        /// Which version of it.
        pub version: Code,
        /// Hash of its text.
        pub text: Digest,
        /// Hash of the compiled form the batch is carried out by.
        pub compiled: Digest,
        /// Whose therapy it is made for; none for what is made for no one patient.
        pub order: Option<OrderId>,
        /// The rooms it is made in, by the process's names of them.
        pub rooms: BTreeMap<words::RoomId, RoomId>,
        /// The facts from outside that its formulas read, by name.
        pub inputs: BTreeMap<words::InputName, Reading>,
        /// Who started it.
        pub deed: Deed,
    }
}

crate::event! {
    /// A step was begun.
    pub struct StepStarted {
        /// Which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Of which operation.
        pub operation: words::OperationId,
        /// In which room.
        pub room: Option<RoomId>,
        /// Who began it.
        pub deed: Deed,
    }
}

crate::event! {
    /// A lot of a material was scanned for a step.
    pub struct MaterialScanned {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// As which material.
        pub material: words::MaterialId,
        /// Which lot.
        pub lot: LotId,
        /// What is known of the lot and read by formulas.
        pub attributes: BTreeMap<words::ValueId, Reading>,
        /// Who scanned it.
        pub deed: Deed,
    }
}

crate::event! {
    /// Some of a lot was used.
    pub struct MaterialUsed {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// As which material.
        pub material: words::MaterialId,
        /// Of which lot.
        pub lot: LotId,
        /// How much.
        pub quantity: Quantity,
        /// Who used it.
        pub deed: Deed,
    }
}

crate::event! {
    /// A piece of equipment was scanned for a step.
    pub struct EquipmentScanned {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// As which of the process's equipment.
        pub equipment: words::EquipmentId,
        /// Which piece.
        pub device: EquipmentId,
        /// Who scanned it.
        pub deed: Deed,
    }
}

crate::event! {
    /// The room a step is done in was scanned.
    pub struct RoomScanned {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// As which of the process's rooms.
        pub room: words::RoomId,
        /// Which room.
        pub scanned: RoomId,
        /// Who scanned it.
        pub deed: Deed,
    }
}

crate::event! {
    /// A container of starting material was scanned into the batch.
    pub struct ContainerScanned {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// As which of the process's containers.
        pub container: words::ContainerId,
        /// Which container.
        pub scanned: ContainerId,
        /// When its collection ended.
        pub collected: Option<Timestamp>,
        /// Who scanned it.
        pub deed: Deed,
    }
}

crate::event! {
    /// Something the batch made was scanned for a step.
    pub struct OutputScanned {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// As which of the process's outputs.
        pub output: words::OutputId,
        /// Which container or lot.
        pub scanned: SubjectId,
        /// Who scanned it.
        pub deed: Deed,
    }
}

crate::event! {
    /// A value was recorded.
    pub struct ValueRecorded {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Which value.
        pub value: words::ValueId,
        /// What it was.
        pub reading: Reading,
        /// How that stands to its limits.
        pub verdict: Verdict,
        /// Typed, or taken from the instrument.
        pub source: ValueSource,
        /// What it was measured with.
        pub device: Option<EquipmentId>,
        /// Who recorded it.
        pub deed: Deed,
    }
}

crate::event! {
    /// A value was computed from others.
    pub struct ValueDerived {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Which calculation.
        pub value: words::ValueId,
        /// What it came to.
        pub reading: Reading,
        /// How that stands to its limits.
        pub verdict: Verdict,
        /// Hash of the formula as the author wrote it.
        pub formula: Digest,
        /// Positions of the entries it was computed from, in the order the formula reads them.
        pub inputs: Vec<u64>,
        /// Whose act it followed from.
        pub deed: Deed,
    }
}

crate::event! {
    /// A value was corrected. What stood there before stays in the record.
    pub struct ValueCorrected {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Which value.
        pub value: words::ValueId,
        /// What it should have said.
        pub reading: Reading,
        /// How that stands to its limits.
        pub verdict: Verdict,
        /// Position of the entry it stands in place of.
        pub was: u64,
        /// Why.
        pub reason: Reason,
        /// Who signed for it.
        pub signed: Signed,
    }
}

crate::event! {
    /// A sample was drawn.
    pub struct SampleDrawn {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Which of the process's samples.
        pub sample: words::SampleId,
        /// The sample.
        pub drawn: SampleId,
        /// Who drew it.
        pub deed: Deed,
    }
}

crate::event! {
    /// Labels were printed.
    pub struct LabelsPrinted {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Which label.
        pub label: words::LabelId,
        /// How many.
        pub count: u32,
        /// Who printed them.
        pub deed: Deed,
    }
}

crate::event! {
    /// Labels were counted: what became of each that was printed.
    pub struct LabelsReconciled {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Which label.
        pub label: words::LabelId,
        /// How many had been printed.
        pub printed: u32,
        /// How many were used.
        pub used: u32,
        /// How many were destroyed.
        pub destroyed: u32,
        /// How many are left, kept with the record.
        pub spare: u32,
        /// Who counted.
        pub deed: Deed,
    }
}

crate::event! {
    /// The batch made something: a container, or a lot.
    pub struct OutputMade {
        /// In which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Which of the process's outputs.
        pub output: words::OutputId,
        /// What was made.
        pub product: SubjectId,
        /// Who made it.
        pub deed: Deed,
    }
}

crate::event! {
    /// Who did a step signed that it was done as written.
    pub struct StepPerformed {
        /// Which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// Who is to verify it, if anybody.
        pub verifies: Option<words::RoleCode>,
        /// The signature.
        pub signed: Signed,
    }
}

crate::event! {
    /// A second person signed that a step was done as written.
    pub struct StepVerified {
        /// Which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// The signature.
        pub signed: Signed,
    }
}

crate::event! {
    /// Somebody whose signature was superseded signed that it holds all the same.
    pub struct StepReaffirmed {
        /// Which step.
        pub step: words::StepId,
        /// In which round.
        pub round: u32,
        /// The signature.
        pub signed: Signed,
    }
}

crate::event! {
    /// The record was signed as complete.
    pub struct RecordCompleted {
        /// The signature.
        pub signed: Signed,
    }
}

crate::event! {
    /// A signature that the batch rests on was withdrawn; the subject it stands on holds it.
    pub struct GroundWithdrawn {
        /// On which subject.
        pub of: SubjectId,
        /// Position of the entry that was signed.
        pub entry: u64,
        /// Who withdrew it.
        pub deed: Deed,
    }
}

crate::event! {
    /// A result that the batch was released on was corrected; its sample holds both.
    pub struct ReleasedResultCorrected {
        /// Of which sample.
        pub sample: SampleId,
        /// Of which line of the specification.
        pub attribute: Code,
        /// Who corrected it.
        pub deed: Deed,
    }
}
