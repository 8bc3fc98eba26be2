//! What is kept of secrets. Beside the log, never in it.
//!
//! A password or a PIN is kept as an Argon2id hash, a code of enough random bits as a SHA-256. What is kept
//! goes by its own SHA-256, which is what an act names: this file alone lets nobody in. A row that
//! no act names counts for nothing, and one that was exchanged is not the one its act names
//! (INV-PEOPLE-3). Checking a password takes as long for somebody who does not exist. What time-based
//! codes are made of has to be read again and is kept sealed: [`time_code`].

mod time_code;

use crate::beside::{self, Absent, BesideError};
use crate::vault::{KeyError, SealError};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::text::Digest;
use hmac::{Hmac, Mac as _};
use ledger::store::StoreError;
use ledger::store::sqlite::{fault, open_to_read};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How many random characters a drawn code has: 32 possibilities each.
const CODE_CHARACTERS: usize = 24;

/// What is kept of a code begins with this.
const CODE_KEPT: &str = "sha256:";

/// What can go wrong with accounts.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The file of accounts cannot be opened.
    #[error(transparent)]
    File(#[from] BesideError),
    /// The database of accounts.
    #[error(transparent)]
    Database(#[from] StoreError),
    /// The hash could not be made.
    #[error("hash a password")]
    Hash,
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    Random,
    /// The key of a person.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What is sealed with it.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// How much work a password costs whoever guesses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hashing {
    /// As a centre does.
    Strong,
    /// Next to nothing: for tests and measurements that sign by the thousand. No centre does this.
    Cheap,
}

impl Hashing {
    fn argon2(self) -> Result<Argon2<'static>, AccountError> {
        let params = match self {
            Self::Strong => Params::default(),
            Self::Cheap => Params::new(8, 1, 1, None).map_err(|_| AccountError::Hash)?,
        };
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// A secret that is being set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum New<'a> {
    /// A password or a PIN, which people think up.
    Password(&'a str),
    /// A code of enough random bits.
    Code(&'a str),
}

/// What is kept of the secrets of a centre.
pub struct Accounts {
    database: Mutex<Connection>,
    path: PathBuf,
    hashing: Hashing,
    /// What is checked for whoever has no password.
    nobody: String,
    /// Drawn at each start: codes and salts come of it, the same for a retry of one act.
    drawing: [u8; 32],
    flying: Flying,
}

/// What is kept for acts that are not answered yet, and how often.
#[derive(Debug, Clone, Default)]
struct Flying(Arc<Mutex<BTreeMap<Digest, u32>>>);

/// A secret on its way into the log. What is kept of it stays at least as long as this.
#[derive(Debug)]
pub(crate) struct InFlight {
    flying: Flying,
    digest: Digest,
}

impl InFlight {
    /// The SHA-256 of what is kept.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut flying = self.flying.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = flying.get_mut(&self.digest) {
            *times -= 1;
            if *times == 0 {
                flying.remove(&self.digest);
            }
        }
    }
}

const TABLES: &str = "CREATE TABLE IF NOT EXISTS secrets (
    digest BLOB PRIMARY KEY, owner TEXT NOT NULL, kept TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS time_codes (
    digest BLOB PRIMARY KEY, used INTEGER NOT NULL
) WITHOUT ROWID;";

impl Accounts {
    /// Opens the file of accounts.
    pub fn open(path: &Path, absent: Absent, hashing: Hashing) -> Result<Self, AccountError> {
        let database = beside::open(path, TABLES, absent)?;
        let mut drawing = [0; 32];
        getrandom::fill(&mut drawing).map_err(|_| AccountError::Random)?;
        let nobody = hash(hashing, "nobody signs in with this", &[0; 16])?;
        let (path, flying) = (path.to_owned(), Flying::default());
        Ok(Self { database: Mutex::new(database), path, hashing, nobody, drawing, flying })
    }

    /// A code for the act of this id: 120 random bits in letters and digits that are not mistaken
    /// for one another. The same again for a retry, until the server starts anew.
    pub fn draw(&self, act: &[u8; 16]) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let bytes = self.made_of("code", act);
        let digit = |byte: &u8| ALPHABET.get(usize::from(*byte & 31)).copied().map(char::from);
        let digits: Vec<char> = bytes.iter().take(CODE_CHARACTERS).filter_map(digit).collect();
        let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
        groups.join("-")
    }

    fn made_of(&self, purpose: &str, of: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.drawing)
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        mac.update(purpose.as_bytes());
        mac.update(of);
        mac.finalize().into_bytes().into()
    }

    /// Keeps a secret that the act of this id sets for somebody. Takes its time for a password.
    pub(crate) fn keep(
        &self,
        act: &[u8; 16],
        owner: &str,
        secret: New<'_>,
    ) -> Result<InFlight, AccountError> {
        let kept = match secret {
            New::Code(code) => kept_of_code(code),
            New::Password(password) => {
                let salt = self.made_of("salt", act);
                let (salt, _) = salt.split_at(16);
                hash(self.hashing, password, salt)?
            }
        };
        self.keep_as(owner, &kept)
    }

    /// Keeps what is kept of a secret.
    fn keep_as(&self, owner: &str, kept: &str) -> Result<InFlight, AccountError> {
        let digest = digest_of(kept);
        let flight = self.fly(digest);
        self.database()
            .execute(
                "INSERT OR IGNORE INTO secrets (digest, owner, kept) VALUES (?1, ?2, ?3)",
                params![digest.0, owner, kept],
            )
            .map_err(|source| self.failed("keep a secret", source))?;
        Ok(flight)
    }

    /// Whether what is kept under `wanted` is of this secret; `None`: nobody has one, which takes as
    /// long to find out. Takes its time for a password: call it where blocking is allowed.
    pub fn is(&self, wanted: Option<Digest>, given: &str) -> Result<bool, AccountError> {
        let kept = wanted.map(|wanted| self.kept(wanted)).transpose()?.flatten();
        let known = kept.is_some();
        let parsed = PasswordHash::new(kept.as_deref().unwrap_or(&self.nobody));
        let parsed = parsed.map_err(|_| AccountError::Hash)?;
        let right = Argon2::default().verify_password(given.as_bytes(), &parsed).is_ok();
        Ok(right && known)
    }

    /// Whether what is kept under `wanted` is of this code; `None`: nobody has one.
    pub fn is_code(&self, wanted: Option<Digest>, given: &str) -> Result<bool, AccountError> {
        let found = find(&self.database(), wanted.unwrap_or(Digest([0; 32])));
        let found = found.map_err(|source| self.failed("look up a code", source))?;
        let right = digest_of(&kept_of_code(given));
        Ok(found.is_some() && wanted == Some(right))
    }

    /// What is kept under a digest, if it is what the digest says.
    fn kept(&self, digest: Digest) -> Result<Option<String>, AccountError> {
        let kept = find(&self.database(), digest);
        let kept = kept.map_err(|source| self.failed("look up a secret", source))?;
        let right = kept.filter(|kept| digest_of(kept) == digest);
        if right.is_none() {
            let file = self.path.display();
            tracing::error!(%file, %digest, "what is kept of a secret is missing or was exchanged");
        }
        Ok(right)
    }

    /// Forgets what is kept for somebody and is neither named by the log nor on its way there.
    pub(crate) fn tidy(&self, owner: &str, named: &[Digest]) -> Result<(), AccountError> {
        let database = self.database();
        let flying = self.flying.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = |database: &Connection| -> rusqlite::Result<Vec<[u8; 32]>> {
            let mut query =
                database.prepare_cached("SELECT digest FROM secrets WHERE owner = ?1")?;
            let rows = query.query_map([owner], |row| row.get(0))?;
            rows.collect()
        };
        let kept = rows(&database).map_err(|source| self.failed("list secrets", source))?;
        for digest in kept.into_iter().map(Digest) {
            if named.contains(&digest) || flying.contains_key(&digest) {
                continue;
            }
            database
                .execute("DELETE FROM secrets WHERE digest = ?1", params![digest.0])
                .and_then(|_| {
                    database.execute("DELETE FROM time_codes WHERE digest = ?1", params![digest.0])
                })
                .map_err(|source| self.failed("forget a secret", source))?;
        }
        Ok(())
    }

    /// Forgets everything the log does not name: at the start, when nothing is on its way.
    pub(crate) fn tidy_all(
        &self,
        named: &BTreeMap<String, Vec<Digest>>,
    ) -> Result<(), AccountError> {
        let owners = |database: &Connection| -> rusqlite::Result<BTreeSet<String>> {
            let mut query = database.prepare("SELECT DISTINCT owner FROM secrets")?;
            let rows = query.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        let owners = owners(&self.database());
        for owner in owners.map_err(|source| self.failed("list secrets", source))? {
            self.tidy(&owner, named.get(&owner).map_or(&[], Vec::as_slice))?;
        }
        Ok(())
    }

    /// Whether what is kept under a digest is there and is what it says.
    pub(crate) fn holds(&self, digest: Digest) -> Result<bool, AccountError> {
        Ok(self.kept(digest)?.is_some())
    }

    fn fly(&self, digest: Digest) -> InFlight {
        let mut flying = self.flying.0.lock().unwrap_or_else(PoisonError::into_inner);
        *flying.entry(digest).or_default() += 1;
        drop(flying);
        InFlight { flying: self.flying.clone(), digest }
    }

    fn database(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, attempt: &'static str, source: rusqlite::Error) -> AccountError {
        fault(&self.path, attempt, source).into()
    }
}

