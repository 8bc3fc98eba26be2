//! The tiles above the leaves, and what lies where nothing should.

use super::finding::chain;
use super::report::Gathered;
use super::{Fault, Finding};
use crate::store::{Flow, Reader, StoreError};
use crate::tiles::{self, TILE_HEIGHT, TILE_WIDTH, Tile};
use crate::tree::{NodeHash, perfect_root};

/// Checks every level from the roots of the level below.
pub(super) fn check(reader: &dyn Reader, size: u64, gathered: &mut Gathered) {
    let mut below = gathered.take_tile_roots();
    let mut level = 1;
    while below.len() >= usize::from(TILE_WIDTH) {
        below = check_level(reader, level, &below, gathered);
        level += 1;
    }
    if let Err(error) = check_nothing_beyond(reader, size, gathered) {
        gathered.note_unreadable(Some(size), &error);
    }
}

/// Nothing may lie past the head. A writer may be at work: the head is read again afterwards, and
/// what it covers by then is not beyond it.
fn check_nothing_beyond(
    reader: &dyn Reader,
    size: u64,
    gathered: &mut Gathered,
) -> Result<(), StoreError> {
    let mut last = None;
    reader.entries(size..u64::MAX, &mut |position, _| {
        last = Some(position);
        Flow::Continue(())
    })?;
    let tiles = reader.tile_count()?;
    let newest = reader.head()?.size;
    if let Some(position) = last.filter(|position| *position >= newest) {
        let position = Some(position);
        gathered.tell(Finding { position, fault: Fault::EntryBeyondHead });
    }
    // Fewer are told one by one as missing.
    let expected = full_tiles(newest);
    if tiles > expected {
        let fault = Fault::TileCount { found: tiles, expected };
        gathered.tell(Finding { position: None, fault });
    }
    Ok(())
}

/// How many full tiles, of all levels, a log of this size has.
fn full_tiles(size: u64) -> u64 {
    std::iter::successors(Some(size >> TILE_HEIGHT), |tiles| Some(tiles >> TILE_HEIGHT))
        .take_while(|tiles| *tiles > 0)
        .sum()
}

/// Checks one level; gives the roots of its full tiles.
fn check_level(
    reader: &dyn Reader,
    level: u8,
    below: &[NodeHash],
    gathered: &mut Gathered,
) -> Vec<NodeHash> {
    let (blocks, _) = below.as_chunks::<{ TILE_WIDTH as usize }>();
    let roots: Vec<_> = blocks.iter().filter_map(|block| perfect_root(block.to_vec())).collect();
    let mut found = vec![false; blocks.len()];
    let mut faults = Vec::new();
    let read = reader.full_tiles(level, 0..blocks.len() as u64, &mut |row| {
        let at = usize::try_from(row.index).unwrap_or(usize::MAX);
        let (Some(block), Some(root)) = (blocks.get(at), roots.get(at)) else {
            return Flow::Continue(());
        };
        let tile = Tile::full(level, row.index);
        let hashes = tiles::decode(row.bytes).unwrap_or_default();
        if let Some(found) = found.get_mut(at) {
            *found = hashes.len() == block.len();
        }
        for (slot, (stored, expected)) in (0..).zip(hashes.iter().zip(block)) {
            if stored != expected {
                faults.push((tile.first_entry(slot), Fault::TileChanged { tile, slot }));
            }
        }
        if row.root != root.as_bytes() {
            faults.push((tile.first_entry(0), Fault::TileRootChanged(tile)));
        }
        Flow::Continue(())
    });
    gathered.count_tiles(found.iter().filter(|found| **found).count() as u64);
    let missing = (0..).zip(found).filter(|(_, found)| !found).map(|(index, _)| {
        let tile = Tile::full(level, index);
        (tile.first_entry(0), Fault::TileMissing(tile))
    });
    faults.extend(missing);
    if let Err(error) = read {
        faults.push((0, Fault::Unreadable(chain(&error))));
    }
    let finding = |(position, fault)| Finding { position: Some(position), fault };
    gathered.tell_all(faults.into_iter().map(finding).collect());
    roots
}
