//! Every head the log ever signed, and those others kept.

use super::chunk::{Boundary, Chunk};
use super::finding::chain;
use super::report::Gathered;
use super::{Evidence, Fault, Finding, Signatures};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{Note, NoteError, VerifierKey, all_verify};
use crate::tree::{Frontier, NodeHash};

/// The trusted keys and the kept checkpoints.
pub(super) struct Heads<'a> {
    keys: &'a [VerifierKey],
    signatures: Signatures,
    size: u64,
    kept: Vec<Checkpoint>,
    broken: Vec<Finding>,
    sizes: Vec<u64>,
}

/// What is known of a head's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vouched {
    /// It is good.
    Known,
    /// It has to be checked.
    Unknown,
    /// Nobody asked.
    Unasked,
}

impl<'a> Heads<'a> {
    pub(super) fn new(evidence: &Evidence<'a>, size: u64) -> Self {
        let Evidence { keys, kept, signatures, .. } = *evidence;
        let (broken, sizes) = (Vec::new(), Vec::new());
        let mut heads = Self { keys, signatures, size, kept: Vec::new(), broken, sizes };
        for note in kept {
            match heads.open(note) {
                Ok(checkpoint) => heads.kept.push(checkpoint),
                Err(detail) => {
                    let fault = Fault::KeptBroken(detail);
                    heads.broken.push(Finding { position: None, fault });
                }
            }
        }
        heads.kept.sort_by_key(Checkpoint::size);
        heads.sizes = heads.kept.iter().map(Checkpoint::size).collect();
        heads.sizes.dedup();
        heads
    }

    /// The sizes at which the root is wanted for the kept checkpoints.
    pub(super) fn kept_sizes(&self) -> &[u64] {
        &self.sizes
    }

    fn open(&self, note: &[u8]) -> Result<Checkpoint, String> {
        self.open_parsed(&Note::parse(note), Vouched::Unknown)
    }

    fn open_parsed(
        &self,
        note: &Result<Note, NoteError>,
        vouched: Vouched,
    ) -> Result<Checkpoint, String> {
        let unsound = |error: NoteError| chain(&CheckpointError::from(error));
        let note = note.as_ref().map_err(|error| unsound(error.clone()))?;
        let text = match vouched {
            Vouched::Unknown => note.verify(self.keys).map_err(unsound)?,
            Vouched::Known | Vouched::Unasked => note.unverified_text(),
        };
        let head: Checkpoint = text.parse().map_err(|error: CheckpointError| chain(&error))?;
        // A key vouches for the log of its name, for no other.
        let ours = || self.keys.iter().any(|key| key.name().as_str() == head.origin());
        if vouched == Vouched::Unasked || ours() {
            return Ok(head);
        }
        Err(format!("it is about log `{}`, which none of the keys is for", head.origin()))
    }

    /// What is known of the signatures of a chunk's heads before each is looked at.
    fn vouched<'n>(&self, notes: impl IntoIterator<Item = &'n Note>) -> Vouched {
        match self.signatures {
            Signatures::Newest => Vouched::Unasked,
            Signatures::Every if all_verify(notes, self.keys) => Vouched::Known,
            Signatures::Every => Vouched::Unknown,
        }
    }

    /// Checks the heads signed inside a chunk, given the edge of the log before it.
    pub(super) fn check(&self, chunk: &mut Chunk, before: &Frontier) {
        let read = |boundary: Boundary| {
            let Boundary { end, commit, peaks } = boundary;
            (end, peaks, commit.map(|(first, note)| (first, Note::parse(&note))))
        };
        let heads: Vec<_> = std::mem::take(&mut chunk.boundaries).into_iter().map(read).collect();
        let notes = heads.iter().filter_map(|(_, _, commit)| commit.as_ref()?.1.as_ref().ok());
        let vouched = self.vouched(notes);
        let mut origins = Vec::new();
        let mut astray = false;
        for (end, peaks, commit) in heads {
            let root = before.root_with(&peaks);
            let Some((first, note)) = commit else {
                chunk.kept.push((end, root));
                continue;
            };
            // The newest stands for all entries: it is checked in any case.
            let vouched = if end == self.size && vouched == Vouched::Unasked {
                Vouched::Unknown
            } else {
                vouched
            };
            let fault = match self.open_parsed(&note, vouched) {
                Err(detail) => {
                    origins.push(None);
                    Some(Fault::Checkpoint(detail))
                }
                Ok(signed) => {
                    origins.push(Some(signed.origin().to_owned()));
                    fault_of(&signed, end, root)
                }
            };
            // Once a root is wrong all later ones are: the first says it.
            let is_root = matches!(fault, Some(Fault::Root { .. }));
            let fault = fault.filter(|_| !(is_root && astray));
            astray |= is_root;
            if let Some(fault) = fault {
                let position = if is_root { chunk.first_bad(first..end) } else { None };
                let position = Some(position.unwrap_or(first));
                chunk.findings.push(Finding { position, fault });
            }
        }
        for (run, origin) in chunk.runs.iter_mut().zip(origins) {
            run.origin = origin;
        }
        super::report::join_runs(&mut chunk.runs);
    }

    /// Holds the log against the kept checkpoints, from the oldest on: the first that does not
    /// agree names where, between it and the last that does.
    pub(super) fn judge_kept(mut self, gathered: &mut Gathered) {
        gathered.tell_all(std::mem::take(&mut self.broken));
        let empty = (0, NodeHash::empty_tree());
        let mut agreed = 0;
        for kept in &self.kept {
            if kept.size() > self.size {
                let fault = Fault::TailCut { kept: kept.size(), found: self.size };
                return gathered.tell(Finding { position: Some(self.size), fault });
            }
            let found = gathered.kept.iter().chain([&empty]).find(|(size, _)| *size == kept.size());
            if found.is_none_or(|(_, root)| *root != kept.root()) {
                let fault = Fault::Rewritten { kept: kept.size() };
                return gathered.tell(Finding { position: Some(agreed), fault });
            }
            agreed = kept.size();
        }
    }
}

/// Holds what was signed against what is there.
fn fault_of(signed: &Checkpoint, size: u64, root: NodeHash) -> Option<Fault> {
    if signed.size() != size {
        return Some(Fault::CheckpointSize { signed: signed.size(), size });
    }
    (signed.root() != root).then_some(Fault::Root { end: size })
}
