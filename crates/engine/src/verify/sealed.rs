//! Personal values against their commitments.

use super::stretch::Entry;
use crate::entry::{self, SaidLine};
use crate::vault::{Keys, open};
use domain::id::SubjectId;
use domain::text::Sealed;
use ledger::store::Reader;

/// What came of the sealed texts of some entries.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub opened: u64,
    pub wrong: Vec<(u64, String)>,
    /// Texts whose owner has no key: right if an entry, perhaps a later one, says it was erased.
    pub keyless: Vec<(u64, SubjectId, String)>,
}

/// Opens every sealed text of an entry.
pub(super) fn check_all(reader: &dyn Reader, keys: &Keys, entry: &Entry, found: &mut Found) {
    for (path, sealed) in entry::sealed_in(&entry.said) {
        match check(reader, keys, &entry.said, &path, &sealed) {
            Ok(()) => found.opened += 1,
            Err(Closed::NoKey) => {
                found.keyless.push((entry.position, sealed.key.clone(), path));
            }
            Err(Closed::Wrong(problem)) => {
                found.wrong.push((entry.position, format!("{path}: {problem}")));
            }
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

/// Checks that a sealed text opens to what the entry commits to, where it stands.
fn check(
    reader: &dyn Reader,
    keys: &Keys,
    said: &SaidLine,
    path: &str,
    sealed: &Sealed,
) -> Result<(), Closed> {
    let wrong = |error: &dyn std::error::Error| Closed::Wrong(error.to_string());
    let key = keys.of(&sealed.key).map_err(|error| wrong(&error))?.ok_or(Closed::NoKey)?;
    let owner = sealed.key.to_string();
    let kept = reader
        .sealed(owner.as_bytes(), sealed.commitment.as_bytes())
        .map_err(|error| wrong(&error))?
        .ok_or("the sealed text is missing, and its key is not")?;
    let opened = open(&key, &sealed.commitment, &kept).map_err(|error| wrong(&error))?;
    if opened.stands.act != said.id || opened.stands.path != path {
        return Err("the sealed text was committed to for another place".into());
    }
    Ok(())
}
