//! What the engine counts of its own work, for whoever watches the server.
//!
//! Guarantees: numbers alone, of kinds known when the program is built; counting takes no lock and
//! waits for nobody. Nothing is read back from here: no act depends on it.

use crate::answer::{NotTaken, Receipt};
use domain::command::ACTIONS;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log.
    Taken,
    /// It was answered why not.
    Refused,
    /// The server could not take it.
    Failed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 3] = [Outcome::Taken, Outcome::Refused, Outcome::Failed];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Taken => "taken",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
        }
    }

    fn of(answer: &Result<Receipt, NotTaken>) -> Self {
        match answer {
            Ok(_) => Self::Taken,
            Err(
                NotTaken::NotDurable
                | NotTaken::NoRoom
                | NotTaken::ReadOnly(_)
                | NotTaken::ClockBack { .. }
                | NotTaken::Overloaded
                | NotTaken::Stopped(_)
                | NotTaken::Fault(_),
            ) => Self::Failed,
            Err(_) => Self::Refused,
        }
    }
}

/// Upper ends of the steps in which commits are timed, in microseconds.
const COMMIT_MICROSECONDS: &[u64] =
    &[500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000];

/// Upper ends of the steps in which the acts of a commit are counted.
const COMMIT_ACTS: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/// How often values were of which size.
#[derive(Debug)]
pub struct Spread {
    ends: &'static [u64],
    /// One a step, and one beyond the last.
    counts: Vec<AtomicU64>,
    sum: AtomicU64,
}

impl Spread {
    fn new(ends: &'static [u64]) -> Self {
        let counts = std::iter::repeat_with(AtomicU64::default).take(ends.len() + 1).collect();
        Self { ends, counts, sum: AtomicU64::new(0) }
    }

    fn note(&self, value: u64) {
        let step = self.ends.partition_point(|end| *end < value);
        if let Some(count) = self.counts.get(step) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    /// The steps, each with its upper end (none: beyond the last) and how many values fell in it.
    pub fn steps(&self) -> Vec<(Option<u64>, u64)> {
        let ends = self.ends.iter().map(|end| Some(*end)).chain([None]);
        ends.zip(&self.counts).map(|(end, count)| (end, count.load(Ordering::Relaxed))).collect()
    }

    /// All values together.
    pub fn sum(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}

/// The numbers.
#[derive(Debug)]
pub struct Meter {
    /// How many acts came to what: a row an action in the order of [`ACTIONS`], and one for names
    /// that are no action's.
    acts: Vec<[AtomicU64; 3]>,
    /// How long commits took, in microseconds.
    pub commit_microseconds: Spread,
    /// How many acts went into one.
    pub commit_acts: Spread,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            acts: std::iter::repeat_with(Default::default).take(ACTIONS.len() + 1).collect(),
            commit_microseconds: Spread::new(COMMIT_MICROSECONDS),
            commit_acts: Spread::new(COMMIT_ACTS),
        }
    }
}

impl Meter {
    /// The row of an action.
    pub(crate) fn row(is: &str) -> usize {
        ACTIONS.iter().position(|action| action.name == is).unwrap_or(ACTIONS.len())
    }

    /// Counts an act that was answered.
    pub(crate) fn answered(&self, row: usize, answer: &Result<Receipt, NotTaken>) {
        let counts = self.acts.get(row).map(|row| row.iter().zip(Outcome::ALL));
        let outcome = Outcome::of(answer);
        if let Some((count, _)) = counts.and_then(|mut row| row.find(|(_, it)| *it == outcome)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a commit of so many acts that took so long.
    pub(crate) fn committed(&self, acts: usize, took: Duration) {
        self.commit_acts.note(acts as u64);
        self.commit_microseconds.note(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// How many acts of which action came to what; those that came to nothing yet are left out.
    pub fn acts(&self) -> impl Iterator<Item = (&'static str, Outcome, u64)> {
        let names = ACTIONS.iter().map(|action| action.name).chain(["unknown"]);
        names
            .zip(&self.acts)
            .flat_map(|(name, row)| {
                let counts = Outcome::ALL.into_iter().zip(row);
                counts.map(move |(outcome, count)| (name, outcome, count.load(Ordering::Relaxed)))
            })
            .filter(|(_, _, count)| *count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_falls_into_the_first_step_that_holds_it() {
        let spread = Spread::new(&[1, 10]);
        for value in [0, 1, 2, 10, 11, 1_000] {
            spread.note(value);
        }
        assert_eq!(spread.steps(), [(Some(1), 2), (Some(10), 2), (None, 2)]);
        assert_eq!(spread.sum(), 1_024);
    }

    #[test]
    fn an_act_is_counted_under_its_action_and_what_it_came_to() {
        let meter = Meter::default();
        meter.answered(Meter::row("people.enrol"), &Err(NotTaken::IdTaken));
        meter.answered(Meter::row("people.enrol"), &Err(NotTaken::Overloaded));
        meter.answered(Meter::row("no.such"), &Err(NotTaken::IdTaken));
        let all: Vec<_> = meter.acts().collect();
        assert_eq!(
            all,
            [
                ("people.enrol", Outcome::Refused, 1),
                ("people.enrol", Outcome::Failed, 1),
                ("unknown", Outcome::Refused, 1),
            ]
        );
    }
}
