//! The high-water mark: how far the log and its label numbers had come, kept outside both the
//! database and its backups.
//!
//! A number on a printed label must never be issued twice. The database alone cannot promise that:
//! restored from an older backup it has forgotten which numbers are out. The mark, a file of its
//! own, has not. It is written before a label number is acknowledged, and read at every start:
//! a log shorter than its mark is opened for reading only, until somebody signs for what was lost.
//!
//! The file is two lines: the mark as JSON, and the SHA-256 of the first line in hexadecimal.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::atomic_file::{self, Audience};
use crate::checkpoint::Checkpoint;
use crate::hex;
use crate::store::{Reader, StoreError, StoredTiles};
use crate::tree::{NodeHash, ProveError, root_at};

/// Why the mark could not be written, read or compared.
#[derive(Debug, thiserror::Error)]
pub enum HighWaterError {
    /// The file could not be written.
    #[error("write the high-water mark {}: no label number may be issued until this works", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file could not be read.
    #[error("read the high-water mark {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what was written.
    #[error("the high-water mark {} is damaged ({detail}): restore it from its own copy, not from a backup of the database; without it, resume the log and skip its label numbers", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// The log could not be read for the comparison.
    #[error("read the log to compare it with its high-water mark")]
    Log(#[from] StoreError),
    /// The root at the mark could not be computed.
    #[error("compute the root at the high-water mark")]
    Root(#[from] ProveError<StoreError>),
    /// The head of the log is not a checkpoint.
    #[error("the head of the log does not hold: run verify")]
    Head(#[from] crate::checkpoint::CheckpointError),
}

/// How far a log had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HighWater {
    /// Which log, and which generation of it.
    pub origin: String,
    /// How many entries were durable.
    pub size: u64,
    /// The root over them.
    #[serde(with = "base64_root")]
    pub root: NodeHash,
    /// The last number issued, by the prefix of its labels.
    pub counters: BTreeMap<String, u64>,
}

/// How a log stands to its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The log ends where the mark was made.
    Same,
    /// The log begins with what the mark saw and went on: entries that drew no label number.
    LogAhead {
        /// By how many entries.
        by: u64,
    },
    /// The log lost entries: it was restored, or its file was exchanged.
    LogShorter {
        /// How many entries the mark saw.
        marked: u64,
        /// How many the log has.
        found: u64,
    },
    /// The log has the entries, but other ones: it is a fork.
    OtherHistory {
        /// How many entries the mark saw.
        marked: u64,
    },
    /// The mark is of another log, or of another generation of this one.
    OtherOrigin {
        /// The origin in the mark.
        marked: String,
        /// The origin of the log.
        found: String,
    },
}

impl HighWater {
    /// Writes the mark.
    ///
    /// Guarantees: when this returns the mark is on disk; whenever the process dies, the file holds
    /// the old mark or the new one, whole.
    pub fn write(&self, path: &Path) -> Result<(), HighWaterError> {
        let failed = |source| HighWaterError::Write { path: path.to_owned(), source };
        let line = serde_json::to_string(self).map_err(|error| failed(error.into()))?;
        let sum = checksum(&line);
        atomic_file::replace(path, format!("{line}\n{sum}\n").as_bytes(), Audience::Default)
            .map_err(failed)
    }

    /// Reads the mark; `None` where none was ever written.
    pub fn read(path: &Path) -> Result<Option<Self>, HighWaterError> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(HighWaterError::Read { path: path.to_owned(), source }),
        };
        parse(&text).map(Some).map_err(|detail| {
            let path = path.to_owned();
            HighWaterError::Damaged { path, detail }
        })
    }

    /// Compares the mark with a log.
    pub fn compare(&self, log: &dyn Reader) -> Result<Standing, HighWaterError> {
        let head = log.head()?;
        if let Some(note) = &head.checkpoint {
            let note =
                crate::note::Note::parse(note).map_err(crate::checkpoint::CheckpointError::from)?;
            let found: Checkpoint = note.unverified_text().parse()?;
            if found.origin() != self.origin {
                let (marked, found) = (self.origin.clone(), found.origin().to_owned());
                return Ok(Standing::OtherOrigin { marked, found });
            }
        }
        if head.size < self.size {
            return Ok(Standing::LogShorter { marked: self.size, found: head.size });
        }
        if root_at(&StoredTiles(log), self.size)? != self.root {
            return Ok(Standing::OtherHistory { marked: self.size });
        }
        Ok(match head.size - self.size {
            0 => Standing::Same,
            by => Standing::LogAhead { by },
        })
    }
}

