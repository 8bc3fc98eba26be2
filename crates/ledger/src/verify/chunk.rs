//! One stretch of the log: read, hashed, and held against what was recorded of it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ids::Sums;
use super::judge::Witnesses;
use super::report::Run;
use super::{Evidence, Fault, Finding};
use crate::objects::ObjectHash;
use crate::store::{CommitRow, Flow, Reader, StoreError, TileRow};
use crate::tiles::{self, TILE_HEIGHT, TILE_WIDTH, Tile};
use crate::tree::{BySm3, Frontier, LeafHash, NodeHash, hash_leaf};

/// The height of a chunk's tree.
pub(super) const LEVEL: u8 = 12;
/// Entries a chunk: sixteen tiles.
pub(super) const ENTRIES: u64 = 1 << LEVEL;

/// A chunk's place in the tree of the log.
#[derive(Debug, Default)]
pub(super) struct ChunkTree {
    /// The peaks over its entries.
    pub peaks: Vec<NodeHash>,
    /// Its root, when no entry can be added any more.
    pub whole: Option<NodeHash>,
}

/// A size at which the log had a signed head, inside the chunk.
#[derive(Debug)]
pub(super) struct Boundary {
    /// The size.
    pub end: u64,
    /// The first entry of the commit that ends here, with its checkpoint; none for a boundary that
    /// only a checkpoint kept elsewhere knows.
    pub commit: Option<(u64, Vec<u8>)>,
    /// The peaks over the chunk up to here.
    pub peaks: Vec<NodeHash>,
    /// The same by SM3.
    pub second_peaks: Vec<NodeHash>,
}

impl Boundary {
    fn at(end: u64, commit: Option<(u64, Vec<u8>)>) -> Self {
        Self { end, commit, peaks: Vec::new(), second_peaks: Vec::new() }
    }
}

/// The roots found at the size of a kept checkpoint; by SM3 of a log with the second suite.
#[derive(Debug, Clone, Copy)]
pub(super) struct Roots {
    pub size: u64,
    pub root: NodeHash,
    pub second: Option<NodeHash>,
}

/// A chunk and what was found in it.
#[derive(Debug)]
pub(super) struct Chunk {
    pub positions: Range<u64>,
    pub entries: u64,
    pub bytes: u64,
    pub tiles: u64,
    pub commits: u64,
    pub findings: Vec<Finding>,
    pub boundaries: Vec<Boundary>,
    pub tree: ChunkTree,
    /// Its tree by SM3, of a log with the second suite.
    pub second_tree: ChunkTree,
    /// How many of its commits hold by the second suite.
    pub second_commits: u64,
    /// The roots of its full tiles.
    pub tile_roots: Vec<NodeHash>,
    /// The terms and origins of the commits that end in it.
    pub runs: Vec<Run>,
    /// The roots found at the sizes of kept checkpoints.
    pub kept: Vec<Roots>,
    pub ids: Sums,
    /// Objects referred to, each with the first entry that does.
    pub objects: BTreeMap<ObjectHash, u64>,
    /// The roots recorded for its full tiles, by index.
    recorded_roots: BTreeMap<u64, Option<NodeHash>>,
    /// What the tree goes on with, a hash a position.
    hashes: Vec<LeafHash>,
    /// The entries by SM3, a hash a position; empty where nobody asked.
    second_hashes: Vec<NodeHash>,
}

impl Chunk {
    pub(super) fn read(
        reader: &dyn Reader,
        evidence: &Evidence<'_>,
        number: u64,
        size: u64,
    ) -> Self {
        let start = number * ENTRIES;
        let positions = start..size.min(start + ENTRIES);
        let mut chunk = Self {
            positions,
            entries: 0,
            bytes: 0,
            tiles: 0,
            commits: 0,
            findings: Vec::new(),
            boundaries: Vec::new(),
            tree: ChunkTree::default(),
            second_tree: ChunkTree::default(),
            second_commits: 0,
            tile_roots: Vec::new(),
            runs: Vec::new(),
            kept: Vec::new(),
            ids: Sums::default(),
            objects: BTreeMap::new(),
            recorded_roots: BTreeMap::new(),
            hashes: Vec::new(),
            second_hashes: Vec::new(),
        };
        let recorded = chunk.read_commits(reader);
        let tiled = chunk.read_tiles(reader, size);
        let computed = chunk.read_entries(reader, evidence);
        chunk.compare(&computed, &recorded, &tiled);
        chunk
    }

    fn tell(&mut self, position: u64, fault: Fault) {
        self.findings.push(Finding { position: Some(position), fault });
    }

