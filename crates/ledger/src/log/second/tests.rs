//! The second root goes with the first, whatever becomes of a commit, a start, a key or the copy.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use proptest::prelude::*;

use super::*;
use crate::log::{CommitError, Log, LogKeys, Outcome};
use crate::note::SigningKey;
use crate::store::contract::draft;
use crate::store::sqlite::SqliteStore;
use crate::store::{Injected, Seam, SeamHook};

const ORIGIN: &str = "centre.example/c01/1";

fn name(origin: &str) -> KeyName {
    KeyName::new(origin).unwrap()
}

fn key(origin: &str) -> SigningKey {
    SigningKey::from_seed(name(origin), &[7; 32])
}

fn sm2() -> Sm2SigningKey {
    Sm2SigningKey::from_seed(name(ORIGIN), &[9; 32]).unwrap()
}

fn store(folder: &Path) -> Box<dyn Store> {
    let path = folder.join("log.sqlite");
    let store = if path.exists() { SqliteStore::open(&path) } else { SqliteStore::create(&path) };
    Box::new(store.unwrap())
}

/// Where the copy of the edge lies.
fn copy(folder: &Path) -> PathBuf {
    folder.join("sm3-edge")
}

fn suite(folder: &Path) -> SecondSuite {
    SecondSuite::new(sm2()).kept_in(copy(folder))
}

fn try_open(folder: &Path, suite: Option<SecondSuite>) -> Result<Log, OpenError> {
    Log::open(store(folder), LogKeys::new(key(ORIGIN), suite))
}

fn open(folder: &Path) -> Log {
    try_open(folder, Some(suite(folder))).unwrap()
}

/// Opens it and tells how many entries were hashed for it, as far as it is told.
fn open_counting(folder: &Path) -> (Log, u64) {
    let told = Arc::new(AtomicU64::new(0));
    let tells = told.clone();
    let suite = suite(folder).telling(Box::new(move |_, _| {
        tells.fetch_add(1, Ordering::Relaxed);
    }));
    let log = try_open(folder, Some(suite)).unwrap();
    (log, told.load(Ordering::Relaxed))
}

fn commit(log: &mut Log, count: u64) {
    let entries = (log.size()..log.size() + count).map(draft).collect();
    log.commit(log.stage(entries, vec![], vec![]).unwrap()).unwrap();
}

/// The root by SM3 over the first entries, made without a frontier: as RFC 6962 defines it.
fn by_definition(hashes: &[NodeHash]) -> NodeHash {
    use crate::tree::Hashing as _;
    match hashes {
        [] => BySm3::empty_tree(),
        [one] => *one,
        _ => {
            let (left, right) = hashes.split_at(hashes.len().next_power_of_two() / 2);
            BySm3::node(&by_definition(left), &by_definition(right))
        }
    }
}

fn expected(size: u64) -> NodeHash {
    by_definition(&(0..size).map(|at| BySm3::leaf(&draft(at).leaf)).collect::<Vec<_>>())
}

/// What the newest checkpoint says, held against both signatures.
fn signed(log: &Log) -> (u64, NodeHash) {
    let note = Note::parse(log.checkpoint()).unwrap();
    let text = note.verify(&[key(log.origin()).verifier()]).unwrap();
    let sm2 = sm2().verifier().renamed(name(log.origin()));
    assert_eq!(note.signatures().len(), 2);
    assert!(sm2.check(text, &note.signatures()[1]), "signed a second time");
    let checkpoint: Checkpoint = text.parse().unwrap();
    assert_eq!(checkpoint.extensions().len(), 1);
    (checkpoint.size(), checkpoint.sm3_root().unwrap().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commits_and_reopenings_lead_to_the_root_by_definition(
        steps in prop::collection::vec(prop::option::weighted(0.7, 1_u64..40), 1..14)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut log = open(folder.path());
        let mut size = 0;
        for step in steps {
            match step {
                Some(count) => {
                    commit(&mut log, count);
                    size += count;
                }
                None => {
                    drop(log);
                    log = open(folder.path());
                }
            }
            prop_assert_eq!(signed(&log), (size, expected(size)));
        }
    }
}

#[test]
fn the_copy_of_the_edge_spares_hashing_and_is_never_believed() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    commit(&mut log, KEPT_EVERY - 1);
    assert!(!copy(folder.path()).exists());
    commit(&mut log, 2);
    let kept = read_edge(&copy(folder.path())).unwrap();
    assert_eq!(kept.size(), KEPT_EVERY + 1);
    commit(&mut log, 5);
    let head = signed(&log);
    drop(log);
    let (log, told) = open_counting(folder.path());
    assert_eq!((signed(&log), told), (head, 0), "five entries were hashed, and no stretch");
    drop(log);

    let good = std::fs::read_to_string(copy(folder.path())).unwrap();
    let other = good.replacen('1', "2", 1);
    let peak =
        good.replace(&kept.peaks()[0].to_base64(), &NodeHash::from_bytes([3; 32]).to_base64());
    let ahead = format!("{}\n", KEPT_EVERY * 4) + good.lines().nth(1).unwrap();
    for bad in ["", "x", &other, &peak, &ahead, &good[..good.len() / 2]] {
        std::fs::write(copy(folder.path()), bad).unwrap();
        let (log, told) = open_counting(folder.path());
        assert_eq!((signed(&log), told), (head, 1), "hashed again: {bad:?}");
        drop(log);
        let mended = read_edge(&copy(folder.path())).map(|edge| edge.size());
        assert_eq!(mended, Some(KEPT_EVERY + 6), "and kept again: {bad:?}");
    }
}

