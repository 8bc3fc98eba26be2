//! What every store must do, as one suite that all of them pass.

use super::*;
use crate::tiles::{Edge, FullTile, Tile};
use crate::tree::{LeafHash, NodeHash, hash_leaf};

/// Makes an empty store of the kind under test.
pub type Make<'a> = &'a dyn Fn() -> Box<dyn Store>;

/// Runs the whole contract, a fresh store a clause.
pub fn check(make: Make<'_>) {
    for clause in [
        an_empty_log_has_nothing,
        what_is_committed_is_read_back,
        a_commit_must_follow_the_head,
        an_older_term_is_fenced_off,
        an_id_is_taken_once,
        malformed_commits_are_refused,
        a_failed_commit_leaves_nothing,
        readers_see_whole_commits_and_never_wait,
        tiles_full_and_partial,
        commits_by_any_of_their_positions,
        sealed_values_go_with_their_owner,
        reopening_shows_the_truth,
    ] {
        clause(make().as_mut());
    }
}

/// A commit that owns its parts.
#[derive(Clone)]
pub struct Parts {
    pub expected_size: u64,
    pub term: u64,
    pub entries: Vec<Draft>,
    pub leaf_hashes: Vec<LeafHash>,
    pub sealed: Vec<SealedRow>,
    pub tiles: Vec<FullTile>,
}

impl Parts {
    /// `count` entries named by their position, to follow `edge`.
    pub fn after(edge: &mut Edge, count: usize) -> Self {
        let first = edge.size();
        let entries: Vec<Draft> = (first..).take(count).map(draft).collect();
        let leaf_hashes: Vec<_> = entries.iter().map(|draft| hash_leaf(&draft.leaf)).collect();
        let mut tiles = Vec::new();
        for hash in &leaf_hashes {
            edge.push(*hash, |tile| tiles.push(tile));
        }
        Self { expected_size: first, term: 1, entries, leaf_hashes, sealed: Vec::new(), tiles }
    }

    pub fn into_store(self, store: &mut dyn Store) -> Result<(), StoreError> {
        self.into_store_with(store, NO_SEAM)
    }

    fn into_store_with(self, store: &mut dyn Store, seam: &SeamHook) -> Result<(), StoreError> {
        let subjects = format!("subjects of {}", self.expected_size);
        let checkpoint = format!("checkpoint over {}", self.expected_size);
        let commit = Commit {
            expected_size: self.expected_size,
            term: self.term,
            entries: &self.entries,
            leaf_hashes: &self.leaf_hashes,
            subjects: subjects.as_bytes(),
            sealed: &self.sealed,
            tiles: &self.tiles,
            checkpoint: checkpoint.as_bytes(),
        };
        store.commit(&commit, seam)
    }
}

pub fn draft(position: u64) -> Draft {
    Draft { id: id(position), leaf: format!("entry {position}").into_bytes() }
}

pub fn id(position: u64) -> [u8; 16] {
    u128::from(position).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes()
}

fn fill(store: &mut dyn Store, edge: &mut Edge, counts: &[usize]) {
    for count in counts {
        Parts::after(edge, *count).into_store(store).unwrap();
    }
}

fn leaves(reader: &dyn Reader, positions: std::ops::Range<u64>) -> Vec<(u64, String)> {
    let mut leaves = Vec::new();
    let mut each = |position, leaf: &[u8]| {
        leaves.push((position, String::from_utf8(leaf.to_vec()).unwrap()));
        Flow::Continue(())
    };
    reader.entries(positions, &mut each).unwrap();
    leaves
}

fn an_empty_log_has_nothing(store: &mut dyn Store) {
    let reader = store.reader().unwrap();
    assert_eq!(store.head().unwrap(), Head::default());
    assert_eq!(reader.head().unwrap(), Head::default());
    assert!(leaves(reader.as_ref(), 0..u64::MAX).is_empty());
    assert_eq!(reader.entry(0).unwrap(), None);
    assert_eq!(reader.checkpoint_over(0).unwrap(), None);
    assert_eq!(reader.find(&[0; 16]).unwrap(), None);
    assert_eq!(reader.sealed(b"owner", b"key").unwrap(), None);
    assert_eq!(reader.tile_count().unwrap(), 0);
    assert_eq!(reader.leaf_hashes(0..u64::MAX).unwrap(), []);
}

