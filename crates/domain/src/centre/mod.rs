//! The centre as its facts make it: a slot for each subject, and indexes over their summaries.
//!
//! A [`Centre`] is cheap to clone: readers hold one while the writer goes on with another. Folding a
//! fact reads and writes its own subject's slot alone (INV-LOCAL-1), so that subjects can be folded
//! in any order, apart, and again.

mod open;
mod part;
mod set_access;
mod settings;
mod slots;

pub use open::{Open, Training};
pub use part::{Part, Share};
pub use set_access::SetAccess;
pub use settings::{Access, AccessSet, CentreEvent, Opened, Settings};
pub use slots::{Centre, FoldError, Slot};

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[open::Refused::CODES, set_access::Refused::CODES];
