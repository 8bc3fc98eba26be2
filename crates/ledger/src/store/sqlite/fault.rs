//! SQLite's errors in the words of the store.

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::store::StoreError;

/// Says what an attempt on a file ran into.
pub fn of(path: &Path, attempt: &'static str, error: rusqlite::Error) -> StoreError {
    let place = path.display().to_string();
    match &error {
        rusqlite::Error::SqliteFailure(failure, message) => match failure.code {
            ErrorCode::DiskFull => StoreError::DiskFull { place },
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly { place },
            ErrorCode::CannotOpen => StoreError::Unopenable { place },
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                let detail = message.clone().unwrap_or_else(|| failure.to_string());
                StoreError::Corrupt { place, detail }
            }
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                StoreError::Busy { place, attempt }
            }
            _ => StoreError::Backend { place, attempt, source: error.into() },
        },
        // A value of another type or size than the schema allows was not written by us.
        rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::FromSqlConversionFailure(..) => {
            StoreError::Corrupt { place, detail: error.to_string() }
        }
        _ => StoreError::Backend { place, attempt, source: error.into() },
    }
}

/// Says what the file system refused.
pub(super) fn of_io(path: &Path, attempt: &'static str, error: io::Error) -> StoreError {
    let place = path.display().to_string();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull { place },
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly { place }
        }
        _ => StoreError::Backend { place, attempt, source: error.into() },
    }
}

/// Whether a unique key was taken.
pub(super) fn is_duplicate(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    error.sqlite_error().is_some_and(|failure| {
        [SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE].contains(&failure.extended_code)
    })
}
