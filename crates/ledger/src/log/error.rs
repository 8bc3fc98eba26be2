//! What can go wrong with a log, by what was attempted.

use crate::checkpoint::CheckpointError;
use crate::store::StoreError;
use crate::tiles::EdgeError;

/// Why a log could not be opened for writing.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store failed.
    #[error("read the head of the log")]
    Store(#[from] StoreError),
    /// The tiles at the edge could not be read.
    #[error("rebuild the edge of the tree")]
    Edge(#[from] EdgeError<StoreError>),
    /// The head's checkpoint is damaged or by another key.
    #[error("the signed head of the log does not hold: run verify, then restore from a backup")]
    Checkpoint(#[source] CheckpointError),
    /// The store holds another log than the key is for.
    #[error("the store holds log `{found}`, the key is for `{expected}`: use that log's own key")]
    OtherOrigin {
        /// The log in the store.
        found: String,
        /// The names of the keys given.
        expected: String,
    },
    /// A log that lost its tail must not sign again under the same name.
    #[error(
        "a resumed log needs a new origin, and `{origin}` was used before: raise its generation"
    )]
    SameOrigin {
        /// The origin given.
        origin: String,
    },
    /// What is stored does not lead to what was signed.
    #[error(
        "the {stored} stored entries do not lead to the root signed for {signed}: run verify, then restore from a backup"
    )]
    Root {
        /// The size that was signed.
        signed: u64,
        /// The size that is stored.
        stored: u64,
    },
    /// The log is signed a second time, and the key for it was not given.
    #[error(
        "the log has the second suite (SM3 and SM2) and its key is not here: put back sm2.key, which lies beside log.key"
    )]
    SecondKeyMissing,
    /// A key for a second signature, and a log that was founded without one.
    #[error(
        "the log was founded without the second suite (SM3 and SM2), and there is a key for it: move sm2.key away, it belongs to another log"
    )]
    NoSecondSuite,
    /// The second signature is by another key.
    #[error(
        "the head of the log is not signed by the key of the second suite that is here: put back that log's own sm2.key"
    )]
    SecondKeyOther,
    /// What is stored does not lead to the root by SM3 that was signed.
    #[error(
        "the {stored} stored entries do not lead to the root by SM3 signed for {signed}: run verify, then restore from a backup"
    )]
    SecondRoot {
        /// The size that was signed.
        signed: u64,
        /// The size that is stored.
        stored: u64,
    },
}

/// Why a commit could not be staged.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// Nobody knows what became of the commit before.
    #[error("the log is poisoned by a failed commit: recover it first")]
    Poisoned,
    /// Nothing to commit.
    #[error("a commit needs at least one entry")]
    Empty,
    /// An entry is longer than the log takes.
    #[error(
        "entry {index} of the commit has {bytes} bytes, the limit is 60000: keep what is large as an object"
    )]
    TooLong {
        /// Which of the commit's entries.
        index: usize,
        /// How long it is.
        bytes: usize,
    },
    /// The checkpoint could not be signed.
    #[error("sign the checkpoint")]
    Checkpoint(#[from] CheckpointError),
}

/// Why a commit is not known to be durable.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Nobody knows what became of the commit before.
    #[error("the log is poisoned by a failed commit: recover it first")]
    Poisoned,
    /// It was staged on another head. Nothing was attempted, nothing is poisoned.
    #[error("the commit was staged to follow {staged} entries, the log has {size}: stage it again")]
    Stale {
        /// The size it was staged on.
        staged: u64,
        /// The size of the log.
        size: u64,
    },
    /// The store failed: the commit may or may not be in. Recover to find out.
    #[error("commit to the store")]
    Store(#[source] StoreError),
}

/// Why the truth could not be read after a failed commit. The log stays poisoned.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The store could not be reopened.
    #[error("reopen the store after a failed commit")]
    Reopen(#[source] StoreError),
    /// The log could not be read or does not hold.
    #[error("re-read the log after a failed commit")]
    Open(#[from] OpenError),
    /// Somebody else wrote.
    #[error(
        "the log has {size} entries and is neither as before the commit ({expected}) nor as after it: another writer has been here; stop this one"
    )]
    Foreign {
        /// The size found.
        size: u64,
        /// The size before the commit.
        expected: u64,
    },
}
