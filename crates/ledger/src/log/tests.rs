//! The commit protocol: what holds at each seam, when a step fails and when the process dies.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

use super::*;
use crate::checkpoint::Checkpoint;
use crate::note::KeyName;
use crate::store::contract::{draft, id, sealed};
use crate::store::sqlite::SqliteStore;
use crate::store::{Injected, StoredTiles};
use crate::tree::{Frontier, check_inclusion, inclusion_proof, root_at};

const ORIGIN: &str = "centre.example/c01/1";

fn key(origin: &str) -> SigningKey {
    SigningKey::from_seed(KeyName::new(origin).unwrap(), &[7; 32])
}

fn store(folder: &Path) -> Box<dyn Store> {
    let path = folder.join("log.sqlite");
    let store = if path.exists() { SqliteStore::open(&path) } else { SqliteStore::create(&path) };
    Box::new(store.unwrap())
}

fn open(folder: &Path) -> Log {
    Log::open(store(folder), key(ORIGIN)).unwrap()
}

fn stage(log: &Log, count: usize) -> Staged {
    let entries = (log.size()..).take(count).map(draft).collect();
    log.stage(entries, b"subjects".to_vec(), vec![sealed("p", &log.size().to_string(), "v")])
        .unwrap()
}

fn commit(log: &mut Log, count: usize) -> Committed {
    log.commit(stage(log, count)).unwrap()
}

/// The root over the first `size` of the entries these tests write.
fn expected_root(size: u64) -> NodeHash {
    let mut frontier = Frontier::new();
    (0..size).for_each(|position| frontier.push(hash_leaf(&draft(position).leaf)));
    frontier.root()
}

/// A hook that fails one seam, once.
fn failing(at: Seam) -> Box<SeamHook> {
    let armed = AtomicBool::new(true);
    Box::new(move |seam| {
        if seam == at && armed.swap(false, Ordering::Relaxed) { Err(Injected) } else { Ok(()) }
    })
}

#[test]
fn a_log_grows_and_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    assert_eq!((log.size(), log.term(), log.origin()), (0, 1, ORIGIN));
    let trusted = [key(ORIGIN).verifier()];
    assert_eq!(Checkpoint::open(log.checkpoint(), &trusted).unwrap().root(), expected_root(0));
    let mut size = 0;
    for count in [1, 254, 1, 2, 300] {
        let committed = commit(&mut log, count);
        assert_eq!(committed.first, size);
        size += count as u64;
        assert_eq!((committed.size, committed.root), (size, expected_root(size)));
        assert_eq!(committed.leaf_hashes.len(), count);
        let checkpoint = Checkpoint::open_of(ORIGIN, &committed.checkpoint, &trusted).unwrap();
        assert_eq!((checkpoint.size(), checkpoint.root()), (size, committed.root));
        assert_eq!(log.checkpoint(), committed.checkpoint);
    }
    let checkpoint = log.checkpoint().to_vec();
    drop(log);
    let log = open(folder.path());
    assert_eq!((log.size(), log.root()), (size, expected_root(size)));
    assert_eq!(log.checkpoint(), checkpoint);
    assert_eq!(log.reader().unwrap().find(&id(300)).unwrap(), Some(300));
}

#[test]
fn receipts_prove_their_entry_and_older_roots_stay_provable() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    commit(&mut log, 500);
    let committed = commit(&mut log, 100);
    let reader = log.reader().unwrap();
    let tiles = StoredTiles(reader.as_ref());
    for (position, leaf) in (committed.first..).zip(&committed.leaf_hashes) {
        let path = inclusion_proof(&tiles, position, committed.size).unwrap();
        check_inclusion(*leaf, position, committed.size, committed.root, &path).unwrap();
    }
    assert_eq!(root_at(&tiles, 500).unwrap(), expected_root(500));
    assert_eq!(root_at(&tiles, 257).unwrap(), expected_root(257));
}

