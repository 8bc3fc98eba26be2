//! A key per subject, wrapped by the master key.

use crate::beside::{self, Absent, BesideError};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::id::SubjectId;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use ledger::store::StoreError;
use ledger::store::sqlite::{fault, open_to_read};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};
use zeroize::Zeroizing;

/// A secret of 32 bytes, wiped when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// How many unwrapped keys stay in memory.
const CACHED_MAX: usize = 100_000;

/// What can go wrong with keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file of keys cannot be opened.
    #[error(transparent)]
    File(#[from] BesideError),
    /// The database of keys.
    #[error(transparent)]
    Database(#[from] StoreError),
    /// There is no master key.
    #[error("the master key {} is missing: put back the copy kept elsewhere; nothing sealed can be opened without it", .0.display())]
    NoMasterKey(PathBuf),
    /// The master key file.
    #[error("{attempt} the master key {}", .path.display())]
    MasterKey {
        /// The file.
        path: PathBuf,
        /// What was attempted.
        attempt: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The master key file does not hold a key.
    #[error("{} does not hold a master key, 64 hexadecimal digits: put back the copy kept elsewhere", .path.display())]
    NotAMasterKey {
        /// The file.
        path: PathBuf,
    },
    /// A wrapped key does not open with this master key.
    #[error("the key of {owner} in {} does not open: put back the master key of this centre, or restore the file from a backup", .path.display())]
    WrongMasterKey {
        /// The file of keys.
        path: PathBuf,
        /// Whose key.
        owner: String,
    },
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    Random,
}

/// The key that wraps all others.
pub struct MasterKey(Secret);

impl MasterKey {
    /// Draws a new one.
    pub fn draw() -> Result<Self, KeyError> {
        Ok(Self(draw()?))
    }

    /// Writes it to a new file that only its owner may read.
    pub fn create(&self, path: &Path) -> Result<(), KeyError> {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let failed =
            |source| KeyError::MasterKey { path: path.to_owned(), attempt: "write", source };
        let mut options = std::fs::OpenOptions::new();
        let mut file =
            options.write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
        let text = Zeroizing::new(format!("{}\n", domain::text::Digest(*self.0)));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Reads it from its file.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => KeyError::NoMasterKey(path.to_owned()),
            _ => KeyError::MasterKey { path: path.to_owned(), attempt: "read", source },
        })?;
        let text = Zeroizing::new(text);
        let digest: domain::text::Digest =
            text.trim().parse().map_err(|_| KeyError::NotAMasterKey { path: path.to_owned() })?;
        Ok(Self(Zeroizing::new(digest.0)))
    }

    fn derive(&self, purpose: &str) -> Secret {
        derive(&self.0, purpose.as_bytes())
    }
}

/// A secret made of another for one purpose.
pub(super) fn derive(secret: &[u8; 32], purpose: &[u8]) -> Secret {
    expand(&Hkdf::new(None, secret), purpose)
}

/// The same, of a secret that has been taken in before.
pub(super) fn expand(secret: &Hkdf<Sha256>, purpose: &[u8]) -> Secret {
    let mut made = Zeroizing::new([0u8; 32]);
    let expanded = secret.expand(purpose, made.as_mut());
    debug_assert!(expanded.is_ok(), "32 bytes is a length HKDF gives");
    made
}

/// The cipher of a secret.
pub(super) fn cipher(secret: &Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(**secret).into())
}

fn draw() -> Result<Secret, KeyError> {
    let mut secret = Zeroizing::new([0u8; 32]);
    getrandom::fill(secret.as_mut()).map_err(|_| KeyError::Random)?;
    Ok(secret)
}

/// The keys of all subjects.
pub struct Keys {
    database: Mutex<Connection>,
    path: PathBuf,
    wrapping: Secret,
    blinding: Secret,
    cached: RwLock<BTreeMap<SubjectId, Secret>>,
}

