//! The log as its one writer holds it: a store, the edge of the tree, and the key that signs.
//!
//! Writing is two steps. [`Log::stage`] does everything that can be done in memory: hashes, the
//! new edge, the tiles that became full, the signed checkpoint. [`Log::commit`] makes it durable,
//! all or nothing. Only then does the checkpoint leave: a log that signed two different trees of
//! one size would be a forked log, whoever is to blame.
//!
//! Guarantees: after any error at a commit the log is *poisoned* and refuses everything until
//! [`Log::recover`] has read from the store whether that commit is in. What is in memory is never
//! trusted over what is on disk.
//!
//! Does not know: what an entry says, who may write, what the time is.
//!
//! ```
//! use ledger::checkpoint::Checkpoint;
//! use ledger::log::Log;
//! use ledger::note::{KeyName, SigningKey};
//! use ledger::proof::include;
//! use ledger::store::{Draft, sqlite::SqliteStore};
//! use ledger::tree::check_inclusion;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let store = SqliteStore::create(&folder.path().join("log.sqlite"))?;
//! let seed = [7; 32]; // from a good random source
//! let key = SigningKey::from_seed(KeyName::new("centre.example/c01/1")?, &seed);
//! let public = key.verifier();
//! let mut log = Log::open(Box::new(store), key)?;
//!
//! let entry = Draft { id: [1; 16], leaf: b"somebody did something".to_vec() };
//! let staged = log.stage(vec![entry], vec![], vec![])?;
//! let committed = log.commit(staged)?;
//!
//! // An outsider, with the public key and the answer, checks it alone.
//! let proof = include(log.reader()?.as_ref(), committed.first)?.ok_or("not in the log")?;
//! let head = Checkpoint::open_of("centre.example/c01/1", &proof.checkpoint, &[public])?;
//! check_inclusion(committed.leaf_hashes[0], 0, head.size(), head.root(), &proof.path)?;
//! # Ok(())
//! # }
//! ```

mod error;
mod opening;
mod second;
mod staged;
#[cfg(test)]
mod tests;

pub use error::{CommitError, OpenError, RecoverError, StageError};
pub use second::{Hashed, SecondSuite};
pub use staged::{Committed, Staged};

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{SigningKey, VerifierKey};
use crate::store::pass;
use crate::store::{
    Commit, Draft, Erased, LEAF_BYTES_MAX, NO_SEAM, Reader, SealedRow, Seam, SeamHook, Store,
    StoreError,
};
use crate::tiles::Edge;
use crate::tree::{BySm3, Frontier, NodeHash, hash_leaf};
use opening::Truth;
use second::Second;

/// What became of a commit that ended in an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is in, whole: answer for it as if it had succeeded.
    Durable(Committed),
    /// It is not in: refuse everything that depended on it.
    NotDurable,
    /// There was none.
    NothingPending,
}

/// What a log is signed with: its own key, and whatever its second suite takes, if it has one.
pub struct LogKeys {
    log: SigningKey,
    second: Option<SecondSuite>,
}

impl LogKeys {
    /// Both.
    pub fn new(log: SigningKey, second: Option<SecondSuite>) -> Self {
        Self { log, second }
    }
}

impl From<SigningKey> for LogKeys {
    fn from(log: SigningKey) -> Self {
        Self::new(log, None)
    }
}

/// A log open for writing. Its origin is the name of its key.
pub struct Log {
    store: Box<dyn Store>,
    key: SigningKey,
    /// The keys the stored head may be signed by: our own, and while resuming those before.
    trusted: Vec<VerifierKey>,
    term: u64,
    edge: Edge,
    second: Option<Second>,
    checkpoint: Vec<u8>,
    /// The commit that ended in an error, while nobody knows whether it is in.
    pending: Option<(Committed, Option<Frontier<BySm3>>)>,
    seam: Box<SeamHook>,
}

impl Log {
    /// Opens the log that this key signs, and checks that what is stored leads to the root that
    /// was signed. An empty store becomes a log of this key with its first commit.
    ///
    /// Refuses: a log of another origin or key, a tree that does not lead to its signed root, and
    /// for the second suite a key that is missing, too many or another.
    pub fn open(store: Box<dyn Store>, keys: impl Into<LogKeys>) -> Result<Self, OpenError> {
        let keys = keys.into();
        let trusted = vec![keys.log.verifier()];
        let truth = opening::read(store.as_ref(), &trusted)?;
        let term = truth.term.max(1);
        Self::at(store, keys, trusted, term, truth)
    }

