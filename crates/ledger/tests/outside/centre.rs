//! A log to damage, and the verifier to notice.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ledger::log::Log;
use ledger::note::{KeyName, SigningKey, VerifierKey};
use ledger::store::sqlite::{SqliteReader, SqliteStore};
use ledger::store::{Draft, Reader, StoreError};
use ledger::verify::{Evidence, Report, verify};
use tempfile::TempDir;

pub const ORIGIN: &str = "centre.example/c01/1";

/// Commits of many sizes; the last but one crosses from one chunk of the verifier into the next.
pub const COMMITS: [u64; 9] = [1, 2, 253, 1, 1000, 7, 2800, 100, 236];
/// Their entries in all: 17 full tiles and a partial one.
pub const SIZE: u64 = 4400;

pub fn key(origin: &str) -> SigningKey {
    SigningKey::from_seed(KeyName::new(origin).unwrap(), &[7; 32])
}

/// Ids come in another order than positions.
pub fn id(position: u64) -> [u8; 16] {
    u128::from(position).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes()
}

/// An entry opens with its id.
pub fn leaf(position: u64) -> Vec<u8> {
    [&id(position)[..], format!(" said and made at {position}").as_bytes()].concat()
}

pub fn act_id(leaf: &[u8]) -> Option<[u8; 16]> {
    leaf.first_chunk().copied()
}

pub fn drafts(positions: std::ops::Range<u64>) -> Vec<Draft> {
    positions.map(|position| Draft { id: id(position), leaf: leaf(position) }).collect()
}

pub fn append(log: &mut Log, entries: Vec<Draft>) {
    log.commit(log.stage(entries, b"subjects".to_vec(), vec![]).unwrap()).unwrap();
}

/// A log in a folder of its own.
pub struct Centre {
    folder: TempDir,
}

impl Centre {
    /// The log all tests start from, made once.
    pub fn new() -> Self {
        static MADE: OnceLock<Vec<u8>> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let centre = Self { folder: tempfile::tempdir().unwrap() };
            let mut log = centre.create();
            for count in COMMITS {
                let entries = drafts(log.size()..log.size() + count);
                append(&mut log, entries);
            }
            drop(log);
            std::fs::read(centre.path()).unwrap()
        });
        let centre = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(centre.path(), made).unwrap();
        centre
    }

    /// A folder without a log.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn create(&self) -> Log {
        let store = SqliteStore::create(&self.path()).unwrap();
        Log::open(Box::new(store), key(ORIGIN)).unwrap()
    }

    pub fn open(&self) -> Log {
        let store = SqliteStore::open(&self.path()).unwrap();
        Log::open(Box::new(store), key(ORIGIN)).unwrap()
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("log.sqlite")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn reader(&self) -> Result<Box<dyn Reader>, StoreError> {
        Ok(Box::new(SqliteReader::open(&self.path())?))
    }

    /// Does to the file what no program of ours does.
    pub fn damage(&self, statements: &str) {
        self.unguarded().execute_batch(statements).unwrap();
    }

    /// Flips one bit of a value.
    pub fn flip(&self, table: &str, column: &str, row: &str, byte: usize) {
        let connection = self.unguarded();
        let select = format!("SELECT {column} FROM {table} WHERE {row}");
        let mut value: Vec<u8> = connection.query_row(&select, [], |row| row.get(0)).unwrap();
        let byte = byte % value.len();
        value[byte] ^= 1 << (byte % 8);
        let update = format!("UPDATE {table} SET {column} = ?1 WHERE {row}");
        connection.execute(&update, [value]).unwrap();
    }

    /// The file without its triggers and checks.
    fn unguarded(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        connection.pragma_update(None, "synchronous", "off").unwrap();
        connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
        let drop = "SELECT group_concat('DROP TRIGGER ' || name, '; ') FROM sqlite_schema
                    WHERE type = 'trigger'";
        let drop: Option<String> = connection.query_row(drop, [], |row| row.get(0)).unwrap();
        connection.execute_batch(&drop.unwrap_or_default()).unwrap();
        connection
    }

    pub fn verify(&self) -> Report {
        self.verify_with(&[key(ORIGIN).verifier()], &[])
    }

    pub fn verify_with(&self, keys: &[VerifierKey], kept: &[Vec<u8>]) -> Report {
        let open = || self.reader();
        let evidence = Evidence { kept, act_id: Some(act_id), ..Evidence::new(&open, keys) };
        verify(&evidence, &|_| {}).unwrap()
    }
}

/// What a report says, a line a finding.
pub fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(ToString::to_string).collect()
}
