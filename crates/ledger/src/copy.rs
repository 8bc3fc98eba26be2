//! A log carried over commit by commit: what a backup keeps, and what a restored log is made of.
//!
//! A commit is the unit: it went in whole, and it is copied whole, with the checkpoint that was
//! signed over it. Hashes and tiles are not carried; they are made again from the entries, and a
//! copy that does not lead to the signed roots is refused at the commit where it departs.

use std::ops::Range;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{Note, NoteError};
use crate::store::{Commit, Draft, Flow, NO_SEAM, Reader, SealedRow, Store, StoreError};
use crate::tiles::Edge;
use crate::tree::hash_leaf;

/// Why a log could not be copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log ends, or has a gap, where there should be an entry.
    #[error("entry {0} is missing from the log: run verify")]
    Gap(u64),
    /// An entry carries no act id.
    #[error("entry {0} has no act id: run verify")]
    NoId(u64),
    /// The commit does not follow what was copied before.
    #[error("the commit at {found} does not follow {expected} entries")]
    DoesNotFollow {
        /// How many entries there are.
        expected: u64,
        /// Where the commit begins.
        found: u64,
    },
    /// The checkpoint is no signed note.
    #[error("the checkpoint of the commit at {first} is no signed note")]
    Note {
        /// Where the commit begins.
        first: u64,
        /// What is wrong with it.
        #[source]
        source: NoteError,
    },
    /// The signed note is no checkpoint.
    #[error("the checkpoint of the commit at {first} cannot be read")]
    Checkpoint {
        /// Where the commit begins.
        first: u64,
        /// What is wrong with it.
        #[source]
        source: CheckpointError,
    },
    /// The entries do not lead to the root that was signed.
    #[error("the entries of the commit at {first} do not lead to the root signed over them")]
    OtherRoot {
        /// Where the commit begins.
        first: u64,
    },
}

/// A commit as it is carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The position of its first entry.
    pub first: u64,
    /// The writer's term.
    pub term: u64,
    /// The entries, in order.
    pub entries: Vec<Draft>,
    /// Which subjects stand where: opaque here.
    pub subjects: Vec<u8>,
    /// Sealed values kept beside its entries.
    pub sealed: Vec<SealedRow>,
    /// The signed checkpoint over the log with its entries.
    pub checkpoint: Vec<u8>,
}

/// What finds a sealed value: its owner and its key.
pub type SealedAt = (Vec<u8>, Vec<u8>);

/// What an entry brings that only whoever knows its form can tell.
pub struct Form<'a> {
    /// The id of the act.
    pub act_id: &'a dyn Fn(&[u8]) -> Option<[u8; 16]>,
    /// The sealed values it commits to.
    pub sealed: &'a dyn Fn(&[u8]) -> Vec<SealedAt>,
}

/// Reads the commits that begin in a range of positions, in order.
///
/// A sealed value that is not there was erased, and is not carried; `verify` says whether it may be
/// missing.
pub fn read<E: From<CopyError>>(
    reader: &dyn Reader,
    positions: Range<u64>,
    form: &Form<'_>,
    each: &mut dyn FnMut(Carried) -> Result<(), E>,
) -> Result<(), E> {
    let store = |error: StoreError| E::from(CopyError::Store(error));
    let mut next = positions.start;
    while next < positions.end {
        let mut found = None;
        reader
            .commits(next..next.saturating_add(1), &mut |row| {
                found = Some((
                    row.count,
                    Carried {
                        first: row.first,
                        term: row.term,
                        entries: Vec::new(),
                        subjects: row.subjects.to_vec(),
                        sealed: Vec::new(),
                        checkpoint: row.checkpoint.to_vec(),
                    },
                ));
                Flow::Break(())
            })
            .map_err(store)?;
        let Some((count, mut carried)) = found.filter(|(_, commit)| commit.first == next) else {
            return Err(CopyError::Gap(next).into());
        };
        let end = next.saturating_add(count);
        let mut leaves = Vec::new();
        reader
            .entries(next..end, &mut |_, leaf| {
                leaves.push(leaf.to_vec());
                Flow::Continue(())
            })
            .map_err(store)?;
        if (leaves.len() as u64) < count {
            return Err(CopyError::Gap(next.saturating_add(leaves.len() as u64)).into());
        }
        for (position, leaf) in (next..).zip(leaves) {
            let id = (form.act_id)(&leaf).ok_or(CopyError::NoId(position))?;
            for (owner, key) in (form.sealed)(&leaf) {
                if let Some(value) = reader.sealed(&owner, &key).map_err(store)? {
                    carried.sealed.push(SealedRow { owner, key, value });
                }
            }
            carried.entries.push(Draft { id, leaf });
        }
        each(carried)?;
        next = end;
    }
    Ok(())
}

/// A log being made again from carried commits.
pub struct Rebuilding {
    store: Box<dyn Store>,
    edge: Edge,
}

impl Rebuilding {
    /// Begins with an empty store.
    ///
    /// Refuses: a store that holds entries.
    pub fn begin(store: Box<dyn Store>) -> Result<Self, CopyError> {
        let size = store.head()?.size;
        if size > 0 {
            return Err(CopyError::DoesNotFollow { expected: 0, found: size });
        }
        Ok(Self { store, edge: Edge::new() })
    }

