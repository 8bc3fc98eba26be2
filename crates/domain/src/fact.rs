//! Facts: what an act established, each about exactly one subject.
//!
//! A fact is `{"s": subject, "is": name, "iv": version, "of": {…}}`. Names and versions are frozen
//! once merged: a golden file per version keeps every old fact readable.

use crate::id::{Kind, SubjectId};
use crate::state::Event;
use crate::time::Timestamp;
use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A fact about one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it is about.
    pub subject: SubjectId,
    /// What is so.
    pub event: Event,
}

impl Fact {
    /// A fact about `subject`.
    pub fn new(subject: impl Into<SubjectId>, event: impl Into<Event>) -> Self {
        Self { subject: subject.into(), event: event.into() }
    }

    /// Reads a fact from its JSON. An unknown name or version is an error, never skipped.
    pub fn decode(json: &str) -> Result<Self, FactError> {
        let wire: Wire<'_> = serde_json::from_str(json).map_err(FactError::Malformed)?;
        wire.fact()
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, version) = self.event.name();
        let mut fact = serializer.serialize_struct("Fact", 4)?;
        fact.serialize_field("s", &self.subject)?;
        fact.serialize_field("is", name)?;
        fact.serialize_field("iv", &version)?;
        fact.serialize_field("of", &self.event)?;
        fact.end()
    }
}

/// Reads a fact in one pass, body and all.
///
/// Surprises: its members must stand in the order they are written in, each once. Whatever else is
/// an error that says little: a [`Wire`] reads every order, and says what is wrong.
impl<'de> Deserialize<'de> for Fact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Fact;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a fact")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fact: A) -> Result<Fact, A::Error> {
        member(&mut fact, "s")?;
        let subject: SubjectId = fact.next_value()?;
        member(&mut fact, "is")?;
        let name: &str = fact.next_value()?;
        member(&mut fact, "iv")?;
        let version = fact.next_value()?;
        member(&mut fact, "of")?;
        let event = fact.next_value_seed(Body { kind: subject.kind(), name, version })?;
        match fact.next_key::<&str>()? {
            None => Ok(Fact { subject, event }),
            Some(_) => Err(A::Error::custom("a member too many")),
        }
    }
}

/// Passes over the name of the member that comes next.
fn member<'de, A: MapAccess<'de>>(fact: &mut A, name: &str) -> Result<(), A::Error> {
    let next = fact.next_key::<&str>()?;
    if next == Some(name) { Ok(()) } else { Err(A::Error::custom("another order of members")) }
}

/// The body of an event of this name and version.
struct Body<'a> {
    kind: Kind,
    name: &'a str,
    version: u32,
}

impl<'de> DeserializeSeed<'de> for Body<'_> {
    type Value = Event;

    fn deserialize<D: Deserializer<'de>>(self, body: D) -> Result<Event, D::Error> {
        let Self { kind, name, version } = self;
        let event = Event::read(kind, name, version, body);
        event.unwrap_or_else(|| Err(D::Error::custom("an event this build does not know")))
    }
}

/// A fact as it lies in an entry, its body not yet read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wire<'a> {
    /// The subject.
    pub s: SubjectId,
    /// The event's name.
    #[serde(borrow)]
    pub is: std::borrow::Cow<'a, str>,
    /// The event's version.
    pub iv: u32,
    /// The event's body.
    #[serde(borrow)]
    pub of: &'a RawValue,
}

impl Wire<'_> {
    /// The fact, its body read by name and version.
    pub fn fact(&self) -> Result<Fact, FactError> {
        match Event::decode(self.s.kind(), &self.is, self.iv, self.of.get()) {
            Some(Ok(event)) => Ok(Fact { subject: self.s.clone(), event }),
            Some(Err(error)) => Err(FactError::Malformed(error)),
            None => Err(FactError::Unknown {
                kind: self.s.kind(),
                name: self.is.to_string(),
                version: self.iv,
            }),
        }
    }
}

