//! The trail: who did what, about what, in a few bytes an entry, for finding entries in a long log.
//!
//! An index beside the log, made from it behind everything else and never kept: it holds nothing
//! that is not in the first lines of entries, and it is no evidence. Whoever looks at the entries it
//! finds reads them from the log.

use crate::ahead::{OpenReader, read_ahead};
use crate::entry::{self, EntryError};
use crate::replay::ReplayError;
use domain::id::{PersonId, SubjectId};
use ledger::store::{Flow, Reader};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Entries read before others may have the trail.
const STRETCH: u64 = 65_536;

/// What entries are looked for. Everything left out is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// By whom.
    pub by: Option<PersonId>,
    /// About what.
    pub about: Option<SubjectId>,
    /// The action.
    pub is: Option<String>,
    /// Only those of one sort.
    pub only: Option<Only>,
}

/// A sort of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Signed ones.
    Signed,
    /// Told ones.
    Told,
    /// Ones that broke a rule.
    Findings,
}

impl Only {
    /// Every sort.
    pub const ALL: [Only; 3] = [Only::Signed, Only::Told, Only::Findings];

    /// Its name in an address.
    pub fn word(self) -> &'static str {
        match self {
            Only::Signed => "signed",
            Only::Told => "told",
            Only::Findings => "findings",
        }
    }

    fn bit(self) -> u8 {
        match self {
            Only::Signed => 1,
            Only::Told => 2,
            Only::Findings => 4,
        }
    }
}

/// What was found, newest first, and where to look on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Positions.
    pub positions: Vec<u64>,
    /// Entries below this one have not been looked at; none: all have.
    pub rest: Option<u64>,
}

/// Texts by a small number.
#[derive(Debug)]
struct Numbered<T> {
    numbers: BTreeMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new() }
    }
}

impl<T: Ord> Numbered<T> {
    fn number(&mut self, of: T) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(of).or_insert(next)
    }
}

/// An entry in the trail.
#[derive(Debug, Clone, Copy)]
struct Row {
    by: u32,
    is: u16,
    marks: u8,
    /// Where its subjects end in the list of all.
    end: u64,
}

/// What has been read so far.
#[derive(Debug, Default)]
struct Index {
    people: Numbered<PersonId>,
    actions: Numbered<String>,
    subjects: Numbered<SubjectId>,
    rows: Vec<Row>,
    about: Vec<u32>,
}

/// What of an entry goes into the trail.
struct Head {
    by: PersonId,
    is: String,
    marks: u8,
    about: Vec<SubjectId>,
}

/// The trail of a log.
#[derive(Debug, Default)]
pub(crate) struct Trail(Mutex<Index>);

impl Trail {
    /// Looks for the newest `most` entries in a range of positions.
    pub fn find(
        &self,
        open: OpenReader<'_>,
        filter: &Filter,
        positions: Range<u64>,
        most: usize,
    ) -> Result<Found, ReplayError> {
        self.catch_up(open, positions.end)?;
        let index = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(index.find(filter, positions, most))
    }

    /// Reads entries up to `size` that are not in it yet.
    pub fn catch_up(&self, open: OpenReader<'_>, size: u64) -> Result<(), ReplayError> {
        loop {
            let mut index = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let from = index.rows.len() as u64;
            if from >= size {
                return Ok(());
            }
            let to = size.min(from + STRETCH);
            read_ahead(open, from..to, heads, |heads| {
                heads?.into_iter().for_each(|head| index.add(head));
                Ok::<_, ReplayError>(())
            })?;
        }
    }
}

impl Index {
    fn add(&mut self, head: Head) {
        for subject in head.about {
            let number = self.subjects.number(subject);
            self.about.push(number);
        }
        let row = Row {
            by: self.people.number(head.by),
            is: u16::try_from(self.actions.number(head.is)).unwrap_or(u16::MAX),
            marks: head.marks,
            end: self.about.len() as u64,
        };
        self.rows.push(row);
    }

    fn about(&self, position: usize) -> &[u32] {
        let end = |at: usize| self.rows.get(at).map_or(0, |row| row.end);
        let start = position.checked_sub(1).map_or(0, end);
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        self.about.get(index(start)..index(end(position))).unwrap_or_default()
    }

