//! Backups: a folder that holds a centre up to a moment, made while it runs, and what brings it back.
//!
//! ```text
//! backup.json                       what the folder holds; replaced last, in one step
//! log/<first>-<size>.jsonl          commits of the log, one a line; never changed once written
//! objects/ab/cdef…                  attachments by their hash
//! beside/<size>-<moment>/*.db       keys of subjects and accounts, each whole; soon removed again
//! keys/log.key, keys/master.key     only where the backup is encrypted; so is keys/sm2.key, of a
//!                                   centre with the second suite
//! ```
//!
//! The log only grows, so a backup only adds: each run writes what came since the last one. Keys are
//! another matter. Whoever is erased has her key destroyed, and must not come back with a backup:
//! copies of the key file are kept for days, not years.
//!
//! Guarantees: a run that is broken off leaves the backup as it was (what it had written is litter,
//! cleared by the next); everything acknowledged before a run began is in it. A restored folder
//! takes its place only after `verify` has found it sound.
//!
//! Never in it: the high-water mark. It says what a restored log may have forgotten; one as old as the
//! backup would say that nothing is.

mod folder;
mod noted;
mod part;
mod restore;
mod take;

pub use folder::{BackupError, Held, Manifest, Part};
pub use noted::{Noted, note, noted};
pub(crate) use restore::put_aside;
pub use restore::{Restored, Restoring, restore};
pub use take::{Taken, Taking, take};

/// For how many days copies of the keys of persons are kept unless a site says otherwise: whoever is
/// erased must not come back with one.
pub const KEEP_KEYS_DAYS: u16 = 7;

/// What a run tells while it goes on: entries done, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries copied.
    pub done: u64,
    /// Entries to copy.
    pub total: u64,
}
