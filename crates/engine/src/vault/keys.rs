//! A key per subject, wrapped by the master key.

use super::master::{MasterKey, MasterKeyError};
use crate::beside::{self, Absent, BesideError};
use crate::cipher::{Algorithm, Cipher};
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

/// A key, which knows with what it seals.
#[derive(Clone)]
pub struct Key {
    pub(super) secret: Secret,
    pub(super) algorithm: Algorithm,
}

impl Key {
    /// What seals with it for one purpose.
    pub(super) fn cipher(&self, purpose: &[u8]) -> Cipher {
        Cipher::of(&derive(&self.secret, purpose), self.algorithm)
    }
}

/// What the master key wraps others with.
const WRAPPING: &str = "centrosome/wrap/v1";

/// The row of the secret that blinds hospital numbers: it outlives a master key.
const BLINDING: &str = "blinding";

/// The row that says with what this vault seals. It has to be read before anything opens, so it is in
/// clear: a wrong one opens nothing. Absent: XChaCha20-Poly1305.
const SEALING: &str = "sealing";

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
    /// The master key.
    #[error(transparent)]
    Master(#[from] MasterKeyError),
    /// A wrapped key does not open with this master key.
    #[error("the key of {owner} in {} does not open: put back the master key of this centre, or restore the file from a backup", .path.display())]
    WrongMasterKey {
        /// The file of keys.
        path: PathBuf,
        /// Whose key.
        owner: String,
    },
    /// The vault seals with what this build does not know.
    #[error("{} is sealed in a way this build does not know: use a newer one, or restore the file from a backup", .0.display())]
    Sealing(PathBuf),
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    Random,
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

/// A new secret.
pub fn draw() -> Result<Secret, KeyError> {
    let mut secret = Zeroizing::new([0u8; 32]);
    getrandom::fill(secret.as_mut()).map_err(|_| KeyError::Random)?;
    Ok(secret)
}

fn blind_with(secret: &Secret, text: &str) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(secret.as_ref())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(text.trim().as_bytes());
    mac.finalize().into_bytes().into()
}

/// A key wrapped for its owner: nonce and ciphertext.
fn wrap(wrapping: &Cipher, owner: &str, key: &Secret) -> Result<([u8; 24], Vec<u8>), KeyError> {
    let mut nonce = [0u8; 24];
    getrandom::fill(&mut nonce).map_err(|_| KeyError::Random)?;
    let wrapped = wrapping.seal(nonce, key.as_ref(), owner.as_bytes());
    Ok((nonce, wrapped.map_err(|_| KeyError::Random)?))
}

