//! The desk: the centre as a rule looks at it.
//!
//! A desk remembers what was consulted, so that the entry can name everything its decision read,
//! and gives out new numbers. It reads; it never changes the centre.

use crate::centre::{Centre, Settings};
use crate::id::{Kind, SubjectId};
use crate::index::Index;
use crate::refusal::{Reason, Severity, Stop};
use crate::series;
use crate::state::Held;
use crate::time::{LocalDate, Timestamp};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A view of the centre that remembers what was looked at.
pub struct Desk<'a> {
    centre: &'a Centre,
    now: Timestamp,
    read: RefCell<BTreeMap<SubjectId, u64>>,
    drawn: RefCell<BTreeMap<String, u32>>,
}

impl<'a> Desk<'a> {
    /// A desk over `centre` at the moment `now`.
    pub fn new(centre: &'a Centre, now: Timestamp) -> Self {
        Self { centre, now, read: RefCell::default(), drawn: RefCell::default() }
    }

    /// The centre under the desk, for lists and searches over summaries.
    pub fn centre(&self) -> &'a Centre {
        self.centre
    }

    /// The moment it is.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The day it is, in the centre's zone.
    pub fn today(&self) -> LocalDate {
        self.day_of(self.now)
    }

    /// The day of a moment, in the centre's zone.
    pub fn day_of(&self, moment: Timestamp) -> LocalDate {
        moment.day_in(&self.centre.settings().map_or(jiff::tz::TimeZone::UTC, Settings::zone))
    }

    /// The state of a subject that must exist. `Err` asks for a reload, or says it is unknown.
    pub fn state<S: Held>(&self, subject: &SubjectId) -> Result<&'a S, Stop> {
        self.known::<S>(subject)?.ok_or_else(|| unknown(subject).into())
    }

    /// The state of a subject, if there is such a subject.
    pub fn known<S: Held>(&self, subject: &SubjectId) -> Result<Option<&'a S>, Stop> {
        let Some(slot) = self.centre.slot(subject) else { return Ok(None) };
        self.read.borrow_mut().insert(subject.clone(), slot.ordinal);
        match &slot.state {
            Some(state) => Ok(S::of(state)),
            None => Err(Stop::Reload(subject.clone())),
        }
    }

    /// The summary of a subject that must exist.
    pub fn summary<S: Held>(&self, subject: &SubjectId) -> Result<&'a S::Summary, Stop> {
        let slot = self.centre.slot(subject).ok_or_else(|| unknown(subject))?;
        self.read.borrow_mut().insert(subject.clone(), slot.ordinal);
        S::of_summary(&slot.summary).ok_or_else(|| unknown(subject).into())
    }

    /// Whether there is such a subject.
    pub fn exists(&self, subject: &SubjectId) -> bool {
        self.centre.slot(subject).is_some()
    }

    /// The subjects found under a key.
    pub fn found_under(&self, index: Index, text: &str) -> Vec<&'a SubjectId> {
        self.centre.found_under(index, text).collect()
    }

    /// The next number of a kind of subject, never given out before.
    pub fn next(&self, kind: Kind) -> SubjectId {
        let letters = series::letters(kind).unwrap_or("X");
        let prefix = format!("{letters}{:02}", self.today().year().rem_euclid(100));
        let mut drawn = self.drawn.borrow_mut();
        let next = drawn.entry(prefix.clone()).or_insert_with(|| self.centre.counter(&prefix));
        *next += 1;
        match SubjectId::new(kind, &format!("{prefix}-{next:04}")) {
            Ok(id) => id,
            Err(_) => unreachable!("letters, digits and a dash make a key"),
        }
    }

    /// Everything consulted so far, each at the ordinal it was read at.
    pub fn consulted(&self) -> Vec<(SubjectId, u64)> {
        self.read.borrow().iter().map(|(id, ordinal)| (id.clone(), *ordinal)).collect()
    }
}

/// The code of the reason that says a subject is not known here.
pub const UNKNOWN_SUBJECT: &str = "unknown-subject";

/// The reason that says a subject is not known here.
pub fn unknown(subject: &SubjectId) -> Reason {
    Reason {
        code: UNKNOWN_SUBJECT,
        severity: Severity::Major,
        field: None,
        nth: None,
        args: vec![("subject", subject.to_string())],
    }
}