/// Reads the file of accounts, to compare it with the log.
pub(crate) struct AccountsRead {
    database: Connection,
    path: PathBuf,
}

impl AccountsRead {
    /// Opens it for reading.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let database = open_to_read(path)?;
        Ok(Self { database, path: path.to_owned() })
    }

    /// Whether what is kept under a digest is what it says; `None`: nothing is kept.
    pub fn right(&self, digest: Digest) -> Result<Option<bool>, StoreError> {
        let kept = find(&self.database, digest);
        let kept = kept.map_err(|source| fault(&self.path, "look up a secret", source))?;
        Ok(kept.map(|kept| digest_of(&kept) == digest))
    }
}

fn find(database: &Connection, digest: Digest) -> rusqlite::Result<Option<String>> {
    let mut query = database.prepare_cached("SELECT kept FROM secrets WHERE digest = ?1")?;
    query.query_row(params![digest.0], |row| row.get(0)).optional()
}

fn digest_of(kept: &str) -> Digest {
    Digest(Sha256::digest(kept).into())
}

/// The SHA-256 of what is kept of a code.
pub(crate) fn goes_by(code: &str) -> Digest {
    digest_of(&kept_of_code(code))
}

/// What is kept of a code, however it was typed: without its dashes, in capitals.
fn kept_of_code(code: &str) -> String {
    let said = |letter: char| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    };
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let code: String = letters.map(said).take(2 * CODE_CHARACTERS).collect();
    let hash = Sha256::new().chain_update(b"centrosome/code/v1\n").chain_update(code).finalize();
    format!("{CODE_KEPT}{}", Digest(hash.into()))
}

