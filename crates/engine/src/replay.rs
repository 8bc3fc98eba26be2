//! From entries to a centre: replay of the log, or of its tail.

use crate::entry::{self, EntryError};
use domain::centre::{Centre, FoldError};
use domain::fact::{At, Fact};
use domain::text::Digest;
use domain::time::Timestamp;
use ledger::objects::{ObjectError, ObjectHash, Objects};
use ledger::store::{Flow, Reader, StoreError};
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

/// Entries decoded at a time; decoding runs on all cores, folding in order.
const STRETCH: u64 = 16_384;

type Decoded = (u64, Timestamp, Vec<Fact>);

/// Folds everything in the log that the centre has not seen.
pub fn tail(reader: &dyn Reader, centre: &mut Centre) -> Result<(), ReplayError> {
    let end = reader.head()?.size;
    while centre.size() < end {
        let from = centre.size();
        let mut leaves: Vec<(u64, Vec<u8>)> = Vec::new();
        let wanted = from..end.min(from + STRETCH);
        reader.entries(wanted.clone(), &mut |position, leaf| {
            leaves.push((position, leaf.to_vec()));
            Flow::Continue(())
        })?;
        let there = leaves.iter().map(|(position, _)| *position);
        let there = there.map(Some).chain(std::iter::repeat(None));
        let gap = wanted.zip(there).find(|(wanted, there)| *there != Some(*wanted));
        if let Some((position, _)) = gap {
            return Err(ReplayError::Gap { position });
        }
        for (position, recorded, facts) in decode(&leaves)? {
            fold(reader, centre, At { position, recorded }, &facts)?;
        }
    }
    Ok(())
}

fn decode(leaves: &[(u64, Vec<u8>)]) -> Result<Vec<Decoded>, ReplayError> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = leaves.len().div_ceil(workers).max(1);
    let decode_share = |share: &[(u64, Vec<u8>)]| -> Result<Vec<Decoded>, ReplayError> {
        share
            .iter()
            .map(|(position, leaf)| {
                let (recorded, facts) = entry::replayed(leaf)
                    .map_err(|source| ReplayError::Entry { position: *position, source })?;
                Ok((*position, recorded, facts))
            })
            .collect()
    };
    if leaves.len() < 1024 {
        return decode_share(leaves);
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            leaves.chunks(share).map(|share| scope.spawn(|| decode_share(share))).collect();
        let mut all = Vec::with_capacity(leaves.len());
        for thread in threads {
            match thread.join() {
                Ok(decoded) => all.extend(decoded?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(all)
    })
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
