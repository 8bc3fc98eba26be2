//! Finding in a log what a dossier needs: heads of subjects, their chains, entries by their hash.

use super::make::{MakeError, Stage};
use crate::vault::Keys;
pub(super) use crate::verify::Entry;
use domain::id::{Kind, SubjectId};
use domain::text::Digest;
use ledger::objects::Objects;
use ledger::store::{Flow, Reader};
use ledger::tree::{LeafHash, hash_leaf};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Entries whose hashes are looked through at once.
const STRETCH: u64 = 4_096;

/// Where a dossier is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The log.
    pub reader: &'a dyn Reader,
    /// The objects.
    pub objects: &'a Objects,
    /// The keys of subjects; without them every field stays closed.
    pub keys: Option<&'a Keys>,
}

/// The head of a subject: how many entries are about it, and where the latest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub n: u64,
    pub last: u64,
}

/// A log as it was at one size, with the entries read of it so far.
pub(super) struct Found<'a> {
    pub reader: &'a dyn Reader,
    pub size: u64,
    pub heads: BTreeMap<SubjectId, Head>,
    pub entries: BTreeMap<u64, (Vec<u8>, Arc<Entry>)>,
    hashes: BTreeMap<LeafHash, u64>,
}

impl<'a> Found<'a> {
    /// The heads of all subjects when the log had `size` entries.
    pub fn at(
        reader: &'a dyn Reader,
        size: u64,
        progress: &dyn Fn(Stage, u64, u64),
    ) -> Result<Self, MakeError> {
        let heads = heads(reader, size, &|done| progress(Stage::Heads, done, size))?;
        Ok(Self { reader, size, heads, entries: BTreeMap::new(), hashes: BTreeMap::new() })
    }

    /// An entry.
    pub fn entry(&mut self, position: u64) -> Result<Arc<Entry>, MakeError> {
        if let Some((_, entry)) = self.entries.get(&position) {
            return Ok(entry.clone());
        }
        let leaf = self.reader.entry(position)?.filter(|_| position < self.size);
        let leaf = leaf.ok_or(MakeError::Missing { position })?;
        let entry = crate::verify::read_entry(position, &leaf)
            .map_err(|problem| MakeError::Entry { position, problem })?;
        let entry = Arc::new(entry);
        self.hashes.insert(hash_leaf(&leaf), position);
        self.entries.insert(position, (leaf, entry.clone()));
        Ok(entry)
    }

    /// Every entry about a subject, in order.
    pub fn chain(&mut self, subject: &SubjectId) -> Result<Vec<Arc<Entry>>, MakeError> {
        let mut chain = Vec::new();
        let mut next = self.heads.get(subject).map(|head| head.last);
        while let Some(position) = next {
            let entry = self.entry(position)?;
            let about = entry.about.iter().find(|about| about.s == *subject);
            let broken = MakeError::Chain { subject: subject.clone(), position };
            next = about.ok_or(broken)?.prev.filter(|prev| *prev < position);
            chain.push(entry);
        }
        chain.reverse();
        Ok(chain)
    }

    /// The entry that sealed the heads last.
    pub fn sealing(&mut self) -> Result<Option<Arc<Entry>>, MakeError> {
        let first = self.entry(0)?;
        let centre = first.about.iter().find(|about| about.s.kind() == Kind::Centre);
        let Some(centre) = centre.map(|about| about.s.clone()) else { return Ok(None) };
        let mut next = self.heads.get(&centre).map(|head| head.last);
        while let Some(position) = next {
            // Not kept: what else happened to the centre is no part of a dossier.
            let known = self.entries.contains_key(&position);
            let entry = self.entry(position)?;
            if sealed_in(&entry).is_some() {
                return Ok(Some(entry));
            }
            if !known {
                self.entries.remove(&position);
            }
            let about = entry.about.iter().find(|about| about.s == centre);
            next = about.and_then(|about| about.prev).filter(|prev| *prev < position);
        }
        Ok(None)
    }

    /// The entry with this hash that stands before `before`.
    pub fn with_hash(&mut self, hash: LeafHash, before: u64) -> Result<Arc<Entry>, MakeError> {
        if let Some(position) = self.hashes.get(&hash).copied() {
            return self.entry(position);
        }
        let mut end = before;
        while end > 0 {
            let start = end.saturating_sub(STRETCH);
            let hashes = self.reader.leaf_hashes(start..end)?;
            if let Some(at) = hashes.iter().position(|found| *found == hash) {
                return self.entry(start + at as u64);
            }
            end = start;
        }
        Err(MakeError::Covered { position: before })
    }
}

/// The heads of all subjects after the first `size` entries, as the commits name them.
pub(super) fn heads(
    reader: &dyn Reader,
    size: u64,
    progress: &dyn Fn(u64),
) -> Result<BTreeMap<SubjectId, Head>, MakeError> {
    let mut heads = BTreeMap::new();
    let mut beyond = Vec::new();
    let mut unreadable = None;
    reader.commits(0..size, &mut |commit| {
        progress(commit.first);
        let Ok(subjects) = serde_json::from_slice::<Vec<(SubjectId, u64, u64)>>(commit.subjects)
        else {
            unreadable = Some(commit.first);
            return Flow::Break(());
        };
        for (subject, n, position) in subjects {
            if position < size {
                heads.insert(subject, Head { n, last: position });
            } else {
                beyond.push((subject, position));
            }
        }
        Flow::Continue(())
    })?;
    if let Some(position) = unreadable {
        return Err(MakeError::Subjects { position });
    }
    // A commit the size cuts through names the last entry about a subject, which may come after it.
    for (subject, position) in beyond {
        match before(reader, &subject, position, size)? {
            Some(head) => heads.insert(subject, head),
            None => heads.remove(&subject),
        };
    }
    Ok(heads)
}

/// The latest entry about a subject among the first `size`, found from a later one.
fn before(
    reader: &dyn Reader,
    subject: &SubjectId,
    from: u64,
    size: u64,
) -> Result<Option<Head>, MakeError> {
    let mut next = Some(from);
    while let Some(position) = next {
        let leaf = reader.entry(position)?.ok_or(MakeError::Missing { position })?;
        let entry = crate::verify::read_entry(position, &leaf)
            .map_err(|problem| MakeError::Entry { position, problem })?;
        let about = entry.about.iter().find(|about| about.s == *subject);
        let broken = MakeError::Chain { subject: subject.clone(), position };
        let about = about.ok_or(broken)?;
        if position < size {
            return Ok(Some(Head { n: about.n, last: position }));
        }
        next = about.prev.filter(|prev| *prev < position);
    }
    Ok(None)
}

/// What an entry that sealed heads says: size and root.
pub(super) fn sealed_in(entry: &Entry) -> Option<(u64, Digest)> {
    entry.facts.iter().find_map(|fact| match &fact.event {
        domain::state::Event::Centre(domain::centre::CentreEvent::HeadsSealed(sealed)) => {
            Some((sealed.size, sealed.root))
        }
        _ => None,
    })
}
