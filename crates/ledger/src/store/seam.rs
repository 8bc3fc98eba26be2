//! The numbered points of a commit at which a test can kill the process or make a step fail.

use super::StoreError;

/// A point between two steps of a commit, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seam {
    /// 1: the checkpoint is signed in memory, the store knows nothing.
    BeforeTransaction,
    /// 2: the transaction is open and its guards have passed, nothing is written.
    InTransaction,
    /// 3: everything is written, nothing is durable.
    RowsWritten,
    /// 4: everything is durable, nobody has been told.
    AfterCommit,
}

impl Seam {
    /// All of them, in order.
    pub const ALL: [Self; 4] =
        [Self::BeforeTransaction, Self::InTransaction, Self::RowsWritten, Self::AfterCommit];
}

/// What a hook returns to make the step fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Injected;

/// Called at each seam.
pub type SeamHook = dyn Fn(Seam) -> Result<(), Injected> + Send + Sync;

/// The hook of everyday: does nothing.
pub const NO_SEAM: &SeamHook = &|_| Ok(());

/// Calls the hook, in the store's words.
pub(crate) fn pass(hook: &SeamHook, seam: Seam) -> Result<(), StoreError> {
    hook(seam).map_err(|Injected| StoreError::Stopped(seam))
}
