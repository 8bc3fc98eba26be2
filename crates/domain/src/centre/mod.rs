//! The centre as its facts make it: a slot for each subject, and indexes over their summaries.
//!
//! A [`Centre`] is cheap to clone: readers hold one while the writer goes on with another. Folding a
//! fact reads and writes its own subject's slot alone (INV-LOCAL-1), so that subjects can be folded
//! in any order, apart, and again.

mod accept_witness;
mod dismiss_witness;
mod end_single_sign_on;
mod escrow_key;
mod heads;
mod open;
mod part;
mod require_keys;
mod require_second_factor;
mod resume;
mod seal_access;
mod seal_heads;
mod set_access;
mod set_access_retention;
mod set_identification;
mod set_record_retention;
mod set_single_sign_on;
mod settings;
pub mod single_sign_on;
mod slots;

pub use accept_witness::AcceptWitness;
pub use dismiss_witness::DismissWitness;
pub use end_single_sign_on::EndSingleSignOn;
pub use escrow_key::EscrowKey;
pub use heads::head_leaf;
pub use open::{Open, Training};
pub use part::{Part, Share};
pub use require_keys::RequireKeys;
pub use require_second_factor::RequireSecondFactor;
pub use resume::{NOBODY, Resume};
pub use seal_access::SealAccess;
pub use seal_heads::SealHeads;
pub use set_access::SetAccess;
pub use set_access_retention::{ACCESS_DAYS_DEFAULT, ACCESS_DAYS_MIN, SetAccessRetention};
pub use set_identification::SetIdentification;
pub use set_record_retention::{RECORD_SOURCE, RECORD_YEARS, SetRecordRetention};
pub use set_single_sign_on::SetSingleSignOn;
pub use settings::{
    Access, AccessRetentionSet, AccessSealed, AccessSet, CentreEvent, Escrow, HeadsSealed,
    IDENTIFICATION_MINUTES, IdentificationSet, KeyEscrowed, KeysRequired, LogResumed, Opened,
    RecordRetentionSet, SecondFactorRequired, SecondSuite, SecondSuiteName, Settings,
    WitnessAccepted, WitnessAt, WitnessDismissed,
};
pub use slots::{Centre, FoldError, Slot};

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    accept_witness::Refused::CODES,
    dismiss_witness::Refused::CODES,
    escrow_key::Refused::CODES,
    open::Refused::CODES,
    require_second_factor::Refused::CODES,
    resume::Refused::CODES,
    seal_access::Refused::CODES,
    seal_heads::Refused::CODES,
    set_access::Refused::CODES,
    set_access_retention::Refused::CODES,
    set_identification::Refused::CODES,
    set_record_retention::Refused::CODES,
    set_single_sign_on::Refused::CODES,
    single_sign_on::Refused::CODES,
];
