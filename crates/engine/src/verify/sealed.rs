//! Personal values against their commitments.

use super::stretch::Entry;
use crate::entry;
use crate::vault::{Keys, Opener};
use domain::act::ActId;
use domain::id::SubjectId;
use domain::text::Sealed;
use ledger::store::Reader;
use std::collections::BTreeMap;

/// What came of the sealed texts of some entries.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub opened: u64,
    pub wrong: Vec<(u64, String)>,
    /// Texts whose owner has no key: right if an entry, perhaps a later one, says it was erased.
    pub keyless: Vec<(u64, SubjectId, String)>,
}

impl Found {
    fn wrong(&mut self, place: &Place, problem: &dyn std::fmt::Display) {
        self.wrong.push((place.position, format!("{}: {problem}", place.path)));
    }
}

/// A sealed text where it stands.
pub(super) struct Place {
    pub position: u64,
    pub act: ActId,
    /// The path in line 1.
    pub path: String,
    pub sealed: Sealed,
}

impl Place {
    /// Every sealed text of an entry.
    pub fn of(entry: &Entry) -> impl Iterator<Item = Self> {
        let (position, act) = (entry.position, entry.said.id);
        let sealed = entry::sealed_in(&entry.said).into_iter();
        sealed.map(move |(path, sealed)| Self { position, act, path, sealed })
    }
}

/// Opens all of some sealed texts.
pub(super) fn check_all(reader: &dyn Reader, keys: &Keys, places: &[Place], found: &mut Found) {
    let owners: Vec<String> = places.iter().map(|place| place.sealed.key.to_string()).collect();
    let mut openers = Openers { keys, known: BTreeMap::new() };
    let mut left = places.iter().zip(&owners);
    loop {
        let wanted: Vec<_> = left
            .clone()
            .map(|(place, owner)| (owner.as_bytes(), place.sealed.commitment.as_bytes()))
            .collect();
        let read = reader.sealed_all(&wanted, &mut |kept| {
            let Some((place, _)) = left.next() else { return };
            match openers.check(place, kept) {
                Ok(()) => found.opened += 1,
                Err(Closed::NoKey) => {
                    let Place { position, path, sealed, .. } = place;
                    found.keyless.push((*position, sealed.key.clone(), path.clone()));
                }
                Err(Closed::Wrong(problem)) => found.wrong(place, &problem),
            }
        });
        // One that cannot be read is told where it stands; those after it are looked up all the same.
        match (read, left.next()) {
            (Err(error), Some((place, _))) => found.wrong(place, &error),
            _ => return,
        }
    }
}

/// Why a sealed text is not open.
enum Closed {
    NoKey,
    Wrong(String),
}

impl From<&'static str> for Closed {
    fn from(problem: &'static str) -> Self {
        Self::Wrong(problem.to_owned())
    }
}

/// What opens the texts of each owner, made once an owner.
struct Openers<'a> {
    keys: &'a Keys,
    known: BTreeMap<SubjectId, Result<Option<Opener>, String>>,
}

impl Openers<'_> {
    /// Checks that a sealed text opens to what the entry commits to, where it stands.
    fn check(&mut self, place: &Place, kept: Option<&[u8]>) -> Result<(), Closed> {
        let Place { act, path, sealed, .. } = place;
        let opener = self.known.entry(sealed.key.clone()).or_insert_with(|| {
            let key = self.keys.of(&sealed.key).map_err(|error| error.to_string())?;
            Ok(key.map(|key| Opener::of(&key)))
        });
        let opener = opener.as_ref().map_err(|problem| Closed::Wrong(problem.clone()))?;
        let opener = opener.as_ref().ok_or(Closed::NoKey)?;
        let kept = kept.ok_or("the sealed text is missing, and its key is not")?;
        let opened = opener
            .open(&sealed.commitment, kept)
            .map_err(|error| Closed::Wrong(error.to_string()))?;
        if opened.stands.act != *act || opened.stands.path != *path {
            return Err("the sealed text was committed to for another place".into());
        }
        Ok(())
    }
}
