//! Why not: the reasons a rule gives, and what becomes of them.
//!
//! A rule lists everything that stands against an act. Asked, the list is a [`Refusal`]: nothing
//! happened. Told, it has happened already: the same list stands in the entry as findings.

use crate::id::SubjectId;
use serde::{Deserialize, Serialize};

crate::choice! {
    /// How grave a broken rule is once it has been broken.
    pub enum Severity {
        /// Noted and reviewed; opens no deviation by itself.
        Minor "minor",
        /// Opens a deviation.
        Major "major",
        /// Opens a deviation; the patient or the product may be harmed.
        Critical "critical",
    }
}

/// One reason against an act: a stable code, the field it concerns, what to put in the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The code; its sentence is the locale key `refusal-CODE`.
    pub code: &'static str,
    /// How grave, once it has happened.
    pub severity: Severity,
    /// The field of the command it concerns.
    pub field: Option<&'static str>,
    /// Which of the things that field lists it concerns, counted from 0.
    pub nth: Option<usize>,
    /// Values for the sentence.
    pub args: Vec<(&'static str, String)>,
}

impl Reason {
    /// The same reason, said of `field`.
    #[must_use]
    pub fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The same reason, said of one of the things that `field` lists, which is called `name` there.
    #[must_use]
    pub fn among(mut self, field: &'static str, nth: usize, name: String) -> Self {
        self.nth = Some(nth);
        self.args.push(("among", name));
        self.at(field)
    }
}

/// A reason as it stands in an entry: the rule was broken and the record says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The code of the broken rule.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// Values for the sentence.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub args: std::collections::BTreeMap<String, String>,
}

impl From<&Reason> for Finding {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code.to_owned(),
            severity: reason.severity,
            args: reason.args.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        }
    }
}

/// Everything that stands against an act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// In the order a person would ask.
    pub reasons: Vec<Reason>,
}

impl Refusal {
    /// Whether one of the reasons has this code.
    pub fn has(&self, code: &str) -> bool {
        self.reasons.iter().any(|reason| reason.code == code)
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reasons: vec![reason] }
    }
}

/// Where a rule puts what it finds broken.
#[derive(Debug, Default)]
pub struct Broken {
    reasons: Vec<Reason>,
}

impl Broken {
    /// Notes a reason.
    pub fn because(&mut self, reason: impl Into<Reason>) {
        self.reasons.push(reason.into());
    }

    /// Notes a reason about `field`.
    pub fn because_of(&mut self, field: &'static str, reason: impl Into<Reason>) {
        self.reasons.push(reason.into().at(field));
    }

    /// Whether nothing stands against the act so far.
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    /// What was noted.
    pub fn into_reasons(self) -> Vec<Reason> {
        self.reasons
    }
}

/// Why a rule cannot come to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It needs a closed subject: load it and judge again.
    Reload(SubjectId),
    /// The act cannot be understood or is refused outright, asked or told.
    Refused(Refusal),
}

impl<R: Into<Reason>> From<R> for Stop {
    fn from(reason: R) -> Self {
        Self::Refused(Refusal { reasons: vec![reason.into()] })
    }
}

/// The codes of every reason there is, room by room. Each has a sentence in `locales/`.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let kernel: &[&[&str]] = &[
        &[crate::desk::UNKNOWN_SUBJECT],
        crate::decide::Refused::CODES,
        crate::permit::Refused::CODES,
        crate::signature::Refused::CODES,
        crate::together::Refused::CODES,
    ];
    let rooms = [
        crate::scanned::CODES,
        crate::centre::CODES,
        crate::people::CODES,
        crate::materials::CODES,
        crate::facility::CODES,
        crate::custody::CODES,
        crate::ward::CODES,
        crate::quality::CODES,
        crate::process::CODES,
        crate::batch::CODES,
    ];
    std::iter::once(kernel).chain(rooms).flatten().copied().flatten().copied()
}

/// Declares the reasons of a rule:
/// `refusals! { pub enum Refused { /// doc LotExpired { lot: LotId } "lot-expired" Major, } }`.
#[macro_export]
macro_rules! refusals {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident { $($arg:ident : $ty:ty),* $(,)? } $code:literal $severity:ident),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name { $($(#[$doc])* $variant {
            $(#[doc = concat!("The sentence's `", stringify!($arg), "`.")] $arg: $ty),*
        },)+ }

        impl $name {
            /// The codes, for the list of all of them.
            pub const CODES: &'static [&'static str] = &[$($code,)+];
        }

        impl From<$name> for $crate::refusal::Reason {
            fn from(refused: $name) -> Self {
                match refused {
                    $($name::$variant { $($arg),* } => $crate::refusal::Reason {
                        code: $code,
                        severity: $crate::refusal::Severity::$severity,
                        field: None,
                        nth: None,
                        args: vec![$((stringify!($arg), $arg.to_string())),*],
                    },)+
                }
            }
        }
    };
}