fn checksum(line: &str) -> String {
    hex::encode(&Sha256::digest(line))
}

fn parse(text: &[u8]) -> Result<HighWater, String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is not text".to_owned())?;
    let lines = text.strip_suffix('\n').and_then(|text| text.split_once('\n'));
    let (line, sum) = lines.ok_or("it is cut")?;
    if checksum(line) != sum {
        return Err("its checksum does not match".to_owned());
    }
    serde_json::from_str(line).map_err(|error| error.to_string())
}

/// The root as checkpoints spell it.
mod base64_root {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::tree::NodeHash;

    pub fn serialize<S: Serializer>(root: &NodeHash, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&root.to_base64())
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<NodeHash, D::Error> {
        NodeHash::parse_base64(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Log;
    use crate::note::{KeyName, SigningKey};
    use crate::store::contract::draft;
    use crate::store::sqlite::SqliteStore;

    fn log(folder: &Path, name: &str, size: u64, first: u64) -> Log {
        let store = SqliteStore::create(&folder.join(name)).unwrap();
        let key = SigningKey::from_seed(KeyName::new("centre.example/c01/1").unwrap(), &[7; 32]);
        let mut log = Log::open(Box::new(store), key).unwrap();
        let entries = (first..first + size).map(draft).collect();
        log.commit(log.stage(entries, vec![], vec![]).unwrap()).unwrap();
        log
    }

    fn mark(log: &Log) -> HighWater {
        let (origin, counters) = (log.origin().to_owned(), [("B26".to_owned(), 42)].into());
        HighWater { origin, size: log.size(), root: log.root(), counters }
    }

    #[test]
    fn a_mark_is_read_back_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("high-water");
        assert_eq!(HighWater::read(&path).unwrap(), None);
        let mut mark = mark(&log(folder.path(), "log", 3, 0));
        mark.write(&path).unwrap();
        mark.counters.insert("DV26".to_owned(), 7);
        mark.write(&path).unwrap();
        assert_eq!(HighWater::read(&path).unwrap(), Some(mark.clone()));
        let line = fs::read_to_string(&path).unwrap();
        let root = mark.root.to_base64();
        assert!(line.starts_with(&format!(
            r#"{{"origin":"centre.example/c01/1","size":3,"root":"{root}","counters":{{"B26":42,"DV26":7}}}}"#
        )));
        assert_eq!(line.lines().count(), 2);
    }

    #[test]
    fn any_flipped_bit_and_any_cut_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("high-water");
        mark(&log(folder.path(), "log", 3, 0)).write(&path).unwrap();
        let good = fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&path, &bad).unwrap();
            let read = HighWater::read(&path);
            assert!(matches!(read, Err(HighWaterError::Damaged { .. })), "byte {at}: {read:?}");
            fs::write(&path, &good[..at]).unwrap();
            let read = HighWater::read(&path);
            assert!(matches!(read, Err(HighWaterError::Damaged { .. })), "cut at {at}: {read:?}");
        }
        let message = HighWater::read(&path).unwrap_err().to_string();
        assert!(message.contains("is damaged (it is cut): restore it from its own copy"));
        assert!(matches!(
            mark(&log(folder.path(), "other", 1, 0)).write(&folder.path().join("no/file")),
            Err(HighWaterError::Write { .. })
        ));
    }

    #[test]
    fn a_log_is_the_same_ahead_shorter_another_or_forked() {
        let folder = tempfile::tempdir().unwrap();
        let long = log(folder.path(), "long", 300, 0);
        let short = log(folder.path(), "short", 280, 0);
        let fork = log(folder.path(), "fork", 300, 1);
        let read = |log: &Log| log.reader().unwrap();
        let compare = |mark: &HighWater, log: &Log| mark.compare(read(log).as_ref()).unwrap();
        assert_eq!(compare(&mark(&long), &long), Standing::Same);
        assert_eq!(compare(&mark(&short), &long), Standing::LogAhead { by: 20 });
        let shorter = Standing::LogShorter { marked: 300, found: 280 };
        assert_eq!(compare(&mark(&long), &short), shorter);
        assert_eq!(compare(&mark(&long), &fork), Standing::OtherHistory { marked: 300 });
        let other = HighWater { origin: "centre.example/c01/0".to_owned(), ..mark(&long) };
        assert!(matches!(compare(&other, &long), Standing::OtherOrigin { .. }));
        let empty = HighWater { size: 0, root: NodeHash::empty_tree(), ..mark(&long) };
        assert_eq!(compare(&empty, &long), Standing::LogAhead { by: 300 });
    }
}