    /// The first entry in a range with something wrong about it.
    pub(super) fn first_bad(&self, positions: Range<u64>) -> Option<u64> {
        let found = self.findings.iter().filter_map(|finding| finding.position);
        found.filter(|position| positions.contains(position)).min()
    }

    fn tell_unreadable(&mut self, position: u64, read: Result<(), StoreError>) {
        if let Err(error) = read {
            self.tell(position, Fault::Unreadable(super::finding::chain(&error)));
        }
    }

    /// The place of a position within the chunk.
    fn at(&self, position: u64) -> usize {
        usize::try_from(position.saturating_sub(self.positions.start)).unwrap_or(usize::MAX)
    }

    fn blank<T: Clone>(&self) -> Vec<Option<T>> {
        vec![None; self.at(self.positions.end)]
    }

    /// The hashes the commits recorded, and the heads they signed.
    fn read_commits(&mut self, reader: &dyn Reader) -> Vec<Option<LeafHash>> {
        let mut recorded = self.blank();
        let mut covered = self.positions.start;
        let read = reader.commits(self.positions.clone(), &mut |row| {
            if row.first > covered {
                self.tell(covered, Fault::CommitMissing);
            } else if row.first < covered && covered > self.positions.start {
                self.tell(row.first, Fault::CommitMalformed("it overlaps the one before"));
            }
            self.take_commit(row, &mut recorded);
            covered = row.first.saturating_add(row.count);
            Flow::Continue(())
        });
        self.tell_unreadable(covered, read);
        if covered < self.positions.end {
            self.tell(covered, Fault::CommitMissing);
        }
        recorded
    }

    fn take_commit(&mut self, row: &CommitRow<'_>, recorded: &mut [Option<LeafHash>]) {
        let (hashes, rest) = row.leaf_hashes.as_chunks::<32>();
        let starts_here = self.positions.contains(&row.first);
        if starts_here && (!rest.is_empty() || hashes.len() as u64 != row.count) {
            let what = "it does not have a hash for each of its entries";
            self.tell(row.first, Fault::CommitMalformed(what));
        }
        let skip = usize::try_from(self.positions.start.saturating_sub(row.first));
        let slots = recorded.iter_mut().skip(self.at(row.first));
        let kept = hashes.iter().skip(skip.unwrap_or(usize::MAX));
        for (slot, hash) in slots.zip(kept) {
            *slot = Some(LeafHash::from_bytes(*hash));
        }
        let end = row.first.saturating_add(row.count);
        if self.positions.start < end && end <= self.positions.end {
            self.commits += 1;
            let commit = Some((row.first, row.checkpoint.to_vec()));
            self.boundaries.push(Boundary::at(end, commit));
            self.runs.push(Run { first: row.first, term: row.term, origin: None });
        }
    }

    /// The hashes in the full tiles, and the roots recorded for them.
    fn read_tiles(&mut self, reader: &dyn Reader, size: u64) -> Vec<Option<LeafHash>> {
        let mut tiled = self.blank();
        let width = u64::from(TILE_WIDTH);
        let full = self.positions.start / width..self.positions.end.min(size) / width;
        let mut next = full.start;
        let read = reader.full_tiles(0, full.clone(), &mut |row| {
            self.tell_missing_tiles(next..row.index);
            next = row.index + 1;
            self.take_tile(row, &mut tiled);
            Flow::Continue(())
        });
        self.tell_unreadable(next * width, read);
        self.tell_missing_tiles(next..full.end);
        tiled
    }

    fn tell_missing_tiles(&mut self, indexes: Range<u64>) {
        for index in indexes {
            let tile = Tile::full(0, index);
            self.tell(tile.first_entry(0), Fault::TileMissing(tile));
        }
    }

    fn take_tile(&mut self, row: &TileRow<'_>, tiled: &mut [Option<LeafHash>]) {
        let tile = Tile::full(0, row.index);
        let first = tile.first_entry(0);
        self.tiles += 1;
        let hashes = tiles::decode(row.bytes).unwrap_or_default();
        if hashes.len() != usize::from(TILE_WIDTH) {
            return self.tell(first, Fault::TileMissing(tile));
        }
        let slots = tiled.iter_mut().skip(self.at(first));
        for (slot, hash) in slots.zip(&hashes) {
            *slot = Some(LeafHash::from_bytes(*hash.as_bytes()));
        }
        self.recorded_roots.insert(row.index, NodeHash::from_slice(row.root));
    }

