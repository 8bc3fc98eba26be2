//! Making proofs out of tiles.

use std::collections::BTreeMap;

use super::{LeafHash, NodeHash, hash_node};
use crate::tiles::{TILE_HEIGHT, TILE_WIDTH, Tile};

/// Where tiles come from: a store, a mirror, a folder of files.
pub trait TileReader {
    /// Why a tile could not be read.
    type Error;

    /// The hashes of a tile, exactly `tile.width()` of them, or `None` when it is not there.
    fn tile(&self, tile: Tile) -> Result<Option<Vec<NodeHash>>, Self::Error>;
}

/// Why a proof could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    /// The entry or the older tree lies outside the tree asked about.
    #[error("a tree of {size} entries holds nothing at {asked}")]
    OutOfRange {
        /// The entry, or the size of the older tree.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A tile of the tree is missing or has the wrong number of hashes.
    #[error("tile {0} is missing or incomplete: verify the log, then restore it from a backup")]
    TileMissing(Tile),
    /// The reader failed.
    #[error("read tile {tile}")]
    Read {
        /// The tile wanted.
        tile: Tile,
        /// What the reader said.
        source: E,
    },
}

/// The path that proves that entry `index` is in the tree of `size` entries (RFC 6962, 2.1.1).
pub fn inclusion_proof<R: TileReader + ?Sized>(
    tiles: &R,
    index: u64,
    size: u64,
) -> Result<Vec<NodeHash>, ProveError<R::Error>> {
    if index >= size {
        return Err(ProveError::OutOfRange { asked: index, size });
    }
    let mut tree = Tree { tiles, size, kept: BTreeMap::new() };
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(tree.range(middle, end)?);
            end = middle;
        } else {
            path.push(tree.range(start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The path that proves that the tree of `old` entries is the beginning of that of `new`
/// (RFC 6962, 2.1.2). Empty when the sizes are equal or `old` is zero.
pub fn consistency_proof<R: TileReader + ?Sized>(
    tiles: &R,
    old: u64,
    new: u64,
) -> Result<Vec<NodeHash>, ProveError<R::Error>> {
    if old > new {
        return Err(ProveError::OutOfRange { asked: old, size: new });
    }
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Ok(path);
    }
    let mut tree = Tree { tiles, size: new, kept: BTreeMap::new() };
    let (mut start, mut end) = (0, new);
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(tree.range(middle, end)?);
            end = middle;
        } else {
            path.push(tree.range(start, middle)?);
            start = middle;
        }
    }
    // When the old tree is a perfect subtree of the new one, whoever checks has its root already.
    if start != 0 {
        path.push(tree.range(start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// The root the tree had when it was `size` entries long.
pub fn root_at<R: TileReader + ?Sized>(
    tiles: &R,
    size: u64,
) -> Result<NodeHash, ProveError<R::Error>> {
    if size == 0 {
        return Ok(NodeHash::empty_tree());
    }
    Tree { tiles, size, kept: BTreeMap::new() }.range(0, size)
}

/// The first entry in which two trees of the same size differ, found by descending from the root.
pub fn first_difference<A: TileReader + ?Sized, B: TileReader<Error = A::Error> + ?Sized>(
    ours: &A,
    theirs: &B,
    size: u64,
) -> Result<Option<u64>, ProveError<A::Error>> {
    if size == 0 {
        return Ok(None);
    }
    let mut ours = Tree { tiles: ours, size, kept: BTreeMap::new() };
    let mut theirs = Tree { tiles: theirs, size, kept: BTreeMap::new() };
    if ours.range(0, size)? == theirs.range(0, size)? {
        return Ok(None);
    }
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if ours.range(start, middle)? == theirs.range(start, middle)? {
            start = middle;
        } else {
            end = middle;
        }
    }
    Ok(Some(start))
}

/// One tree seen through its tiles, each read once.
struct Tree<'a, R: ?Sized> {
    tiles: &'a R,
    size: u64,
    kept: BTreeMap<(u8, u64), Vec<NodeHash>>,
}

impl<R: TileReader + ?Sized> Tree<'_, R> {
    /// The hash over the entries `start..end`, a range RFC 6962 splits the tree into.
    fn range(&mut self, start: u64, end: u64) -> Result<NodeHash, ProveError<R::Error>> {
        let width = end - start;
        if width.is_power_of_two() && start.is_multiple_of(width) {
            return self.perfect(width.trailing_zeros(), start);
        }
        let middle = start + split(width);
        let left = self.range(start, middle)?;
        let right = self.range(middle, end)?;
        Ok(hash_node(&left, &right))
    }

    /// The hash of the perfect subtree of `2^level` entries that starts at `start`.
    fn perfect(&mut self, level: u32, start: u64) -> Result<NodeHash, ProveError<R::Error>> {
        let height = u32::from(TILE_HEIGHT);
        let tile_level = level / height;
        let inside = level % height;
        let at = start >> (tile_level * height);
        let width = u64::from(TILE_WIDTH);
        let (index, slot) = (at / width, at % width);
        let tile_level = u8::try_from(tile_level).unwrap_or(u8::MAX);
        let hashes = self.tile(tile_level, index)?;
        let slot = usize::try_from(slot).unwrap_or(usize::MAX);
        let wanted = hashes.get(slot..slot.saturating_add(1 << inside)).map(<[_]>::to_vec);
        wanted
            .and_then(perfect_root)
            .ok_or_else(|| ProveError::TileMissing(Tile::in_tree(tile_level, index, self.size)))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[NodeHash], ProveError<R::Error>> {
        let tile = Tile::in_tree(level, index, self.size);
        if !self.kept.contains_key(&(level, index)) {
            let read = self.tiles.tile(tile).map_err(|source| ProveError::Read { tile, source })?;
            let hashes = read
                .filter(|hashes| hashes.len() == usize::from(tile.width()))
                .ok_or(ProveError::TileMissing(tile))?;
            self.kept.insert((level, index), hashes);
        }
        self.kept.get(&(level, index)).map(Vec::as_slice).ok_or(ProveError::TileMissing(tile))
    }
}

/// The root over a power of two of hashes; `None` for any other count.
pub(crate) fn perfect_root(mut hashes: Vec<NodeHash>) -> Option<NodeHash> {
    if !hashes.len().is_power_of_two() {
        return None;
    }
    while hashes.len() > 1 {
        let (pairs, _) = hashes.as_chunks::<2>();
        hashes = pairs.iter().map(|[left, right]| hash_node(left, right)).collect();
    }
    hashes.first().copied()
}

/// The largest power of two smaller than `width`, for a width of two or more.
fn split(width: u64) -> u64 {
    1 << (width.max(2) - 1).ilog2()
}

/// Leaf hashes in memory, read as the tiles they would fill: for tests and small trees.
impl TileReader for [LeafHash] {
    type Error = std::convert::Infallible;

    fn tile(&self, tile: Tile) -> Result<Option<Vec<NodeHash>>, Self::Error> {
        let span = u64::from(TILE_WIDTH).checked_pow(tile.level().into()).unwrap_or(u64::MAX);
        let span = usize::try_from(span).unwrap_or(usize::MAX);
        let first = usize::try_from(tile.first_hash()).unwrap_or(usize::MAX);
        let hashes = (0..usize::from(tile.width()))
            .map(|slot| {
                let start = first.saturating_add(slot).saturating_mul(span);
                let leaves = self.get(start..start.saturating_add(span))?;
                perfect_root(leaves.iter().copied().map(NodeHash::from).collect())
            })
            .collect();
        Ok(hashes)
    }
}
