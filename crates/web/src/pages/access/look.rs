//! Notes as they are shown: each with what the first log sealed of its day, and which days are not
//! as they were sealed.

use super::wanted;
use crate::pages::audit::{Typed, Wrong};
use crate::pages::eye::Eye;
use domain::centre::Settings;
use domain::id::SubjectId;
use domain::time::LocalDate;
use engine::access::{Day, Filter, Noted, Page, Place, Sealed};
use engine::past::PastError;

/// How many notes a page holds.
pub const PAGE: usize = 100;

/// How a day stands to what was sealed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Not sealed yet.
    Open,
    /// As it was sealed, by the entry at this position.
    Agrees(u64),
    /// Not as it was sealed.
    Differs(u64),
    /// It cannot be read, as the text says; the entry that sealed it, if one did.
    Unreadable(Option<u64>, String),
    /// It was sealed, has not run out, and is not there.
    Missing(u64),
}

impl Standing {
    fn of(day: &Day, seals: &[Sealed]) -> Self {
        let seal = seals.iter().find(|seal| seal.day == day.day);
        match (&day.held, seal) {
            (Err(why), seal) => Self::Unreadable(seal.map(|seal| seal.position), why.clone()),
            (Ok(_), None) => Self::Open,
            (Ok(_), Some(seal)) if day.agrees_with(seal) => Self::Agrees(seal.position),
            (Ok(_), Some(seal)) => Self::Differs(seal.position),
        }
    }

    /// Its name in a file, and the end of the key of its words.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Agrees(_) => "agrees",
            Self::Differs(_) => "differs",
            Self::Unreadable(..) => "unreadable",
            Self::Missing(_) => "missing",
        }
    }

    /// The entry that sealed it.
    pub fn entry(&self) -> Option<u64> {
        match self {
            Self::Open => None,
            Self::Agrees(entry) | Self::Differs(entry) | Self::Missing(entry) => Some(*entry),
            Self::Unreadable(entry, _) => *entry,
        }
    }

    /// Whether somebody must look into it.
    pub fn alarms(&self) -> bool {
        !matches!(self, Self::Open | Self::Agrees(_))
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The notes, newest first.
    pub notes: Vec<Noted>,
    /// The days that were looked at, newest first.
    pub days: Vec<(LocalDate, Standing)>,
    /// Before which place to look on; none: everything was looked at.
    pub rest: Option<Place>,
}

impl Found {
    /// How the day of a note stands.
    pub fn standing(&self, day: LocalDate) -> &Standing {
        let found = self.days.iter().find(|(it, _)| *it == day);
        found.map_or(&Standing::Open, |(_, standing)| standing)
    }
}

/// Looks for the newest `most` notes before a place. The inner error names the fields that mean
/// nothing.
pub fn look(
    eye: &Eye<'_>,
    typed: &Typed,
    of: Option<&SubjectId>,
    before: Option<Place>,
    most: usize,
) -> Result<Result<Found, Wrong>, PastError> {
    let filter = match wanted::read(eye, typed, of) {
        Ok(filter) => filter,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let engine = &eye.call.app.engine;
    let Page { notes, days, rest } = engine.access().find(&filter, before, most);
    // Down to the last day that was looked at; to the first of all if everything was.
    let last = rest.map(|rest| rest.day).or(filter.from).unwrap_or(LocalDate::MIN);
    let seals = engine.seals(eye.call.snapshot.size, last)?;
    let mut all: Vec<_> = days.iter().map(|day| (day.day, Standing::of(day, &seals))).collect();
    all.extend(missing(eye, &filter, before, &days, &seals));
    all.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    Ok(Ok(Found { notes, days: all, rest }))
}

/// The days among those asked for that must be there and are not.
fn missing<'a>(
    eye: &Eye<'_>,
    filter: &Filter,
    before: Option<Place>,
    days: &[Day],
    seals: &'a [Sealed],
) -> impl Iterator<Item = (LocalDate, Standing)> + use<'a> {
    // What has run out by today is gone, whatever moment is looked at.
    let kept_from =
        eye.call.present().0.centre.settings().and_then(|it: &Settings| it.access_kept_from);
    let newest = before.map(|before| before.day).or(filter.to);
    let there: Vec<LocalDate> = days.iter().map(|day| day.day).collect();
    seals
        .iter()
        .filter(move |seal| {
            seal.size > 0
                && kept_from.is_none_or(|from| from <= seal.day)
                && newest.is_none_or(|newest| seal.day <= newest)
                && !there.contains(&seal.day)
        })
        .map(|seal| (seal.day, Standing::Missing(seal.position)))
}
