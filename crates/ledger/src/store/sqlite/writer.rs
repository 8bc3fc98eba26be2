//! The one writer of the file.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::{SqliteReader, connection, fault, reader};
use crate::store::seam::pass;
use crate::store::{Commit, Erased, Head, Reader, Seam, SeamHook, Store, StoreError};

/// A log in a SQLite file, open for writing.
///
/// Guarantees: no other process, and no other store in this one, has the file open for writing.
pub struct SqliteStore {
    path: PathBuf,
    /// `None` only while reopening has failed.
    connection: Option<Connection>,
    /// Held for its lock; says how many entries were seen.
    lock: File,
}

impl SqliteStore {
    /// Makes a new, empty log.
    ///
    /// Refuses: where there is a file already.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists { place: path.display().to_string() });
        }
        Self::start(path)
    }

    /// Opens an existing log. One whose making was cut short is made.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing { place: path.display().to_string() });
        }
        Self::start(path)
    }

    fn start(path: &Path) -> Result<Self, StoreError> {
        let lock = connection::lock(path)?;
        let connection = connection::open_writer(path)?;
        Ok(Self { path: path.to_owned(), connection: Some(connection), lock })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    #[cfg(test)]
    pub(super) fn raw(&self) -> &Connection {
        self.connection.as_ref().unwrap()
    }
}

/// The lock is given back, not only dropped: a process being started at that moment holds a copy of
/// the file until it becomes another program, and with it a lock nobody released.
impl Drop for SqliteStore {
    fn drop(&mut self) {
        drop(self.connection.take());
        drop(self.lock.unlock());
    }
}

impl Store for SqliteStore {
    fn head(&self) -> Result<Head, StoreError> {
        reader::head(open(self.connection.as_ref())?)
            .map_err(|error| fault::of(&self.path, "read the head", error))
    }

    fn commit(&mut self, commit: &Commit<'_>, seam: &SeamHook) -> Result<(), StoreError> {
        commit.check()?;
        let path = &self.path;
        let fault = |error| fault::of(path, "append to the log", error);
        let connection = open(self.connection.as_mut())?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        // Die from here to the commit: SQLite rolls back at the next open; nothing was answered.
        guard(&reader::head(&transaction).map_err(fault)?, commit)?;
        pass(seam, Seam::InTransaction)?;
        write(&transaction, commit).map_err(|refused| match refused {
            Refused::Known(error) => error,
            Refused::Sqlite(error) => fault(error),
        })?;
        pass(seam, Seam::RowsWritten)?;
        // Die inside: the write-ahead log ends in a whole commit record or in none. An error here
        // does not say which, so whoever called reopens and reads.
        transaction.commit().map_err(fault)?;
        // Only ever a hint: without it a log cut short is found by its high-water mark alone.
        drop(connection::note_seen(&self.lock, commit.expected_size + commit.entries.len() as u64));
        Ok(())
    }

    fn erase_sealed(&mut self, owner: &[u8]) -> Result<Erased, StoreError> {
        let path = &self.path;
        let connection = open(self.connection.as_ref())?;
        erase(connection, owner).map_err(|error| fault::of(path, "erase sealed values", error))
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        // Closing rolls back whatever is open. The lock stays ours throughout.
        self.connection = None;
        let connection = connection::open_writer(&self.path)?;
        let attempt = "force the log to disk";
        let settled = settle(&connection).map_err(|error| fault::of(&self.path, attempt, error))?;
        if !settled {
            return Err(StoreError::Busy { place: self.path.display().to_string(), attempt });
        }
        self.connection = Some(connection);
        Ok(())
    }

    fn reader(&self) -> Result<Box<dyn Reader>, StoreError> {
        Ok(Box::new(SqliteReader::open(&self.path)?))
    }
}

fn open<T>(connection: Option<T>) -> Result<T, StoreError> {
    connection.ok_or(StoreError::Malformed("the store is closed: reopen it first"))
}

fn guard(head: &Head, commit: &Commit<'_>) -> Result<(), StoreError> {
    if head.size != commit.expected_size {
        return Err(StoreError::Moved { expected: commit.expected_size, found: head.size });
    }
    if head.term > commit.term {
        return Err(StoreError::Fenced { term: commit.term, current: head.term });
    }
    Ok(())
}

enum Refused {
    Known(StoreError),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn write(transaction: &Transaction<'_>, commit: &Commit<'_>) -> Result<(), Refused> {
    let first = commit.expected_size;
    let or_taken = |taken: StoreError| {
        |error: rusqlite::Error| {
            if fault::is_duplicate(&error) { Refused::Known(taken) } else { Refused::Sqlite(error) }
        }
    };
    let mut entry =
        transaction.prepare_cached("INSERT INTO entries (position, leaf) VALUES (?1, ?2)")?;
    let mut id = transaction.prepare_cached("INSERT INTO ids (id, position) VALUES (?1, ?2)")?;
    for (position, draft) in (first..).zip(commit.entries) {
        entry.execute(params![signed(position)?, draft.leaf])?;
        id.execute(params![draft.id, signed(position)?])
            .map_err(or_taken(StoreError::DuplicateId { position }))?;
    }
    let mut sealed =
        transaction.prepare_cached("INSERT INTO sealed (owner, key, value) VALUES (?1, ?2, ?3)")?;
    for row in commit.sealed {
        sealed
            .execute(params![row.owner, row.key, row.value])
            .map_err(or_taken(StoreError::DuplicateSealed { first }))?;
    }
    let mut tile = transaction.prepare_cached(
        "INSERT INTO tiles (level, tile_index, root, bytes) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for full in commit.tiles {
        let index = signed(full.index)?;
        tile.execute(params![full.level, index, full.root.as_bytes(), full.bytes])?;
    }
    let hashes: Vec<u8> = commit.leaf_hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
    let count = signed(commit.entries.len() as u64)?;
    transaction
        .prepare_cached(
            "INSERT INTO commits (first, count, term, leaf_hashes, subjects, checkpoint)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            signed(first)?,
            count,
            signed(commit.term)?,
            hashes,
            commit.subjects,
            commit.checkpoint
        ])?;
    Ok(())
}

/// SQLite counts in signed numbers.
fn signed(number: u64) -> Result<i64, Refused> {
    i64::try_from(number)
        .map_err(|_| Refused::Known(StoreError::Malformed("a number is past what a log can count")))
}

/// Copies the write-ahead log into the database and forces it to disk; says whether all went over.
///
/// When forcing a commit to disk failed, the system may show its bytes to readers and yet drop
/// them. Written once more elsewhere and forced again, what we read is what there is.
fn settle(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(FULL)", [], |row| Ok(row.get::<_, i64>(0)? == 0))
}

/// Deletes with the freed bytes overwritten, then empties the write-ahead log of the old pages.
fn erase(connection: &Connection, owner: &[u8]) -> rusqlite::Result<Erased> {
    connection.pragma_update(None, "secure_delete", true)?;
    let rows =
        connection.prepare_cached("DELETE FROM sealed WHERE owner = ?1")?.execute(params![owner]);
    connection.pragma_update(None, "secure_delete", false)?;
    let rows = rows? as u64;
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(Erased { rows, overwritten: busy == 0 })
}
