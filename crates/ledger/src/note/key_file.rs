//! The file that keeps a private key: one line, readable by its owner alone.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{CosigningKey, KeyError, SigningKey, Sm2SigningKey};
use crate::atomic_file::{self, Audience};

/// Why a key file could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is a key already; replacing it would orphan the log it signs.
    #[error("{} exists: a log keeps its key; move the file away if it belongs to no log", .0.display())]
    Exists(PathBuf),
    /// There is no key.
    #[error("key file {} is missing: restore it from escrow", .0.display())]
    Missing(PathBuf),
    /// The file could not be read or written.
    #[error("{attempt} key file {}", path.display())]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("key file {} holds no key: restore it from escrow", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: KeyError,
    },
}

/// Keeps a new key in a file of its own.
///
/// Guarantees: the file is whole and on disk when this returns, readable by its owner alone.
/// Refuses: to replace any file.
pub fn create_key_file(path: &Path, key: &SigningKey) -> Result<(), KeyFileError> {
    create(path, &key.to_secret_text())
}

/// Keeps a new key of a witness in a file of its own, as [`create_key_file`] does.
pub fn create_cosigning_key_file(path: &Path, key: &CosigningKey) -> Result<(), KeyFileError> {
    create(path, &key.to_secret_text())
}

/// Keeps a new key that signs a second time in a file of its own, as [`create_key_file`] does.
pub fn create_sm2_key_file(path: &Path, key: &Sm2SigningKey) -> Result<(), KeyFileError> {
    create(path, &key.to_secret_text())
}

fn create(path: &Path, secret: &str) -> Result<(), KeyFileError> {
    let line = format!("{secret}\n");
    atomic_file::create(path, line.as_bytes(), Audience::Owner).map_err(|source| {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::AlreadyExists {
            KeyFileError::Exists(path)
        } else {
            KeyFileError::Io { attempt: "create", path, source }
        }
    })
}

/// Reads a key from its file.
pub fn read_key_file(path: &Path) -> Result<SigningKey, KeyFileError> {
    read(path)
}

/// Reads the key of a witness from its file.
pub fn read_cosigning_key_file(path: &Path) -> Result<CosigningKey, KeyFileError> {
    read(path)
}

/// Reads the key that signs a second time from its file.
pub fn read_sm2_key_file(path: &Path) -> Result<Sm2SigningKey, KeyFileError> {
    read(path)
}

/// Puts a log's key under its next name in place of the same key under the name before.
pub fn rename_key_file(path: &Path, key: &SigningKey) -> Result<(), KeyFileError> {
    rename(path, &key.to_secret_text())
}

/// Puts the key that signs a second time under its next name, as [`rename_key_file`] does.
pub fn rename_sm2_key_file(path: &Path, key: &Sm2SigningKey) -> Result<(), KeyFileError> {
    rename(path, &key.to_secret_text())
}

fn rename(path: &Path, secret: &str) -> Result<(), KeyFileError> {
    let line = format!("{secret}\n");
    let failed = |source| KeyFileError::Io { attempt: "replace", path: path.to_owned(), source };
    atomic_file::replace(path, line.as_bytes(), Audience::Owner).map_err(failed)
}

fn read<K: FromStr<Err = KeyError>>(path: &Path) -> Result<K, KeyFileError> {
    let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
        _ => KeyFileError::Io { attempt: "read", path: path.to_owned(), source },
    })?;
    text.trim_end()
        .parse()
        .map_err(|source| KeyFileError::Content { path: path.to_owned(), source })
}
