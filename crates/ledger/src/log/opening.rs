//! Reading from the store what is true, and checking it before anything is built on it.

use super::OpenError;
use crate::checkpoint::Checkpoint;
use crate::note::{Note, VerifierKey};
use crate::store::{Store, StoredTiles};
use crate::tiles::Edge;

/// The log as it is durable.
pub(super) struct Truth {
    pub edge: Edge,
    pub term: u64,
    /// The signed head; none for the empty log.
    pub checkpoint: Option<Vec<u8>>,
}

/// Reads the head, rebuilds the edge, and checks one against the other.
///
/// This is the second place that holds the tree to its signature; the first is the staging. What
/// lies before the edge is for `verify` to check.
pub(super) fn read(store: &dyn Store, trusted: &[VerifierKey]) -> Result<Truth, OpenError> {
    let head = store.head()?;
    let Some(note) = head.checkpoint else {
        return Ok(Truth { edge: Edge::new(), term: head.term, checkpoint: None });
    };
    let reader = store.reader()?;
    let edge = Edge::read(&StoredTiles(reader.as_ref()), head.size)?;
    let checkpoint = signed_head(&note, trusted)?;
    if (checkpoint.size(), checkpoint.root()) != (edge.size(), edge.root()) {
        return Err(OpenError::Root { signed: checkpoint.size(), stored: edge.size() });
    }
    Ok(Truth { edge, term: head.term, checkpoint: Some(note) })
}

fn signed_head(note: &[u8], trusted: &[VerifierKey]) -> Result<Checkpoint, OpenError> {
    let parsed = Note::parse(note).map_err(|error| OpenError::Checkpoint(error.into()))?;
    // Told from a bad signature, because the cure differs: it is another log, or another key.
    let claimed: Checkpoint = parsed.unverified_text().parse().map_err(OpenError::Checkpoint)?;
    if trusted.iter().all(|key| key.name().as_str() != claimed.origin()) {
        let keys: Vec<_> = trusted.iter().map(|key| key.name().as_str()).collect();
        let found = claimed.origin().to_owned();
        return Err(OpenError::OtherOrigin { found, expected: keys.join("`, `") });
    }
    Checkpoint::open(note, trusted).map_err(OpenError::Checkpoint)
}
