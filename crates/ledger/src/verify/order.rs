//! Joining the trees of chunks in order, while the chunks are hashed in any.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::chunk::ChunkTree;
use crate::tree::{BySm3, Frontier, NodeHash};

/// The edges of the log before a chunk: its own, and that by SM3, empty where nobody asked.
pub(super) struct Before {
    pub first: Frontier,
    pub second: Frontier<BySm3>,
}

/// The edge of the log over all chunks that have passed.
pub(super) struct Order {
    state: Mutex<State>,
    turn: Condvar,
}

struct State {
    next: u64,
    before: Frontier,
    second: Frontier<BySm3>,
    root: NodeHash,
    /// A thread came to grief: nobody waits for its chunk any more.
    abandoned: bool,
}

impl Order {
    pub(super) fn new() -> Self {
        let before = Frontier::new();
        let root = before.root();
        let state = State { next: 0, before, second: Frontier::default(), root, abandoned: false };
        Self { state: Mutex::new(state), turn: Condvar::new() }
    }

    /// Waits until all chunks before this one have passed, adds it, and gives the edge before it.
    ///
    /// Nobody waits for ever: chunks are handed out in order, so the lowest one being hashed waits
    /// for nobody.
    pub(super) fn pass(&self, number: u64, chunk: &ChunkTree, second: &ChunkTree) -> Before {
        let mut state = self
            .turn
            .wait_while(self.lock(), |state| state.next != number && !state.abandoned)
            .unwrap_or_else(PoisonError::into_inner);
        let before = Before { first: state.before.clone(), second: state.second.clone() };
        state.root = before.first.root_with(&chunk.peaks);
        if let Some(root) = chunk.whole {
            // Aligned: every chunk before was whole, of the same size.
            let _: Result<(), _> = state.before.push_subtree(super::chunk::LEVEL, root);
        }
        if let Some(root) = second.whole {
            let _: Result<(), _> = state.second.push_subtree(super::chunk::LEVEL, root);
        }
        state.next += 1;
        self.turn.notify_all();
        before
    }

    /// The root over all chunks that have passed.
    pub(super) fn root(&self) -> NodeHash {
        self.lock().root
    }

    /// Lets the others go on if this thread panics, so that the panic is told, not waited out.
    pub(super) fn watch(&self) -> impl Drop + '_ {
        struct Watch<'a>(&'a Order);
        impl Drop for Watch<'_> {
            fn drop(&mut self) {
                if std::thread::panicking() {
                    self.0.lock().abandoned = true;
                    self.0.turn.notify_all();
                }
            }
        }
        Watch(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