    /// How many entries there are.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// Adds the next commit.
    ///
    /// Refuses: one that does not follow, or whose entries do not lead to the root signed over
    /// them. Whether the signature holds is the business of `verify`.
    pub fn add(&mut self, carried: &Carried) -> Result<(), CopyError> {
        let first = carried.first;
        if first != self.size() {
            return Err(CopyError::DoesNotFollow { expected: self.size(), found: first });
        }
        let note =
            Note::parse(&carried.checkpoint).map_err(|source| CopyError::Note { first, source })?;
        let signed: Checkpoint = note
            .unverified_text()
            .parse()
            .map_err(|source| CopyError::Checkpoint { first, source })?;
        let mut edge = self.edge.clone();
        let mut tiles = Vec::new();
        let hashes: Vec<_> = carried.entries.iter().map(|draft| hash_leaf(&draft.leaf)).collect();
        for hash in &hashes {
            edge.push(*hash, |tile| tiles.push(tile));
        }
        if (signed.size(), signed.root()) != (edge.size(), edge.root()) {
            return Err(CopyError::OtherRoot { first });
        }
        let commit = Commit {
            expected_size: first,
            term: carried.term,
            entries: &carried.entries,
            leaf_hashes: &hashes,
            subjects: &carried.subjects,
            sealed: &carried.sealed,
            tiles: &tiles,
            checkpoint: &carried.checkpoint,
        };
        self.store.commit(&commit, NO_SEAM)?;
        self.edge = edge;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Log;
    use crate::note::{KeyName, SigningKey};
    use crate::store::contract::sealed;
    use crate::store::sqlite::SqliteStore;

    fn form() -> Form<'static> {
        Form {
            act_id: &|leaf| {
                let number: u128 = std::str::from_utf8(leaf).ok()?.parse().ok()?;
                Some(number.to_be_bytes())
            },
            sealed: &|leaf| vec![(b"p".to_vec(), leaf.to_vec())],
        }
    }

    fn commit(log: &mut Log, count: u64) {
        let leaf = |n: u64| n.to_string();
        let first = log.size();
        let entries = (first..first + count)
            .map(|n| Draft { id: u128::from(n).to_be_bytes(), leaf: leaf(n).into_bytes() })
            .collect();
        let rows = vec![sealed("p", &leaf(first), "secret")];
        let staged = log.stage(entries, b"subjects".to_vec(), rows).unwrap();
        log.commit(staged).unwrap();
    }

    fn carried(reader: &dyn Reader, positions: Range<u64>) -> Result<Vec<Carried>, CopyError> {
        let mut all = Vec::new();
        read(reader, positions, &form(), &mut |commit| {
            all.push(commit);
            Ok::<_, CopyError>(())
        })?;
        Ok(all)
    }

    #[test]
    fn a_log_made_again_from_its_commits_is_the_same_and_a_changed_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::from_seed(KeyName::new("copy.example/c01/1").unwrap(), &[7; 32]);
        let store = SqliteStore::create(&folder.path().join("log.db")).unwrap();
        let mut log = Log::open(Box::new(store), key.clone()).unwrap();
        for count in [1, 3, 300, 1] {
            commit(&mut log, count);
        }
        let reader = log.reader().unwrap();
        let first_part = carried(reader.as_ref(), 0..4).unwrap();
        let second_part = carried(reader.as_ref(), 4..305).unwrap();
        assert_eq!((first_part.len(), second_part.len()), (2, 2));
        assert_eq!(first_part[1].sealed.len(), 1);
        assert!(matches!(carried(reader.as_ref(), 2..4), Err(CopyError::Gap(2))));
        assert!(matches!(carried(reader.as_ref(), 4..306), Err(CopyError::Gap(305))));

        let copy = folder.path().join("copy.db");
        let mut again = Rebuilding::begin(Box::new(SqliteStore::create(&copy).unwrap())).unwrap();
        for commit in &first_part {
            again.add(commit).unwrap();
        }
        let mut bent = second_part[0].clone();
        bent.entries[7].leaf[0] ^= 1;
        assert!(matches!(again.add(&bent), Err(CopyError::OtherRoot { first: 4 })));
        let skipped = again.add(&second_part[1]);
        assert!(matches!(skipped, Err(CopyError::DoesNotFollow { expected: 4, found: 304 })));
        for commit in &second_part {
            again.add(commit).unwrap();
        }
        drop(again);
        let copied = Log::open(Box::new(SqliteStore::open(&copy).unwrap()), key).unwrap();
        assert_eq!((copied.size(), copied.root()), (log.size(), log.root()));
        let reader = copied.reader().unwrap();
        assert_eq!(carried(reader.as_ref(), 0..305).unwrap()[2..], second_part);
        drop((reader, copied));
        let held = Rebuilding::begin(Box::new(SqliteStore::open(&copy).unwrap()));
        assert!(matches!(held.err(), Some(CopyError::DoesNotFollow { expected: 0, found: 305 })));
    }
}
