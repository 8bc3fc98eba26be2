//! Who and what an act can be about: kinds of subjects and their identifiers.
//!
//! An identifier reads `kind/key`, for example `batch/B26-0042`. It is opaque: it never holds a
//! name. Rules take the typed form (`BatchId`), the log and the fold the general one
//! ([`SubjectId`]); the kind is checked once, when the text is read.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use standards::short::Short;
use std::fmt;
use std::str::FromStr;

/// A subject of the record: `kind/key`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(Short<Kind>);

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// There is no `/` between kind and key.
    #[error("an identifier reads kind/key, as in batch/B26-0042")]
    NoSlash,
    /// The part before the slash names no kind of subject.
    #[error("unknown kind of subject {0:?}")]
    UnknownKind(String),
    /// The key is empty, longer than 40, or has a character outside `A-Z a-z 0-9 . -`.
    #[error("the part after the slash takes 1 to 40 of A-Z a-z 0-9 . and -")]
    BadKey,
    /// The identifier is of another kind than the place asks for.
    #[error("expected a {wanted}, found a {found}")]
    WrongKind {
        /// What the place asks for.
        wanted: Kind,
        /// What stood there.
        found: Kind,
    },
}

impl SubjectId {
    /// A subject of `kind` with `key`.
    pub fn new(kind: Kind, key: &str) -> Result<Self, IdError> {
        let good = |b| matches!(b, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.');
        if key.is_empty() || key.len() > 40 || !key.bytes().all(good) {
            return Err(IdError::BadKey);
        }
        Ok(Self(Short::marked(kind, key)))
    }

    /// What sort of thing it is.
    pub fn kind(&self) -> Kind {
        self.0.mark()
    }

    /// Orders before every subject of `kind`: where a range begins.
    pub fn lowest(kind: Kind) -> Self {
        Self(Short::marked(kind, ""))
    }

    /// Orders after every subject of `kind`: where a range ends.
    pub fn beyond(kind: Kind) -> Self {
        Self(Short::marked(kind, "~"))
    }

    /// The part people read: `B26-0042`.
    pub fn key(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().name())?;
        f.write_str("/")?;
        f.write_str(self.key())
    }
}

impl fmt::Debug for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for SubjectId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (kind, key) = text.split_once('/').ok_or(IdError::NoSlash)?;
        let kind = Kind::named(kind).ok_or_else(|| IdError::UnknownKind(kind.to_owned()))?;
        Self::new(kind, key)
    }
}

impl Serialize for SubjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SubjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Visitor)
    }
}

struct Visitor;

impl serde::de::Visitor<'_> for Visitor {
    type Value = SubjectId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an identifier such as batch/B26-0042")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SubjectId, E> {
        text.parse().map_err(E::custom)
    }
}

/// Declares the kinds of subjects, once: the enum, its words, and a typed identifier each.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $word:literal $id:ident;)+) => {
        /// The kinds of subjects a centre keeps a record of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $kind,)+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind,)+];

            /// The word before the slash.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $word,)+ }
            }

            /// The kind a word stands for.
            pub fn named(word: &str) -> Option<Kind> {
                match word { $($word => Some(Kind::$kind),)+ _ => None }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $id(SubjectId);

            impl $id {
                /// The kind every such identifier is of.
                pub const KIND: Kind = Kind::$kind;

                /// The identifier with this key.
                pub fn new(key: &str) -> Result<Self, IdError> {
                    SubjectId::new(Kind::$kind, key).map(Self)
                }

                /// The general form, as the log and the fold use it.
                pub fn subject(&self) -> &SubjectId {
                    &self.0
                }

                /// The part people read.
                pub fn key(&self) -> &str {
                    self.0.key()
                }
            }

            impl TryFrom<SubjectId> for $id {
                type Error = IdError;
                fn try_from(id: SubjectId) -> Result<Self, IdError> {
                    if id.kind() == Kind::$kind {
                        Ok(Self(id))
                    } else {
                        Err(IdError::WrongKind { wanted: Kind::$kind, found: id.kind() })
                    }
                }
            }

            impl From<$id> for SubjectId {
                fn from(id: $id) -> SubjectId { id.0 }
            }

            impl FromStr for $id {
                type Err = IdError;
                fn from_str(text: &str) -> Result<Self, IdError> {
                    text.parse::<SubjectId>()?.try_into()
                }
            }

            impl fmt::Display for $id {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
            }

            impl fmt::Debug for $id {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(&self.0, f)
                }
            }

            impl Serialize for $id {
                fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                    self.0.serialize(s)
                }
            }

            impl<'de> Deserialize<'de> for $id {
                fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                    SubjectId::deserialize(d)?.try_into().map_err(serde::de::Error::custom)
                }
            }

            impl crate::shape::FieldType for $id {
                const KIND: crate::shape::FieldKind =
                    crate::shape::FieldKind::Subject(Kind::$kind);
            }
        )+
    };
}

kinds! {
    /// The centre itself.
    Centre "centre" CentreId;
    /// Somebody who acts.
    Person "person" PersonId;
    /// Somebody who is treated.
    Patient "patient" PatientId;
    /// A planned therapy of one patient: the chain of identity hangs on it.
    Order "order" OrderId;
    /// A bag, vial or other vessel with its own label.
    Container "container" ContainerId;
    /// A master batch record, all versions.
    Process "process" ProcessId;
    /// A kind of material.
    Item "item" ItemId;
    /// A received or made quantity of an item.
    Lot "lot" LotId;
    /// A room with a grade.
    Room "room" RoomId;
    /// A piece of equipment.
    Equipment "equipment" EquipmentId;
    /// A tablet or terminal.
    Station "station" StationId;
    /// One execution of a process.
    Batch "batch" BatchId;
    /// Something taken to be tested.
    Sample "sample" SampleId;
    /// A departure from what was laid down.
    Deviation "deviation" DeviationId;
    /// One giving of a product to a patient.
    Infusion "infusion" InfusionId;
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_identifier_are_the_same_thing() {
        let id: BatchId = "batch/B26-0042".parse().unwrap();
        assert_eq!(id.key(), "B26-0042");
        assert_eq!(id.to_string(), "batch/B26-0042");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<BatchId>(&json).unwrap(), id);
    }

    #[test]
    fn what_is_no_identifier_says_why() {
        assert_eq!("B26-0042".parse::<SubjectId>(), Err(IdError::NoSlash));
        assert_eq!("bag/1".parse::<SubjectId>(), Err(IdError::UnknownKind("bag".to_owned())));
        assert_eq!("batch/a b".parse::<SubjectId>(), Err(IdError::BadKey));
        assert_eq!(
            "lot/L26-0001".parse::<BatchId>(),
            Err(IdError::WrongKind { wanted: Kind::Batch, found: Kind::Lot })
        );
    }
}
