//! The shape of a command: what fields it has, of which kind.
//!
//! One definition per action: from the shape come the default form, the JSON schema of the API, and
//! the door's knowledge of which fields to seal.

use crate::id::Kind;
use crate::time::{LocalDate, Timestamp};
use standards::decimal::Decimal;
use standards::reading::Reading;
use standards::unit::Unit;

/// What may stand in a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// A subject of this kind: a picker.
    Subject(Kind),
    /// A subject of any kind.
    AnySubject,
    /// A measured value with its unit, or why there is none.
    Reading,
    /// An exact number without a unit.
    Number,
    /// A UCUM unit.
    Unit,
    /// A whole number.
    Count,
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// One of these words; their labels are locale keys.
    Choice(&'static [&'static str]),
    /// A short code in clear.
    Code,
    /// What a scanner delivered.
    Scan,
    /// Bytes that a program hands on, base64url.
    Bytes,
    /// The hash of an object.
    Digest,
    /// Sealed free text.
    Note,
    /// Sealed free text that must be given.
    Reason,
    /// A sealed name.
    Name,
    /// A sealed day of birth.
    BirthDate,
    /// A sealed scan of a wristband that the door resolves to a patient.
    Wristband,
    /// The sealed hospital number of a patient; the door refuses one it knows.
    HospitalNumber,
    /// A password that is being set: the door keeps its hash, and names that.
    NewPassword,
    /// The password of whoever acts: the door checks it.
    Password,
    /// A PIN that is being set: the door keeps its hash, and names that.
    NewPin,
    /// A code the door draws: nobody sends it.
    DrawnCode,
    /// The code of an invitation: the door checks it.
    OneTimeCode,
    /// The first time-based code of a secret the door drew: the door checks it, and keeps the secret.
    NewTimeCode,
    /// Two in one text, with a `#` between.
    Pair(&'static FieldKind, &'static FieldKind),
    /// Several of one kind.
    List(&'static FieldKind),
}

impl FieldKind {
    /// Whether the door seals what stands here.
    pub fn sealed(self) -> bool {
        matches!(
            self,
            Self::Note
                | Self::Reason
                | Self::Name
                | Self::BirthDate
                | Self::Wristband
                | Self::HospitalNumber
        )
    }

    /// Whether the door replaces what stands here by the hash of what is kept of it.
    pub fn secret(self) -> bool {
        matches!(
            self,
            Self::NewPassword
                | Self::Password
                | Self::NewPin
                | Self::DrawnCode
                | Self::OneTimeCode
                | Self::NewTimeCode
        )
    }
}

/// One field of a command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name in JSON; its label is the locale key `field-NAME`.
    pub name: &'static str,
    /// What may stand in it.
    pub kind: FieldKind,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in English, for the API's readers.
    pub meaning: &'static str,
}

/// A type that may stand in a field.
pub trait FieldType {
    /// What may stand there.
    const KIND: FieldKind;
    /// Whether something must stand there.
    const REQUIRED: bool = true;
}

impl<T: FieldType> FieldType for Option<T> {
    const KIND: FieldKind = T::KIND;
    const REQUIRED: bool = false;
}

impl<T: FieldType + 'static> FieldType for Vec<T> {
    const KIND: FieldKind = FieldKind::List(&T::KIND);
    const REQUIRED: bool = false;
}

impl FieldType for Reading {
    const KIND: FieldKind = FieldKind::Reading;
}
impl FieldType for Decimal {
    const KIND: FieldKind = FieldKind::Number;
}
impl FieldType for Unit {
    const KIND: FieldKind = FieldKind::Unit;
}
impl FieldType for u32 {
    const KIND: FieldKind = FieldKind::Count;
}
impl FieldType for LocalDate {
    const KIND: FieldKind = FieldKind::Date;
}
impl FieldType for Timestamp {
    const KIND: FieldKind = FieldKind::Moment;
}
impl FieldType for crate::id::SubjectId {
    const KIND: FieldKind = FieldKind::AnySubject;
}

/// Declares an enum of words: `choice! { pub enum Verdict { Release "release", Reject "reject" } }`.
#[macro_export]
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every choice.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word in the record; labels are locale keys made of it.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(word: &str) -> Result<Self, ()> {
                match word { $($word => Ok($name::$variant),)+ _ => Err(()) }
            }
        }

        impl $crate::shape::FieldType for $name {
            const KIND: $crate::shape::FieldKind =
                $crate::shape::FieldKind::Choice(&[$($word,)+]);
        }
    };
}