#[test]
fn what_cannot_be_committed_is_refused_at_staging() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    let refused = |log: &Log, entries| log.stage(entries, vec![], vec![]).unwrap_err();
    assert!(matches!(refused(&log, vec![]), StageError::Empty));
    let mut long = draft(1);
    long.leaf = vec![0; LEAF_BYTES_MAX + 1];
    let message = refused(&log, vec![draft(0), long]).to_string();
    assert!(message.starts_with("entry 1 of the commit has 60001 bytes, the limit is 60000"));

    let (one, other) = (stage(&log, 1), stage(&log, 2));
    log.commit(one).unwrap();
    let error = log.commit(other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the commit was staged to follow 0 entries, the log has 1: stage it again"
    );
    assert!(!log.is_poisoned());
    assert_eq!(log.recover().unwrap(), Outcome::NothingPending);
    commit(&mut log, 1);
}

#[test]
fn an_error_at_any_seam_poisons_until_the_truth_is_read() {
    for seam in Seam::ALL {
        let folder = tempfile::tempdir().unwrap();
        commit(&mut open(folder.path()), 255);
        let mut log = open(folder.path()).with_seam(failing(seam));
        let error = log.commit(stage(&log, 2)).unwrap_err();
        assert!(matches!(error, CommitError::Store(StoreError::Stopped(at)) if at == seam));
        assert!(log.is_poisoned());
        let refused = log.stage(vec![draft(255)], vec![], vec![]);
        assert!(matches!(refused, Err(StageError::Poisoned)));
        // What is in memory has not moved, whatever is on disk.
        assert_eq!((log.size(), log.root()), (255, expected_root(255)));

        let outcome = log.recover().unwrap();
        if seam == Seam::AfterCommit {
            let Outcome::Durable(committed) = outcome else { panic!("{outcome:?}") };
            assert_eq!((committed.first, committed.size), (255, 257));
            assert_eq!(committed.checkpoint, log.checkpoint());
            assert_eq!(committed.leaf_hashes[1], hash_leaf(&draft(256).leaf));
        } else {
            assert_eq!(outcome, Outcome::NotDurable);
            assert_eq!(log.reader().unwrap().find(&id(255)).unwrap(), None);
            commit(&mut log, 2);
        }
        assert!(!log.is_poisoned());
        commit(&mut log, 3);
        assert_eq!((log.size(), log.root()), (260, expected_root(260)));
        drop(log);
        assert_eq!(open(folder.path()).root(), expected_root(260));
    }
}

/// Not a test of its own: the process that [`dying_at_any_seam_leaves_all_or_nothing`] starts.
#[test]
fn child_that_dies_at_a_seam() {
    let (Ok(folder), Ok(seam)) = (std::env::var("LEDGER_FOLDER"), std::env::var("LEDGER_SEAM"))
    else {
        return;
    };
    let mut log = open(Path::new(&folder)).with_seam(Box::new(move |at| {
        if format!("{at:?}") == seam {
            std::process::abort();
        }
        Ok(())
    }));
    commit(&mut log, 2);
}

#[test]
fn dying_at_any_seam_leaves_all_or_nothing() {
    for seam in Seam::ALL {
        let folder = tempfile::tempdir().unwrap();
        commit(&mut open(folder.path()), 255);
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "log::tests::child_that_dies_at_a_seam"])
            .env("LEDGER_FOLDER", folder.path())
            .env("LEDGER_SEAM", format!("{seam:?}"))
            .output()
            .unwrap()
            .status;
        assert!(!status.success(), "the child did not die at {seam:?}");
        let size = if seam == Seam::AfterCommit { 257 } else { 255 };
        let mut log = open(folder.path());
        assert_eq!((log.size(), log.root()), (size, expected_root(size)), "{seam:?}");
        commit(&mut log, 5);
        assert_eq!(log.root(), expected_root(size + 5));
    }
}

