//! A commit before and after it is durable.

use crate::store::{Draft, SealedRow};
use crate::tiles::{Edge, FullTile};
use crate::tree::{BySm3, Frontier, LeafHash, NodeHash};

/// Everything a commit needs, worked out in memory.
///
/// Guarantees: its signed checkpoint cannot be had before the commit is durable.
#[derive(Debug)]
pub struct Staged {
    pub(super) root_before: NodeHash,
    pub(super) entries: Vec<Draft>,
    pub(super) subjects: Vec<u8>,
    pub(super) sealed: Vec<SealedRow>,
    pub(super) tiles: Vec<FullTile>,
    pub(super) edge: Edge,
    /// The edge by SM3, of a log with the second suite.
    pub(super) second: Option<Frontier<BySm3>>,
    pub(super) committed: Committed,
}

impl Staged {
    /// The position its first entry will have.
    pub fn first(&self) -> u64 {
        self.committed.first
    }

    /// The hashes of its entries, in order.
    pub fn leaf_hashes(&self) -> &[LeafHash] {
        &self.committed.leaf_hashes
    }
}

/// What a durable commit made of the log: all a receipt needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The position of its first entry.
    pub first: u64,
    /// The size of the log with it.
    pub size: u64,
    /// The root of the log with it.
    pub root: NodeHash,
    /// The hashes of its entries, in order.
    pub leaf_hashes: Vec<LeafHash>,
    /// The signed checkpoint over the log with it.
    pub checkpoint: Vec<u8>,
}
