//! Reading the second log, newest first.

use super::{Access, AccessError, Note, What, day_file, days};
use domain::id::{PersonId, SubjectId};
use domain::time::LocalDate;
use ledger::store::sqlite::SqliteReader;
use ledger::store::{Flow, Reader as _};

/// The most notes one question is answered with.
const NOTES_MAX: usize = 1_000;

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
    /// About this subject.
    pub about: Option<SubjectId>,
    /// By this person.
    pub by: Option<PersonId>,
    /// Only what was shown (`Some(true)`), or only who was turned away.
    pub read: Option<bool>,
    /// From this day on.
    pub from: Option<LocalDate>,
    /// To this day, itself included.
    pub to: Option<LocalDate>,
    /// At most so many; at most a thousand.
    pub limit: Option<usize>,
}

impl Filter {
    fn takes(&self, note: &Note) -> bool {
        self.about.as_ref().is_none_or(|subject| note.is_about(subject))
            && self.by.as_ref().is_none_or(|by| note.by.as_ref() == Some(by))
            && self.read.is_none_or(|read| matches!(note.what, What::Read { .. }) == read)
    }

    fn takes_day(&self, day: LocalDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Access {
    /// Who looked at a subject, newest first. Reads files: not for an async thread.
    pub fn about(&self, subject: &SubjectId) -> Result<Vec<Noted>, AccessError> {
        self.recent(&Filter { about: Some(subject.clone()), ..Filter::default() })
    }

    /// The newest notes a filter takes. Reads files: not for an async thread.
    pub fn recent(&self, filter: &Filter) -> Result<Vec<Noted>, AccessError> {
        let limit = filter.limit.unwrap_or(NOTES_MAX).min(NOTES_MAX);
        let mut found = Vec::new();
        for day in days(&self.folder).into_iter().rev().filter(|day| filter.takes_day(*day)) {
            if found.len() >= limit {
                break;
            }
            let mut of_day = self.of_day(day, filter)?;
            of_day.reverse();
            of_day.truncate(limit - found.len());
            found.append(&mut of_day);
        }
        Ok(found)
    }

    fn of_day(&self, day: LocalDate, filter: &Filter) -> Result<Vec<Noted>, AccessError> {
        let unreadable = |why: String| AccessError::Unreadable { day, why };
        let file = day_file(&self.folder, day);
        let reader = SqliteReader::open(&file).map_err(|error| unreadable(error.to_string()))?;
        // Most notes are about somebody else: their bytes tell before they are read as JSON.
        let mark = filter.about.as_ref().map(|subject| format!("\"{subject}\"").into_bytes());
        let mut found = Vec::new();
        let mut wrong = None;
        let read = reader.entries(0..u64::MAX, &mut |position, leaf| {
            if mark.as_ref().is_some_and(|mark| !holds(leaf, mark)) {
                return Flow::Continue(());
            }
            match serde_json::from_slice::<Note>(leaf) {
                Ok(note) if filter.takes(&note) => found.push(Noted { day, position, note }),
                Ok(_) => {}
                Err(error) => wrong = Some(format!("note {position}: {error}")),
            }
            Flow::Continue(())
        });
        read.map_err(|error| unreadable(error.to_string()))?;
        match wrong {
            Some(why) => Err(unreadable(why)),
            None => Ok(found),
        }
    }
}

fn holds(leaf: &[u8], mark: &[u8]) -> bool {
    leaf.windows(mark.len()).any(|part| part == mark)
}
