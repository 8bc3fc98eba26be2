//! The folder a backup lies in: its manifest, and its files, plain or sealed.

use crate::data::DataFolder;
use crate::passphrase::{Cipher, Passphrase, PassphraseError, Recipe};
use crate::verify::VerifyError;
use ledger::atomic_file::{self, Audience, UNFINISHED};
use ledger::copy::CopyError;
use ledger::objects::ObjectError;
use ledger::store::StoreError;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// Version of the form of a backup.
const VERSION: u32 = 1;

/// The name of the manifest.
const MANIFEST: &str = "backup.json";

/// Why a backup could not be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file or folder.
    #[error("{attempt} {}", path.display())]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// There is no backup in the folder.
    #[error("{} holds no backup: there is no backup.json in it", .0.display())]
    NoBackup(PathBuf),
    /// The manifest cannot be read.
    #[error("{} is damaged, or of a newer build", path.display())]
    Manifest {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// The folder holds another log.
    #[error("{} holds a backup of the log {found}, and this is {expected}: choose another folder", folder.display())]
    OtherLog {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        found: String,
        /// What was to be backed up.
        expected: String,
    },
    /// The folder holds another history of the log.
    #[error("{} holds {size} entries of another history of this log: keep it, it may be the true one; run verify with its checkpoint as --kept, and choose another folder", folder.display())]
    OtherHistory {
        /// The folder.
        folder: PathBuf,
        /// How many entries it holds.
        size: u64,
    },
    /// A file is not what the manifest says.
    #[error("{} is damaged: it is not what was written; use an older backup or another copy", .0.display())]
    Damaged(PathBuf),
    /// A file does not open.
    #[error("{} does not open: the passphrase is another, or the file is damaged", .0.display())]
    DoesNotOpen(PathBuf),
    /// The backup is encrypted.
    #[error("the backup in {} is encrypted: give its passphrase", .0.display())]
    PassphraseMissing(PathBuf),
    /// The backup is not encrypted, and cannot become so.
    #[error("the backup in {} is not encrypted: go on without a passphrase, or begin another folder", .0.display())]
    NotEncrypted(PathBuf),
    /// The passphrase, or what it seals.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// The folder cannot be the data folder or within it.
    #[error("{} lies in the data folder: a backup must survive it", .0.display())]
    Inside(PathBuf),
    /// Nothing is there to back up.
    #[error("{} holds no centre", .0.display())]
    NoCentre(PathBuf),
    /// The place to restore to is taken.
    #[error("{} holds a centre: restore elsewhere, or say --replace; the old one is then kept beside it", .0.display())]
    Taken(PathBuf),
    /// A key file is nowhere.
    #[error("{} is not in this backup: put the copy kept elsewhere into a folder, and name it with --keys", .0)]
    KeyMissing(&'static str),
    /// What was restored is not sound.
    #[error("what the backup holds is not sound: {0}")]
    NotSound(String),
    /// An entry is no text.
    #[error("the commit at {0} is not text: run verify")]
    NotText(u64),
    /// The log could not be copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Attachments.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// A database beside the log.
    #[error("copy {}", path.display())]
    Database {
        /// Which.
        path: PathBuf,
        /// What the database said.
        #[source]
        source: rusqlite::Error,
    },
    /// The check could not begin.
    #[error("check what was restored")]
    Verify(#[from] VerifyError),
}

/// A file of a backup and what it must hash to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Its name, below the folder.
    pub file: String,
    /// SHA-256 of its bytes as they lie there, hexadecimal.
    pub sha256: String,
}

/// A stretch of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The position of its first entry.
    pub first: u64,
    /// How long the log is with it.
    pub size: u64,
    /// Where it lies.
    pub held: Held,
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this form.
    pub v: u32,
    /// Which log.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The signed checkpoint over them.
    pub checkpoint: String,
    /// When the last run began.
    pub made: domain::time::Timestamp,
    /// The build that made it.
    pub sw: String,
    /// How its files are sealed; absent where they are plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Recipe>,
    /// The log, in order and without gap.
    pub parts: Vec<Part>,
    /// The databases beside it, as of the last run.
    pub beside: Vec<Held>,
    /// The access log, a file a day.
    #[serde(default)]
    pub access: Vec<Held>,
    /// The key files, where it is encrypted.
    pub keys: Vec<Held>,
}

/// A backup's folder, with what seals its files.
pub(super) struct Folder {
    path: PathBuf,
    cipher: Option<Cipher>,
}