    /// Goes on with a log that lost its tail, as its next generation: another origin, a higher
    /// term. `previous` are the keys its last checkpoint may be signed by.
    ///
    /// Refuses: what [`Log::open`] refuses, and an origin the log had before.
    pub fn resume(
        store: Box<dyn Store>,
        keys: impl Into<LogKeys>,
        previous: &[VerifierKey],
    ) -> Result<Self, OpenError> {
        let keys = keys.into();
        let key = &keys.log;
        if previous.iter().any(|old| old.name() == key.name()) {
            return Err(OpenError::SameOrigin { origin: key.name().to_string() });
        }
        let truth = opening::read(store.as_ref(), previous)?;
        let term = truth.term.saturating_add(1);
        let trusted = previous.iter().cloned().chain([key.verifier()]).collect();
        Self::at(store, keys, trusted, term, truth)
    }

    fn at(
        store: Box<dyn Store>,
        keys: LogKeys,
        trusted: Vec<VerifierKey>,
        term: u64,
        truth: Truth,
    ) -> Result<Self, OpenError> {
        let LogKeys { log: key, second } = keys;
        let (edge, head) = (truth.edge, truth.checkpoint);
        let second = Second::open(second, key.name(), head.as_deref(), store.as_ref())?;
        let checkpoint = match head {
            Some(checkpoint) => checkpoint,
            None => {
                let of_nothing = second.as_ref().map(Second::edge);
                sign(&key, &edge, second.as_ref().zip(of_nothing)).map_err(OpenError::Checkpoint)?
            }
        };
        let (pending, seam) = (None, Box::new(NO_SEAM));
        Ok(Self { store, key, trusted, term, edge, second, checkpoint, pending, seam })
    }

    /// The same log with a hook called at each seam of a commit: for tests that kill or fail it.
    pub fn with_seam(mut self, seam: Box<SeamHook>) -> Self {
        self.seam = seam;
        self
    }

    /// Which log, and which generation of it.
    pub fn origin(&self) -> &str {
        self.key.name().as_str()
    }

    /// How many entries are durable; the position the next one will have.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The root over them.
    pub fn root(&self) -> NodeHash {
        self.edge.root()
    }

    /// The term this writer commits in.
    pub fn term(&self) -> u64 {
        self.term
    }

    /// The signed checkpoint of the last commit.
    ///
    /// Surprises: right after [`Log::resume`] it still names the origin before.
    pub fn checkpoint(&self) -> &[u8] {
        &self.checkpoint
    }

    /// Whether a commit ended in an error and [`Log::recover`] must come first.
    pub fn is_poisoned(&self) -> bool {
        self.pending.is_some()
    }

    /// A reader for any thread.
    pub fn reader(&self) -> Result<Box<dyn Reader>, StoreError> {
        self.store.reader()
    }

    /// Removes what was sealed for an owner whose key has been destroyed.
    pub fn erase_sealed(&mut self, owner: &[u8]) -> Result<Erased, StoreError> {
        self.store.erase_sealed(owner)
    }

    /// Works out everything a commit needs. Nothing is durable, nothing leaves.
    ///
    /// Refuses: no entries, an entry too long, and everything while poisoned.
    pub fn stage(
        &self,
        entries: Vec<Draft>,
        subjects: Vec<u8>,
        sealed: Vec<SealedRow>,
    ) -> Result<Staged, StageError> {
        if self.is_poisoned() {
            return Err(StageError::Poisoned);
        }
        if entries.is_empty() {
            return Err(StageError::Empty);
        }
        for (index, draft) in entries.iter().enumerate() {
            if draft.leaf.len() > LEAF_BYTES_MAX {
                return Err(StageError::TooLong { index, bytes: draft.leaf.len() });
            }
        }
        let mut edge = self.edge.clone();
        let mut tiles = Vec::new();
        let leaf_hashes: Vec<_> = entries.iter().map(|draft| hash_leaf(&draft.leaf)).collect();
        for hash in &leaf_hashes {
            edge.push(*hash, |tile| tiles.push(tile));
        }
        let second = self.second.as_ref().map(|second| second.with(&entries));
        let checkpoint = sign(&self.key, &edge, self.second.as_ref().zip(second.as_ref()))?;
        // Die here: the signature never left memory, so no fork.
        let (first, size, root) = (self.size(), edge.size(), edge.root());
        let committed = Committed { first, size, root, leaf_hashes, checkpoint };
        let root_before = self.root();
        Ok(Staged { root_before, entries, subjects, sealed, tiles, edge, second, committed })
    }