#[test]
fn another_log_or_key_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    commit(&mut open(folder.path()), 3);
    let error = Log::open(store(folder.path()), key("other.example/1")).err().unwrap();
    assert_eq!(
        error.to_string(),
        "the store holds log `centre.example/c01/1`, the key is for `other.example/1`: use that \
         log's own key"
    );
    let stranger = SigningKey::from_seed(KeyName::new(ORIGIN).unwrap(), &[8; 32]);
    let error = Log::open(store(folder.path()), stranger).err().unwrap();
    assert!(matches!(error, OpenError::Checkpoint(_)), "{error}");
}

/// Damages a stored log the way no program of ours does.
fn damage(folder: &TempDir, statements: &str) {
    let connection = rusqlite::Connection::open(folder.path().join("log.sqlite")).unwrap();
    connection.execute_batch(statements).unwrap();
}

#[test]
fn a_tree_that_does_not_lead_to_its_root_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    commit(&mut open(folder.path()), 3);
    damage(&folder, "DROP TRIGGER commits_stay; UPDATE commits SET leaf_hashes = zeroblob(96);");
    let error = Log::open(store(folder.path()), key(ORIGIN)).err().unwrap();
    assert!(matches!(error, OpenError::Root { signed: 3, stored: 3 }), "{error}");
}

#[test]
fn a_missing_tile_at_the_edge_is_named() {
    let folder = tempfile::tempdir().unwrap();
    commit(&mut open(folder.path()), 600);
    damage(&folder, "DROP TRIGGER tiles_remain; DELETE FROM tiles WHERE tile_index = 1;");
    let error = Log::open(store(folder.path()), key(ORIGIN)).err().unwrap();
    let OpenError::Edge(source) = error else { panic!("{error}") };
    assert!(source.to_string().starts_with("tile tile/1/000.p/2 is missing"), "{source}");
}

#[test]
fn a_log_that_lost_its_tail_goes_on_as_its_next_generation() {
    let folder = tempfile::tempdir().unwrap();
    commit(&mut open(folder.path()), 3);
    let next = key("centre.example/c01/2");
    let previous = [key(ORIGIN).verifier()];
    let same = Log::resume(store(folder.path()), key(ORIGIN), &previous).err().unwrap();
    assert!(matches!(same, OpenError::SameOrigin { .. }), "{same}");

    // A failure before the first commit under the new name is told like any other.
    let mut log = Log::resume(store(folder.path()), next.clone(), &previous)
        .unwrap()
        .with_seam(failing(Seam::RowsWritten));
    assert_eq!((log.term(), log.size(), log.origin()), (2, 3, "centre.example/c01/2"));
    assert!(log.commit(stage(&log, 1)).is_err());
    assert_eq!(log.recover().unwrap(), Outcome::NotDurable);
    commit(&mut log, 1);
    drop(log);

    let log = Log::open(store(folder.path()), next).unwrap();
    assert_eq!((log.term(), log.size(), log.root()), (2, 4, expected_root(4)));
    drop(log);
    let old = Log::open(store(folder.path()), key(ORIGIN)).err().unwrap();
    assert!(matches!(old, OpenError::OtherOrigin { .. }), "{old}");
}

#[test]
fn somebody_elses_entries_are_not_taken_for_ours() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path()).with_seam(failing(Seam::BeforeTransaction));
    assert!(log.commit(stage(&log, 2)).is_err());
    // Another writer, on whom the lock has no hold, signs other entries with the same key.
    let copy = tempfile::tempdir().unwrap();
    let mut other = open(copy.path());
    other.commit(other.stage(vec![draft(9)], vec![], vec![]).unwrap()).unwrap();
    drop(other);
    let theirs = copy.path().join("log.sqlite");
    damage(
        &folder,
        &format!(
            "ATTACH '{}' AS other; INSERT INTO entries SELECT * FROM other.entries;
             INSERT INTO commits SELECT * FROM other.commits;",
            theirs.display()
        ),
    );
    let error = log.recover().unwrap_err();
    assert!(matches!(error, RecoverError::Foreign { size: 1, expected: 0 }), "{error}");
    assert!(log.is_poisoned());
}
