//! Personal values against their commitments.

use crate::entry::SaidLine;
use crate::vault::{Keys, open};
use domain::text::Sealed;
use ledger::store::Reader;

/// What came of the sealed texts of some entries.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub opened: u64,
    pub wrong: Vec<(u64, String)>,
}

/// The sealed texts of line 1, each with the path it stands at.
pub(super) fn sealed_in(said: &SaidLine) -> Vec<(String, Sealed)> {
    let with = said.with.iter().filter_map(|(field, value)| {
        let sealed: Sealed = serde_json::from_value(value.clone()).ok()?;
        Some((format!("with.{field}"), sealed))
    });
    let name = said.sign.iter().map(|sign| ("sign.name".to_owned(), sign.name.clone()));
    with.chain(name).collect()
}

/// Checks that a sealed text opens to what the entry commits to, where it stands.
///
/// No act destroys a key: one that is missing was lost, and is not an erasure.
pub(super) fn check(
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
