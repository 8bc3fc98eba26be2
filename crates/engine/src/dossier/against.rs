//! Holding a log, or another dossier, against a dossier handed out earlier.
//!
//! Whoever has a dossier has a signed checkpoint and some hundred entries that stood under it. A log
//! that was rewritten, cut or put back since does not continue it, whoever signed it anew.

use super::authentic::leads;
use super::lines::{BasisLine, EntryLine};
use super::read::{Placed, read};
use super::report::{Check, Report};
use super::verify::{Anchor, Course, Options, verify};
use super::whole::Whole;
use crate::verify::{Finding, Pass, read_entry};
use domain::id::SubjectId;
use ledger::checkpoint::Checkpoint;
use ledger::note::VerifierKey;
use ledger::store::{Reader, StoreError};
use ledger::tree::{LeafHash, hash_leaf};
use std::collections::BTreeMap;

/// A dossier handed out earlier.
#[derive(Debug, Clone)]
pub struct HandedOut {
    batch: String,
    checkpoint: Vec<u8>,
    entries: BTreeMap<u64, Held>,
}

/// An entry it holds.
#[derive(Debug, Clone)]
struct Held {
    hash: LeafHash,
    about: Vec<SubjectId>,
}

/// What is not authentic says nothing of any log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the dossier is not authentic itself: {}", .0.verdicts()[0])]
pub struct NotAuthentic(Box<Report>);

impl HandedOut {
    /// Reads one.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAuthentic> {
        let report = verify(bytes, &Options::default());
        if !report.authentic() {
            return Err(NotAuthentic(Box::new(report)));
        }
        let lines = read(bytes);
        let held = |placed: Placed<EntryLine>| {
            let leaf = placed.is.leaf.as_bytes();
            let about = read_entry(placed.is.entry, leaf).map(|entry| entry.about);
            let about = about.into_iter().flatten().map(|about| about.s).collect();
            (placed.is.entry, Held { hash: hash_leaf(leaf), about })
        };
        Ok(Self {
            batch: report.batch,
            checkpoint: lines.checkpoint.map(|note| note.is.into_bytes()).unwrap_or_default(),
            entries: lines.entries.into_iter().map(held).collect(),
        })
    }

    /// The checkpoint its entries stood under.
    pub fn checkpoint(&self) -> &[u8] {
        &self.checkpoint
    }

    /// Its entries that a log does not have, or has otherwise.
    pub fn differences(&self, log: &dyn Reader) -> Result<Vec<Finding>, StoreError> {
        let mut findings = Vec::new();
        for (position, held) in &self.entries {
            let problem = match log.entry(*position)? {
                Some(leaf) if hash_leaf(&leaf) == held.hash => continue,
                Some(_) => format!("it is not the one that the dossier of {} holds", self.batch),
                None => format!("it is missing: the dossier of {} holds it", self.batch),
            };
            findings.push(Finding { pass: Pass::Dossier, position: *position, problem });
        }
        Ok(findings)
    }
}

/// Compares a dossier with those handed out earlier: entries both have, those about subjects that are
/// whole here, and the checkpoints where they can be.
pub(super) fn earlier(
    course: &mut Course,
    bases: &[Placed<BasisLine>],
    anchor: &Anchor,
    whole: &Whole,
    options: &Options,
    key: &VerifierKey,
) {
    for earlier in &options.earlier {
        let trusted = std::slice::from_ref(key);
        let Ok(head) = Checkpoint::open_of(&anchor.origin, &earlier.checkpoint, trusted) else {
            course.wrong(2, Check::Kept, "the dossier handed out earlier is of another log");
            continue;
        };
        let basis = bases.iter().find(|placed| placed.is.basis == head.size());
        let holds = match basis {
            _ if head.size() == anchor.size => head.root() == anchor.root,
            Some(basis) => leads(basis, head.root(), anchor),
            None => true,
        };
        if !holds {
            let what = "the dossier handed out earlier is of another history";
            course.wrong(basis.map_or(2, |basis| basis.line), Check::Kept, what);
        }
        for (position, held) in &earlier.entries {
            match course.hashes.get(position) {
                Some(hash) if *hash == held.hash => {}
                Some(_) => {
                    let what = format!("a dossier handed out earlier has another entry {position}");
                    course.wrong(course.line_of(*position), Check::Kept, what);
                }
                None if *position < anchor.size && held.about.iter().any(|s| whole.has(s)) => {
                    let what = format!(
                        "entry {position}, which a dossier handed out earlier holds, is not here"
                    );
                    course.wrong(course.lines, Check::Kept, what);
                }
                None => {}
            }
        }
    }
}
