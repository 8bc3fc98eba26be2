//! Opening the file the way a log needs it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{fault, schema};
use crate::store::StoreError;

/// How long anybody may hold the file before we give up.
const BUSY: Duration = Duration::from_secs(10);
/// Statements kept prepared a connection.
const STATEMENTS: usize = 32;
/// Bytes a page: an entry of usual size fits four times, a tile takes half of one.
const PAGE_BYTES: i64 = 16_384;

/// The file whose lock says that the log has its writer.
pub(super) fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Takes the lock that says who writes the log at `database`, or says who has it. It is held until
/// the file is closed.
pub fn lock(database: &Path) -> Result<File, StoreError> {
    let path = lock_path(database);
    let attempt = "open the lock file";
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| fault::of_io(&path, attempt, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(StoreError::Locked { place: database.display().to_string() })
        }
        Err(TryLockError::Error(error)) => Err(fault::of_io(&path, "lock the log", error)),
    }
}

/// Takes down in the lock file how many entries are durable.
///
/// Not forced to disk: after a power cut the figure may be an older one, never one too high.
pub(super) fn note_seen(mut lock: &File, size: u64) -> io::Result<()> {
    lock.rewind()?;
    lock.write_all(format!("{size:020}\n").as_bytes())
}

/// How many entries the log at `database` had when it was last written, if that is known.
pub fn seen(database: &Path) -> Option<u64> {
    std::fs::read_to_string(lock_path(database)).ok()?.trim_end().parse().ok()
}

/// Opens the file for its writer, making it what it should be when it is new or was left half made.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let fault = |error| fault::of(path, "open the log", error);
    let mut connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    settle(&connection).map_err(fault)?;
    if is_blank(&connection).map_err(fault)? {
        // Die in here: the file is blank or whole, and the next start begins again or goes on.
        create(&mut connection).map_err(fault)?;
        crate::atomic_file::sync_folder(path)
            .map_err(|error| fault::of_io(path, "force the data folder to disk", error))?;
    }
    recognise(&connection, path)?;
    prepare_writing(&connection).map_err(fault)?;
    Ok(connection)
}

/// Opens the log for reading.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let place = path.display().to_string();
    match std::fs::metadata(path) {
        Ok(file) if file.is_file() && file.len() > 0 => {}
        Ok(file) if file.is_file() => {
            return Err(StoreError::Corrupt { place, detail: "it is empty".to_owned() });
        }
        _ => return Err(StoreError::Missing { place }),
    }
    let connection = open_to_read(path)?;
    recognise(&connection, path)?;
    Ok(connection)
}

/// Opens any SQLite file for reading. Needs no write access, not even to the folder.
pub fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    let connection = open_shared(path).or_else(|error| {
        // On a medium nobody can write, SQLite cannot make the file readers coordinate by. Where
        // no write-ahead log is left over, nobody can be writing, and it is safe to do without.
        if has_write_ahead_log(path) { Err(error) } else { open_frozen(path) }
    });
    connection.map_err(|error| fault::of(path, "open", error))
}

fn open_shared(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    is_blank(&connection)?;
    Ok(connection)
}

pub(super) fn open_frozen(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    // Only the characters a URI gives a meaning need escaping.
    let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let connection = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    settle(&connection)?;
    Ok(connection)
}

fn has_write_ahead_log(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(PathBuf::from(name)).is_ok_and(|wal| wal.len() > 0)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)
}

fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(schema::TABLES)?;
    transaction.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", schema::FORMAT)?;
    transaction.commit()
}

fn prepare_writing(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    // Without this a REPLACE would remove rows behind the triggers' back.
    connection.pragma_update(None, "recursive_triggers", true)
}

/// Refuses a database that is not a log, or a log of a format we do not know.
fn recognise(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let number = |pragma| {
        connection
            .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
            .map_err(|error| fault::of(path, "recognise the log", error))
    };
    let place = path.display().to_string();
    if number("application_id")? != schema::APPLICATION_ID {
        return Err(StoreError::NotALedger { place });
    }
    let found = number("user_version")?;
    if found != schema::FORMAT {
        return Err(StoreError::OtherFormat { place, found, known: schema::FORMAT });
    }
    Ok(())
}
