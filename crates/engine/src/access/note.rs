//! What is noted, one JSON object an entry.

use domain::id::{Kind, PersonId, SubjectId};
use domain::people::Role;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of the form of a note this build writes.
pub(super) const VERSION: u32 = 1;

/// An entry of the second log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Version of the form.
    pub v: u32,
    /// When.
    pub at: Timestamp,
    /// Who was signed in, if anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// In which role.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What is noted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum What {
    /// Personal data was shown, or what was noted about somebody.
    Read {
        /// Whose: the subjects whose sealed texts were opened, or whose notes were read. None: the
        /// notes about everybody.
        of: Vec<SubjectId>,
        /// Where: method and path, without what was asked for after it.
        page: String,
    },
    /// Somebody got in: whoever the note is by.
    SignedIn {
        /// With what, as a code: `password`, `passkey`.
        how: String,
    },
    /// Somebody did not get in.
    SignInFailed {
        /// The name that was tried.
        name: Attempted,
        /// Why, as a code.
        why: String,
    },
    /// A request was refused.
    Refused {
        /// With which status: 401, 403 or 429.
        status: u16,
        /// Why, as a code.
        why: String,
        /// Where: method and route, never the address as it was typed.
        page: String,
        /// How many alike stand for this one note.
        times: u64,
    },
    /// A command opened keys of persons, or the key that wraps them, beside a server or without one.
    KeysOpened {
        /// Which: the subcommand and what it does.
        command: String,
        /// The number of the user it ran as.
        user: u32,
        /// Whose; none: of everybody.
        of: Vec<SubjectId>,
    },
    /// Refused requests and failed sign-ins that came faster than they could be noted.
    Lost {
        /// How many.
        times: u64,
    },
}

impl What {
    /// Its sort.
    pub fn sort(&self) -> Sort {
        match self {
            What::Read { .. } => Sort::Read,
            What::SignedIn { .. } => Sort::SignedIn,
            What::SignInFailed { .. } => Sort::SignInFailed,
            What::Refused { .. } => Sort::Refused,
            What::KeysOpened { .. } => Sort::KeysOpened,
            What::Lost { .. } => Sort::Lost,
        }
    }
}

/// The sorts of notes, as notes name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What was shown.
    Read,
    /// Who got in.
    SignedIn,
    /// Who did not.
    SignInFailed,
    /// What was refused.
    Refused,
    /// Keys that a command opened.
    KeysOpened,
    /// What could not be noted.
    Lost,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Sort; 6] = [
        Sort::Read,
        Sort::SignedIn,
        Sort::SignInFailed,
        Sort::Refused,
        Sort::KeysOpened,
        Sort::Lost,
    ];

    /// Its name in a note and in an address.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Read => "read",
            Sort::SignedIn => "signed-in",
            Sort::SignInFailed => "sign-in-failed",
            Sort::Refused => "refused",
            Sort::KeysOpened => "keys-opened",
            Sort::Lost => "lost",
        }
    }
}

/// A name that was tried at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attempted {
    /// Somebody known signs in under it.
    Person(PersonId),
    /// Nobody does. A keyed hash, the same for the same name: people type passwords as names.
    Hash(String),
}

impl Note {
    /// A note by whoever is signed in.
    pub fn new(at: Timestamp, by: Option<(PersonId, Option<Role>)>, what: What) -> Self {
        let (by, role) = match by {
            Some((by, role)) => (Some(by), role),
            None => (None, None),
        };
        Self { v: VERSION, at, by, role, what }
    }

    /// Whether this note is about a subject: read of it, or tried under its name.
    pub fn is_about(&self, subject: &SubjectId) -> bool {
        match &self.what {
            What::Read { of, .. } => of.contains(subject),
            What::KeysOpened { of, .. } => {
                of.contains(subject) || (of.is_empty() && subject.kind() != Kind::Person)
            }
            What::SignInFailed { name: Attempted::Person(person), .. } => {
                person.subject() == subject
            }
            What::SignedIn { .. }
            | What::SignInFailed { .. }
            | What::Refused { .. }
            | What::Lost { .. } => false,
        }
    }

    /// Whether it is by somebody, or somebody tried to get in as them.
    pub fn is_by(&self, person: &PersonId) -> bool {
        self.by.as_ref() == Some(person) || self.is_about(person.subject())
    }

    /// Takes `other` in if it says the same of the same request: a flood becomes one note.
    pub(super) fn takes_in(&mut self, other: &Note) -> bool {
        if (&self.by, self.role) != (&other.by, other.role) {
            return false;
        }
        match (&mut self.what, &other.what) {
            (
                What::Refused { status, why, page, times },
                What::Refused { status: s, why: w, page: p, times: more },
            ) if (*status, &*why, &*page) == (*s, w, p) => {
                *times += more;
                true
            }
            _ => false,
        }
    }
}
