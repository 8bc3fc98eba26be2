//! Wrong passwords, counted: after some in a row the next try has to wait.
//!
//! The wait is short and never a lock: somebody must be able to sign in at a bedside even while
//! a stranger tries passwords under their name. At one try in 30 seconds a guess is hopeless.

use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Wrong passwords in a row that cost nothing.
const FREE: u32 = 5;

/// How long to wait after each one more, in seconds.
const WAIT_SECONDS: i64 = 30;

/// After this long without a try all is forgotten, in seconds.
const FORGET_SECONDS: i64 = 15 * 60;

/// The most names remembered; the least recent are forgotten first.
const NAMES_MAX: usize = 4_096;

/// Wrong passwords by name.
#[derive(Debug, Default)]
pub struct Attempts {
    wrong: Mutex<BTreeMap<String, Wrong>>,
}

#[derive(Debug, Clone, Copy)]
struct Wrong {
    times: u32,
    last: i64,
}

impl Attempts {
    /// How many seconds a try under `name` has to wait; `None`: it may be made.
    pub fn wait(&self, name: &str, now: Timestamp) -> Option<u64> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let found = wrong.get(name).filter(|wrong| wrong.times >= FREE)?;
        let passed = (now.as_millisecond() - found.last).div_euclid(1000);
        u64::try_from(WAIT_SECONDS - passed).ok().filter(|seconds| *seconds > 0)
    }

    /// Takes down what became of a try.
    pub fn tried(&self, name: &str, right: bool, now: Timestamp) {
        let now = now.as_millisecond();
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if right {
            wrong.remove(name);
            return;
        }
        let fresh = |wrong: &Wrong| now - wrong.last < FORGET_SECONDS * 1000;
        if wrong.len() >= NAMES_MAX {
            wrong.retain(|_, wrong| fresh(wrong));
        }
        if wrong.len() >= NAMES_MAX {
            let oldest = wrong.iter().min_by_key(|(_, wrong)| wrong.last);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                wrong.remove(&oldest);
            }
        }
        let before = wrong.get(name).copied().filter(fresh);
        let times = before.map_or(0, |wrong| wrong.times).saturating_add(1);
        wrong.insert(name.to_owned(), Wrong { times, last: now });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_waits_and_a_slip_does_not() {
        let attempts = Attempts::default();
        let now: Timestamp = "2026-11-22T02:00:00.000Z".parse().unwrap();
        for _ in 0..FREE {
            assert_eq!(attempts.wait("op-07", now), None);
            attempts.tried("op-07", false, now);
        }
        assert_eq!(attempts.wait("op-07", now), Some(30));
        assert_eq!(attempts.wait("op-08", now), None, "others do not wait");
        let later = Timestamp::from_millisecond(now.as_millisecond() + 30_000);
        assert_eq!(attempts.wait("op-07", later), None);
        attempts.tried("op-07", false, later);
        assert_eq!(attempts.wait("op-07", later), Some(30));
        attempts.tried("op-07", true, later.plus_minutes(1));
        attempts.tried("op-07", false, later.plus_minutes(1));
        assert_eq!(attempts.wait("op-07", later.plus_minutes(1)), None, "a right one clears it");
    }

    #[test]
    fn memory_does_not_grow_with_the_names_tried() {
        let attempts = Attempts::default();
        let now: Timestamp = "2026-11-22T02:00:00.000Z".parse().unwrap();
        for n in 0..2 * NAMES_MAX {
            attempts.tried(&format!("name-{n}"), false, now);
        }
        assert_eq!(attempts.wrong.lock().unwrap().len(), NAMES_MAX);
    }
}