impl Folder {
    /// The manifest of the folder, if it holds a backup.
    pub fn manifest(path: &Path) -> Result<Option<Manifest>, BackupError> {
        let file = path.join(MANIFEST);
        let bytes = match std::fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed("read", &file, source)),
        };
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|source| BackupError::Manifest { path: file.clone(), source })?;
        if manifest.v != VERSION {
            let source = serde::de::Error::custom(format!("its form has version {}", manifest.v));
            return Err(BackupError::Manifest { path: file, source });
        }
        Ok(Some(manifest))
    }

    /// Opens the folder for the files that a manifest names, or will name.
    pub fn open(
        path: &Path,
        recipe: Option<&Recipe>,
        passphrase: Option<&Passphrase>,
    ) -> Result<Self, BackupError> {
        let cipher = match (recipe, passphrase) {
            (Some(recipe), Some(passphrase)) => Some(recipe.cipher(passphrase)?),
            (Some(_), None) => return Err(BackupError::PassphraseMissing(path.to_owned())),
            (None, Some(_)) => return Err(BackupError::NotEncrypted(path.to_owned())),
            (None, None) => None,
        };
        Ok(Self { path: path.to_owned(), cipher })
    }

    /// Whether its files are sealed.
    pub fn is_sealed(&self) -> bool {
        self.cipher.is_some()
    }

    /// Writes a file whole, forced to disk.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<Held, BackupError> {
        let sealed;
        let bytes = match &self.cipher {
            Some(cipher) => {
                sealed = cipher.seal(name, content)?;
                &sealed
            }
            None => content,
        };
        let path = self.path.join(name);
        let folder = path.parent().unwrap_or(&self.path);
        std::fs::create_dir_all(folder)
            .and_then(|()| atomic_file::replace(&path, bytes, Audience::Owner))
            .map_err(|source| failed("write", &path, source))?;
        Ok(Held { file: name.to_owned(), sha256: sha256(bytes) })
    }

    /// Reads a file that the manifest names.
    pub fn read(&self, held: &Held) -> Result<Vec<u8>, BackupError> {
        let bytes = self.bytes(&held.file)?;
        if sha256(&bytes) != held.sha256 {
            return Err(BackupError::Damaged(self.path.join(&held.file)));
        }
        self.opened(&held.file, bytes)
    }

    /// Reads a file whose name alone says what it must hold.
    pub fn read_named(&self, name: &str) -> Result<Vec<u8>, BackupError> {
        self.opened(name, self.bytes(name)?)
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, BackupError> {
        // A manifest that was tampered with may not lead out of the folder.
        let inside = Path::new(name)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        let path = self.path.join(name);
        if !inside {
            return Err(BackupError::Damaged(path));
        }
        std::fs::read(&path).map_err(|source| failed("read", &path, source))
    }

    fn opened(&self, name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, BackupError> {
        match &self.cipher {
            None => Ok(bytes),
            Some(cipher) => cipher
                .open(name, &bytes)
                .ok_or_else(|| BackupError::DoesNotOpen(self.path.join(name))),
        }
    }

    /// Whether a file is there.
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).is_file()
    }

    /// Puts the manifest in place: from here on the backup is what it says.
    pub fn settle(&self, manifest: &Manifest) -> Result<(), BackupError> {
        let path = self.path.join(MANIFEST);
        let mut text = serde_json::to_vec_pretty(manifest)
            .map_err(|source| BackupError::Manifest { path: path.clone(), source })?;
        text.push(b'\n');
        atomic_file::replace(&path, &text, Audience::Owner)
            .map_err(|source| failed("write", &path, source))
    }

    /// The files in one of its folders, by name; folders within are named too.
    pub fn list(&self, folder: &str) -> Result<Vec<String>, BackupError> {
        let path = self.path.join(folder);
        let entries = match std::fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(failed("list", &path, source)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|source| failed("list", &path, source))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Removes a file or folder of the backup.
    pub fn remove(&self, name: &str) -> Result<(), BackupError> {
        let path = self.path.join(name);
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        removed.map_err(|source| failed("remove", &path, source))
    }
}

/// Whether a name is litter of a writer that died.
pub(super) fn is_litter(name: &str) -> bool {
    name.starts_with(UNFINISHED)
}

pub(super) fn failed(attempt: &'static str, path: &Path, source: io::Error) -> BackupError {
    BackupError::Io { attempt, path: path.to_owned(), source }
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    domain::text::Digest(Sha256::digest(bytes).into()).to_string()
}

/// The version of the form this build writes.
pub(super) fn version() -> u32 {
    VERSION
}

/// The databases beside the log that a backup takes, by the names they have in the data folder.
pub(super) fn beside(data: &DataFolder) -> Vec<(&'static str, PathBuf)> {
    [("vault.db", data.vault()), ("accounts.db", data.accounts())].into()
}

/// The key files that only an encrypted backup takes.
pub(super) fn keys(data: &DataFolder, has_second: bool) -> Vec<(&'static str, PathBuf)> {
    let mut keys = vec![("log.key", data.log_key()), ("master.key", data.master_key())];
    if has_second {
        keys.push(("sm2.key", data.sm2_key()));
    }
    keys
}
