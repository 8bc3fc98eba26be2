//! Personal values against their commitments.

use super::stretch::Entry;
use crate::entry::{self, SaidLine};
use crate::vault::{Keys, open};
use domain::text::Sealed;
use ledger::store::Reader;

/// What came of the sealed texts of some entries.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub opened: u64,
    pub wrong: Vec<(u64, String)>,
}

/// Opens every sealed text of an entry.
pub(super) fn check_all(reader: &dyn Reader, keys: &Keys, entry: &Entry, found: &mut Found) {
    for (path, sealed) in entry::sealed_in(&entry.said) {
        match check(reader, keys, &entry.said, &path, &sealed) {
            Ok(()) => found.opened += 1,
            Err(problem) => found.wrong.push((entry.position, format!("{path}: {problem}"))),
        }
    }
}

/// Checks that a sealed text opens to what the entry commits to, where it stands.
///
/// No act destroys a key: one that is missing was lost, and is not an erasure.
fn check(
    reader: &dyn Reader,
    keys: &Keys,
    said: &SaidLine,
    path: &str,
    sealed: &Sealed,
) -> Result<(), String> {
    let key = keys.of(&sealed.key).map_err(|error| error.to_string())?;
    let key = key.ok_or_else(|| format!("the key of {} is missing", sealed.key))?;
    let owner = sealed.key.to_string();
    let kept = reader
        .sealed(owner.as_bytes(), sealed.commitment.as_bytes())
        .map_err(|error| error.to_string())?
        .ok_or("the sealed text is missing, and its key is not")?;
    let opened = open(&key, &sealed.commitment, &kept).map_err(|error| error.to_string())?;
    if opened.stands.act != said.id || opened.stands.path != path {
        return Err("the sealed text was committed to for another place".to_owned());
    }
    Ok(())
}