fn what_is_committed_is_read_back(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[1, 3, 2]);
    let reader = store.reader().unwrap();
    let head = reader.head().unwrap();
    assert_eq!(head, store.head().unwrap());
    assert_eq!((head.size, head.term), (6, 1));
    assert_eq!(head.checkpoint.as_deref(), Some(&b"checkpoint over 4"[..]));
    let expected: Vec<_> = (2..5).map(|n| (n, format!("entry {n}"))).collect();
    assert_eq!(leaves(reader.as_ref(), 2..5), expected);
    assert_eq!(leaves(reader.as_ref(), 5..u64::MAX).len(), 1);
    assert_eq!(reader.entry(3).unwrap().as_deref(), Some(&b"entry 3"[..]));
    assert_eq!(reader.find(&id(3)).unwrap(), Some(3));
    let hashes: Vec<_> = (1..6).map(|n| hash_leaf(format!("entry {n}").as_bytes())).collect();
    assert_eq!(reader.leaf_hashes(1..6).unwrap(), hashes);
    let mut ids = Vec::new();
    let mut each = |id: &[u8], position| {
        ids.push((id.to_vec(), position));
        Flow::Continue(())
    };
    reader.ids(&mut each).unwrap();
    let mut expected: Vec<_> = (0..6).map(|n| (id(n).to_vec(), n)).collect();
    expected.sort();
    assert_eq!(ids, expected);
    // A callback that has enough is not called again.
    let mut calls = 0;
    let mut once = |_, _: &[u8]| {
        calls += 1;
        Flow::Break(())
    };
    reader.entries(0..6, &mut once).unwrap();
    assert_eq!(calls, 1);
}

fn a_commit_must_follow_the_head(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[2]);
    let good = Parts::after(&mut edge, 1);
    for wrong in [0, 1, 3] {
        let error = Parts { expected_size: wrong, ..good.clone() }.into_store(store).unwrap_err();
        assert!(
            matches!(error, StoreError::Moved { expected, found: 2 } if expected == wrong),
            "{error}"
        );
    }
    good.into_store(store).unwrap();
}

fn an_older_term_is_fenced_off(store: &mut dyn Store) {
    let mut edge = Edge::new();
    Parts { term: 5, ..Parts::after(&mut edge, 1) }.into_store(store).unwrap();
    let next = Parts::after(&mut edge, 1);
    let error = Parts { term: 4, ..next.clone() }.into_store(store).unwrap_err();
    assert!(matches!(error, StoreError::Fenced { term: 4, current: 5 }), "{error}");
    Parts { term: 6, ..next }.into_store(store).unwrap();
    assert_eq!(store.head().unwrap().term, 6);
}

fn an_id_is_taken_once(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[2]);
    let mut again = Parts::after(&mut edge.clone(), 2);
    again.entries[1].id = id(0);
    let error = again.into_store(store).unwrap_err();
    assert!(matches!(error, StoreError::DuplicateId { position: 3 }), "{error}");
    assert_eq!(store.head().unwrap().size, 2);
    assert_eq!(store.reader().unwrap().find(&id(0)).unwrap(), Some(0));
    fill(store, &mut edge, &[2]);
}

fn malformed_commits_are_refused(store: &mut dyn Store) {
    let good = Parts::after(&mut Edge::new(), 2);
    let none = Parts { entries: vec![], leaf_hashes: vec![], ..good.clone() };
    let mut unhashed = good.clone();
    unhashed.leaf_hashes.pop();
    let mut long = good.clone();
    long.entries[0].leaf = vec![0; LEAF_BYTES_MAX + 1];
    for bad in [none, unhashed, long] {
        let error = bad.into_store(store).unwrap_err();
        assert!(matches!(error, StoreError::Malformed(_)), "{error}");
    }
    let mut longest = good;
    longest.entries[0].leaf = vec![0; LEAF_BYTES_MAX];
    longest.into_store(store).unwrap();
}

fn a_failed_commit_leaves_nothing(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[255]);
    for failing in [Seam::InTransaction, Seam::RowsWritten] {
        let mut parts = Parts::after(&mut edge.clone(), 2);
        parts.sealed = vec![sealed("p", "k", "v")];
        let hook = move |seam| if seam == failing { Err(Injected) } else { Ok(()) };
        let error = parts.into_store_with(store, &hook).unwrap_err();
        assert!(matches!(error, StoreError::Stopped(seam) if seam == failing), "{error}");
        let reader = store.reader().unwrap();
        assert_eq!(reader.head().unwrap().size, 255);
        assert_eq!(reader.entry(255).unwrap(), None);
        assert_eq!(reader.find(&id(255)).unwrap(), None);
        assert_eq!(reader.tile_count().unwrap(), 0);
        assert_eq!(reader.sealed(b"p", b"k").unwrap(), None);
    }
    fill(store, &mut edge, &[2]);
    assert_eq!(store.reader().unwrap().tile_count().unwrap(), 1);
}

fn readers_see_whole_commits_and_never_wait(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[2]);
    let reader = store.reader().unwrap();
    // One reader, in another thread, looks while everything is written and nothing committed.
    let other = std::sync::Mutex::new(store.reader().unwrap());
    let look = move |seam| {
        if seam == Seam::RowsWritten {
            std::thread::scope(|scope| {
                scope.spawn(|| assert_eq!(other.lock().unwrap().head().unwrap().size, 2));
            });
        }
        Ok(())
    };
    Parts::after(&mut edge, 3).into_store_with(store, &look).unwrap();
    assert_eq!(reader.head().unwrap().size, 5);

    // Another is in the middle of a range when a commit happens, and does not see it.
    let mut seen = Vec::new();
    let mut each = |position, _: &[u8]| {
        if position == 0 {
            Parts::after(&mut edge, 1).into_store(store).unwrap();
        }
        seen.push(position);
        Flow::Continue(())
    };
    reader.entries(0..u64::MAX, &mut each).unwrap();
    assert_eq!(seen, [0, 1, 2, 3, 4]);
    assert_eq!(reader.head().unwrap().size, 6);
}

