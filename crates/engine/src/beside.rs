//! The small databases beside the log: keys of subjects, and accounts.

use ledger::store::StoreError;
use ledger::store::sqlite::fault;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// What to do about a file that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Make it: the centre is being founded.
    Make,
    /// Refuse: the centre has entries, so it had this file, and an empty one would pass for it.
    Refuse,
}

/// Why a database beside the log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BesideError {
    /// It was there, and is not, or holds nothing.
    #[error("{} is missing or empty: restore it from a backup", .0.display())]
    Missing(PathBuf),
    /// What the database or the system said.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens one for writing, with its tables.
///
/// Refuses: a damaged file, and one that is not there or empty, unless it is to be made.
pub fn open(path: &Path, tables: &str, absent: Absent) -> Result<Connection, BesideError> {
    let file = std::fs::metadata(path);
    if absent == Absent::Refuse && !file.is_ok_and(|file| file.len() > 0) {
        return Err(BesideError::Missing(path.to_owned()));
    }
    let failed = |error| fault(path, "open the database", error);
    let database = Connection::open(path).map_err(failed)?;
    let said: String =
        database.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed)?;
    if said != "ok" {
        let place = path.display().to_string();
        return Err(StoreError::Corrupt { place, detail: said }.into());
    }
    database
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;",
        )
        .and_then(|()| database.execute_batch(tables))
        .map_err(failed)?;
    Ok(database)
}
