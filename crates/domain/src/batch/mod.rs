//! Batch: the execution of a process, step by step, and its record.
//!
//! A batch is pinned by hash to the version it was started on (INV-BATCH-1) and to one order's chain
//! of identity, which everything that goes in and comes out carries (INV-BATCH-6). What is recorded
//! is judged against the process at once: outside its action limits it opens a deviation
//! (INV-BATCH-2), and the batch is held until somebody acts on it. A computed value names the
//! entries it was computed from, and can be computed again (INV-BATCH-3). A signature on a step
//! covers everything recorded of it (INV-BATCH-4), a second person's never comes from a hand that
//! took part (INV-BATCH-5). A correction stands beside what it corrects (INV-BATCH-8): signatures
//! that covered that are superseded, visibly, until their signers reaffirm them. A signature that was
//! withdrawn is to be given again, by whoever may give it. Labels are counted,
//! and a difference is a deviation (INV-BATCH-7). A record is complete when every step is done or
//! skipped by its own condition, every signature stands and every label is accounted for
//! (INV-BATCH-9).
//!
//! What the process says is read from its compiled form, by the functions of the process language;
//! this room keeps the record they read (`record`), asks them what is next, and lets in only what
//! the other rooms let in: people who are qualified, lots that are released, equipment that is
//! calibrated, rooms that are clear, containers of the right chain.
//!
//! Reading order: `events`, `step_record`, `state`, `record`; `work` and what stands beside it for
//! what every act asks; then an act a file, in the order of a day.

mod deed;
mod events;
mod judged;
mod key;
mod labels;
mod record;
mod state;
mod step_record;
mod tally;
mod verdict;

mod amount;
mod derive;
mod draw;
mod hold;
mod lacking;
mod readiness;
mod released;
mod rooms;
mod span;
mod work;

mod calculate;
mod complete_record;
mod complete_step;
mod correct_value;
mod fill;
mod make_lot;
mod print_labels;
mod reaffirm_step;
mod reaffirm_steps;
mod reconcile_labels;
mod record_value;
mod scan_container;
mod scan_equipment;
mod scan_material;
mod scan_room;
mod start;
mod start_step;
mod take_sample;
mod verify_step;
mod verify_steps;

pub mod views;

#[cfg(test)]
pub(crate) mod testing;

pub use calculate::Calculate;
pub use complete_record::CompleteRecord;
pub use complete_step::CompleteStep;
pub use correct_value::CorrectValue;
pub use deed::{Deed, Mark};
pub use derive::NotReproduced;
pub use events::{
    BatchStarted, ContainerScanned, EquipmentScanned, GroundWithdrawn, LabelsPrinted,
    LabelsReconciled, MaterialScanned, MaterialUsed, OutputMade, OutputScanned, RecordCompleted,
    ReleasedResultCorrected, RoomScanned, SampleDrawn, StepPerformed, StepReaffirmed, StepStarted,
    StepVerified, ValueCorrected, ValueDerived, ValueRecorded, ValueSource,
};
pub use fill::Fill;
pub use judged::{BatchRejected, BatchReleased, BatchReviewed};
pub use key::{StepKey, StepKeyError};
pub use labels::Labels;
pub use lacking::{Open, scan_text};
pub use make_lot::MakeLot;
pub use print_labels::PrintLabels;
pub use reaffirm_step::ReaffirmStep;
pub use reaffirm_steps::ReaffirmSteps;
pub use reconcile_labels::ReconcileLabels;
pub use record::AsOf;
pub use record_value::RecordValue;
pub use scan_container::ScanContainer;
pub use scan_equipment::ScanEquipment;
pub use scan_material::ScanMaterial;
pub use scan_room::ScanRoom;
pub use start::Start;
pub use start_step::StartStep;
pub use state::{Batch, BatchEvent, BatchSummary, LotInUse, Phase, Release, Review, TakenIn};
pub use step_record::{
    Begun, Counted, Drawn, How, Printed, Product, Scanned, StepRecord, Used, ValueVersion,
};
pub use take_sample::TakeSample;
pub use tally::Tally;
pub use verdict::Verdict;
pub use verify_step::VerifyStep;
pub use verify_steps::VerifySteps;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    calculate::Refused::CODES,
    complete_record::Refused::CODES,
    complete_step::Refused::CODES,
    correct_value::Refused::CODES,
    derive::Refused::CODES,
    fill::Refused::CODES,
    hold::Refused::CODES,
    lacking::Refused::CODES,
    make_lot::Refused::CODES,
    print_labels::Refused::CODES,
    readiness::Refused::CODES,
    reaffirm_step::Refused::CODES,
    reconcile_labels::Refused::CODES,
    record_value::Refused::CODES,
    released::Refused::CODES,
    scan_container::Refused::CODES,
    scan_equipment::Refused::CODES,
    scan_material::Refused::CODES,
    scan_room::Refused::CODES,
    start::Refused::CODES,
    take_sample::Refused::CODES,
    verdict::Refused::CODES,
    verify_step::Refused::CODES,
    work::Refused::CODES,
];
