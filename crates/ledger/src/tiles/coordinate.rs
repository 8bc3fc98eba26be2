//! Where a tile or a bundle stands in the tree.

use std::fmt;

use super::Resource;

/// Levels of the tree inside one tile.
pub const TILE_HEIGHT: u8 = 8;
/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// A coordinate that no tree can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no tree has a tile of level {level} and width {width}: levels go to 63, widths from 1 to 256"
)]
pub struct BadTile {
    level: u8,
    width: u16,
}

/// The coordinate of a tile: level (0 holds leaf hashes), index in the level, and width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// The tile with these coordinates.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, BadTile> {
        if level > 63 || width == 0 || width > TILE_WIDTH {
            return Err(BadTile { level, width });
        }
        Ok(Self { level, index, width })
    }

    /// The full tile of this level and index.
    pub fn full(level: u8, index: u64) -> Self {
        Self { level: level.min(63), index, width: TILE_WIDTH }
    }

    /// The tile as it is in a tree of `size` entries: partial where the tree ends.
    ///
    /// Surprises: past the end of the tree the width is zero, and no reader holds such a tile.
    pub fn in_tree(level: u8, index: u64, size: u64) -> Self {
        let level = level.min(63);
        let hashes = hashes_at(level, size);
        let before = index.saturating_mul(TILE_WIDTH.into());
        let width = hashes.saturating_sub(before).min(TILE_WIDTH.into());
        Self { level, index, width: u16::try_from(width).unwrap_or(TILE_WIDTH) }
    }

    /// The level: 0 holds leaf hashes.
    pub fn level(self) -> u8 {
        self.level
    }

    /// The index within the level.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many hashes it holds.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Whether it holds all it ever will.
    pub fn is_full(self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The number, within the level, of its first hash.
    pub fn first_hash(self) -> u64 {
        self.index.saturating_mul(TILE_WIDTH.into())
    }

    /// The position of the first entry under the hash in this slot.
    pub fn first_entry(self, slot: u16) -> u64 {
        let hash = self.first_hash().saturating_add(slot.into());
        let span = 1_u64.checked_shl(u32::from(self.level) * u32::from(TILE_HEIGHT)).unwrap_or(0);
        hash.saturating_mul(span)
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Resource::Tile(*self).fmt(f)
    }
}

/// How many hashes level `level` has in a tree of `size` entries.
pub(crate) fn hashes_at(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)).unwrap_or(0)
}

/// The coordinate of a bundle of entries: it holds those of the level-0 tile of the same index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundle {
    index: u64,
    width: u16,
}

impl Bundle {
    /// The bundle of this index with this many entries.
    pub fn new(index: u64, width: u16) -> Result<Self, BadTile> {
        Tile::new(0, index, width).map(|_| Self { index, width })
    }

    /// The index.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many entries it holds.
    pub fn width(self) -> u16 {
        self.width
    }

    /// The positions of its entries.
    pub fn positions(self) -> std::ops::Range<u64> {
        let first = self.index.saturating_mul(TILE_WIDTH.into());
        first..first.saturating_add(self.width.into())
    }
}
