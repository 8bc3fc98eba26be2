//! From entries to a centre: replay of the log, or of its tail.

use crate::ahead::{OpenReader, read_ahead};
use crate::entry::{self, EntryError};
use crate::leaving::Leaving;
use domain::centre::{Centre, FoldError};
use domain::fact::{At, Fact};
use domain::text::Digest;
use ledger::objects::{ObjectError, ObjectHash, Objects};
use ledger::store::{Flow, Reader, StoreError};
use std::ops::Range;
use std::sync::Arc;

/// Why a log cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The store.
    #[error("read the log")]
    Store(#[from] StoreError),
    /// An entry is not there.
    #[error("entry {position} is missing from the log: run verify, then restore from a backup")]
    Gap {
        /// Its position.
        position: u64,
    },
    /// An entry cannot be read.
    #[error("replay entry {position}: run verify")]
    Entry {
        /// Its position.
        position: u64,
        /// What is wrong with it.
        #[source]
        source: EntryError,
    },
    /// A closed subject cannot be loaded.
    #[error("reload a subject while replaying")]
    Load(#[from] crate::look::LoadError),
    /// A compiled process is missing or damaged.
    #[error("read the compiled process {digest}")]
    Process {
        /// Its hash.
        digest: Digest,
        /// What is wrong with it.
        #[source]
        source: ObjectError,
    },
    /// A compiled process cannot be read by this build.
    #[error("this build cannot read the compiled process {digest}: use a newer build")]
    Compiled {
        /// Its hash.
        digest: Digest,
    },
}

type Decoded = (At, Vec<Fact>);

/// Folds everything in the log that the centre has not seen.
///
/// Entries are read and decoded on all cores and folded in order; closed subjects leave memory on
/// the way, so that a long log needs no more of it than a short one.
pub fn tail(open: OpenReader<'_>, centre: &mut Centre) -> Result<(), ReplayError> {
    let size = open()?.head()?.size;
    until(open, centre, size)
}

/// Folds what the centre has not seen of the first `size` entries.
pub fn until(open: OpenReader<'_>, centre: &mut Centre, size: u64) -> Result<(), ReplayError> {
    let reader = open()?;
    let positions = centre.size()..size;
    let mut leaving = Leaving::of(centre);
    read_ahead(open, positions, decode, |entries| {
        for (at, facts) in entries? {
            fold(reader.as_ref(), centre, at, &facts)?;
            leaving.note(centre, at.position, facts.iter().map(|fact| &fact.subject));
        }
        leaving.let_go(centre);
        Ok(())
    })
}

fn decode(reader: &dyn Reader, positions: Range<u64>) -> Result<Vec<Decoded>, ReplayError> {
    let mut entries = Vec::new();
    let mut unreadable = None;
    let Range { start: mut next, end } = positions;
    reader.entries(positions, &mut |position, leaf| {
        if position != next {
            return Flow::Break(());
        }
        match entry::replayed(leaf) {
            Ok((recorded, facts)) => {
                entries.push((At { position, recorded }, facts));
                next += 1;
                Flow::Continue(())
            }
            Err(source) => {
                unreadable = Some(ReplayError::Entry { position, source });
                Flow::Break(())
            }
        }
    })?;
    match unreadable {
        Some(error) => Err(error),
        None if next < end => Err(ReplayError::Gap { position: next }),
        None => Ok(entries),
    }
}

/// Folds one entry, reloading closed subjects it touches.
fn fold(
    reader: &dyn Reader,
    centre: &mut Centre,
    at: At,
    facts: &[Fact],
) -> Result<(), ReplayError> {
    loop {
        match centre.fold(at, facts) {
            Ok(()) => return Ok(()),
            Err(FoldError::Closed(subject)) => {
                let last = centre.slot(&subject).map_or(0, |slot| slot.last);
                let state = crate::look::load(reader, &subject, last)?;
                centre.reload(&subject, state);
            }
        }
    }
}

/// Puts every compiled process that the centre names on its shelf.
pub fn shelve(centre: &mut Centre, objects: &Objects) -> Result<(), ReplayError> {
    for digest in domain::process::compiled_in(centre) {
        if centre.process(&digest).is_some() {
            continue;
        }
        let content = objects
            .get(&ObjectHash::from_bytes(digest.0))
            .map_err(|source| ReplayError::Process { digest, source })?;
        let process = domain::process::read_compiled(&content)
            .map_err(|_| ReplayError::Compiled { digest })?;
        centre.shelve(digest, Arc::new(process));
    }
    Ok(())
}
