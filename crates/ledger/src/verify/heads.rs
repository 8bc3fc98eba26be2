//! Every head the log ever signed, and those others kept.

use super::chunk::{Boundary, Chunk, Roots};
use super::finding::chain;
use super::order::Before;
use super::report::Gathered;
use super::{Evidence, Fault, Finding, Signatures};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{KeyName, Note, NoteError, Sm2VerifierKey, VerifierKey, all_verify};
use crate::tree::NodeHash;

/// The trusted keys and the kept checkpoints.
pub(super) struct Heads<'a> {
    keys: &'a [VerifierKey],
    second: Option<&'a Sm2VerifierKey>,
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
        let Evidence { keys, second, kept, signatures, .. } = *evidence;
        let (broken, sizes) = (Vec::new(), Vec::new());
        let kept_heads = Vec::new();
        let mut heads = Self { keys, second, signatures, size, kept: kept_heads, broken, sizes };
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
    pub(super) fn check(&self, chunk: &mut Chunk, before: &Before) {
        let read = |boundary: Boundary| {
            let Boundary { end, commit, peaks, second_peaks } = boundary;
            let second = self.second.map(|_| before.second.root_with(&second_peaks));
            let roots = Roots { size: end, root: before.first.root_with(&peaks), second };
            (roots, commit.map(|(first, note)| (first, Note::parse(&note))))
        };
        let heads: Vec<_> = std::mem::take(&mut chunk.boundaries).into_iter().map(read).collect();
        let notes = heads.iter().filter_map(|(_, commit)| commit.as_ref()?.1.as_ref().ok());
        let vouched = self.vouched(notes);
        let mut origins = Vec::new();
        let (mut astray, mut second_astray) = (false, false);
        for (roots, commit) in heads {
            let Roots { size: end, root, .. } = roots;
            let Some((first, note)) = commit else {
                chunk.kept.push(roots);
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
                    let second = self.second_fault(&roots, &note, &signed, vouched);
                    chunk.second_commits += u64::from(self.second.is_some() && second.is_none());
                    // As with the roots by SHA-256 below.
                    let is_root = matches!(second, Some(Fault::SecondRoot { .. }));
                    let told = second.filter(|_| !(is_root && second_astray));
                    second_astray |= is_root;
                    if let Some(fault) = told {
                        let bad = if is_root { chunk.first_bad(first..end) } else { None };
                        let position = Some(bad.unwrap_or(first));
                        chunk.findings.push(Finding { position, fault });
                    }
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

    /// What is wrong with a commit's checkpoint by the second suite, if the log has it.
    fn second_fault(
        &self,
        roots: &Roots,
        note: &Result<Note, NoteError>,
        signed: &Checkpoint,
        vouched: Vouched,
    ) -> Option<Fault> {
        let (key, root, note) = (self.second?, roots.second?, note.as_ref().ok()?);
        match signed.sm3_root() {
            Err(_) => Some(Fault::Second("its line of the root by SM3 is malformed")),
            Ok(None) => Some(Fault::Second("it has no root by SM3")),
            Ok(Some(named)) if named != root => Some(Fault::SecondRoot { end: roots.size }),
            Ok(Some(_)) if vouched == Vouched::Unasked => None,
            Ok(Some(_)) => fault_of_signature(key, note, signed),
        }
    }

    /// Holds the log against the kept checkpoints, from the oldest on: the first that does not
    /// agree names where, between it and the last that does.
    pub(super) fn judge_kept(mut self, gathered: &mut Gathered) {
        gathered.tell_all(std::mem::take(&mut self.broken));
        let empty = Roots { size: 0, root: NodeHash::empty_tree(), second: None };
        let mut agreed = 0;
        for kept in &self.kept {
            if kept.size() > self.size {
                let fault = Fault::TailCut { kept: kept.size(), found: self.size };
                return gathered.tell(Finding { position: Some(self.size), fault });
            }
            let found = gathered.kept.iter().chain([&empty]).find(|it| it.size == kept.size());
            // Where SHA-256 no longer tells two histories apart, SM3 does. An entry that is told as
            // changed has another root by SM3 in any case, and is no second history.
            let told = gathered.changed_before(kept.size());
            let by_sm3 = |second: NodeHash| told || kept.sm3_root() == Ok(Some(second));
            let same = |found: &Roots| found.root == kept.root() && found.second.is_none_or(by_sm3);
            if !found.is_some_and(same) {
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

fn fault_of_signature(key: &Sm2VerifierKey, note: &Note, signed: &Checkpoint) -> Option<Fault> {
    let named = KeyName::new(signed.origin()).ok().map(|name| key.renamed(name));
    let Some(key) = named else { return Some(Fault::Second("its origin names no key")) };
    let mut theirs = note.signatures().iter().filter(|line| key.claims(line)).peekable();
    if theirs.peek().is_none() {
        return Some(Fault::Second("it has no signature by the SM2 key of the first entry"));
    }
    let good = theirs.all(|line| key.check(note.unverified_text(), line));
    (!good).then_some(Fault::Second("its signature by SM2 does not match the text"))
}
