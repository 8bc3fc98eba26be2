//! Another master key: every key is wrapped again, and the log is not touched.
//!
//! The new key lies beside the old one before anything is wrapped with it, and takes its place after.
//! Die in between, and what the vault opens with says how far it had come.

use super::keys::{KeyError, Keys, sealed_with};
use super::master::{Given, MasterKey};
use crate::data::DataFolder;
use ledger::atomic_file;
use ledger::store::StoreError;
use ledger::store::sqlite::lock;
use std::io;
use std::path::PathBuf;

/// Why the master key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// Somebody serves the centre.
    #[error(transparent)]
    Served(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The master key is not in a file.
    #[error(
        "the master key is given in the environment: unset it and put the key into its file first"
    )]
    NotInFile,
    /// A file.
    #[error("{attempt} {}", path.display())]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// What a rotation came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// How many keys were wrapped again.
    pub keys: u64,
    /// What tells the new key from others.
    pub id: String,
}

/// Replaces the master key. The centre must not be served meanwhile.
///
/// Guarantees: whenever it is broken off, the folder opens with the key that is in it after
/// [`settle`], and nothing sealed is lost.
pub fn rotate(data: &DataFolder, given: &Given) -> Result<Rotated, RotateError> {
    if given.key.is_some() {
        return Err(RotateError::NotInFile);
    }
    let _nobody_serves = lock(&data.log())?;
    settle(data, given)?;
    let old = MasterKey::read(&data.master_key(), given).map_err(KeyError::from)?;
    let new = MasterKey::draw()?;
    let passphrase = given.passphrase().map_err(KeyError::from)?;
    let next = data.master_key_next();
    let algorithm = sealed_with(&data.vault())?;
    new.write(&next, passphrase.as_ref(), algorithm).map_err(KeyError::from)?;
    // Die here: the vault opens with the old key, and the new one is litter.
    let keys = Keys::wrap_again(&data.vault(), &old, &new)?;
    // Die here: the vault opens with the new key, which waits beside the old one.
    take_place(data)?;
    Ok(Rotated { keys, id: new.id() })
}

/// Ends a rotation that was broken off, one way or the other.
pub fn settle(data: &DataFolder, given: &Given) -> Result<(), RotateError> {
    let next = data.master_key_next();
    if given.key.is_some() || !next.exists() {
        return Ok(());
    }
    let opens = |path: PathBuf| {
        let master = MasterKey::read(&path, given).map_err(KeyError::from)?;
        Keys::open_to_read(&data.vault(), &master).map(drop)
    };
    if opens(data.master_key()).is_ok() {
        let failed = |source| RotateError::Io { attempt: "remove", path: next.clone(), source };
        return std::fs::remove_file(&next).map_err(failed);
    }
    opens(next)?;
    take_place(data)
}

fn take_place(data: &DataFolder) -> Result<(), RotateError> {
    let path = data.master_key();
    std::fs::rename(data.master_key_next(), &path)
        .and_then(|()| atomic_file::sync_folder(&path))
        .map_err(|source| RotateError::Io { attempt: "replace", path, source })
}
