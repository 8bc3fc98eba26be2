//! What is particular to SQLite files.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::log::Log;
use crate::store::contract::{self, Parts, sealed};
use crate::store::{Head, Pool, Reader, Store, StoreError};
use crate::tiles::Edge;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.sqlite");
    (folder, path)
}

fn with_entries(path: &Path, count: usize) -> SqliteStore {
    let mut store = SqliteStore::create(path).unwrap();
    Parts::after(&mut Edge::new(), count).into_store(&mut store).unwrap();
    store
}

#[test]
fn keeps_the_contract_of_stores() {
    let folder = tempfile::tempdir().unwrap();
    let next = std::cell::Cell::new(0);
    contract::check(&|| {
        next.set(next.get() + 1);
        let path = folder.path().join(format!("{}.sqlite", next.get()));
        Box::new(SqliteStore::create(&path).unwrap())
    });
}

#[test]
fn a_log_is_made_once_and_opened_where_it_is() {
    let (_folder, path) = folder();
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Missing { .. })));
    assert!(matches!(SqliteReader::open(&path), Err(StoreError::Missing { .. })));
    drop(with_entries(&path, 3));
    assert!(matches!(SqliteStore::create(&path), Err(StoreError::Exists { .. })));
    assert_eq!(SqliteStore::open(&path).unwrap().head().unwrap().size, 3);
}

#[test]
fn a_file_whose_making_was_cut_short_is_made() {
    let (_folder, path) = folder();
    fs::write(&path, b"").unwrap();
    assert_eq!(SqliteStore::open(&path).unwrap().head().unwrap(), Head::default());
}

#[test]
fn an_emptied_log_is_not_read_as_an_empty_one() {
    let (_folder, path) = folder();
    fs::write(&path, b"").unwrap();
    let error = SqliteReader::open(&path).err().unwrap();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
}

#[test]
fn how_far_the_log_was_written_is_known_beside_it() {
    let (_folder, path) = folder();
    assert_eq!(seen(&path), None);
    drop(with_entries(&path, 3));
    assert_eq!(seen(&path), Some(3));
    drop(SqliteStore::open(&path).unwrap());
    assert_eq!(seen(&path), Some(3));
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let (_folder, path) = folder();
    let first = with_entries(&path, 1);
    let error = SqliteStore::open(&path).err().unwrap();
    let message = error.to_string();
    assert!(message.contains("log.sqlite is in use by another process: stop that server"));
    // Readers are not writers.
    assert_eq!(SqliteReader::open(&path).unwrap().head().unwrap().size, 1);
    drop(first);
    SqliteStore::open(&path).unwrap();
}

#[test]
fn history_cannot_be_changed_by_mistake() {
    let (_folder, path) = folder();
    let store = with_entries(&path, 300);
    for (statement, reason) in [
        ("UPDATE entries SET leaf = x'00' WHERE position = 1", "an entry is never changed"),
        ("DELETE FROM entries WHERE position = 2", "an entry is never removed"),
        ("REPLACE INTO entries VALUES (2, x'00')", "an entry is never removed"),
        ("UPDATE commits SET term = 9", "a commit is never changed"),
        ("DELETE FROM commits", "a commit is never removed"),
        ("UPDATE tiles SET level = 1", "a full tile is never changed"),
        ("DELETE FROM tiles", "a full tile is never removed"),
        ("UPDATE ids SET position = 0", "an id is never changed"),
        ("DELETE FROM ids", "an id is never removed"),
    ] {
        let error = store.raw().execute(statement, []).unwrap_err().to_string();
        assert_eq!(error, reason, "{statement}");
    }
}