/// A fact that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    /// Not the JSON it should be.
    #[error("read a fact")]
    Malformed(#[source] serde_json::Error),
    /// This build knows no such event: a newer build wrote it.
    #[error("this build knows no event {name} version {version} of a {kind}: use a newer build")]
    Unknown {
        /// The kind of subject.
        kind: Kind,
        /// The event's name.
        name: String,
        /// Its version.
        version: u32,
    },
}

/// Where and when in the log a fact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Position of the entry.
    pub position: u64,
    /// When the writer recorded it.
    pub recorded: Timestamp,
}

/// A fact that cannot be, met while folding: the state stays as it was and this is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anomaly {
    /// About what.
    pub subject: SubjectId,
    /// Position of the entry.
    pub position: u64,
    /// Name of the event.
    pub event: String,
    /// What does not fit, for the engineer.
    pub problem: String,
}

impl Anomaly {
    /// What does not fit about a fact.
    pub(crate) fn of(at: At, fact: &Fact, problem: Impossible) -> Self {
        Self {
            subject: fact.subject.clone(),
            position: at.position,
            event: fact.event.name().0.to_owned(),
            problem: problem.to_owned(),
        }
    }
}

/// What `fold` says of an event that cannot be.
pub type Impossible = &'static str;

/// A state that events about one subject make.
pub trait Subject: Sized {
    /// Events of this kind of subject.
    type Event;
    /// What is kept of it when it is closed, and what lists and indexes read.
    type Summary;

    /// The state its first event makes; `None` if that event cannot be the first.
    fn begin(at: At, event: &Self::Event) -> Option<Self>;

    /// Takes down one more event. Never refuses; an impossible one leaves the state as it was.
    fn fold(&mut self, at: At, event: &Self::Event) -> Result<(), Impossible>;

    /// The small part lists and indexes read.
    fn summary(&self) -> Self::Summary;
}

/// Declares the events of one kind of subject.
///
/// What stands under `shared` can happen to several kinds of subject alike, under one name and one
/// body; a fact of it says of which kind it is.
#[macro_export]
macro_rules! events {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident($body:ty) $word:literal $version:literal),+ $(,)?
    } $(shared {
        $($(#[$sdoc:meta])* $svariant:ident($sbody:ty) $sword:literal $sversion:literal),+ $(,)?
    })?) => {
        $crate::events! {
            @all $(#[$meta])* pub enum $name {
                $($(#[$doc])* $variant($body) $word $version,)+
                $($($(#[$sdoc])* $svariant($sbody) $sword $sversion,)+)?
            }
        }

        $(impl From<$body> for $crate::state::Event {
            fn from(body: $body) -> Self { $name::$variant(body).into() }
        })+
    };
    (@all $(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident($body:ty) $word:literal $version:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name { $($(#[$doc])* $variant($body),)+ }

        impl $name {
            /// Names and versions of every event.
            pub const NAMES: &'static [(&'static str, u32)] = &[$(($word, $version),)+];

            /// The event's frozen name and version.
            pub fn name(&self) -> (&'static str, u32) {
                match self { $($name::$variant(_) => ($word, $version),)+ }
            }

            /// Reads the body of an event of this name and version; `None` if there is none such.
            pub fn read<'de, D: serde::Deserializer<'de>>(name: &str, version: u32, body: D)
                -> Option<Result<Self, D::Error>> {
                match (name, version) {
                    $(($word, $version) => Some(
                        <$body as serde::Deserialize>::deserialize(body).map($name::$variant),
                    ),)+
                    _ => None,
                }
            }
        }

        $(impl From<$body> for $name {
            fn from(body: $body) -> Self { $name::$variant(body) }
        })+
    };
}

/// Declares the body of an event: a frozen JSON object.
#[macro_export]
macro_rules! event {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$doc])* pub $field: $ty,)* }
    };
}
