//! Facts: what an act established, each about exactly one subject.
//!
//! A fact is `{"s": subject, "is": name, "iv": version, "of": {…}}`. Names and versions are frozen
//! once merged: a golden file per version keeps every old fact readable.

use crate::id::{Kind, SubjectId};
use crate::state::Event;
use crate::time::Timestamp;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
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
#[macro_export]
macro_rules! events {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident($body:ty) $word:literal $version:literal),+ $(,)?
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

            /// Reads an event of this name and version; `None` if there is none such.
            pub fn decode(name: &str, version: u32, json: &str)
                -> Option<Result<Self, serde_json::Error>> {
                match (name, version) {
                    $(($word, $version) => Some(serde_json::from_str(json).map($name::$variant)),)+
                    _ => None,
                }
            }
        }

        $(impl From<$body> for $name {
            fn from(body: $body) -> Self { $name::$variant(body) }
        })+
        $(impl From<$body> for $crate::state::Event {
            fn from(body: $body) -> Self { $name::$variant(body).into() }
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
