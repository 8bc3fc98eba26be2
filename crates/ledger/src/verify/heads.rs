//! Every head the log ever signed, and those others kept.

use super::chunk::Chunk;
use super::finding::chain;
use super::report::Gathered;
use super::{Evidence, Fault, Finding, Signatures};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{Note, VerifierKey};
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
        let checkpoint = Checkpoint::open(note, self.keys).map_err(|error| chain(&error))?;
        // A key vouches for the log of its name, for no other.
        if self.keys.iter().any(|key| key.name().as_str() == checkpoint.origin()) {
            return Ok(checkpoint);
        }
        Err(format!("it is about log `{}`, which none of the keys is for", checkpoint.origin()))
    }

    /// The head a commit signed, its signature checked if that was asked for.
    fn open_at(&self, size: u64, note: &[u8]) -> Result<Checkpoint, String> {
        if self.signatures == Signatures::Every || size == self.size {
            return self.open(note);
        }
        let note = Note::parse(note).map_err(|error| chain(&error))?;
        note.unverified_text().parse().map_err(|error: CheckpointError| chain(&error))
    }

    /// Checks the heads signed inside a chunk, given the edge of the log before it.
    pub(super) fn check(&self, chunk: &mut Chunk, before: &Frontier) {
        let boundaries = std::mem::take(&mut chunk.boundaries);
        let mut origins = Vec::new();
        let mut astray = false;
        for boundary in boundaries {
            let root = before.root_with(&boundary.peaks);
            let Some((first, note)) = boundary.commit else {
                chunk.kept.push((boundary.end, root));
                continue;
            };
            let fault = match self.open_at(boundary.end, &note) {
                Err(detail) => {
                    origins.push(None);
                    Some(Fault::Checkpoint(detail))
                }
                Ok(signed) => {
                    origins.push(Some(signed.origin().to_owned()));
                    fault_of(&signed, boundary.end, root)
                }
            };
            // Once a root is wrong all later ones are: the first says it.
            let is_root = matches!(fault, Some(Fault::Root { .. }));
            let fault = fault.filter(|_| !(is_root && astray));
            astray |= is_root;
            if let Some(fault) = fault {
                let position = if is_root { chunk.first_bad(first..boundary.end) } else { None };
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
