//! What can go wrong in a store, told apart by what to do about it.

use super::Seam;

/// Why a store did not do what was asked. `place` is the file or address of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no log there.
    #[error(
        "there is no log at {place}: name the data folder of an existing centre, or set one up"
    )]
    Missing {
        /// The store.
        place: String,
    },
    /// There is a log there already.
    #[error("there is a log at {place} already: open it, or choose an empty folder")]
    Exists {
        /// The store.
        place: String,
    },
    /// Another process writes there.
    #[error(
        "{place} is in use by another process: stop that server before starting a second one on the same data"
    )]
    Locked {
        /// The store.
        place: String,
    },
    /// Nothing may be written there.
    #[error("{place} cannot be written: give the server's user write access to the data folder")]
    ReadOnly {
        /// The store.
        place: String,
    },
    /// The file is there and cannot be opened.
    #[error(
        "{place} cannot be opened: check that it is a file and that the server's user may read and write it"
    )]
    Unopenable {
        /// The store.
        place: String,
    },
    /// No room left.
    #[error(
        "no room left to write {place}: free space on its disk; nothing was lost, and nothing is accepted until then"
    )]
    DiskFull {
        /// The store.
        place: String,
    },
    /// The bytes are not what was written.
    #[error(
        "{place} is damaged ({detail}): stop, keep a copy of the file, run verify, and restore from a backup"
    )]
    Corrupt {
        /// The store.
        place: String,
        /// What was found.
        detail: String,
    },
    /// A database of something else.
    #[error("{place} is a database, but not a log of this program: name another data folder")]
    NotALedger {
        /// The store.
        place: String,
    },
    /// A log in a format this program does not know.
    #[error("{place} is in format {found}, this program knows {known}: use a newer program")]
    OtherFormat {
        /// The store.
        place: String,
        /// The format found.
        found: i64,
        /// The one known.
        known: i64,
    },
    /// The log is not where the commit expected it.
    #[error(
        "the log has {found} entries where {expected} were expected: another writer has been here; re-read the log"
    )]
    Moved {
        /// The size expected.
        expected: u64,
        /// The size found.
        found: u64,
    },
    /// A writer of a later term has taken over.
    #[error("term {term} is over: a writer of term {current} has taken over; stop this one")]
    Fenced {
        /// The term of the commit.
        term: u64,
        /// The term that rules.
        current: u64,
    },
    /// An act id is in the log already, or twice in the commit.
    #[error("the id of entry {position} is taken: look the act up and answer with its receipt")]
    DuplicateId {
        /// The position the second entry of this id would have had.
        position: u64,
    },
    /// Two sealed values under one key.
    #[error("a sealed value of entry {first} or after has an owner and key that are taken")]
    DuplicateSealed {
        /// The first entry of the commit.
        first: u64,
    },
    /// A commit no store may take: a defect above.
    #[error("the commit is malformed: {0}")]
    Malformed(&'static str),
    /// The store stayed busy for longer than anybody should hold it.
    #[error("{place} stayed busy while trying to {attempt}: look for a program that holds it open")]
    Busy {
        /// The store.
        place: String,
        /// What was attempted.
        attempt: &'static str,
    },
    /// A test made this step fail.
    #[error("stopped at seam {0:?}")]
    Stopped(Seam),
    /// Anything else the database or the system said.
    #[error("{attempt} in {place}")]
    Backend {
        /// The store.
        place: String,
        /// What was attempted.
        attempt: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
