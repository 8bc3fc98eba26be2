//! What a witness saw last of a log, in a file a log; and what it refused, as evidence.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::atomic_file::{self, Audience};
use crate::checkpoint::Checkpoint;
use crate::hex;
use crate::note::{CosignerKey, Note};
use crate::tree::NodeHash;

/// How many refused checkpoints are kept: the first ones say enough.
const EVIDENCE_MAX: usize = 100;

/// A cosigned checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub size: u64,
    pub root: NodeHash,
    /// The checkpoint with the log's signature and the cosignature.
    pub note: Vec<u8>,
}

/// The file of a log: named by the hash of its origin, which may hold slashes.
pub(super) fn file(folder: &Path, origin: &str) -> PathBuf {
    folder.join(format!("{}.checkpoint", hex::encode(&Sha256::digest(origin))))
}

impl Seen {
    /// Reads a note this witness kept; `None` if it is not one it cosigned.
    pub fn read(note: &[u8], origin: &str, key: &CosignerKey) -> Option<Self> {
        let parsed = Note::parse(note).ok()?;
        let text = parsed.unverified_text();
        let checkpoint: Checkpoint = text.parse().ok()?;
        let cosigned = parsed.signatures().iter().any(|line| key.check(text, line).is_some());
        (cosigned && checkpoint.origin() == origin).then(|| Self {
            size: checkpoint.size(),
            root: checkpoint.root(),
            note: note.to_vec(),
        })
    }

    /// Makes it durable in place of what was seen before.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        atomic_file::replace(path, &self.note, Audience::Default)
    }
}

/// Keeps a checkpoint that its log signed and that does not fit: a witness alone can show it.
pub(super) fn keep_evidence(folder: &Path, checkpoint: &[u8]) {
    let folder = folder.join("evidence");
    let kept = fs::create_dir_all(&folder).and_then(|()| {
        if fs::read_dir(&folder)?.count() < EVIDENCE_MAX {
            let path =
                folder.join(format!("{}.checkpoint", hex::encode(&Sha256::digest(checkpoint))));
            atomic_file::replace(&path, checkpoint, Audience::Default)?;
        }
        Ok(())
    });
    // The refusal stands all the same, and whoever asked has the checkpoint.
    drop(kept);
}