fn tiles_full_and_partial(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[200, 400, 10]);
    let reader = store.reader().unwrap();
    let all: Vec<_> = (0..610).map(|n| NodeHash::from(hash_leaf(&draft(n).leaf))).collect();
    assert_eq!(reader.tile(Tile::full(0, 1)).unwrap().unwrap(), all[256..512]);
    let partial = Tile::new(0, 2, 98).unwrap();
    assert_eq!(reader.tile(partial).unwrap().unwrap(), all[512..]);
    // A narrower one is what it was at a smaller size; a wider one is not there yet.
    assert_eq!(reader.tile(Tile::new(0, 1, 7).unwrap()).unwrap().unwrap(), all[256..263]);
    assert_eq!(reader.tile(Tile::new(0, 2, 99).unwrap()).unwrap(), None);
    assert_eq!(reader.tile(Tile::full(0, 2)).unwrap(), None);
    let above = reader.tile(Tile::new(1, 0, 2).unwrap()).unwrap().unwrap();
    assert_eq!(above, reader.tile_roots(0, 0..9).unwrap());
    assert_eq!(reader.tile(Tile::new(1, 0, 3).unwrap()).unwrap(), None);
    assert_eq!(Edge::read(&StoredTiles(reader.as_ref()), 610).unwrap(), edge);
    let mut rows = Vec::new();
    let mut each = |row: &TileRow<'_>| {
        rows.push((row.level, row.index, row.root.to_vec()));
        Flow::Continue(())
    };
    reader.full_tiles(0, 1..u64::MAX, &mut each).unwrap();
    assert_eq!(rows, [(0, 1, above[1].as_bytes().to_vec())]);
}

fn commits_by_any_of_their_positions(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[3, 1, 4]);
    let reader = store.reader().unwrap();
    let found = |positions| {
        let mut found = Vec::new();
        let mut each = |row: &CommitRow<'_>| {
            assert_eq!(row.leaf_hashes.len() as u64, 32 * row.count);
            assert_eq!(row.subjects, format!("subjects of {}", row.first).as_bytes());
            assert_eq!(row.term, 1);
            found.push((row.first, row.count));
            Flow::Continue(())
        };
        reader.commits(positions, &mut each).unwrap();
        found
    };
    assert_eq!(found(0..u64::MAX), [(0, 3), (3, 1), (4, 4)]);
    assert_eq!(found(2..3), [(0, 3)]);
    assert_eq!(found(2..4), [(0, 3), (3, 1)]);
    assert_eq!(found(7..8), [(4, 4)]);
    assert_eq!(found(8..9), []);
    assert_eq!(reader.checkpoint_over(6).unwrap().unwrap(), b"checkpoint over 4");
}

pub fn sealed(owner: &str, key: &str, value: &str) -> SealedRow {
    let [owner, key, value] = [owner, key, value].map(|text| text.as_bytes().to_vec());
    SealedRow { owner, key, value }
}

fn sealed_values_go_with_their_owner(store: &mut dyn Store) {
    let mut edge = Edge::new();
    let mut parts = Parts::after(&mut edge, 1);
    parts.sealed = vec![sealed("p1", "k", "one"), sealed("p2", "k", "two"), sealed("p1", "j", "3")];
    parts.into_store(store).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.sealed(b"p1", b"k").unwrap().as_deref(), Some(&b"one"[..]));
    let mut keys = Vec::new();
    let mut each = |key: &[u8], _: &[u8]| {
        keys.push(key.to_vec());
        Flow::Continue(())
    };
    reader.sealed_of(b"p1", &mut each).unwrap();
    assert_eq!(keys, [b"j", b"k"]);

    let mut twice = Parts::after(&mut edge.clone(), 1);
    twice.sealed = vec![sealed("p2", "k", "other")];
    let error = twice.into_store(store).unwrap_err();
    assert!(matches!(error, StoreError::DuplicateSealed { first: 1 }), "{error}");

    assert_eq!(store.erase_sealed(b"p1").unwrap().rows, 2);
    assert_eq!(store.erase_sealed(b"p1").unwrap().rows, 0);
    assert_eq!(reader.sealed(b"p1", b"k").unwrap(), None);
    assert_eq!(reader.sealed(b"p2", b"k").unwrap().as_deref(), Some(&b"two"[..]));
    assert_eq!(reader.head().unwrap().size, 1);
}

fn reopening_shows_the_truth(store: &mut dyn Store) {
    let mut edge = Edge::new();
    fill(store, &mut edge, &[2]);
    let head = store.head().unwrap();
    store.reopen().unwrap();
    assert_eq!(store.head().unwrap(), head);
    fill(store, &mut edge, &[1]);
    assert_eq!(store.head().unwrap().size, 3);
}