/// A row of what is of no subject.
fn own(database: &Connection, name: &str) -> rusqlite::Result<Option<(Vec<u8>, Vec<u8>)>> {
    // A file of an earlier build, opened for reading, has no such table.
    let there: bool = database.query_row(
        "SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'own'",
        [],
        |row| row.get(0),
    )?;
    if !there {
        return Ok(None);
    }
    database
        .query_row("SELECT nonce, wrapped FROM own WHERE name = ?1", [name], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
}

/// With what a vault is marked to seal; no master key is needed to ask.
pub fn sealed_with(path: &Path) -> Result<Algorithm, KeyError> {
    if !path.is_file() {
        return Err(BesideError::Missing(path.to_owned()).into());
    }
    marked(&open_to_read(path)?, path)
}

fn marked(database: &Connection, path: &Path) -> Result<Algorithm, KeyError> {
    let row = own(database, SEALING).map_err(|source| fault(path, "read a key", source))?;
    let Some((_, mark)) = row else { return Ok(Algorithm::default()) };
    let algorithm = std::str::from_utf8(&mark).ok().and_then(Algorithm::marked);
    algorithm.ok_or_else(|| KeyError::Sealing(path.to_owned()))
}

/// The tables of the file.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS keys (
      owner TEXT PRIMARY KEY, nonce BLOB NOT NULL, wrapped BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS found (
      blind BLOB PRIMARY KEY, subject TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS own (
      name TEXT PRIMARY KEY, nonce BLOB NOT NULL, wrapped BLOB NOT NULL
    ) WITHOUT ROWID;";

/// The keys of all subjects.
pub struct Keys {
    database: Mutex<Connection>,
    path: PathBuf,
    algorithm: Algorithm,
    wrapping: Cipher,
    blinding: Secret,
    cached: RwLock<BTreeMap<SubjectId, Secret>>,
}

impl Keys {
    /// A mark that this centre alone can make on a text, for one purpose.
    pub fn mark(&self, purpose: &str, text: &str) -> [u8; 32] {
        let key = derive(&self.blinding, format!("centrosome/mark/v1\n{purpose}").as_bytes());
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.as_ref())
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Makes the file of keys of a centre that is being founded, marked for what seals in it; one that
    /// was begun goes on as it was marked.
    pub(crate) fn create(
        path: &Path,
        master: &MasterKey,
        algorithm: Algorithm,
    ) -> Result<Self, KeyError> {
        let database = beside::open(path, TABLES, Absent::Make)?;
        if algorithm != Algorithm::default() {
            // Not where something is wrapped already: that says with what.
            database
                .execute(
                    "INSERT INTO own (name, nonce, wrapped) SELECT ?1, x'', ?2
                     WHERE NOT EXISTS (SELECT 1 FROM own) AND NOT EXISTS (SELECT 1 FROM keys)",
                    params![SEALING, algorithm.mark().as_bytes()],
                )
                .map_err(|source| fault(path, "make the file of keys", source))?;
        }
        let keys = Self::with(database, path, master)?;
        keys.keep_blinding()?;
        Ok(keys)
    }

    /// Opens the file of keys for writing.
    ///
    /// Refuses: a file that is not there, and keys that another master key wrapped.
    pub fn open(path: &Path, master: &MasterKey) -> Result<Self, KeyError> {
        let keys = Self::with(beside::open(path, TABLES, Absent::Refuse)?, path, master)?;
        keys.keep_blinding()?;
        Ok(keys)
    }

    /// Opens the file of keys for reading; nothing is written, not even to the folder.
    pub fn open_to_read(path: &Path, master: &MasterKey) -> Result<Self, KeyError> {
        if !path.is_file() {
            return Err(BesideError::Missing(path.to_owned()).into());
        }
        Self::with(open_to_read(path)?, path, master)
    }

    fn with(database: Connection, path: &Path, master: &MasterKey) -> Result<Self, KeyError> {
        let algorithm = marked(&database, path)?;
        let mut keys = Self {
            database: Mutex::new(database),
            path: path.to_owned(),
            algorithm,
            wrapping: Cipher::of(&master.derive(WRAPPING), algorithm),
            blinding: master.derive("centrosome/blind/v1"),
            cached: RwLock::default(),
        };
        if let Some(kept) = keys.kept_blinding()? {
            keys.blinding = kept;
        }
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

    /// The secret that blinds hospital numbers, if it was kept.
    fn kept_blinding(&self) -> Result<Option<Secret>, KeyError> {
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let row = own(&database, BLINDING).map_err(|source| self.failed("read a key", source))?;
        row.map(|(nonce, wrapped)| self.unwrap(BLINDING, &nonce, &wrapped)).transpose()
    }

    /// Keeps it, so that it is the same under the next master key.
    fn keep_blinding(&self) -> Result<(), KeyError> {
        let (nonce, wrapped) = wrap(&self.wrapping, BLINDING, &self.blinding)?;
        self.database
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .execute(
                "INSERT OR IGNORE INTO own (name, nonce, wrapped) VALUES (?1, ?2, ?3)",
                params![BLINDING, nonce.as_slice(), wrapped],
            )
            .map(drop)
            .map_err(|source| self.failed("keep a key", source))
    }

    /// Wraps every key of a file with another master key, all or none; gives how many.
    pub(super) fn wrap_again(
        path: &Path,
        old: &MasterKey,
        new: &MasterKey,
    ) -> Result<u64, KeyError> {
        let keys = Self::open(path, old)?;
        let wrapping = Cipher::of(&new.derive(WRAPPING), keys.algorithm);
        let mut database = keys.database.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |source| keys.failed("wrap keys again", source);
        let transaction = database.transaction().map_err(failed)?;
        let mut count = 0;
        for (table, name) in [("keys", "owner"), ("own", "name")] {
            let rows: Vec<(String, Vec<u8>, Vec<u8>)> = transaction
                .prepare(&format!("SELECT {name}, nonce, wrapped FROM {table}"))
                .and_then(|mut query| {
                    query
                        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                        .collect()
                })
                .map_err(failed)?;
            let update = format!("UPDATE {table} SET nonce = ?2, wrapped = ?3 WHERE {name} = ?1");
            let mut update = transaction.prepare(&update).map_err(failed)?;
            // The mark is wrapped by nothing, and what it says holds under every master key.
            for (owner, nonce, wrapped) in rows.into_iter().filter(|(name, ..)| name != SEALING) {
                let key = keys.unwrap(&owner, &nonce, &wrapped)?;
                let (nonce, wrapped) = wrap(&wrapping, &owner, &key)?;
                update.execute(params![owner, nonce.as_slice(), wrapped]).map_err(failed)?;
                count += 1;
            }
        }
        transaction.commit().map_err(failed)?;
        // What the old key opened is overwritten, in the write-ahead log too.
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
        Ok(count)
    }

    /// With what this centre seals.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn key(&self, secret: Secret) -> Key {
        Key { secret, algorithm: self.algorithm }
    }

    /// The key of a subject, if it has one: an erased subject has none.
    pub fn of(&self, owner: &SubjectId) -> Result<Option<Key>, KeyError> {
        if let Some(key) = self.cached.read().unwrap_or_else(PoisonError::into_inner).get(owner) {
            return Ok(Some(self.key(key.clone())));
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
        let key = self.unwrap(&owner.to_string(), &nonce, &wrapped)?;
        self.remember(owner, &key);
        Ok(Some(self.key(key)))
    }

    /// The key of a subject, drawn and durable before this returns if it had none.
    pub fn of_or_new(&self, owner: &SubjectId) -> Result<Key, KeyError> {
        if let Some(key) = self.of(owner)? {
            return Ok(key);
        }
        let key = draw()?;
        let text = owner.to_string();
        let (nonce, wrapped) = wrap(&self.wrapping, &text, &key)?;
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
            return Ok(self.key(key));
        }
        self.of(owner)?.ok_or(KeyError::Random)
    }

    /// Destroys the key of a subject, and what its hospital number was kept under: what was sealed
    /// for it opens no more. Says whether the old bytes have left the file too; when a reader was in
    /// the way they leave later, and it should be called again.
    pub fn destroy(&self, owner: &SubjectId) -> Result<bool, KeyError> {
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let text = owner.to_string();
        let gone = database
            .execute("DELETE FROM keys WHERE owner = ?1", [&text])
            .and_then(|_| database.execute("DELETE FROM found WHERE subject = ?1", [&text]))
            // The rows are overwritten as they go; the write-ahead log still has the old pages.
            .and_then(|_| {
                database
                    .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
            });
        drop(database);
        self.cached.write().unwrap_or_else(PoisonError::into_inner).remove(owner);
        gone.map(|busy| busy == 0).map_err(|source| self.failed("destroy a key", source))
    }

    fn unwrap(&self, owner: &str, nonce: &[u8], wrapped: &[u8]) -> Result<Secret, KeyError> {
        let wrong =
            || KeyError::WrongMasterKey { path: self.path.clone(), owner: owner.to_owned() };
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| wrong())?;
        let plain = self.wrapping.open(nonce, wrapped, owner.as_bytes()).map_err(|_| wrong())?;
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
        blind_with(&self.blinding, text).to_vec()
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
