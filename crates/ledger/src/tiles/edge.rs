//! The unfinished tiles at the right edge, and the tiles that become full there.

use super::{TILE_HEIGHT, TILE_WIDTH, Tile};
use crate::tree::{Frontier, LeafHash, NodeHash, TileReader, perfect_root};

/// A tile that will never change again, with the hash that stands for it one level up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullTile {
    /// Its level; 0 holds leaf hashes.
    pub level: u8,
    /// Its index within the level.
    pub index: u64,
    /// The root over its hashes: its slot in the level above.
    pub root: NodeHash,
    /// Its 256 hashes, one after the other.
    pub bytes: Vec<u8>,
}

/// Why the edge of a stored tree could not be rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum EdgeError<E> {
    /// A tile at the edge is missing or has the wrong number of hashes.
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

/// The partial tile of every level, from the leaves up, and the frontier over them.
///
/// Guarantees: the tiles given out by [`Edge::push`] are, in order, exactly those the
/// specification calls full; nothing is given out twice. A clone copies at most 8 kB a level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    frontier: Frontier,
    levels: Vec<Vec<NodeHash>>,
}

impl Edge {
    /// The edge of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rebuilds the edge of a tree of `size` entries from its tiles.
    pub fn read<R: TileReader + ?Sized>(tiles: &R, size: u64) -> Result<Self, EdgeError<R::Error>> {
        let mut edge = Self::new();
        let mut level = 0;
        while let Some(hashes @ 1..) = size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)) {
            let index = hashes / u64::from(TILE_WIDTH);
            let tile = Tile::in_tree(level, index, size);
            let partial = if tile.width() == 0 {
                Vec::new()
            } else {
                tiles
                    .tile(tile)
                    .map_err(|source| EdgeError::Read { tile, source })?
                    .filter(|hashes| hashes.len() == usize::from(tile.width()))
                    .ok_or(EdgeError::TileMissing(tile))?
            };
            edge.levels.push(partial);
            level += 1;
        }
        edge.frontier = edge.frontier_of_levels();
        Ok(edge)
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the tree.
    pub fn root(&self) -> NodeHash {
        self.frontier.root()
    }

    /// The compact range over the whole tree.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Adds the next entry; every tile it completes is handed to `full`, lowest level first.
    pub fn push(&mut self, leaf: LeafHash, mut full: impl FnMut(FullTile)) {
        self.frontier.push(leaf);
        let size = self.frontier.size();
        let mut hash = NodeHash::from(leaf);
        let mut level = 0_u8;
        loop {
            let at = usize::from(level);
            if self.levels.len() <= at {
                self.levels.push(Vec::new());
            }
            let Some(partial) = self.levels.get_mut(at) else { return };
            partial.push(hash);
            if partial.len() < usize::from(TILE_WIDTH) {
                return;
            }
            let hashes = std::mem::take(partial);
            let bytes = super::encode(&hashes);
            let Some(root) = perfect_root(hashes) else { return };
            let hashes_here = super::coordinate::hashes_at(level, size);
            let index = (hashes_here / u64::from(TILE_WIDTH)).saturating_sub(1);
            full(FullTile { level, index, root, bytes });
            hash = root;
            level += 1;
        }
    }

    /// The frontier the partial tiles imply: from the highest level down, each holds whole
    /// subtrees that follow those above it.
    fn frontier_of_levels(&self) -> Frontier {
        let mut frontier = Frontier::new();
        for (level, hashes) in self.levels.iter().enumerate().rev() {
            let height = u8::try_from(level).unwrap_or(7) * TILE_HEIGHT;
            for hash in hashes {
                // Aligned by construction: the levels above end on a boundary of 256 of these.
                let _: Result<(), _> = frontier.push_subtree(height, *hash);
            }
        }
        frontier
    }
}
