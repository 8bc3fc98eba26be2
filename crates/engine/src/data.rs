//! The data folder: which file is what.
//!
//! ```text
//! log.db        the log, append-only, and what is sealed beside it
//! log.key       the key checkpoints are signed with
//! sm2.key       the key they are signed with a second time, of a centre with the second suite
//! sm3-edge      how far the tree by SM3 went: a cache, made again from the log
//! high-water    highest numbers given out and size of the log, outside the database
//! objects/      attachments by their hash
//! vault.db      keys of subjects, wrapped
//! master.key    the key they are wrapped with: keep its copy elsewhere
//! accounts.db   sign-in names and password hashes
//! access/       the second log, a file a day: who looked at personal data, who was turned away
//! access.key    the key it is signed with
//! forbidden-words  words no password is to be made of, if the site lists some
//! witnessed/    what witnesses cosigned last
//! last-backup   where, when and how far the centre was last backed up
//! cache/        snapshots, private to a build, thrown away on mismatch
//! ```

use std::path::{Path, PathBuf};

/// A folder that holds, or will hold, one centre.
#[derive(Debug, Clone)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether a centre is, or was, here: a log, or the key of one.
    pub fn has_centre(&self) -> bool {
        self.log().exists() || self.log_key().exists()
    }

    /// The log.
    pub fn log(&self) -> PathBuf {
        self.0.join("log.db")
    }

    /// The key that signs checkpoints.
    pub fn log_key(&self) -> PathBuf {
        self.0.join("log.key")
    }

    /// The key that signs checkpoints a second time.
    pub fn sm2_key(&self) -> PathBuf {
        self.0.join("sm2.key")
    }

    /// A copy of the edge of the tree by SM3.
    pub fn sm3_edge(&self) -> PathBuf {
        self.0.join("sm3-edge")
    }

    /// The high-water file.
    pub fn high_water(&self) -> PathBuf {
        self.0.join("high-water")
    }

    /// Attachments.
    pub fn objects(&self) -> PathBuf {
        self.0.join("objects")
    }

    /// Keys of subjects.
    pub fn vault(&self) -> PathBuf {
        self.0.join("vault.db")
    }

    /// The key that wraps them.
    pub fn master_key(&self) -> PathBuf {
        self.0.join("master.key")
    }

    /// The key that is to take its place, while a rotation goes on.
    pub fn master_key_next(&self) -> PathBuf {
        self.0.join("master.key.next")
    }

    /// Accounts.
    pub fn accounts(&self) -> PathBuf {
        self.0.join("accounts.db")
    }

    /// Words no password is to be made of, if the site lists some.
    pub fn forbidden_words(&self) -> PathBuf {
        self.0.join("forbidden-words")
    }

    /// The access log.
    pub fn access(&self) -> PathBuf {
        self.0.join("access")
    }

    /// The key it is signed with.
    pub fn access_key(&self) -> PathBuf {
        self.0.join("access.key")
    }

    /// What witnesses cosigned last.
    pub fn witnessed(&self) -> PathBuf {
        self.0.join("witnessed")
    }

    /// What the last backup left a note of.
    pub fn last_backup(&self) -> PathBuf {
        self.0.join("last-backup")
    }

    /// Snapshots of this build.
    pub fn cache(&self) -> PathBuf {
        self.0.join("cache")
    }
}