#[test]
fn a_gap_cannot_be_committed() {
    let (_folder, path) = folder();
    let store = with_entries(&path, 2);
    let commit = "INSERT INTO commits VALUES (?1, ?2, 1, x'', zeroblob(32 * ?2), x'')";
    for (entry, first, count) in [(2, 3, 1), (3, 2, 1), (3, 2, 2), (2, 2, 2), (2, 0, 1)] {
        let transaction = store.raw().unchecked_transaction().unwrap();
        transaction.execute("INSERT INTO entries VALUES (?1, x'')", [entry]).unwrap();
        let error = transaction.execute(commit, [first, count]).unwrap_err().to_string();
        assert_eq!(error, "a commit must follow the log and bring all its entries");
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let (_folder, path) = folder();
    let mut store = with_entries(&path, 2);
    let mut edge = Edge::new();
    let _ = Parts::after(&mut edge, 2);
    let pages: i64 = store.raw().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.raw().pragma_update(None, "max_page_count", pages).unwrap();
    let error = Parts::after(&mut edge.clone(), 5_000).into_store(&mut store).unwrap_err();
    assert!(matches!(error, StoreError::DiskFull { .. }), "{error}");
    assert!(error.to_string().contains("free space on its disk; nothing was lost"));
    // As after any failure: reopen, read the truth, go on once there is room.
    store.reopen().unwrap();
    assert_eq!(store.head().unwrap().size, 2);
    Parts::after(&mut edge, 5_000).into_store(&mut store).unwrap();
}

#[test]
fn a_read_only_folder_is_read_and_not_written() {
    let (folder, path) = folder();
    drop(with_entries(&path, 2));
    let mut permissions = fs::metadata(folder.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.path(), permissions.clone()).unwrap();
    let privileged = fs::write(folder.path().join("probe"), b"").is_ok();
    assert_eq!(SqliteReader::open(&path).unwrap().head().unwrap().size, 2);
    if !privileged {
        let error = SqliteStore::open(&path).err().unwrap();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    }
    #[expect(clippy::permissions_set_readonly_false, reason = "so that the folder can be removed")]
    permissions.set_readonly(false);
    fs::set_permissions(folder.path(), permissions).unwrap();
    // What a privileged user cannot provoke is at least told apart from other faults.
    for kind in [std::io::ErrorKind::PermissionDenied, std::io::ErrorKind::ReadOnlyFilesystem] {
        let error = fault::of_io(&path, "open", kind.into());
        assert!(error.to_string().ends_with("write access to the data folder"), "{error}");
    }
    let full = fault::of_io(&path, "open", std::io::ErrorKind::StorageFull.into());
    assert!(matches!(full, StoreError::DiskFull { .. }));
}

#[test]
fn a_log_on_a_medium_nobody_can_write_is_read() {
    let (_folder, path) = folder();
    drop(with_entries(&path, 2));
    // Where SQLite can neither find nor make its shared memory it is opened as frozen.
    let frozen = connection::open_frozen(&path).unwrap();
    let size: i64 = frozen.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap();
    assert_eq!(size, 2);
}

#[test]
fn a_damaged_file_is_told() {
    let (_folder, path) = folder();
    drop(with_entries(&path, 300));
    let good = fs::read(&path).unwrap();

    fs::write(&path, b"this is not a database, and long enough to be looked at as one, is it not? It must have a hundred bytes.").unwrap();
    let error = SqliteStore::open(&path).err().unwrap();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    assert!(error.to_string().contains("is damaged (file is not a database): stop, keep a copy"));

    fs::write(&path, &good[..good.len() / 2]).unwrap();
    let read = SqliteReader::open(&path)
        .and_then(|reader| reader.entries(0..300, &mut |_, _| std::ops::ControlFlow::Continue(())));
    assert!(matches!(read, Err(StoreError::Corrupt { .. })), "{read:?}");
}

#[test]
fn another_database_and_another_format_are_told() {
    let (_folder, path) = folder();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::NotALedger { .. })));
    assert!(matches!(SqliteReader::open(&path), Err(StoreError::NotALedger { .. })));
    fs::remove_file(&path).unwrap();
    let store = with_entries(&path, 1);
    store.raw().pragma_update(None, "user_version", 2).unwrap();
    drop(store);
    let message = SqliteStore::open(&path).err().unwrap().to_string();
    assert!(message.ends_with("is in format 2, this program knows 1: use a newer program"));
}

#[test]
fn erased_values_leave_the_files_too() {
    let (folder, path) = folder();
    let mut store = SqliteStore::create(&path).unwrap();
    let mut parts = Parts::after(&mut Edge::new(), 1);
    parts.sealed = vec![sealed("p1", "k", "unmistakable ciphertext"), sealed("p2", "k", "kept")];
    parts.into_store(&mut store).unwrap();
    let found = || {
        fs::read_dir(folder.path()).unwrap().any(|file| {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            bytes.windows(12).any(|window| window == b"unmistakable")
        })
    };
    assert!(found());
    assert!(store.erase_sealed(b"p1").unwrap().overwritten);
    assert!(!found());
}

#[test]
fn what_was_committed_is_forced_to_disk() {
    let (_folder, path) = folder();
    let store = with_entries(&path, 1);
    let number = |pragma| store.raw().pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    assert_eq!(number("synchronous").unwrap(), 2);
    let mode: String =
        store.raw().pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_pool_lends_readers_to_many_threads() {
    fn goes_to_another_thread<T: Send>() {}
    goes_to_another_thread::<Log>();
    let (_folder, path) = folder();
    let _store = with_entries(&path, 3);
    let opened = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = opened.clone();
    let pool = Pool::new(2, move || {
        counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(Box::new(SqliteReader::open(&path)?))
    });
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(pool.with(|log| log.head().unwrap().size).unwrap(), 3));
        }
    });
    let before = opened.load(std::sync::atomic::Ordering::Relaxed);
    pool.with(|_| pool.with(|_| ()).unwrap()).unwrap();
    let after = opened.load(std::sync::atomic::Ordering::Relaxed);
    assert!(before <= 4 && after <= before.max(2), "{before} then {after}");
}
