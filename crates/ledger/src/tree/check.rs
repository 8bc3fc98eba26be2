//! Checking proofs, by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.

use super::{LeafHash, NodeHash, hash_node};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The entry or older size lies outside the tree.
    #[error("a tree of {size} entries holds nothing at {asked}")]
    OutOfRange {
        /// The entry, or the size of the older tree.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The path has too few or too many hashes for these sizes.
    #[error("the proof has the wrong number of hashes for its sizes: fetch it again")]
    Length,
    /// The path leads to another root: the entry is not where it is said to be.
    #[error("the proof leads to another root: the entry is not in this tree at this position")]
    OtherRoot,
    /// The path does not lead to the older root: history was rewritten.
    #[error("the proof does not lead to the older root: the log was rewritten in between")]
    OtherOldRoot,
}

/// Checks that the entry with this hash is number `index` of the tree of `size` entries.
pub fn check_inclusion(
    leaf: LeafHash,
    index: u64,
    size: u64,
    root: NodeHash,
    path: &[NodeHash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { asked: index, size });
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = NodeHash::from(leaf);
    for step in path {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            hash = hash_node(step, &hash);
            (at, last) = skip_right_edge(at, last);
        } else {
            hash = hash_node(&hash, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == root { Ok(()) } else { Err(ProofError::OtherRoot) }
}

/// Checks that the tree of `old` entries is the beginning of the tree of `new` entries.
///
/// The empty tree is the beginning of every tree; its root must be the root of nothing.
pub fn check_consistency(
    (old, old_root): (u64, NodeHash),
    (new, new_root): (u64, NodeHash),
    path: &[NodeHash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::OutOfRange { asked: old, size: new });
    }
    if old == new || old == 0 {
        let same = if old == 0 { NodeHash::empty_tree() } else { new_root };
        return match (path.is_empty(), old_root == same) {
            (false, _) => Err(ProofError::Length),
            (true, false) => Err(ProofError::OtherOldRoot),
            (true, true) => Ok(()),
        };
    }
    // A power of two is a subtree of the new tree by itself, and its root opens the path.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, path)
    } else {
        let (first, rest) = path.split_first().ok_or(ProofError::Length)?;
        (*first, rest)
    };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let (mut older, mut newer) = (first, first);
    for step in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            older = hash_node(step, &older);
            newer = hash_node(step, &newer);
            (at, last) = skip_right_edge(at, last);
        } else {
            newer = hash_node(&newer, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if older != old_root {
        return Err(ProofError::OtherOldRoot);
    }
    if newer == new_root { Ok(()) } else { Err(ProofError::OtherRoot) }
}

/// On the right edge a node without sibling stands for itself on the next floors.
fn skip_right_edge(mut at: u64, mut last: u64) -> (u64, u64) {
    while at & 1 == 0 && at != 0 {
        (at, last) = (at >> 1, last >> 1);
    }
    (at, last)
}
