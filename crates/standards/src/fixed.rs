//! Codes of a fixed length: a few ASCII characters, held in place, written as a string.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;

/// `N` ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fixed<const N: usize>([u8; N]);

impl<const N: usize> Fixed<N> {
    /// Nothing but zeros.
    pub(crate) const ZEROS: Self = Self([b'0'; N]);

    /// Takes the text if it is that long and every character passes, else says which does not.
    pub(crate) fn new(text: &str, good: impl Fn(usize, u8) -> bool) -> Result<Self, usize> {
        let bytes = text.as_bytes();
        let wrong = bytes
            .iter()
            .enumerate()
            .take(N)
            .find(|(at, byte)| !byte.is_ascii_graphic() || !good(*at, **byte));
        if let Some((at, _)) = wrong {
            return Err(at);
        }
        <[u8; N]>::try_from(bytes).map(Self).map_err(|_| bytes.len().min(N))
    }

    pub(crate) fn as_str(&self) -> &str {
        // ASCII by construction.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// A stretch of the code; empty if it lies outside.
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> &str {
        self.as_str().get(range).unwrap_or_default()
    }

    /// `M` characters from a place on; zeros outside.
    pub(crate) fn piece<const M: usize>(&self, from: usize) -> Fixed<M> {
        let bytes = self.0.get(from..from + M);
        Fixed(bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or([b'0'; M]))
    }

    /// The character at a place; a blank outside.
    pub(crate) fn at(&self, place: usize) -> char {
        self.0.get(place).map_or(' ', |byte| char::from(*byte))
    }
}

/// Digits, or capital letters and digits.
pub(crate) fn upper_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

/// The number that stands in a short run of digits; 0 if it is none.
pub(crate) fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or_default()
}

pub(crate) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// Reads a value by its `FromStr`, from a string in JSON.
pub(crate) fn deserialize<'de, T, D>(what: &'static str, deserializer: D) -> Result<T, D::Error>
where
    T: std::str::FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    struct Text<T>(&'static str, std::marker::PhantomData<T>);

    impl<T: std::str::FromStr<Err: fmt::Display>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} in quotes", self.0)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(|error| E::custom(format_args!("{text:?}: {error}")))
        }
    }

    deserializer.deserialize_str(Text(what, std::marker::PhantomData))
}

/// Gives a type with `as_str` and `FromStr` its string form in print and in JSON.
macro_rules! string_form {
    ($name:ident, $what:literal) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::fixed::serialize(self.as_str(), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::fixed::deserialize($what, deserializer)
            }
        }
    };
}
pub(crate) use string_form;
