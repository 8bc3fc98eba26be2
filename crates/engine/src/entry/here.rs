//! Line 1 where it lies: what verification needs of it, without taking a copy of every text.

use super::{EntryError, Shown, lines};
use domain::act::{ActId, Meaning, Said};
use domain::id::{PersonId, StationId};
use domain::people::Role;
use domain::text::Sealed;
use domain::time::Timestamp;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Line 1 as verification reads it: the same members as a [`super::SaidLine`] has, and no other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaidHere<'a> {
    /// Version of the entry form.
    pub v: u32,
    /// Origin of the log with its generation.
    #[serde(borrow)]
    pub log: Cow<'a, str>,
    /// The client's id of the act.
    pub id: ActId,
    /// The action.
    #[serde(borrow)]
    pub is: Cow<'a, str>,
    /// The action's version.
    pub iv: u32,
    /// Asked or told.
    pub said: Said,
    /// Who.
    pub by: PersonId,
    /// In which role.
    #[serde(rename = "as")]
    pub role: Role,
    /// At which tablet or terminal.
    #[serde(default)]
    pub at: Option<StationId>,
    /// When it happened, as claimed.
    pub occurred: Timestamp,
    /// The IANA name of the zone the person was in.
    #[serde(rename = "tz", borrow)]
    _tz: Cow<'a, str>,
    /// The command, as text.
    #[serde(borrow)]
    pub with: &'a RawValue,
    /// What was signed.
    #[serde(default, borrow)]
    pub sign: Option<SignHere<'a>>,
    /// Drawn by the server, used once.
    #[serde(rename = "nonce", borrow)]
    _nonce: Cow<'a, str>,
}

/// The signed part of line 1, where it lies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignHere<'a> {
    /// What the signature means.
    pub means: Meaning,
    /// The signer's printed name, sealed.
    pub name: Sealed,
    /// Leaf hashes of the entries signed for, hexadecimal.
    #[serde(borrow)]
    pub covers: Vec<Cow<'a, str>>,
    /// What the signing panel showed.
    #[serde(default, rename = "shown")]
    _shown: Option<Shown>,
    /// The published log the panel was made from.
    #[serde(borrow)]
    pub basis: BasisHere<'a>,
}

/// A published state of the log, where it lies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BasisHere<'a> {
    /// How many entries it had.
    pub size: u64,
    /// Its root, hexadecimal.
    #[serde(borrow)]
    pub root: Cow<'a, str>,
}

/// Reads line 1 where it lies.
pub(crate) fn said_here(leaf: &[u8]) -> Result<SaidHere<'_>, EntryError> {
    serde_json::from_str(lines(leaf)?.0).map_err(EntryError::Line1)
}

/// Every sealed text of line 1, with the path where it stands: those of [`super::sealed_in`].
///
/// Refuses: a command that cannot be read into values.
pub(crate) fn sealed_here(said: &SaidHere<'_>) -> Result<Vec<(String, Sealed)>, serde_json::Error> {
    let mut found = Vec::new();
    each_field(said.with.get(), |field, value| {
        found.extend(sealed(value).map(|sealed| (format!("with.{field}"), sealed)));
    })?;
    found.extend(said.sign.iter().map(|sign| ("sign.name".to_owned(), sign.name.clone())));
    Ok(found)
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

/// Calls back with each field of a command, by name and text. What cannot be read into a
/// value cannot be read here.
pub(super) fn each_field(
    with: &str,
    each: impl FnMut(&str, &str),
) -> Result<(), serde_json::Error> {
    serde_json::Deserializer::from_str(with).deserialize_map(Fields(each))
}

struct Fields<F>(F);

impl<'de, F: FnMut(&str, &str)> Visitor<'de> for Fields<F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the fields of a command")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut with: A) -> Result<(), A::Error> {
        while let Some(field) = with.next_key::<Cow<'de, str>>()? {
            let value: &RawValue = with.next_value()?;
            // A text without escapes is what it is. Of anything else only reading it shows that it
            // can be read: a number may be too large, half of a character may stand alone.
            let plain = value.get().starts_with('"') && !value.get().contains('\\');
            if !plain && let Err(error) = serde_json::from_str::<Value>(value.get()) {
                return Err(serde::de::Error::custom(error));
            }
            (self.0)(&field, value.get());
        }
        Ok(())
    }
}
