//! From entries to a centre: replay of the log, or of its tail.

use crate::ahead::OpenReader;
use crate::apart::{self, Sharing};
use crate::entry::EntryError;
use domain::centre::Centre;
use domain::text::Digest;
use ledger::objects::{ObjectError, ObjectHash, Objects};
use ledger::store::StoreError;
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

/// Folds everything in the log that the centre has not seen, on all cores.
///
/// Closed subjects leave memory on the way, so that a long log needs no more of it than a short one.
pub fn tail(open: OpenReader<'_>, centre: &mut Centre) -> Result<(), ReplayError> {
    let size = open()?.head()?.size;
    until(open, centre, size)
}

/// Folds what the centre has not seen of the first `size` entries.
pub fn until(open: OpenReader<'_>, centre: &mut Centre, size: u64) -> Result<(), ReplayError> {
    let unseen = centre.size()..size;
    apart::fold(open, centre, unseen, Sharing::over_all_cores())
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
