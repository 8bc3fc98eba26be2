//! Personal values against their commitments.

use super::stretch::Entry;
use crate::entry::SaidLine;
use crate::vault::{Keys, open};
use domain::id::SubjectId;
use domain::text::Sealed;
use ledger::store::Reader;
use serde::Deserialize as _;

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
    let mut open =
        |path: &str, sealed: &Sealed| match check(reader, keys, &entry.said, path, sealed) {
            Ok(()) => found.opened += 1,
            Err(Closed::NoKey) => {
                found.keyless.push((entry.position, sealed.key.clone(), path.to_owned()));
            }
            Err(Closed::Wrong(problem)) => {
                found.wrong.push((entry.position, format!("{path}: {problem}")));
            }
        };
    for (field, value) in &entry.said.with {
        // What only looks like a sealed text is none: the command does not read it as one either.
        if value.get("$sealed").is_some()
            && let Ok(sealed) = Sealed::deserialize(value)
        {
            open(&format!("with.{field}"), &sealed);
        }
    }
    if let Some(sign) = &entry.said.sign {
        open("sign.name", &sign.name);
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
