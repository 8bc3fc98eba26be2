//! What outsiders are served: the log by path, and the proof of one entry in one file.

use crate::checkpoint::CheckpointError;
use crate::store::{Flow, Reader, StoreError, StoredTiles};
use crate::tiles::bundle::BundleError;
use crate::tiles::{self, Bundle, Resource};
use crate::tree::{NodeHash, ProveError, consistency_proof, inclusion_proof};

/// Why something the log has could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store failed.
    #[error("read the log")]
    Store(#[from] StoreError),
    /// An entry does not fit its bundle.
    #[error("put entries into a bundle: run verify")]
    Bundle(#[from] BundleError),
    /// A proof could not be made.
    #[error("make a proof")]
    Prove(#[from] ProveError<StoreError>),
    /// The head does not hold.
    #[error("the head of the log does not hold: run verify")]
    Head(#[from] CheckpointError),
}

/// Something to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their media type, as tlog-tiles fixes it.
    pub content_type: &'static str,
    /// Whether it will be the same for ever, and may be cached as long.
    pub immutable: bool,
}

/// The bytes of what a path names; `None` for what the log does not have (yet).
///
/// Who may see entry bundles is for the caller to decide: hashes and checkpoints tell nothing of
/// what entries say, bundles tell all.
pub fn serve(log: &dyn Reader, resource: Resource) -> Result<Option<Served>, ServeError> {
    match resource {
        Resource::Checkpoint => {
            let text = |bytes| Served {
                bytes,
                content_type: "text/plain; charset=utf-8",
                immutable: false,
            };
            Ok(log.head()?.checkpoint.map(text))
        }
        Resource::Tile(tile) => {
            let hashes = log.tile(tile)?;
            Ok(hashes.map(|hashes| binary(tiles::encode(&hashes))))
        }
        Resource::Entries(bundle) => Ok(entries(log, bundle)?.map(binary)),
    }
}

fn binary(bytes: Vec<u8>) -> Served {
    Served { bytes, content_type: "application/octet-stream", immutable: true }
}

fn entries(log: &dyn Reader, bundle: Bundle) -> Result<Option<Vec<u8>>, ServeError> {
    let mut next = bundle.positions().start;
    let mut bytes = Vec::new();
    let mut pushed = Ok(());
    log.entries(bundle.positions(), &mut |position, leaf| {
        // A bundle with an entry missing would be read as another bundle.
        if position != next {
            return Flow::Break(());
        }
        next += 1;
        pushed = tiles::bundle::push(&mut bytes, leaf);
        if pushed.is_ok() { Flow::Continue(()) } else { Flow::Break(()) }
    })?;
    pushed?;
    Ok((next == bundle.positions().end).then_some(bytes))
}

/// That an entry is in the log: all that is needed to check it without the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The position of the entry.
    pub position: u64,
    /// The size of the tree it is proven in.
    pub size: u64,
    /// The path from the entry to the root.
    pub path: Vec<NodeHash>,
    /// The signed checkpoint with that size and root.
    pub checkpoint: Vec<u8>,
}

/// Proves an entry against the head of the log; `None` when the log does not have it.
pub fn include(log: &dyn Reader, position: u64) -> Result<Option<Inclusion>, ServeError> {
    let head = log.head()?;
    let Some(checkpoint) = head.checkpoint.filter(|_| position < head.size) else {
        return Ok(None);
    };
    let path = inclusion_proof(&StoredTiles(log), position, head.size)?;
    Ok(Some(Inclusion { position, size: head.size, path, checkpoint }))
}

/// Proves that the log of `old` entries is the beginning of the log of `new` entries.
pub fn extend(log: &dyn Reader, old: u64, new: u64) -> Result<Vec<NodeHash>, ServeError> {
    Ok(consistency_proof(&StoredTiles(log), old, new)?)
}
