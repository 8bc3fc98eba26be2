//! Sign-in names and passwords. Beside the log, never in it.
//!
//! A password is kept as an Argon2id hash. Checking one takes as long for a name that does not
//! exist as for one that does.

use crate::beside::{self, Absent, BesideError};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::id::PersonId;
use ledger::store::StoreError;
use ledger::store::sqlite::fault;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The shortest password taken, in characters.
pub const PASSWORD_CHARACTERS_MIN: usize = 8;

/// What can go wrong with accounts.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The file of accounts cannot be opened.
    #[error(transparent)]
    File(#[from] BesideError),
    /// The database of accounts.
    #[error(transparent)]
    Database(#[from] StoreError),
    /// The kept hash is none.
    #[error("the account of {person} in {} is damaged: have an administrator set its password again", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Whose.
        person: String,
    },
    /// The password is too short.
    #[error("a password takes at least {PASSWORD_CHARACTERS_MIN} characters")]
    TooShort,
    /// The program signs in nowhere.
    #[error("nobody signs in as the program")]
    OfTheSystem,
    /// Somebody else signs in under this name.
    #[error("somebody else signs in as {0}")]
    NameTaken(String),
    /// The hash could not be made.
    #[error("hash a password")]
    Hash,
}

/// The accounts of a centre.
pub struct Accounts {
    database: Mutex<Connection>,
    path: PathBuf,
    nobody: String,
}

impl Accounts {
    /// Opens the file of accounts.
    pub fn open(path: &Path, absent: Absent) -> Result<Self, AccountError> {
        let database = beside::open(
            path,
            "CREATE TABLE IF NOT EXISTS accounts (
               name TEXT PRIMARY KEY, person TEXT NOT NULL UNIQUE, hash TEXT NOT NULL
             ) WITHOUT ROWID;",
            absent,
        )?;
        let nobody = hash("nobody signs in with this")?;
        Ok(Self { database: Mutex::new(database), path: path.to_owned(), nobody })
    }

    /// Sets the password of a person's account, making the account if there is none.
    pub fn set(&self, name: &str, person: &PersonId, password: &str) -> Result<(), AccountError> {
        if *person == domain::people::system() {
            return Err(AccountError::OfTheSystem);
        }
        if password.chars().count() < PASSWORD_CHARACTERS_MIN {
            return Err(AccountError::TooShort);
        }
        let hash = hash(password)?;
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |source| self.failed("keep an account", source);
        let holder: Option<String> = database
            .query_row("SELECT person FROM accounts WHERE name = ?1", [name], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        if holder.is_some_and(|holder| holder != person.to_string()) {
            return Err(AccountError::NameTaken(name.to_owned()));
        }
        database
            .execute(
                "INSERT INTO accounts (name, person, hash) VALUES (?1, ?2, ?3)
                 ON CONFLICT (person) DO UPDATE SET name = excluded.name, hash = excluded.hash",
                params![name, person.to_string(), hash],
            )
            .map(|_| ())
            .map_err(failed)
    }

    /// The person who signs in with this name and password, if it is right. Takes its time: call
    /// it where blocking is allowed.
    pub fn check(&self, name: &str, password: &str) -> Result<Option<PersonId>, AccountError> {
        self.check_where("SELECT person, hash FROM accounts WHERE name = ?1", name, password)
    }

    /// Whether this is the password of the person's account.
    pub fn check_person(&self, person: &PersonId, password: &str) -> Result<bool, AccountError> {
        let query = "SELECT person, hash FROM accounts WHERE person = ?1";
        Ok(self.check_where(query, &person.to_string(), password)?.is_some())
    }

    fn check_where(
        &self,
        query: &str,
        key: &str,
        password: &str,
    ) -> Result<Option<PersonId>, AccountError> {
        let found: Option<(String, String)> = self
            .database
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .prepare_cached(query)
            .and_then(|mut query| {
                query.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(|source| self.failed("look up an account", source))?;
        let (person, hash) = match &found {
            Some((person, hash)) => (person.parse().ok(), hash.as_str()),
            None => (None, self.nobody.as_str()),
        };
        let parsed = PasswordHash::new(hash).map_err(|_| AccountError::Damaged {
            path: self.path.clone(),
            person: found.as_ref().map(|(person, _)| person.clone()).unwrap_or_default(),
        })?;
        let right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(person.filter(|_| right))
    }

    fn failed(&self, attempt: &'static str, source: rusqlite::Error) -> AccountError {
        fault(&self.path, attempt, source).into()
    }
}

fn hash(password: &str) -> Result<String, AccountError> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|_| AccountError::Hash)?;
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| AccountError::Hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_signs_in() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(&folder.path().join("accounts.db"), Absent::Make).unwrap();
        let person = PersonId::new("op07").unwrap();
        accounts.set("op-07", &person, "correct horse").unwrap();
        assert_eq!(accounts.check("op-07", "correct horse").unwrap(), Some(person.clone()));
        assert_eq!(accounts.check("op-07", "wrong horse").unwrap(), None);
        assert_eq!(accounts.check("nobody", "correct horse").unwrap(), None);
        assert!(accounts.check_person(&person, "correct horse").unwrap());
        let other = PersonId::new("op11").unwrap();
        let taken = accounts.set("op-07", &other, "another horse");
        assert!(matches!(taken, Err(AccountError::NameTaken(_))));
        assert!(matches!(accounts.set("x", &other, "short"), Err(AccountError::TooShort)));
        let program = accounts.set("system", &domain::people::system(), "correct horse");
        assert!(matches!(program, Err(AccountError::OfTheSystem)));
    }
}
