//! Reading the second log, newest first, each day held against what was sealed of it.

use super::{Access, Note, Sealed, Sort, day_file, days};
use crate::engine::Engine;
use crate::entry;
use crate::past::PastError;
use crate::trail;
use domain::centre::SealAccess;
use domain::id::{PersonId, SubjectId};
use domain::time::{LocalDate, Timestamp};
use ledger::store::sqlite::SqliteReader;
use ledger::store::{Flow, Reader as _};
use ledger::tree::{Frontier, NodeHash, hash_leaf};
use std::fmt;
use std::str::FromStr;

/// How many notes one question reads at most before it ends with the day it is at.
const READ_MAX: u64 = 200_000;

/// How many seals are asked of the trail at a time.
const SEALS_AT_A_TIME: usize = 64;

/// A note where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    /// The day whose log it is in.
    pub day: LocalDate,
    /// Its position in that day's log.
    pub position: u64,
    /// The note.
    pub note: Note,
}

/// Which notes are asked for; left out, all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// About one of these subjects; none: whatever it is about.
    pub about: Vec<SubjectId>,
    /// By this person, or tried under their name.
    pub by: Option<PersonId>,
    /// Only those of one sort.
    pub sort: Option<Sort>,
    /// From this day of the log on.
    pub from: Option<LocalDate>,
    /// To this day of the log, itself included.
    pub to: Option<LocalDate>,
    /// Noted at this moment at the latest.
    pub until: Option<Timestamp>,
}

/// A place in the second log: notes before it are older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The day.
    pub day: LocalDate,
    /// The position in that day's log.
    pub position: u64,
}

/// Some notes, newest first.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The notes.
    pub notes: Vec<Noted>,
    /// The days that were read for them, newest first.
    pub days: Vec<Day>,
    /// Before which place to look on; none: everything was looked at.
    pub rest: Option<Place>,
}

/// A day as it lies in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub day: LocalDate,
    /// How many notes it has and the root over their bytes; or why it cannot be read.
    pub held: Result<(u64, NodeHash), String>,
}

impl Day {
    /// Whether the file holds what was sealed of the day.
    pub fn agrees_with(&self, sealed: &Sealed) -> bool {
        self.held.as_ref().is_ok_and(|held| *held == (sealed.size, sealed.root))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.day, self.position)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (day, position) = text.split_once('.').ok_or(())?;
        Ok(Self { day: day.parse().map_err(drop)?, position: position.parse().map_err(drop)? })
    }
}

impl Filter {
    fn takes(&self, note: &Note) -> bool {
        (self.about.is_empty() || self.about.iter().any(|subject| note.is_about(subject)))
            && self.by.as_ref().is_none_or(|by| note.is_by(by))
            && self.sort.is_none_or(|sort| note.what.sort() == sort)
            && self.until.is_none_or(|until| note.at <= until)
    }

    fn takes_day(&self, day: LocalDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Most notes are about somebody else: their bytes tell before they are read as JSON.
    fn marks(&self) -> Marks {
        let mark = |subject: &SubjectId| format!("\"{subject}\"").into_bytes();
        Marks {
            about: self.about.iter().map(mark).collect(),
            by: self.by.as_ref().map(|by| mark(by.subject())),
        }
    }
}

struct Marks {
    about: Vec<Vec<u8>>,
    by: Option<Vec<u8>>,
}

impl Marks {
    fn may_stand_in(&self, leaf: &[u8]) -> bool {
        let holds = |mark: &Vec<u8>| leaf.windows(mark.len()).any(|part| part == mark);
        (self.about.is_empty() || self.about.iter().any(holds))
            && self.by.as_ref().is_none_or(holds)
    }
}

impl Access {
    /// The newest `most` notes before a place that a filter takes. A day that cannot be read is
    /// passed over and said. Reads files: not for an async thread.
    pub fn find(&self, filter: &Filter, before: Option<Place>, most: usize) -> Page {
        let mut page = Page::default();
        let mut read = 0;
        let asked = |day: &LocalDate| {
            filter.takes_day(*day) && before.is_none_or(|before| *day <= before.day)
        };
        let mut days = days(&self.folder).into_iter().rev().filter(asked).peekable();
        while let Some(day) = days.next() {
            let end = before.filter(|before| before.day == day).map(|before| before.position);
            let (mut found, held) = self.of_day(day, filter, end.unwrap_or(u64::MAX));
            read += held.as_ref().map_or(0, |(size, _)| *size);
            page.days.push(Day { day, held });
            found.reverse();
            let room = most.saturating_sub(page.notes.len());
            let more = found.len() > room;
            found.truncate(room);
            let last = found.last().map(|last| last.position);
            page.notes.append(&mut found);
            if more {
                // With no room at all everything of this day is still to come.
                let position = last.or(end).unwrap_or(u64::MAX);
                page.rest = Some(Place { day, position });
                break;
            }
            if (page.notes.len() == most || read >= READ_MAX) && days.peek().is_some() {
                page.rest = Some(Place { day, position: 0 });
                break;
            }
        }
        page
    }

    /// What a filter takes of a day's notes before `end`, in order; and what the day's file holds.
    fn of_day(
        &self,
        day: LocalDate,
        filter: &Filter,
        end: u64,
    ) -> (Vec<Noted>, Result<(u64, NodeHash), String>) {
        let mut found = Vec::new();
        let reader = match SqliteReader::open(&day_file(&self.folder, day)) {
            Ok(reader) => reader,
            Err(error) => return (found, Err(error.to_string())),
        };
        let marks = filter.marks();
        let mut tree = Frontier::new();
        let mut wrong = None;
        let read = reader.entries(0..u64::MAX, &mut |position, leaf| {
            tree.push(hash_leaf(leaf));
            if position < end && marks.may_stand_in(leaf) {
                match serde_json::from_slice::<Note>(leaf) {
                    Ok(note) if filter.takes(&note) => found.push(Noted { day, position, note }),
                    Ok(_) => {}
                    Err(error) => wrong = Some(format!("note {position}: {error}")),
                }
            }
            Flow::Continue(())
        });
        let held = match (read, wrong) {
            (Err(error), _) => Err(error.to_string()),
            (Ok(()), Some(wrong)) => Err(wrong),
            (Ok(()), None) => Ok((tree.size(), tree.root())),
        };
        (found, held)
    }
}

impl Engine {
    /// What the first `size` entries of the log sealed of the second, newest first, back to a day.
    /// Reads the log: not for an async thread.
    pub fn seals(&self, size: u64, from: LocalDate) -> Result<Vec<Sealed>, PastError> {
        let is = Some(SealAccess::ACTION.name.to_owned());
        let filter = trail::Filter { is, ..trail::Filter::default() };
        let mut seals = Vec::new();
        let mut positions = 0..size;
        loop {
            let next = self.trail(&filter, positions.clone(), SEALS_AT_A_TIME)?;
            for position in next.positions {
                let leaf = self.log().with(|reader| reader.entry(position))??;
                let Some(leaf) = leaf else { continue };
                // Days follow one another: before the first that is too early there is none.
                let (_, facts) = entry::replayed(&leaf)?;
                match facts.iter().find_map(|fact| Sealed::by(position, fact)) {
                    Some(seal) if seal.day < from => return Ok(seals),
                    Some(seal) => seals.push(seal),
                    None => {}
                }
            }
            match next.rest {
                Some(rest) => positions.end = rest,
                None => return Ok(seals),
            }
        }
    }
}