fn hash(hashing: Hashing, password: &str, salt: &[u8]) -> Result<String, AccountError> {
    let hash = hashing.argon2()?.hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string()).map_err(|_| AccountError::Hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(folder: &tempfile::TempDir) -> Accounts {
        let path = folder.path().join("accounts.db");
        Accounts::open(&path, Absent::Make, Hashing::Cheap).unwrap()
    }

    #[test]
    fn a_secret_is_known_again_under_its_digest_and_no_other_way() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = accounts(&folder);
        let kept = accounts.keep(&[1; 16], "person/op07", New::Password("correct horse")).unwrap();
        assert!(accounts.is(Some(kept.digest()), "correct horse").unwrap());
        assert!(!accounts.is(Some(kept.digest()), "wrong horse").unwrap());
        assert!(!accounts.is(None, "correct horse").unwrap());
        assert!(!accounts.is(Some(Digest([0; 32])), "correct horse").unwrap());
        assert!(!accounts.is(None, "nobody signs in with this").unwrap());
        let again = accounts.keep(&[1; 16], "person/op07", New::Password("correct horse")).unwrap();
        assert_eq!(again.digest(), kept.digest(), "a retry sets the same");
        let other = accounts.keep(&[2; 16], "person/op11", New::Password("correct horse")).unwrap();
        assert_ne!(other.digest(), kept.digest(), "two people with one password");
    }

    #[test]
    fn an_exchanged_hash_lets_nobody_in() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = accounts(&folder);
        let mine = accounts.keep(&[1; 16], "person/op07", New::Password("my own horse")).unwrap();
        let theirs = accounts.keep(&[2; 16], "person/op11", New::Password("their horse")).unwrap();
        let sql = "UPDATE secrets SET kept = (SELECT kept FROM secrets WHERE digest = ?2) \
                   WHERE digest = ?1";
        let changed = accounts.database().execute(sql, params![mine.digest().0, theirs.digest().0]);
        assert_eq!(changed.unwrap(), 1);
        assert!(!accounts.is(Some(mine.digest()), "their horse").unwrap());
        assert!(!accounts.holds(mine.digest()).unwrap());
        assert!(accounts.holds(theirs.digest()).unwrap());
    }

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = accounts(&folder);
        let code = accounts.draw(&[7; 16]);
        assert_eq!(code.len(), 29, "{code}");
        assert_eq!(code, accounts.draw(&[7; 16]));
        assert_ne!(code, accounts.draw(&[8; 16]));
        let kept = Some(accounts.keep(&[7; 16], "person/op07", New::Code(&code)).unwrap().digest());
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', " ").replace('0', "o")] {
            assert!(accounts.is_code(kept, &typed).unwrap(), "{typed}");
        }
        assert!(!accounts.is_code(kept, &accounts.draw(&[8; 16])).unwrap());
        assert!(!accounts.is_code(kept, "").unwrap());
    }

    #[test]
    fn what_no_act_names_is_forgotten_but_not_while_one_is_on_its_way() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = accounts(&folder);
        let keep =
            |n: u8| accounts.keep(&[n; 16], "person/op07", New::Password("a horse")).unwrap();
        let (named, flying, refused) = (keep(1), keep(2), keep(3));
        let gone = refused.digest();
        drop(refused);
        let kept = named.digest();
        drop(named);
        accounts.tidy("person/op07", &[kept]).unwrap();
        assert!(accounts.holds(kept).unwrap() && accounts.holds(flying.digest()).unwrap());
        assert!(!accounts.holds(gone).unwrap());
        let flown = flying.digest();
        drop(flying);
        accounts.tidy_all(&BTreeMap::new()).unwrap();
        assert!(!accounts.holds(kept).unwrap() && !accounts.holds(flown).unwrap());
    }
}
