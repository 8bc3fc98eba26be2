//! The second suite of a log that has one: the same tree by SM3, and a second signature by SM2.
//!
//! The root by SM3 stands as a line of the checkpoint's text, so that the log's own signature and
//! every cosignature vouch for it too. A log without the suite does none of this.
//!
//! Of the tree only the edge is kept, in memory. Beside the log lies a copy of it as it was some
//! entries ago, in a file that is a cache and nothing else: it is believed only as far as it leads to
//! the root that was signed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::OpenError;
use crate::atomic_file::{self, Audience};
use crate::checkpoint::Checkpoint;
use crate::note::{KeyName, Note, Sm2SigningKey};
use crate::store::{Draft, Flow, Reader, Store};
use crate::tree::{BySm3, Frontier, NodeHash};

/// After how many entries the copy of the edge is written anew: what a start has to hash again.
const KEPT_EVERY: u64 = 16_384;

/// Told, while the edge is made again from the entries, how many are hashed and how many there are.
pub type Hashed = dyn Fn(u64, u64) + Send;

/// What a log signs a second time with.
pub struct SecondSuite {
    key: Sm2SigningKey,
    cache: Option<PathBuf>,
    hashed: Box<Hashed>,
}

impl SecondSuite {
    /// The suite with this key. Its name does not matter: it signs under the log's.
    pub fn new(key: Sm2SigningKey) -> Self {
        Self { key, cache: None, hashed: Box::new(|_, _| {}) }
    }

    /// The same, with the copy of the edge in this file.
    pub fn kept_in(self, cache: PathBuf) -> Self {
        Self { cache: Some(cache), ..self }
    }

    /// The same, telling how far it is whenever the edge has to be made again.
    pub fn telling(self, hashed: Box<Hashed>) -> Self {
        Self { hashed, ..self }
    }
}

/// The second suite of an open log.
pub(super) struct Second {
    key: Sm2SigningKey,
    edge: Frontier<BySm3>,
    cache: Option<PathBuf>,
    /// The size the copy of the edge has.
    kept: u64,
}

impl Second {
    /// Makes the edge again and holds it to what was signed.
    ///
    /// Refuses: a log that has the suite without the key, one that has it not with one, another key,
    /// entries that do not lead to the signed root.
    pub(super) fn open(
        suite: Option<SecondSuite>,
        name: &KeyName,
        head: Option<&[u8]>,
        store: &dyn Store,
    ) -> Result<Option<Self>, OpenError> {
        let Some(head) = head else {
            return Ok(suite.map(|suite| Self::at(suite, name, Frontier::default(), 0)));
        };
        let (note, checkpoint) = read(head)?;
        let signed = checkpoint.sm3_root().map_err(OpenError::Checkpoint)?;
        let (suite, signed) = match (suite, signed) {
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(OpenError::SecondKeyMissing),
            (Some(_), None) => return Err(OpenError::NoSecondSuite),
            (Some(suite), Some(signed)) => (suite, signed),
        };
        let then = KeyName::new(checkpoint.origin()).map_err(|_| OpenError::SecondKeyOther)?;
        let key = suite.key.verifier().renamed(then);
        if !note.signatures().iter().any(|line| key.check(note.unverified_text(), line)) {
            return Err(OpenError::SecondKeyOther);
        }
        let (size, reader) = (checkpoint.size(), store.reader()?);
        let from = suite.cache.as_deref().and_then(read_edge).filter(|edge| edge.size() <= size);
        let mut kept = from.as_ref().map_or(0, Frontier::size);
        let mut edge = hash(reader.as_ref(), from.unwrap_or_default(), size, &suite.hashed)?;
        if edge.root() != signed && kept > 0 {
            // Not this log's, or damaged.
            kept = 0;
            edge = hash(reader.as_ref(), Frontier::default(), size, &suite.hashed)?;
        }
        if (edge.size(), edge.root()) != (size, signed) {
            return Err(OpenError::SecondRoot { signed: size, stored: edge.size() });
        }
        let mut second = Self::at(suite, name, edge, kept);
        second.keep_if_due();
        Ok(Some(second))
    }

    fn at(suite: SecondSuite, name: &KeyName, edge: Frontier<BySm3>, kept: u64) -> Self {
        let key = suite.key.renamed(name.clone());
        Self { key, edge, cache: suite.cache, kept }
    }

    pub(super) fn key(&self) -> &Sm2SigningKey {
        &self.key
    }

    pub(super) fn edge(&self) -> &Frontier<BySm3> {
        &self.edge
    }

    /// The edge with these entries.
    pub(super) fn with(&self, entries: &[Draft]) -> Frontier<BySm3> {
        let mut edge = self.edge.clone();
        for draft in entries {
            edge.push_entry(&draft.leaf);
        }
        edge
    }

    /// Goes on from an edge whose commit is durable.
    pub(super) fn go_on(&mut self, edge: Frontier<BySm3>) {
        self.edge = edge;
        self.keep_if_due();
    }

    fn keep_if_due(&mut self) {
        if self.edge.size() - self.kept.min(self.edge.size()) < KEPT_EVERY {
            return;
        }
        if let Some(path) = &self.cache {
            // What cannot be written is hashed again at the next start, and no commit fails for it.
            drop(write_edge(path, &self.edge));
        }
        self.kept = self.edge.size();
    }
}

fn read(head: &[u8]) -> Result<(Note, Checkpoint), OpenError> {
    let note = Note::parse(head).map_err(|error| OpenError::Checkpoint(error.into()))?;
    let checkpoint = note.unverified_text().parse().map_err(OpenError::Checkpoint)?;
    Ok((note, checkpoint))
}

/// Goes on with an edge over the entries up to `size`, as far as there are any.
fn hash(
    reader: &dyn Reader,
    mut edge: Frontier<BySm3>,
    size: u64,
    hashed: &Hashed,
) -> Result<Frontier<BySm3>, OpenError> {
    reader.entries(edge.size()..size, &mut |position, leaf| {
        if position != edge.size() {
            return Flow::Break(());
        }
        edge.push_entry(leaf);
        if edge.size().is_multiple_of(KEPT_EVERY) {
            hashed(edge.size(), size);
        }
        Flow::Continue(())
    })?;
    Ok(edge)
}

/// A line with the size, then one for each peak.
fn write_edge(path: &Path, edge: &Frontier<BySm3>) -> std::io::Result<()> {
    let mut text = format!("{}\n", edge.size());
    for peak in edge.peaks() {
        let _ = writeln!(text, "{}", peak.to_base64());
    }
    atomic_file::replace(path, text.as_bytes(), Audience::Default)
}

fn read_edge(path: &Path) -> Option<Frontier<BySm3>> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut lines = text.lines();
    let size = lines.next()?.parse().ok()?;
    let peaks = lines.map(NodeHash::parse_base64).collect::<Result<_, _>>().ok()?;
    Frontier::of_peaks(size, peaks)
}

#[cfg(test)]
mod tests;
