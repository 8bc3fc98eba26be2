//! The Merkle tree of RFC 6962 over the entries, in order.
//!
//! A root of 32 bytes stands for every entry before it: whoever kept one root can check any later
//! answer against it. Hashing is SHA-256 with one prefix byte (0x00 a leaf, 0x01 a node), so that a
//! node can never be passed off as an entry. A log with the second suite has the same tree once more by
//! SM3: of that one only the [`Frontier`] is kept, and no proofs are made from it.
//!
//! Guarantees: everything here is a pure function of bytes. The writer grows a [`Frontier`];
//! proofs are made from [tiles](crate::tiles) by [`inclusion_proof`] and [`consistency_proof`],
//! and checked by code that shares nothing with their making ([`check_inclusion`],
//! [`check_consistency`]).

mod check;
mod frontier;
mod hash;
mod prove;
#[cfg(test)]
mod tests;

pub use check::{ProofError, check_consistency, check_inclusion};
pub use frontier::{Frontier, NotAligned};
pub use hash::{BySha256, BySm3, HashTextError, Hashing, LeafHash, NodeHash, hash_leaf, hash_node};
pub(crate) use prove::perfect_root;
pub use prove::{
    ProveError, TileReader, consistency_proof, first_difference, inclusion_proof, root_at,
};