impl Keys {
    /// Opens the file of keys for writing.
    ///
    /// Refuses: keys that another master key wrapped.
    pub fn open(path: &Path, master: &MasterKey, absent: Absent) -> Result<Self, KeyError> {
        let database = beside::open(
            path,
            "CREATE TABLE IF NOT EXISTS keys (
               owner TEXT PRIMARY KEY, nonce BLOB NOT NULL, wrapped BLOB NOT NULL
             ) WITHOUT ROWID;
             CREATE TABLE IF NOT EXISTS found (
               blind BLOB PRIMARY KEY, subject TEXT NOT NULL
             ) WITHOUT ROWID;",
            absent,
        )?;
        Self::with(database, path, master)
    }

    /// Opens the file of keys for reading; nothing is written, not even to the folder.
    pub fn open_to_read(path: &Path, master: &MasterKey) -> Result<Self, KeyError> {
        if !path.is_file() {
            return Err(BesideError::Missing(path.to_owned()).into());
        }
        Self::with(open_to_read(path)?, path, master)
    }

    fn with(database: Connection, path: &Path, master: &MasterKey) -> Result<Self, KeyError> {
        let keys = Self {
            database: Mutex::new(database),
            path: path.to_owned(),
            wrapping: master.derive("centrosome/wrap/v1"),
            blinding: master.derive("centrosome/blind/v1"),
            cached: RwLock::default(),
        };
        // Any one key tells whether this is the master key of the others.
        let some = keys
            .database
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .query_row("SELECT owner FROM keys LIMIT 1", [], |row| row.get::<_, String>(0))
            .optional()
            .map_err(|source| keys.failed("read a key", source))?;
        if let Some(owner) = some.and_then(|owner| owner.parse().ok()) {
            keys.of(&owner)?;
        }
        Ok(keys)
    }

    /// The key of a subject, if it has one: an erased subject has none.
    pub fn of(&self, owner: &SubjectId) -> Result<Option<Secret>, KeyError> {
        if let Some(key) = self.cached.read().unwrap_or_else(PoisonError::into_inner).get(owner) {
            return Ok(Some(key.clone()));
        }
        let row: Option<(Vec<u8>, Vec<u8>)> = self
            .database
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .prepare_cached("SELECT nonce, wrapped FROM keys WHERE owner = ?1")
            .and_then(|mut query| {
                query
                    .query_row([owner.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
            })
            .map_err(|source| self.failed("read a key", source))?;
        let Some((nonce, wrapped)) = row else { return Ok(None) };
        let key = self.unwrap(owner, &nonce, &wrapped)?;
        self.remember(owner, &key);
        Ok(Some(key))
    }

    /// The key of a subject, drawn and durable before this returns if it had none.
    pub fn of_or_new(&self, owner: &SubjectId) -> Result<Secret, KeyError> {
        if let Some(key) = self.of(owner)? {
            return Ok(key);
        }
        let key = draw()?;
        let mut nonce = [0u8; 24];
        getrandom::fill(&mut nonce).map_err(|_| KeyError::Random)?;
        let text = owner.to_string();
        let wrapped = cipher(&self.wrapping)
            .encrypt(&XNonce::from(nonce), Payload { msg: key.as_ref(), aad: text.as_bytes() })
            .map_err(|_| KeyError::Random)?;
        let inserted = self
            .database
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .prepare_cached(
                "INSERT OR IGNORE INTO keys (owner, nonce, wrapped) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut insert| insert.execute(params![text, nonce.as_slice(), wrapped]))
            .map_err(|source| self.failed("keep a key", source))?;
        if inserted == 1 {
            self.remember(owner, &key);
            return Ok(key);
        }
        self.of(owner)?.ok_or(KeyError::Random)
    }

    fn unwrap(&self, owner: &SubjectId, nonce: &[u8], wrapped: &[u8]) -> Result<Secret, KeyError> {
        let wrong =
            || KeyError::WrongMasterKey { path: self.path.clone(), owner: owner.to_string() };
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| wrong())?;
        let text = owner.to_string();
        let plain = cipher(&self.wrapping)
            .decrypt(&XNonce::from(nonce), Payload { msg: wrapped, aad: text.as_bytes() })
            .map_err(|_| wrong())?;
        let plain = Zeroizing::new(plain);
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| wrong())?;
        Ok(Zeroizing::new(key))
    }

    fn remember(&self, owner: &SubjectId, key: &Secret) {
        let mut cached = self.cached.write().unwrap_or_else(PoisonError::into_inner);
        if cached.len() >= CACHED_MAX {
            cached.clear();
        }
        cached.insert(owner.clone(), key.clone());
    }

    fn failed(&self, attempt: &'static str, source: rusqlite::Error) -> KeyError {
        fault(&self.path, attempt, source).into()
    }

    /// The blind form of a text: says nothing of it without the master key, and is always the same.
    fn blind(&self, text: &str) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(self.blinding.as_ref())
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        mac.update(text.trim().as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// The subject a hospital number was kept under.
    pub fn find(&self, text: &str) -> Result<Option<SubjectId>, KeyError> {
        let found: Option<String> = self
            .database
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .query_row("SELECT subject FROM found WHERE blind = ?1", [self.blind(text)], |row| {
                row.get(0)
            })
            .optional()
            .map_err(|source| self.failed("look up a number", source))?;
        Ok(found.and_then(|text| text.parse().ok()))
    }

    /// Keeps a hospital number under its subject; one kept before is replaced.
    pub fn keep(&self, text: &str, subject: &SubjectId) -> Result<(), KeyError> {
        self.database
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .execute(
                "INSERT OR REPLACE INTO found (blind, subject) VALUES (?1, ?2)",
                params![self.blind(text), subject.to_string()],
            )
            .map(|_| ())
            .map_err(|source| self.failed("keep a number", source))
    }
}
