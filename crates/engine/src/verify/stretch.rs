//! A stretch of the log as the pass over meaning takes it: read and decoded, its sealed texts opened.

use super::sealed::{self, Found, Place};
use crate::entry::{self, About, SaidLine};
use crate::vault::Keys;
use domain::fact::Fact;
use domain::time::Timestamp;
use ledger::checkpoint::Checkpoint;
use ledger::note::Note;
use ledger::store::{CommitRow, Flow, Reader, StoreError};
use ledger::tree::{LeafHash, NodeHash};
use std::ops::Range;

/// An entry read whole.
pub(crate) struct Entry {
    pub position: u64,
    pub said: SaidLine,
    pub recorded: Timestamp,
    pub sw: String,
    pub about: Vec<About>,
    pub read: Vec<entry::Read>,
    pub facts: Vec<Fact>,
    pub findings: Vec<domain::refusal::Finding>,
    pub proof: entry::Proof,
    /// What a passkey signed for it, if one did.
    pub challenge: Option<[u8; 32]>,
}

/// A stretch of the log.
pub(super) struct Stretch {
    pub positions: Range<u64>,
    /// The entries, or what is wrong with them.
    pub entries: Vec<(u64, Result<Entry, String>)>,
    /// What came of their sealed texts.
    pub sealed: Found,
    /// The hashes kept of the entries, from the first position on.
    pub hashes: Vec<LeafHash>,
    /// The heads that were published in it: sizes with their roots.
    pub heads: Vec<(u64, NodeHash)>,
    /// Why it ends before it should.
    pub end: Result<(), StoreError>,
}

impl Stretch {
    /// Reads one.
    pub fn read(reader: &dyn Reader, keys: Option<&Keys>, positions: Range<u64>) -> Self {
        let mut stretch = Self {
            positions: positions.clone(),
            entries: Vec::new(),
            sealed: Found::default(),
            hashes: Vec::new(),
            heads: Vec::new(),
            end: Ok(()),
        };
        stretch.end = stretch.fill(reader, keys);
        stretch
    }

    fn fill(&mut self, reader: &dyn Reader, keys: Option<&Keys>) -> Result<(), StoreError> {
        let positions = self.positions.clone();
        reader.entries(positions.clone(), &mut |position, leaf| {
            self.entries.push((position, read(position, leaf)));
            Flow::Continue(())
        })?;
        if let Some(keys) = keys {
            let read = self.entries.iter().filter_map(|(_, entry)| entry.as_ref().ok());
            let places: Vec<Place> = read.flat_map(Place::of).collect();
            sealed::check_all(reader, keys, &places, &mut self.sealed);
        }
        self.hashes = reader.leaf_hashes(positions.clone())?;
        reader.commits(positions, &mut |commit| {
            self.heads.extend(head(commit));
            Flow::Continue(())
        })
    }
}

/// The head a commit published. Whether it was signed is the business of the pass over bytes.
fn head(commit: &CommitRow<'_>) -> Option<(u64, NodeHash)> {
    let note = Note::parse(commit.checkpoint).ok()?;
    let head: Checkpoint = note.unverified_text().parse().ok()?;
    Some((head.size(), head.root()))
}

/// Reads an entry whole; `Err` says what is wrong with it.
pub(crate) fn read(position: u64, leaf: &[u8]) -> Result<Entry, String> {
    let told = |error: &dyn std::error::Error| {
        let causes = std::iter::successors(Some(error), |error| error.source());
        causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
    };
    let (line, made) = entry::lines(leaf).map_err(|error| told(&error))?;
    let said = entry::said_line(line).map_err(|error| told(&error))?;
    let made = entry::made_line(made).map_err(|error| told(&error))?;
    let by_passkey = matches!(made.proof, entry::Proof::Passkey { .. });
    Ok(Entry {
        position,
        said,
        recorded: made.recorded,
        facts: made.facts,
        sw: made.sw,
        about: made.about,
        read: made.read,
        findings: made.findings,
        proof: made.proof,
        challenge: by_passkey.then(|| entry::challenge(line)),
    })
}
