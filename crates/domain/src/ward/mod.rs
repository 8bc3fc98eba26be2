//! Ward: the bedside check and the infusion.
//!
//! A product is given only to the patient of its order, released, unexpired, issued, received on
//! the ward, while consent stands and nothing about it is in doubt; and only after two different
//! people, each for themselves, scanned the wristband and the bag (INV-WARD-1). Their
//! identifications count for [`IDENTIFICATION_MINUTES`]; then both look again.
//!
//! What has been given has been given: told of an infusion that broke a rule, the record takes it
//! down with everything it broke and says the bag is given (INV-WARD-2).

mod end_infusion;
mod identify;
mod infusion;
mod must_be_theirs;
mod record_vitals;
mod start_infusion;
pub mod views;

pub use end_infusion::EndInfusion;
pub use identify::Identify;
pub use infusion::{
    Identification, Infusion, InfusionEnded, InfusionEvent, InfusionStarted, InfusionSummary,
    InfusionTextErased, PatientIdentified, VitalsRecorded,
};
pub use record_vitals::RecordVitals;
pub use start_infusion::StartInfusion;

/// How long an identification at the bedside counts, in minutes.
pub const IDENTIFICATION_MINUTES: i64 = 30;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    end_infusion::Refused::CODES,
    must_be_theirs::Refused::CODES,
    record_vitals::Refused::CODES,
    start_infusion::Refused::CODES,
];
