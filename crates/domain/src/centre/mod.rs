//! The centre as its facts make it: a slot for each subject, and indexes over their summaries.
//!
//! A [`Centre`] is cheap to clone: readers hold one while the writer goes on with another. Folding a
//! fact reads and writes its own subject's slot alone (INV-LOCAL-1), so that subjects can be folded
//! in any order, apart, and again.

mod heads;
mod open;
mod require_keys;
mod seal_heads;
mod set_access;
mod settings;
mod slots;

pub use heads::head_leaf;
pub use open::{Open, Training};
pub use require_keys::RequireKeys;
pub use seal_heads::SealHeads;
pub use set_access::SetAccess;
pub use settings::{Access, AccessSet, CentreEvent, HeadsSealed, KeysRequired, Opened, Settings};
pub use slots::{Centre, FoldError, Slot};

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] =
    &[open::Refused::CODES, seal_heads::Refused::CODES, set_access::Refused::CODES];
