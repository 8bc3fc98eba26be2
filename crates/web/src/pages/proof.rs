//! Checking what a page shows against the log, as anybody outside could: each entry lies in the
//! published tree, and each subject's chain has no gap.

use crate::app::Call;
use domain::id::SubjectId;
use engine::entry;
use ledger::store::{Reader, StoredTiles};
use ledger::tree::{check_inclusion, hash_leaf, inclusion_proof};
use std::collections::BTreeSet;

/// What checking some subjects came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many entries were checked.
    pub entries: usize,
    /// The latest of them.
    pub last: u64,
    /// What is not right.
    pub failed: Option<Failure>,
}

/// What is not right with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The entry cannot be read.
    Unreadable(u64),
    /// The entry is not in the published tree.
    NotInTree(u64),
    /// The chain of a subject has a gap before this entry.
    Gap(u64),
}

impl Failure {
    /// The entry, and the locale key that says what is wrong with it.
    pub fn said(self) -> (u64, &'static str) {
        match self {
            Self::Unreadable(at) => (at, "proof-unreadable"),
            Self::NotInTree(at) => (at, "proof-not-in-tree"),
            Self::Gap(at) => (at, "proof-gap"),
        }
    }
}

/// Checks every entry about these subjects. Reads the log: not for an async thread.
pub fn of_subjects(call: &Call, subjects: &[SubjectId]) -> Checked {
    let mut seen = BTreeSet::new();
    let read = call.app.engine.log().with(|reader| {
        subjects.iter().find_map(|subject| chain(call, reader, subject, &mut seen).err())
    });
    let failed = read.unwrap_or_else(|error| {
        tracing::error!(%error, "read the log for a proof");
        Some(Failure::Unreadable(0))
    });
    Checked { entries: seen.len(), last: seen.last().copied().unwrap_or(0), failed }
}

/// Follows a subject's chain to its first entry, checking each on the way.
fn chain(
    call: &Call,
    reader: &dyn Reader,
    subject: &SubjectId,
    seen: &mut BTreeSet<u64>,
) -> Result<(), Failure> {
    let Some(slot) = call.snapshot.centre.slot(subject) else { return Ok(()) };
    let (mut at, mut ordinal) = (slot.last, slot.ordinal);
    loop {
        let leaf = reader.entry(at).ok().flatten().ok_or(Failure::Unreadable(at))?;
        if seen.insert(at) {
            included(call, reader, at, &leaf)?;
        }
        let made = entry::made(&leaf).map_err(|_| Failure::Unreadable(at))?;
        let about = made.about.iter().find(|about| about.s == *subject);
        let about = about.filter(|about| about.n == ordinal).ok_or(Failure::Gap(at))?;
        match about.prev {
            Some(prev) if prev < at && ordinal > 1 => (at, ordinal) = (prev, ordinal - 1),
            None if ordinal == 1 => return Ok(()),
            Some(_) | None => return Err(Failure::Gap(at)),
        }
    }
}

/// Checks that an entry lies at its position in the published tree.
pub fn included(call: &Call, reader: &dyn Reader, at: u64, leaf: &[u8]) -> Result<(), Failure> {
    let (size, root) = (call.snapshot.size, call.snapshot.root);
    let path =
        inclusion_proof(&StoredTiles(reader), at, size).map_err(|_| Failure::Unreadable(at))?;
    check_inclusion(hash_leaf(leaf), at, size, root, &path).map_err(|_| Failure::NotInTree(at))
}
