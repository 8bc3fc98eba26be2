//! The right edge of a growing tree.

use std::marker::PhantomData;

use super::{BySha256, BySm3, Hashing, LeafHash, NodeHash};

/// A subtree was added where the tree does not end on its boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a subtree of 2^{level} entries cannot follow entry {size}: it would overlap its own block"
)]
pub struct NotAligned {
    /// Height of the subtree.
    pub level: u8,
    /// Size of the tree it was added to.
    pub size: u64,
}

/// The roots of the perfect subtrees a tree of this size is made of, largest first.
///
/// Guarantees: [`Frontier::root`] equals the RFC 6962 tree head over everything pushed.
/// At most 64 hashes whatever the size, so a clone is cheap; the cost of a push is one node hash
/// on average.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier<H = BySha256> {
    size: u64,
    peaks: Vec<NodeHash>,
    by: PhantomData<H>,
}

impl Frontier {
    /// The edge of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next entry.
    pub fn push(&mut self, leaf: LeafHash) {
        self.merge(0, leaf.into());
    }
}

impl Frontier<BySm3> {
    /// Adds the next entry, exactly as stored.
    pub fn push_entry(&mut self, leaf: &[u8]) {
        self.merge(0, BySm3::leaf(leaf));
    }
}

impl<H: Hashing> Frontier<H> {
    /// The edge of a tree of this size with these peaks; none if such a tree has another number of
    /// them. Whether they lead to the right root is for the caller to compare.
    pub fn of_peaks(size: u64, peaks: Vec<NodeHash>) -> Option<Self> {
        let many = usize::try_from(size.count_ones()).ok()?;
        (peaks.len() == many).then_some(Self { size, peaks, by: PhantomData })
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of its perfect subtrees, largest first.
    pub fn peaks(&self) -> &[NodeHash] {
        &self.peaks
    }

    /// Adds a perfect subtree of `2^level` entries at once.
    ///
    /// Refuses: when the present size is not a multiple of `2^level`.
    pub fn push_subtree(&mut self, level: u8, root: NodeHash) -> Result<(), NotAligned> {
        let width = 1_u64.checked_shl(level.into()).unwrap_or(0);
        if width == 0 || !self.size.is_multiple_of(width) {
            return Err(NotAligned { level, size: self.size });
        }
        self.merge(level, root);
        Ok(())
    }

    /// The root of the tree.
    pub fn root(&self) -> NodeHash {
        bag::<H>(&self.peaks).unwrap_or_else(H::empty_tree)
    }

    /// The root this tree would have if it went on with a part whose own edge is `tail`.
    ///
    /// Correct when the tail starts on a boundary of its own size: its peaks are then peaks of the
    /// whole tree.
    pub(crate) fn root_with(&self, tail: &[NodeHash]) -> NodeHash {
        let right = bag::<H>(tail);
        self.peaks
            .iter()
            .rev()
            .fold(right, |right, left| Some(right.map_or(*left, |right| H::node(left, &right))))
            .unwrap_or_else(H::empty_tree)
    }

    /// Joins equal neighbours, as a binary counter carries.
    fn merge(&mut self, level: u8, root: NodeHash) {
        let mut carry = root;
        let mut rest = self.size >> level;
        while rest & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            carry = H::node(&left, &carry);
            rest >>= 1;
        }
        self.peaks.push(carry);
        self.size += 1 << level;
    }
}

/// Hashes peaks from the right, as RFC 6962 splits a tree at the largest power of two.
fn bag<H: Hashing>(peaks: &[NodeHash]) -> Option<NodeHash> {
    peaks.iter().rev().copied().reduce(|right, left| H::node(&left, &right))
}
