//! The tree cut into tiles, and the entries into bundles, as C2SP tlog-tiles lays them out.
//!
//! A full tile is 256 neighbouring hashes of one level; each stands for a whole tile of the level
//! below. Full tiles never change, so they are stored once and cached for ever. The unfinished
//! tiles at the right edge are computed from what is stored.
//!
//! Reading order: [`Tile`] and [`Bundle`] (coordinates), [`Resource`] (their paths), [`Edge`]
//! (which tiles a commit completes), [`bundle`] (the bytes of entries).

pub mod bundle;
mod coordinate;
mod edge;
mod path;

pub use coordinate::{BadTile, Bundle, TILE_HEIGHT, TILE_WIDTH, Tile};
pub use edge::{Edge, EdgeError, FullTile};
pub use path::{BadPath, Resource};

use crate::tree::NodeHash;

/// The bytes of a tile: its hashes, one after the other.
pub fn encode(hashes: &[NodeHash]) -> Vec<u8> {
    hashes.iter().flat_map(NodeHash::as_bytes).copied().collect()
}

/// Reads a tile's bytes; `None` unless they are whole hashes.
pub fn decode(bytes: &[u8]) -> Option<Vec<NodeHash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.iter().copied().map(NodeHash::from_bytes).collect())
}
