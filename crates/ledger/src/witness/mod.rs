//! Watching a log from outside (C2SP tlog-witness): a witness keeps the latest checkpoint it saw of
//! each log and cosigns a newer one only when it is proven to be that one's continuation.
//!
//! Guarantees: of one log a witness never cosigns two trees of one size, nor a tree that does not
//! begin with the one it cosigned before, whatever happens to it: a checkpoint is durable before its
//! cosignature leaves, and only one process at a time keeps a folder.
//!
//! Does not know: HTTP. [`Submission`] is what is posted to `add-checkpoint`; [`Refused`] says with
//! which status it is answered.

mod seen;
mod submission;
#[cfg(test)]
mod tests;

pub use submission::{Submission, SubmissionError};

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::checkpoint::Checkpoint;
use crate::note::{CosigningKey, Note, VerifierKey};
use crate::tree::{NodeHash, check_consistency};
use seen::Seen;

/// Why a witness does not begin.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process keeps the folder.
    #[error("another witness keeps {}: of one folder there is one witness", .0.display())]
    Locked(PathBuf),
    /// The folder cannot be used.
    #[error("{attempt} {}", path.display())]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What the witness saw last is not what it wrote.
    #[error("{} is damaged: restore the very last copy of it; an older one would have this witness cosign a second history", .0.display())]
    Damaged(PathBuf),
}

/// Why a checkpoint is not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The request is not in the form of the protocol.
    #[error(transparent)]
    Malformed(#[from] SubmissionError),
    /// Nobody asked this witness to watch that log.
    #[error("this witness does not watch the log `{0}`")]
    UnknownLog(String),
    /// The checkpoint is not signed by the log.
    #[error("the checkpoint is not signed by a key this witness knows the log by")]
    NotSigned,
    /// The old size is larger than the new one.
    #[error("the old size {old} is larger than the checkpoint's, {size}")]
    OldBeyond {
        /// The old size.
        old: u64,
        /// The size of the checkpoint.
        size: u64,
    },
    /// The proof begins elsewhere than where this witness stands.
    #[error("this witness has cosigned {size} entries")]
    Stale {
        /// The size it cosigned last.
        size: u64,
    },
    /// A second tree of the size that was cosigned: the log shows two histories.
    #[error("another tree of {size} entries was cosigned: the log shows two histories")]
    OtherRoot {
        /// The size.
        size: u64,
    },
    /// The proof does not hold: the log may show two histories.
    #[error("the new tree is not shown to begin with the {old} entries that were cosigned")]
    Inconsistent {
        /// The size that was cosigned.
        old: u64,
    },
    /// It could not be made durable.
    #[error("keep the checkpoint in {}", path.display())]
    NotKept {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Refused {
    /// The status of HTTP it is answered with.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::OldBeyond { .. } => 400,
            Self::NotSigned => 403,
            Self::UnknownLog(_) => 404,
            Self::Stale { .. } | Self::OtherRoot { .. } => 409,
            Self::Inconsistent { .. } => 422,
            Self::NotKept { .. } => 500,
        }
    }

    /// The size that was cosigned last, where the answer says it.
    pub fn cosigned(&self) -> Option<u64> {
        match self {
            Self::Stale { size } | Self::OtherRoot { size } => Some(*size),
            _ => None,
        }
    }
}

/// A witness at work. The clock comes with each call.
pub struct Witness {
    folder: PathBuf,
    key: CosigningKey,
    logs: Vec<VerifierKey>,
    /// What was cosigned last, by origin. Held through the whole of a submission: checking and
    /// keeping are one step.
    seen: Mutex<BTreeMap<String, Seen>>,
    _lock: File,
}