    /// The hashes of the entries there are.
    fn read_entries(
        &mut self,
        reader: &dyn Reader,
        evidence: &Evidence<'_>,
    ) -> Vec<Option<LeafHash>> {
        let mut computed = self.blank();
        let mut next = self.positions.start;
        if evidence.second.is_some() {
            self.second_hashes = vec![NodeHash::from_bytes([0; 32]); computed.len()];
        }
        let read = reader.entries(self.positions.clone(), &mut |position, leaf| {
            next = position + 1;
            if let Some(slot) = computed.get_mut(self.at(position)) {
                *slot = Some(hash_leaf(leaf));
            }
            let at = self.at(position);
            if let Some(slot) = self.second_hashes.get_mut(at) {
                *slot = BySm3::leaf(leaf);
            }
            self.entries += 1;
            self.bytes += leaf.len() as u64;
            if let Some(act_id) = evidence.act_id {
                match act_id(leaf) {
                    Some(id) => self.ids.add(&id, position),
                    None => self.tell(position, Fault::IdUnreadable),
                }
            }
            if let Some(attachments) = &evidence.attachments {
                (attachments.referred)(leaf, &mut |hash| {
                    self.objects.entry(hash).or_insert(position);
                });
            }
            Flow::Continue(())
        });
        self.tell_unreadable(next, read);
        computed
    }

    fn compare(
        &mut self,
        computed: &[Option<LeafHash>],
        recorded: &[Option<LeafHash>],
        tiled: &[Option<LeafHash>],
    ) {
        let all = computed.iter().zip(recorded).zip(tiled);
        for (position, ((computed, recorded), tiled)) in (self.positions.start..).zip(all) {
            let witnesses = Witnesses { computed: *computed, recorded: *recorded, tiled: *tiled };
            self.hashes.push(witnesses.hash());
            let width = u64::from(TILE_WIDTH);
            let tile = Tile::full(0, position / width);
            let slot = u16::try_from(position % width).unwrap_or_default();
            let findings = &mut self.findings;
            witnesses.judge(tile, slot, |fault| {
                findings.push(Finding { position: Some(position), fault });
            });
        }
    }

    /// Grows the chunk's tree, noting its peaks at every signed size and at those of `kept`.
    pub(super) fn find_boundaries(&mut self, kept: &[u64]) {
        let inside = |size: &&u64| self.positions.start < **size && **size <= self.positions.end;
        for end in kept.iter().filter(inside) {
            self.boundaries.push(Boundary::at(*end, None));
        }
        self.boundaries.sort_by_key(|boundary| boundary.end);
        let mut boundaries = self.boundaries.iter_mut().peekable();
        let (mut tiles, mut leaves) = (Frontier::new(), Frontier::new());
        for (size, hash) in (self.positions.start + 1..).zip(&self.hashes) {
            leaves.push(*hash);
            if leaves.size() == u64::from(TILE_WIDTH) {
                let root = leaves.root();
                let tile = Tile::full(0, (size - 1) / u64::from(TILE_WIDTH));
                let recorded = self.recorded_roots.get(&tile.index());
                if recorded.is_some_and(|recorded| *recorded != Some(root)) {
                    let position = Some(tile.first_entry(0));
                    self.findings.push(Finding { position, fault: Fault::TileRootChanged(tile) });
                }
                self.tile_roots.push(root);
                // Aligned: only whole tiles went before.
                let _: Result<(), _> = tiles.push_subtree(TILE_HEIGHT, root);
                leaves = Frontier::new();
            }
            while let Some(boundary) = boundaries.next_if(|boundary| boundary.end == size) {
                boundary.peaks = [tiles.peaks(), leaves.peaks()].concat();
            }
        }
        self.tree.peaks = [tiles.peaks(), leaves.peaks()].concat();
        self.tree.whole = (tiles.size() == ENTRIES).then(|| tiles.root());
        self.grow_second();
    }

    /// The same by SM3.
    fn grow_second(&mut self) {
        let mut boundaries = self.boundaries.iter_mut().peekable();
        let mut edge = Frontier::<BySm3>::default();
        for (size, hash) in (self.positions.start + 1..).zip(&self.second_hashes) {
            // One entry: aligned anywhere.
            let _: Result<(), _> = edge.push_subtree(0, *hash);
            while let Some(boundary) = boundaries.next_if(|boundary| boundary.end == size) {
                boundary.second_peaks = edge.peaks().to_vec();
            }
        }
        self.second_tree.peaks = edge.peaks().to_vec();
        self.second_tree.whole = (edge.size() == ENTRIES).then(|| edge.root());
    }
}
