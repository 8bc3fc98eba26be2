//! Reading a log.

use std::ops::{ControlFlow, Range};

use super::StoreError;
use crate::tiles::{self, Tile};
use crate::tree::{LeafHash, NodeHash, TileReader};

/// What a callback says after each row: go on, or enough.
pub type Flow = ControlFlow<()>;

/// The end of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// How many entries it has.
    pub size: u64,
    /// The term of the last commit; zero for the empty log.
    pub term: u64,
    /// The checkpoint of the last commit; none for the empty log.
    pub checkpoint: Option<Vec<u8>>,
}

/// One commit as kept. The bytes are as found: whoever relies on their form checks it.
#[derive(Debug, Clone, Copy)]
pub struct CommitRow<'a> {
    /// The position of its first entry.
    pub first: u64,
    /// How many entries it has.
    pub count: u64,
    /// The writer's term.
    pub term: u64,
    /// The leaf hashes, one after the other.
    pub leaf_hashes: &'a [u8],
    /// Which subjects stand where.
    pub subjects: &'a [u8],
    /// The signed checkpoint over the log up to its last entry.
    pub checkpoint: &'a [u8],
}

/// One full tile as kept.
#[derive(Debug, Clone, Copy)]
pub struct TileRow<'a> {
    /// Its level.
    pub level: u8,
    /// Its index within the level.
    pub index: u64,
    /// The hash that stands for it one level up.
    pub root: &'a [u8],
    /// Its hashes, one after the other.
    pub bytes: &'a [u8],
}

/// A reader of a log, for one thread at a time.
///
/// Guarantees: never waits for the writer; each call sees the log as it was at one moment. Ranges
/// may reach past the end: what is not there is not called back.
pub trait Reader: Send {
    /// The end of the log.
    fn head(&self) -> Result<Head, StoreError>;

    /// Entries by position, in order, without gathering them.
    fn entries(
        &self,
        positions: Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> Flow,
    ) -> Result<(), StoreError>;

    /// The commits that any of these positions belong to, in order.
    fn commits(
        &self,
        positions: Range<u64>,
        each: &mut dyn FnMut(&CommitRow<'_>) -> Flow,
    ) -> Result<(), StoreError>;

    /// The kept hashes of these entries, in order; fewer when the log ends before.
    fn leaf_hashes(&self, positions: Range<u64>) -> Result<Vec<LeafHash>, StoreError>;

    /// The full tiles of a level by index, in order.
    fn full_tiles(
        &self,
        level: u8,
        indexes: Range<u64>,
        each: &mut dyn FnMut(&TileRow<'_>) -> Flow,
    ) -> Result<(), StoreError>;

    /// The roots of the full tiles of a level by index, in order: a partial tile one level up.
    fn tile_roots(&self, level: u8, indexes: Range<u64>) -> Result<Vec<NodeHash>, StoreError>;

    /// How many full tiles are kept, of all levels.
    fn tile_count(&self) -> Result<u64, StoreError>;

    /// The position of the entry of each of these act ids.
    fn find_all(&self, ids: &[[u8; 16]]) -> Result<Vec<Option<u64>>, StoreError>;

    /// The position of the entry of this act id.
    fn find(&self, id: &[u8; 16]) -> Result<Option<u64>, StoreError> {
        Ok(self.find_all(std::slice::from_ref(id))?.into_iter().flatten().next())
    }

    /// Every act id with its position, by id. The bytes are as found.
    fn ids(&self, each: &mut dyn FnMut(&[u8], u64) -> Flow) -> Result<(), StoreError>;

    /// The sealed value of this owner under this key.
    fn sealed(&self, owner: &[u8], key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let mut found = None;
        self.sealed_all(&[(owner, key)], &mut |value| found = value.map(<[u8]>::to_vec))?;
        Ok(found)
    }

    /// The sealed value of each of these owners and keys, called back with in their order.
    fn sealed_all(
        &self,
        wanted: &[(&[u8], &[u8])],
        each: &mut dyn FnMut(Option<&[u8]>),
    ) -> Result<(), StoreError>;

    /// All keys and values sealed for an owner, by key.
    fn sealed_of(
        &self,
        owner: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> Flow,
    ) -> Result<(), StoreError>;

    /// One entry.
    fn entry(&self, position: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut found = None;
        self.entries(position..position.saturating_add(1), &mut |_, leaf| {
            found = Some(leaf.to_vec());
            Flow::Break(())
        })?;
        Ok(found)
    }

    /// The checkpoint the log had right after the commit that brought entry `position`.
    fn checkpoint_over(&self, position: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut found = None;
        self.commits(position..position.saturating_add(1), &mut |commit| {
            found = Some(commit.checkpoint.to_vec());
            Flow::Break(())
        })?;
        Ok(found)
    }

    /// The hashes of a tile: a full one as kept, a partial one computed from what is kept.
    fn tile(&self, tile: Tile) -> Result<Option<Vec<NodeHash>>, StoreError> {
        let hashes = if tile.is_full() {
            let mut found = None;
            let index = tile.index();
            self.full_tiles(tile.level(), index..index.saturating_add(1), &mut |row| {
                found = tiles::decode(row.bytes);
                Flow::Break(())
            })?;
            found.unwrap_or_default()
        } else {
            let first = tile.first_hash();
            let range = first..first.saturating_add(tile.width().into());
            match tile.level().checked_sub(1) {
                None => self.leaf_hashes(range)?.into_iter().map(NodeHash::from).collect(),
                Some(below) => self.tile_roots(below, range)?,
            }
        };
        Ok((hashes.len() == usize::from(tile.width())).then_some(hashes))
    }
}

/// A reader's log as tiles, for making proofs.
#[derive(Clone, Copy)]
pub struct StoredTiles<'a>(pub &'a dyn Reader);

impl TileReader for StoredTiles<'_> {
    type Error = StoreError;

    fn tile(&self, tile: Tile) -> Result<Option<Vec<NodeHash>>, StoreError> {
        self.0.tile(tile)
    }
}