impl Witness {
    /// Begins, or goes on, in a folder: reads what was seen there and checks that it wrote it.
    pub fn open(
        folder: &Path,
        key: CosigningKey,
        logs: Vec<VerifierKey>,
    ) -> Result<Self, OpenError> {
        let failed =
            |attempt, path: &Path, source| OpenError::Io { attempt, path: path.to_owned(), source };
        fs::create_dir_all(folder).map_err(|error| failed("make the folder", folder, error))?;
        let lock_path = folder.join("lock");
        let lock = File::create(&lock_path).map_err(|error| failed("open", &lock_path, error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Locked(folder.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed("lock", &lock_path, error)),
        }
        let verifier = key.verifier();
        let mut seen = BTreeMap::new();
        for log in &logs {
            let origin = log.name().as_str();
            let path = seen::file(folder, origin);
            let note = match fs::read(&path) {
                Ok(note) => note,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed("read", &path, error)),
            };
            let kept = Seen::read(&note, origin, &verifier).ok_or(OpenError::Damaged(path))?;
            seen.insert(origin.to_owned(), kept);
        }
        let folder = folder.to_owned();
        Ok(Self { folder, key, logs, seen: Mutex::new(seen), _lock: lock })
    }

    /// The witness's public key.
    pub fn key(&self) -> &CosigningKey {
        &self.key
    }

    /// The logs it watches.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// What was cosigned last of a log: its size and the note with the cosignature.
    pub fn latest(&self, origin: &str) -> Option<(u64, Vec<u8>)> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(origin).map(|seen| (seen.size, seen.note.clone()))
    }

    /// Answers a request to `add-checkpoint`: with the cosignature line, or with why not.
    ///
    /// Guarantees: when this returns a line, the checkpoint is durable.
    pub fn add_checkpoint(&self, request: &[u8], seconds: u64) -> Result<Vec<u8>, Refused> {
        let Submission { old, path, checkpoint } = Submission::parse(request)?;
        let malformed = |_| Refused::Malformed(SubmissionError::Checkpoint);
        let mut note = Note::parse(&checkpoint).map_err(malformed)?;
        let claimed: Checkpoint = note
            .unverified_text()
            .parse()
            .map_err(|_| Refused::Malformed(SubmissionError::Checkpoint))?;
        let origin = claimed.origin().to_owned();
        let keys: Vec<VerifierKey> =
            self.logs.iter().filter(|log| log.name().as_str() == origin).cloned().collect();
        if keys.is_empty() {
            return Err(Refused::UnknownLog(origin));
        }
        let text = note.verify(&keys).map_err(|_| Refused::NotSigned)?.to_owned();
        let (size, root) = (claimed.size(), claimed.root());
        if old > size {
            return Err(Refused::OldBeyond { old, size });
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.get(&origin);
        let (cosigned, cosigned_root) =
            before.map_or((0, NodeHash::empty_tree()), |seen| (seen.size, seen.root));
        if old != cosigned {
            return Err(Refused::Stale { size: cosigned });
        }
        // From here on the log itself vouches for what does not fit: it is kept as evidence.
        if old == size && before.is_some() && root != cosigned_root {
            seen::keep_evidence(&self.folder, &checkpoint);
            return Err(Refused::OtherRoot { size });
        }
        if check_consistency((cosigned, cosigned_root), (size, root), &path).is_err() {
            seen::keep_evidence(&self.folder, &checkpoint);
            return Err(Refused::Inconsistent { old });
        }
        let line = self.key.cosign(&text, seconds);
        // Only lines somebody here has checked are kept.
        note.keep(|line| keys.iter().any(|key| (key.name(), key.id()) == (line.name(), line.id())));
        note.add(line.clone());
        let kept = Seen { size, root, note: note.to_string().into_bytes() };
        let path = seen::file(&self.folder, &origin);
        // Die here: nothing was cosigned; whoever asked asks again.
        kept.write(&path).map_err(|source| Refused::NotKept { path, source })?;
        // Die here: durable, unanswered; asked again from the old size, the answer is this one.
        seen.insert(origin, kept);
        Ok(format!("{line}\n").into_bytes())
    }
}

/// Keeps a note in a file, in one step, in place of the one before.
pub fn keep_note(path: &Path, note: &Note) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    crate::atomic_file::replace(
        path,
        note.to_string().as_bytes(),
        crate::atomic_file::Audience::Default,
    )
}
