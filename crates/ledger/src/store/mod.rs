//! Where the log is kept: the interface two kinds of database share, and what crosses it.
//!
//! The interface is tiny on purpose: read the head, read ranges, append at an expected position
//! and term. Everything that makes the log a log (hashing, tiles, signing) happens above it, in
//! [`log`](crate::log), so that a store has only to keep bytes and to keep them all or none.
//!
//! Guarantees of every store, checked by the contract tests that all of them share:
//! - a commit is durable whole when [`Store::commit`] returns, or absent;
//! - it is refused unless the log has exactly the expected size, and while a higher term rules;
//! - an entry, once committed, is never changed or removed;
//! - readers are never blocked by the writer and see whole commits only.
//!
//! To add a store: implement [`Store`] and [`Reader`], run the contract tests over it.

mod commit;
#[cfg(test)]
pub(crate) mod contract;
mod error;
mod pool;
mod reader;
mod seam;
pub mod sqlite;

pub use commit::{Commit, Draft, LEAF_BYTES_MAX, SealedRow};
pub use error::StoreError;
pub use pool::Pool;
pub use reader::{CommitRow, Flow, Head, Reader, StoredTiles, TileRow};
pub(crate) use seam::pass;
pub use seam::{Injected, NO_SEAM, Seam, SeamHook};

/// What erasing an owner's sealed rows did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// How many rows went.
    pub rows: u64,
    /// Whether the old bytes have left the store's files too. When a long read was in the way
    /// they leave with a later checkpoint of the database; repeat the erasure to be sure.
    pub overwritten: bool,
}

/// The one writer of a log.
pub trait Store: Send {
    /// The end of the log as it is durable.
    fn head(&self) -> Result<Head, StoreError>;

    /// Appends entries and all that belongs to them, in one transaction.
    ///
    /// Guarantees: on `Ok` everything is durable. On `Err` the commit may or may not be in: call
    /// [`Store::reopen`], then read the head. `seam` is called between the steps.
    fn commit(&mut self, commit: &Commit<'_>, seam: &SeamHook) -> Result<(), StoreError>;

    /// Removes what was sealed for an owner whose key has been destroyed.
    fn erase_sealed(&mut self, owner: &[u8]) -> Result<Erased, StoreError>;

    /// Lets go of every connection and cached state, so that what is read next is the truth.
    fn reopen(&mut self) -> Result<(), StoreError>;

    /// A reader with a connection of its own, for any thread.
    fn reader(&self) -> Result<Box<dyn Reader>, StoreError>;
}
