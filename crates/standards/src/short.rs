//! Short texts held in place: identifiers, codes, words.
//!
//! A centre holds millions of them, most of ten characters. On the heap each takes an allocation
//! to read and twice its length to keep; in place it takes neither. A [`Short`] may carry a mark
//! beside its text (the kind of an identifier, say), which then takes no room of its own.
//!
//! ```
//! use standards::short::Short;
//! let step: Short = Short::new("harvest.count");
//! assert_eq!(step.as_str(), "harvest.count");
//! assert!(Short::marked(1, "b") < Short::marked(2, "a"));
//! assert_eq!(size_of::<Option<Short>>(), 24);
//! ```

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// Bytes that lie in place.
const IN_PLACE: usize = 21;

/// A text, with a mark: up to 21 bytes in place, a longer one on the heap and shared.
///
/// Guarantees: compares by mark, then as its text does.
#[derive(Clone)]
pub struct Short<M = ()>(Held<M>);

#[derive(Clone)]
enum Held<M> {
    /// The bytes past the length are zero.
    InPlace {
        mark: M,
        length: u8,
        bytes: [u8; IN_PLACE],
    },
    Shared {
        mark: M,
        text: Arc<str>,
    },
}

impl Short {
    /// A text without a mark.
    pub fn new(text: &str) -> Self {
        Self::marked((), text)
    }
}

impl<M> Short<M> {
    /// A text with its mark.
    pub fn marked(mark: M, text: &str) -> Self {
        let mut bytes = [0; IN_PLACE];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self(Held::InPlace { mark, length, bytes })
            }
            _ => Self(Held::Shared { mark, text: Arc::from(text) }),
        }
    }

    /// What a value prints, with a mark.
    pub fn printed(mark: M, value: &impl fmt::Display) -> Self {
        let mut writing = Writing { length: 0, bytes: [0; IN_PLACE] };
        if fmt::write(&mut writing, format_args!("{value}")).is_ok() {
            let Writing { length, bytes } = writing;
            return Self(Held::InPlace { mark, length, bytes });
        }
        Self::marked(mark, &value.to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Whole characters by construction.
            Held::InPlace { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Held::Shared { text, .. } => text,
        }
    }

    /// The bytes of the text.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Held::InPlace { length, bytes, .. } => {
                bytes.get(..usize::from(*length)).unwrap_or_default()
            }
            Held::Shared { text, .. } => text.as_bytes(),
        }
    }

    fn mark_in_place(&self) -> &M {
        match &self.0 {
            Held::InPlace { mark, .. } | Held::Shared { mark, .. } => mark,
        }
    }
}

impl<M: Copy> Short<M> {
    /// The mark beside the text.
    pub fn mark(&self) -> M {
        *self.mark_in_place()
    }
}

/// Takes what is printed as long as it fits in place.
struct Writing {
    length: u8,
    bytes: [u8; IN_PLACE],
}

impl fmt::Write for Writing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let start = usize::from(self.length);
        let end = start + text.len();
        let place = self.bytes.get_mut(start..end).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length = u8::try_from(end).map_err(|_| fmt::Error)?;
        Ok(())
    }
}

impl<M: PartialEq> PartialEq for Short<M> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            // Whole arrays, for zeros follow the text: a few instructions, no loop.
            (
                Held::InPlace { mark, length, bytes },
                Held::InPlace { mark: other_mark, length: other_length, bytes: other_bytes },
            ) => bytes == other_bytes && length == other_length && mark == other_mark,
            (Held::Shared { mark, text }, Held::Shared { mark: other_mark, text: other_text }) => {
                mark == other_mark && text == other_text
            }
            _ => false,
        }
    }
}

impl<M: Eq> Eq for Short<M> {}

impl<M: Ord> PartialOrd for Short<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<M: Ord> Ord for Short<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        let texts = || match (&self.0, &other.0) {
            // A zero sorts before every byte of a text but a zero, which the lengths then tell apart.
            (
                Held::InPlace { length, bytes, .. },
                Held::InPlace { length: other_length, bytes: other_bytes, .. },
            ) => bytes.cmp(other_bytes).then(length.cmp(other_length)),
            _ => self.as_bytes().cmp(other.as_bytes()),
        };
        self.mark_in_place().cmp(other.mark_in_place()).then_with(texts)
    }
}

impl<M: Hash> Hash for Short<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.mark_in_place().hash(state);
        self.as_str().hash(state);
    }
}

impl<M> fmt::Display for Short<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<M> fmt::Debug for Short<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<&str> for Short {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl Serialize for Short {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Short {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text(PhantomData<Short>);

        impl Visitor<'_> for Text {
            type Value = Short;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Short, E> {
                Ok(Short::new(text))
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Texts on both sides of what lies in place, some with zeros and wide characters.
    fn text() -> impl Strategy<Value = String> {
        "[a\0é水-]{0,30}"
    }

    fn hash(value: &impl Hash) -> u64 {
        let mut hasher = std::hash::DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    proptest! {
        #[test]
        fn it_is_its_text(text in text()) {
            let short = Short::new(&text);
            prop_assert_eq!(short.as_str(), &text);
            prop_assert_eq!(&Short::printed((), &text), &short);
            let json = serde_json::to_string(&short).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&text).unwrap());
            prop_assert_eq!(serde_json::from_str::<Short>(&json).unwrap(), short);
        }

        #[test]
        fn it_compares_as_mark_and_text_do(one in (0_u8..3, text()), other in (0_u8..3, text())) {
            let short = |(mark, text): &(u8, String)| Short::marked(*mark, text);
            let (a, b) = (short(&one), short(&other));
            prop_assert_eq!(a.cmp(&b), one.cmp(&other));
            prop_assert_eq!(a == b, one == other);
            prop_assert_eq!(a.mark(), one.0);
            if a == b {
                prop_assert_eq!(hash(&a), hash(&b));
            }
        }
    }
}
