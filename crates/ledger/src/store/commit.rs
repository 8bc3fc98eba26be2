//! What is appended at once.

use super::StoreError;
use crate::tiles::FullTile;
use crate::tree::LeafHash;

/// The longest entry: bundles have 16-bit lengths, and this leaves room below their limit.
pub const LEAF_BYTES_MAX: usize = 60_000;

/// An entry on its way into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id by which the act is known, so that a retry finds it.
    pub id: [u8; 16],
    /// The entry, hashed and kept exactly as it is here.
    pub leaf: Vec<u8>,
}

/// A value kept outside the entries, to be erased with its owner's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// Whose key seals it.
    pub owner: Vec<u8>,
    /// What finds it again, unique for its owner: the commitment in the entry.
    pub key: Vec<u8>,
    /// The ciphertext.
    pub value: Vec<u8>,
}

/// One transaction.
///
/// Guarantees, once [`Commit::check`] has passed: at least one entry, none too long, a hash for
/// each. That the hashes are those of the entries is the business of whoever staged it and of
/// `verify`.
#[derive(Debug, Clone, Copy)]
pub struct Commit<'a> {
    /// The size the log must have for this to follow it.
    pub expected_size: u64,
    /// The writer's term; refused when a higher one has committed.
    pub term: u64,
    /// The entries, in order.
    pub entries: &'a [Draft],
    /// The hash of each.
    pub leaf_hashes: &'a [LeafHash],
    /// Which subjects stand where: opaque here.
    pub subjects: &'a [u8],
    /// Sealed values to keep beside the entries.
    pub sealed: &'a [SealedRow],
    /// The tiles these entries complete.
    pub tiles: &'a [FullTile],
    /// The signed checkpoint over the log with these entries.
    pub checkpoint: &'a [u8],
}

impl Commit<'_> {
    /// The size the log has afterwards.
    pub fn size_after(&self) -> u64 {
        self.expected_size.saturating_add(self.entries.len() as u64)
    }

    /// Refuses a commit that no store may take.
    pub fn check(&self) -> Result<(), StoreError> {
        if self.entries.is_empty() {
            return Err(StoreError::Malformed("it has no entries"));
        }
        if self.entries.len() != self.leaf_hashes.len() {
            return Err(StoreError::Malformed("it does not have a hash for each entry"));
        }
        if self.checkpoint.is_empty() {
            return Err(StoreError::Malformed("it has no checkpoint"));
        }
        let too_long = self.entries.iter().position(|draft| draft.leaf.len() > LEAF_BYTES_MAX);
        if too_long.is_some() {
            return Err(StoreError::Malformed("an entry is longer than 60000 bytes"));
        }
        Ok(())
    }
}
