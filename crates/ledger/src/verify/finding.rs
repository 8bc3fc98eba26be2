//! What can be wrong with a log, each named by the first entry it touches.

use std::fmt;

use crate::objects::ObjectHash;
use crate::tiles::Tile;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The first entry it touches; none where no entry can be named.
    pub position: Option<u64>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "entry {position}: {}", self.fault),
            None => write!(f, "the log: {}", self.fault),
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The entry does not hash to what was recorded when it was committed.
    #[error("its bytes are not those that were committed")]
    EntryChanged,
    /// There is no entry at this position.
    #[error("it is missing")]
    EntryMissing,
    /// There is an entry past the last commit.
    #[error(
        "it lies past the last commit: it was put there, or the commit that brought it is gone"
    )]
    EntryBeyondHead,
    /// The hash recorded by the commit is neither that of the entry nor that of its tile.
    #[error("the hash its commit recorded is damaged; the entry itself is as committed")]
    LeafHashChanged,
    /// No commit covers this position.
    #[error("no commit covers it")]
    CommitMissing,
    /// The commit is not what a commit can be.
    #[error("its commit is malformed: {0}")]
    CommitMalformed(&'static str),
    /// A hash in a tile is not the one below it.
    #[error("slot {slot} of {tile} does not hold the hash of what is below it")]
    TileChanged {
        /// The tile.
        tile: Tile,
        /// Which of its hashes.
        slot: u16,
    },
    /// A full tile is not there, or not whole.
    #[error("{0} is missing or cut")]
    TileMissing(Tile),
    /// The hash that stands for a tile is not that of its content.
    #[error("the root recorded for {0} is not that of its hashes")]
    TileRootChanged(Tile),
    /// There are more tiles than the log fills.
    #[error("{found} full tiles are kept where the log fills {expected}")]
    TileCount {
        /// How many there are.
        found: u64,
        /// How many there should be.
        expected: u64,
    },
    /// The checkpoint of this entry's commit does not hold.
    #[error("the checkpoint of its commit does not hold: {0}")]
    Checkpoint(String),
    /// The checkpoint is of another size than the log had.
    #[error("the checkpoint of its commit says {signed} entries where there were {size}")]
    CheckpointSize {
        /// The size signed.
        signed: u64,
        /// The size the log had.
        size: u64,
    },
    /// What is stored does not lead to the signed root: something up to the end of this commit was
    /// changed together with all its hashes.
    #[error(
        "the entries up to {end} do not lead to the root that was signed: this commit's entries were changed together with their hashes"
    )]
    Root {
        /// The end of the commit.
        end: u64,
    },
    /// The root by SM3 that was signed is not that of the entries.
    #[error("the entries up to {end} do not lead to the root by SM3 that was signed")]
    SecondRoot {
        /// The end of the commit.
        end: u64,
    },
    /// The checkpoint lacks what the second suite adds, or that does not hold.
    #[error("the second suite of the checkpoint of its commit does not hold: {0}")]
    Second(&'static str),
    /// A term lower than one before it, or an origin that came back.
    #[error("its commit is of {0} that was over already")]
    WentBack(&'static str),
    /// A new generation that did not raise the term.
    #[error("its commit changes the origin of the log without raising the term")]
    OriginChanged,
    /// No act id can be read from the entry.
    #[error("no act id can be read from it")]
    IdUnreadable,
    /// Looking up the entry's act id leads elsewhere.
    #[error("its act id leads to {}", .0.map_or("nothing".to_owned(), |other| format!("entry {other}")))]
    IdWrong(Option<u64>),
    /// The index of ids has one that no entry has.
    #[error("the index of act ids leads here from an id that this entry does not have")]
    IdUnknown,
    /// An object the entry refers to is not there.
    #[error("object {0} it refers to is missing")]
    ObjectMissing(ObjectHash),
    /// An object the entry refers to has another content.
    #[error("object {0} it refers to is damaged")]
    ObjectDamaged(ObjectHash),
    /// An object the entry refers to cannot be read.
    #[error("object {hash} it refers to cannot be read: {detail}")]
    ObjectUnreadable {
        /// The object.
        hash: ObjectHash,
        /// What the system said.
        detail: String,
    },
    /// The store cannot be read from here.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A kept checkpoint saw more entries than there are.
    #[error("a kept checkpoint saw {kept} entries, the log has {found}: its tail was cut off")]
    TailCut {
        /// What the checkpoint saw.
        kept: u64,
        /// What there is.
        found: u64,
    },
    /// A kept checkpoint saw other entries.
    #[error(
        "a kept checkpoint over {kept} entries has another root: the log was rewritten and signed again, between this entry and entry {kept}"
    )]
    Rewritten {
        /// The size of the checkpoint.
        kept: u64,
    },
    /// A kept checkpoint proves nothing.
    #[error("a kept checkpoint does not hold: {0}")]
    KeptBroken(String),
}

/// An error with all that caused it, as one text.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
