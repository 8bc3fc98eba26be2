//! The texts an act may carry, by what may be in them.
//!
//! Free text and whatever names a person is *sealed*: the entry holds a commitment, the text lies
//! beside the log under the key of the subject that owns it. A rule never sees it. What stands in
//! clear is a code: short, from a small alphabet, never a name.

use crate::id::{PatientId, SubjectId};
use crate::shape::{FieldKind, FieldType};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use standards::short::Short;
use std::fmt;
use std::str::FromStr;

/// A sealed text as it stands in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// Keyed hash over where the text stands and the text itself, base64.
    #[serde(rename = "$sealed")]
    pub commitment: String,
    /// Whose key opens it.
    pub key: SubjectId,
    /// Which patient the text was found to mean, where the door resolves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<PatientId>,
}

/// Reads a value from its text, without keeping a copy of the text.
pub(crate) fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    struct Text<T>(std::marker::PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> serde::de::Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(std::marker::PhantomData))
}

/// The lower-case hexadecimal digits of some bytes.
pub fn hexadecimal(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Reads exactly as many lower-case hexadecimal digits as the bytes take.
pub fn from_hexadecimal(digits: &[u8], bytes: &mut [u8]) -> Option<()> {
    let fits = digits.len() == 2 * bytes.len();
    (fits && HEXLOWER.decode_mut(digits, bytes).is_ok()).then_some(())
}

macro_rules! sealed_types {
    ($($(#[$doc:meta])* $name:ident $kind:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Sealed);

        impl FieldType for $name {
            const KIND: FieldKind = $kind;
        }
    )+};
}

sealed_types! {
    /// Free text: what somebody wants to add.
    Note FieldKind::Note;
    /// Why something was done otherwise than laid down. Required where it stands.
    Reason FieldKind::Reason;
    /// The name of a person, a thing or a place.
    Name FieldKind::Name;
    /// A day of birth, as text.
    BirthDate FieldKind::BirthDate;
    /// What a wristband says: the hospital's number of a patient, resolved at the door.
    Wristband FieldKind::Wristband;
    /// The hospital's number of a patient not yet known here.
    HospitalNumber FieldKind::HospitalNumber;
}

/// A short code in clear: `A-Z a-z 0-9 . _ / @ : -`, 1 to 60 characters. Never a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(Short);

/// A text that is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a code takes 1 to 60 of A-Z a-z 0-9 . _ / @ : and -")]
pub struct CodeError;

impl Code {
    /// The code's text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let good = |b| matches!(b, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'/' | b':' | b'@' | b'_');
        if text.is_empty() || text.len() > 60 || !text.bytes().all(good) {
            return Err(CodeError);
        }
        Ok(Self(Short::new(text)))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

impl FieldType for Code {
    const KIND: FieldKind = FieldKind::Code;
}

/// What a scanner delivered, as evidence: printable ASCII, 1 to 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Scanned(String);

impl Scanned {
    /// The text as scanned.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Scanned {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let good = |b: u8| (b' '..=b'~').contains(&b) || b == 0x1d;
        if text.is_empty() || text.len() > 200 || !text.bytes().all(good) {
            return Err("a scan is 1 to 200 printable ASCII characters: scan again");
        }
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Scanned {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

impl FieldType for Scanned {
    const KIND: FieldKind = FieldKind::Scan;
}

/// Bytes in base64url without padding, as programs hand them on: at most 24 000 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Encoded(std::sync::Arc<str>);

impl Encoded {
    /// The most characters there may be.
    pub const CHARACTERS_MAX: usize = 24_000;

    /// Some bytes, encoded.
    pub fn of(bytes: &[u8]) -> Self {
        Self(BASE64.encode(bytes).into())
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        // It was decoded before it was taken.
        BASE64.decode(self.as_str()).unwrap_or_default()
    }

    /// The text in the record.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Encoded {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let right =
            !text.is_empty() && text.len() <= Self::CHARACTERS_MAX && BASE64.decode(text).is_ok();
        if right { Ok(Self(text.into())) } else { Err("is bytes in base64url without padding") }
    }
}

impl fmt::Display for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Encoded {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

impl FieldType for Encoded {
    const KIND: FieldKind = FieldKind::Bytes;
}

/// A SHA-256 in lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const WHY: &str = "a digest is 64 lower-case hexadecimal digits";
        let mut bytes = [0u8; 32];
        from_hexadecimal(text.as_bytes(), &mut bytes).ok_or(WHY)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

impl FieldType for Digest {
    const KIND: FieldKind = FieldKind::Digest;
}