    /// Makes a staged commit durable.
    ///
    /// Guarantees: on `Ok` it is durable and [`Committed::checkpoint`] may be published. On `Err`
    /// nobody knows, and the log is poisoned until [`Log::recover`].
    pub fn commit(&mut self, staged: Staged) -> Result<Committed, CommitError> {
        if self.is_poisoned() {
            return Err(CommitError::Poisoned);
        }
        if (staged.committed.first, staged.root_before) != (self.size(), self.root()) {
            return Err(CommitError::Stale { staged: staged.committed.first, size: self.size() });
        }
        match self.write(&staged) {
            Ok(()) => {
                self.edge = staged.edge;
                self.go_on_second(staged.second);
                self.checkpoint.clone_from(&staged.committed.checkpoint);
                Ok(staged.committed)
            }
            Err(error) => {
                self.pending = Some((staged.committed, staged.second));
                Err(CommitError::Store(error))
            }
        }
    }

    fn go_on_second(&mut self, edge: Option<Frontier<BySm3>>) {
        if let Some((second, edge)) = self.second.as_mut().zip(edge) {
            second.go_on(edge);
        }
    }

    fn write(&mut self, staged: &Staged) -> Result<(), StoreError> {
        let seam = self.seam.as_ref();
        // Die here: nothing exists, clients retry with the same ids.
        pass(seam, Seam::BeforeTransaction)?;
        let commit = Commit {
            expected_size: staged.committed.first,
            term: self.term,
            entries: &staged.entries,
            leaf_hashes: &staged.committed.leaf_hashes,
            subjects: &staged.subjects,
            sealed: &staged.sealed,
            tiles: &staged.tiles,
            checkpoint: &staged.committed.checkpoint,
        };
        self.store.commit(&commit, seam)?;
        // Die here: durable, unacknowledged. Start-up reads it; a retry finds its id.
        pass(seam, Seam::AfterCommit)
    }

    /// After an error at a commit: reads from the store what is true, and goes on from there.
    ///
    /// Refuses: when the store cannot be read, or holds neither what was before the commit nor
    /// what would be after it. The log then stays poisoned.
    pub fn recover(&mut self) -> Result<Outcome, RecoverError> {
        let Some((attempt, second)) = &self.pending else { return Ok(Outcome::NothingPending) };
        self.store.reopen().map_err(RecoverError::Reopen)?;
        let truth = opening::read(self.store.as_ref(), &self.trusted)?;
        let found = (truth.edge.size(), truth.edge.root());
        let outcome = if found == (self.edge.size(), self.edge.root()) {
            Outcome::NotDurable
        } else if found == (attempt.size, attempt.root) {
            self.checkpoint.clone_from(&attempt.checkpoint);
            let (attempt, second) = (attempt.clone(), second.clone());
            // The same entries by the root above, so the same by SM3.
            self.go_on_second(second);
            Outcome::Durable(attempt)
        } else {
            return Err(RecoverError::Foreign { size: found.0, expected: self.edge.size() });
        };
        self.edge = truth.edge;
        self.pending = None;
        Ok(outcome)
    }
}

fn sign(
    key: &SigningKey,
    edge: &Edge,
    second: Option<(&Second, &Frontier<BySm3>)>,
) -> Result<Vec<u8>, CheckpointError> {
    let checkpoint = Checkpoint::new(key.name().as_str(), edge.size(), edge.root())?;
    let Some((second, edge)) = second else {
        return Ok(checkpoint.sign(key)?.to_string().into_bytes());
    };
    let mut note = checkpoint.with_sm3_root(edge.root()).sign(key)?;
    let line = second.key().sign(note.unverified_text()).ok_or(CheckpointError::SecondSignature)?;
    note.add(line);
    Ok(note.to_string().into_bytes())
}