/// A hook that fails one seam, once.
fn failing(at: Seam) -> Box<SeamHook> {
    let armed = AtomicBool::new(true);
    Box::new(move |seam| {
        if seam == at && armed.swap(false, Ordering::Relaxed) { Err(Injected) } else { Ok(()) }
    })
}

#[test]
fn an_error_at_any_seam_leaves_both_roots_where_the_truth_is() {
    for seam in Seam::ALL {
        let folder = tempfile::tempdir().unwrap();
        let mut log = open(folder.path()).with_seam(failing(seam));
        let entries = (0..3).map(draft).collect();
        let error = log.commit(log.stage(entries, vec![], vec![]).unwrap()).unwrap_err();
        assert!(matches!(error, CommitError::Store(_)));
        let outcome = log.recover().unwrap();
        let size = if let Outcome::Durable(committed) = outcome { committed.size } else { 0 };
        assert_eq!(size, if seam == Seam::AfterCommit { 3 } else { 0 }, "{seam:?}");
        assert_eq!(signed(&log), (size, expected(size)));
        commit(&mut log, 4);
        assert_eq!(signed(&log), (size + 4, expected(size + 4)));
        drop(log);
        assert_eq!(signed(&open(folder.path())), (size + 4, expected(size + 4)));
    }
}

/// Not a test of its own: the process that [`dying_at_any_seam_leaves_both_roots`] starts.
#[test]
fn child_that_dies_at_a_seam() {
    let (Ok(folder), Ok(seam)) = (std::env::var("SECOND_FOLDER"), std::env::var("SECOND_SEAM"))
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
fn dying_at_any_seam_leaves_both_roots() {
    for seam in Seam::ALL {
        let folder = tempfile::tempdir().unwrap();
        commit(&mut open(folder.path()), 5);
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "log::second::tests::child_that_dies_at_a_seam"])
            .env("SECOND_FOLDER", folder.path())
            .env("SECOND_SEAM", format!("{seam:?}"))
            .output()
            .unwrap()
            .status;
        assert!(!status.success(), "the child did not die at {seam:?}");
        let size = if seam == Seam::AfterCommit { 7 } else { 5 };
        let mut log = open(folder.path());
        assert_eq!(signed(&log), (size, expected(size)), "{seam:?}");
        commit(&mut log, 1);
        assert_eq!(signed(&log), (size + 1, expected(size + 1)));
    }
}

#[test]
fn a_key_that_is_missing_too_many_or_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    commit(&mut open(folder.path()), 3);
    let error = try_open(folder.path(), None).err().unwrap();
    assert!(matches!(error, OpenError::SecondKeyMissing), "{error}");
    let other = Sm2SigningKey::from_seed(name(ORIGIN), &[8; 32]).unwrap();
    let error = try_open(folder.path(), Some(SecondSuite::new(other))).err().unwrap();
    assert!(matches!(error, OpenError::SecondKeyOther), "{error}");

    let without = tempfile::tempdir().unwrap();
    let mut log = try_open(without.path(), None).unwrap();
    commit(&mut log, 3);
    let text = String::from_utf8(log.checkpoint().to_vec()).unwrap();
    assert_eq!(text.lines().count(), 5, "a log without it has no line more: {text}");
    drop(log);
    let error = try_open(without.path(), Some(suite(folder.path()))).err().unwrap();
    assert!(matches!(error, OpenError::NoSecondSuite), "{error}");
}

#[test]
fn an_entry_that_was_changed_with_all_its_hashes_by_sha256_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    commit(&mut open(folder.path()), 3);
    // What SHA-256 would have to be broken for: other bytes under the recorded hashes.
    let connection = rusqlite::Connection::open(folder.path().join("log.sqlite")).unwrap();
    let change = "DROP TRIGGER entries_stay; UPDATE entries SET leaf = x'00' WHERE position = 1;";
    connection.execute_batch(change).unwrap();
    drop(connection);
    let error = try_open(folder.path(), Some(suite(folder.path()))).err().unwrap();
    assert!(matches!(error, OpenError::SecondRoot { signed: 3, stored: 3 }), "{error}");
}

#[test]
fn the_next_generation_is_signed_by_the_same_key_under_the_new_origin() {
    let folder = tempfile::tempdir().unwrap();
    commit(&mut open(folder.path()), 3);
    let next = key("centre.example/c01/2");
    let previous = [key(ORIGIN).verifier()];
    let keys = LogKeys::new(next.clone(), Some(suite(folder.path())));
    let mut log = Log::resume(store(folder.path()), keys, &previous).unwrap();
    commit(&mut log, 2);
    assert_eq!(signed(&log), (5, expected(5)));
    drop(log);
    let keys = LogKeys::new(next, Some(suite(folder.path())));
    let log = Log::open(store(folder.path()), keys).unwrap();
    assert_eq!((log.origin(), signed(&log)), ("centre.example/c01/2", (5, expected(5))));
}
