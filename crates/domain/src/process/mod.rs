//! Processes: the master batch records of the centre, in all their versions.
//!
//! A process is written as a text under review outside the centre, compiled, and submitted here by
//! the hash of its text and of its compiled form. A version is approved by somebody other than its
//! author (INV-PROCESS-1). One version at most is effective at a time (INV-PROCESS-2): the one
//! approved last among those whose first day has come. A batch pins the hashes of the version it
//! was started on, so that no later version reaches it (INV-PROCESS-3).
//!
//! What the language means is known to the crate of the same name; here is who may use which text.

mod approve;
mod document;
mod state;
mod submit;
pub mod views;
mod withdraw;

pub use approve::Approve;
pub use document::{Compiled, NoSuchGrade, NotReadable, grade_of, id_in_centre, read_compiled};
pub use state::{
    Approval, Process, ProcessApproved, ProcessEvent, ProcessSubmitted, ProcessSummary,
    ProcessVersion, ProcessWithdrawn,
};
pub use submit::Submit;
pub use views::compiled_in;
pub use withdraw::Withdraw;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    approve::Refused::CODES,
    submit::Refused::CODES,
    views::Refused::CODES,
    withdraw::Refused::CODES,
];

#[cfg(test)]
pub(crate) mod testing;