    fn find(&self, filter: &Filter, positions: Range<u64>, most: usize) -> Found {
        // What no entry ever named is in none.
        let by = filter.by.as_ref().map(|by| self.people.numbers.get(by));
        let about = filter.about.as_ref().map(|about| self.subjects.numbers.get(about));
        let is = filter.is.as_ref().map(|is| self.actions.numbers.get(is));
        if [by, about, is].contains(&Some(None)) {
            return Found::default();
        }
        let (by, about, is) = (by.flatten(), about.flatten(), is.flatten());
        let marks = filter.only.map_or(0, Only::bit);
        let mut found = Found::default();
        let end = usize::try_from(positions.end).unwrap_or(usize::MAX).min(self.rows.len());
        let start = usize::try_from(positions.start).unwrap_or(usize::MAX).min(end);
        for at in (start..end).rev() {
            let Some(row) = self.rows.get(at) else { continue };
            let fits = row.marks & marks == marks
                && by.is_none_or(|by| *by == row.by)
                && is.is_none_or(|is| *is == u32::from(row.is))
                && about.is_none_or(|about| self.about(at).contains(about));
            if fits {
                if found.positions.len() == most {
                    found.rest = Some(at as u64 + 1);
                    break;
                }
                found.positions.push(at as u64);
            }
        }
        found
    }
}

fn heads(reader: &dyn Reader, positions: Range<u64>) -> Result<Vec<Head>, ReplayError> {
    let mut heads = Vec::new();
    let mut failed = None;
    let mut next = positions.start;
    reader.entries(positions, &mut |position, leaf| match head(leaf) {
        Ok(head) if position == next => {
            heads.push(head);
            next += 1;
            Flow::Continue(())
        }
        Ok(_) => {
            failed = Some(ReplayError::Gap { position: next });
            Flow::Break(())
        }
        Err(source) => {
            failed = Some(ReplayError::Entry { position, source });
            Flow::Break(())
        }
    })?;
    failed.map_or(Ok(heads), Err)
}

fn head(leaf: &[u8]) -> Result<Head, EntryError> {
    let entry::Heading { by, is, told, signed, about, findings } = entry::heading(leaf)?;
    let mark = |only: Only, is: bool| if is { only.bit() } else { 0 };
    let marks =
        mark(Only::Signed, signed) | mark(Only::Told, told) | mark(Only::Findings, findings);
    Ok(Head { by, is, marks, about })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let mut index = Index::default();
        for n in 0..30_u8 {
            index.add(Head {
                by: format!("person/p{}", n % 3).parse().unwrap(),
                is: ["a.b", "c.d"][usize::from(n % 2)].to_owned(),
                marks: if n % 5 == 0 { Only::Told.bit() } else { 0 },
                about: (0..n % 4).map(|k| format!("lot/L{k}").parse().unwrap()).collect(),
            });
        }
        index
    }

    fn positions(filter: &Filter) -> Vec<u64> {
        index().find(filter, 0..30, 99).positions
    }

    #[test]
    fn each_filter_leaves_what_fits() {
        let all = positions(&Filter::default());
        assert_eq!(all, (0..30).rev().collect::<Vec<_>>());
        let by = Filter { by: Some("person/p1".parse().unwrap()), ..Filter::default() };
        assert!(positions(&by).iter().all(|n| n % 3 == 1) && positions(&by).len() == 10);
        let about = Filter { about: Some("lot/L2".parse().unwrap()), ..Filter::default() };
        assert!(positions(&about).iter().all(|n| n % 4 == 3) && positions(&about).len() == 7);
        let both = Filter { is: Some("c.d".to_owned()), only: Some(Only::Told), ..by };
        assert_eq!(positions(&both), [25]);
        let nobody = Filter { by: Some("person/nobody".parse().unwrap()), ..Filter::default() };
        assert_eq!(positions(&nobody), [] as [u64; 0]);
    }

    #[test]
    fn a_search_goes_on_where_it_stopped() {
        let (index, filter) = (index(), Filter { is: Some("a.b".to_owned()), ..Filter::default() });
        let (mut seen, mut end) = (Vec::new(), 30);
        loop {
            let found = index.find(&filter, 3..end, 4);
            assert!(found.positions.len() <= 4);
            seen.extend(found.positions);
            let Some(rest) = found.rest else { break };
            end = rest;
        }
        assert_eq!(seen, (3..30).rev().filter(|n| n % 2 == 0).collect::<Vec<_>>());
    }
}
