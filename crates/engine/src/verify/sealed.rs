//! Personal values against their commitments.

use crate::entry;
use crate::vault::{Keys, Opener};
use domain::act::ActId;
use domain::id::SubjectId;
use domain::text::Sealed;
use ledger::store::{Reader, StoreError};
use serde_json::Value;
use std::collections::BTreeMap;

/// What came of the sealed texts of some entries.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub opened: u64,
    pub wrong: Vec<(u64, String)>,
}

/// A sealed text where it stands.
pub(super) struct Place {
    pub position: u64,
    pub act: ActId,
    /// The path in line 1.
    pub path: String,
    pub sealed: Sealed,
}

/// Finds the sealed texts of a command.
pub(super) fn find(
    position: u64,
    act: ActId,
    with: &str,
    places: &mut Vec<Place>,
) -> Result<(), String> {
    let each = |field: &str, value: &str| {
        let sealed = sealed(value);
        places.extend(sealed.map(|sealed| Place {
            position,
            act,
            path: format!("with.{field}"),
            sealed,
        }));
    };
    entry::each_field(with, each).map_err(|error| format!("read line 1: {error}"))
}

/// The sealed text a field of a command holds.
fn sealed(value: &str) -> Option<Sealed> {
    if !value.starts_with('{') {
        return None;
    }
    if let Ok(sealed) = serde_json::from_str(value) {
        return Some(sealed);
    }
    // What only looks like a sealed text is none: the command does not read it as one either. A
    // member that stands there twice does not hide one.
    let value: Value = serde_json::from_str(value).ok()?;
    serde_json::from_value(value).ok()
}

/// Opens all of some sealed texts.
pub(super) fn check_all(
    reader: &dyn Reader,
    keys: &Keys,
    places: Vec<Place>,
    found: &mut Found,
) -> Result<(), StoreError> {
    let owners: Vec<String> = places.iter().map(|place| place.sealed.key.to_string()).collect();
    let wanted: Vec<_> = places
        .iter()
        .zip(&owners)
        .map(|(place, owner)| (owner.as_bytes(), place.sealed.commitment.as_bytes()))
        .collect();
    let mut openers = Openers { keys, known: BTreeMap::new() };
    let mut places_left = places.iter();
    reader.sealed_all(&wanted, &mut |kept| {
        let Some(place) = places_left.next() else { return };
        match openers.check(place, kept) {
            Ok(()) => found.opened += 1,
            Err(problem) => {
                found.wrong.push((place.position, format!("{}: {problem}", place.path)));
            }
        }
    })
}

/// What opens the texts of each owner, made once an owner.
struct Openers<'a> {
    keys: &'a Keys,
    known: BTreeMap<SubjectId, Result<Option<Opener>, String>>,
}

impl Openers<'_> {
    /// Checks that a sealed text opens to what the entry commits to, where it stands.
    ///
    /// No act destroys a key: one that is missing was lost, and is not an erasure.
    fn check(&mut self, place: &Place, kept: Option<&[u8]>) -> Result<(), String> {
        let Place { act, path, sealed, .. } = place;
        let opener = self.known.entry(sealed.key.clone()).or_insert_with(|| {
            let key = self.keys.of(&sealed.key).map_err(|error| error.to_string())?;
            Ok(key.map(|key| Opener::of(&key)))
        });
        let opener = opener.as_ref().map_err(Clone::clone)?;
        let opener =
            opener.as_ref().ok_or_else(|| format!("the key of {} is missing", sealed.key))?;
        let kept = kept.ok_or("the sealed text is missing, and its key is not")?;
        let opened = opener.open(&sealed.commitment, kept).map_err(|error| error.to_string())?;
        if opened.stands.act != *act || opened.stands.path != *path {
            return Err("the sealed text was committed to for another place".to_owned());
        }
        Ok(())
    }
}
