//! Wrong passwords, counted: after some in a row the next try has to wait, longer each time.
//!
//! A wait is never a lock for others: tries are counted by name *and* by where they come from, and a
//! device at which somebody signed in before is counted by itself, so that whoever tries passwords
//! under a name from elsewhere keeps nobody out who stands at her own. What comes from many places
//! at once is slowed by the name alone, a little, for devices nobody knows.

use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// After this long without a try all is forgotten, in seconds.
const FORGET_SECONDS: i64 = 15 * 60;

/// The longest wait, in seconds.
const WAIT_SECONDS_MAX: i64 = 15 * 60;

/// The most keys remembered; the least recent are forgotten first.
const KEYS_MAX: usize = 8_192;

/// What tries are counted under, and how patiently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A name at a device where it has signed in before.
    Device(String, String),
    /// A name from a source.
    From(String, String),
    /// A name, from wherever nobody knows.
    Name(String),
    /// A signature of somebody who is signed in.
    Signer(String),
    /// A code after the password of a name, from wherever nobody knows.
    Code(String),
    /// The same at a device where the name has signed in before.
    CodeAt(String, String),
    /// The PIN of a person whose badge was scanned, at one station.
    Badge(String, String),
}

impl Key {
    /// Wrong tries in a row that cost nothing.
    fn free(&self) -> u32 {
        match self {
            Key::Badge(..) => 3,
            Key::Name(_) => 50,
            _ => 5,
        }
    }

    /// How long to wait after so many more, in seconds.
    fn wait_seconds(&self, over: u32) -> i64 {
        match self {
            // One try in five seconds leaves a password standing for years, and its owner waiting
            // for moments.
            Key::Name(_) => 5,
            _ => 30_i64.saturating_mul(1 << over.min(5)).min(WAIT_SECONDS_MAX),
        }
    }
}

/// Wrong passwords by key.
#[derive(Debug, Default)]
pub struct Attempts {
    wrong: Mutex<BTreeMap<Key, Wrong>>,
}

#[derive(Debug, Clone, Copy)]
struct Wrong {
    times: u32,
    last: i64,
}

impl Attempts {
    /// How many seconds a try under these keys has to wait; `None`: it may be made.
    pub fn wait(&self, keys: &[Key], now: Timestamp) -> Option<u64> {
        let all = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = |key: &Key| {
            let wrong = all.get(key).filter(|wrong| wrong.times >= key.free())?;
            let passed = (now.as_millisecond() - wrong.last).div_euclid(1000);
            let seconds = key.wait_seconds(wrong.times - key.free()) - passed;
            u64::try_from(seconds).ok().filter(|seconds| *seconds > 0)
        };
        keys.iter().filter_map(wait).max()
    }

    /// Takes down what became of a try.
    pub fn tried(&self, keys: &[Key], right: bool, now: Timestamp) {
        let now = now.as_millisecond();
        let mut all = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if right {
                all.remove(key);
                continue;
            }
            // A wait is not over when it would be forgotten.
            let fresh =
                |wrong: &Wrong| now - wrong.last < (FORGET_SECONDS + WAIT_SECONDS_MAX) * 1000;
            if all.len() >= KEYS_MAX {
                all.retain(|_, wrong| fresh(wrong));
            }
            if all.len() >= KEYS_MAX {
                let oldest = all.iter().min_by_key(|(_, wrong)| wrong.last);
                if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                    all.remove(&oldest);
                }
            }
            let before = all.get(key).copied().filter(fresh);
            let times = before.map_or(0, |wrong| wrong.times).saturating_add(1);
            all.insert(key.clone(), Wrong { times, last: now });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T02:00:00.000Z".parse().unwrap()
    }

    fn from(name: &str, source: &str) -> Vec<Key> {
        vec![Key::From(name.to_owned(), source.to_owned()), Key::Name(name.to_owned())]
    }

    #[test]
    fn a_guesser_waits_longer_each_time_and_a_slip_does_not() {
        let (attempts, mut now) = (Attempts::default(), now());
        let keys = from("op-07", "10.0.0.1");
        for _ in 0..5 {
            assert_eq!(attempts.wait(&keys, now), None);
            attempts.tried(&keys, false, now);
        }
        for wanted in [30, 60, 120, 240, 480, 900, 900] {
            assert_eq!(attempts.wait(&keys, now), Some(wanted));
            now = Timestamp::from_millisecond(
                now.as_millisecond() + i64::try_from(wanted).unwrap() * 1000,
            );
            assert_eq!(attempts.wait(&keys, now), None);
            attempts.tried(&keys, false, now);
        }
        attempts.tried(&keys, true, now);
        attempts.tried(&keys, false, now);
        assert_eq!(attempts.wait(&keys, now), None, "a right one clears it");
    }

    #[test]
    fn nobody_is_locked_out_by_another() {
        let (attempts, now) = (Attempts::default(), now());
        let own = vec![Key::Device("op-07".to_owned(), "known".to_owned())];
        for n in 0..500 {
            attempts.tried(&from("op-07", &format!("10.0.{}.{}", n / 250, n % 250)), false, now);
        }
        assert_eq!(attempts.wait(&own, now), None, "her own device");
        assert_eq!(attempts.wait(&from("op-07", "10.9.9.9"), now), Some(5), "a new one, moments");
        assert_eq!(attempts.wait(&from("op-08", "10.9.9.9"), now), None, "another name");
    }

    #[test]
    fn memory_does_not_grow_with_what_is_tried() {
        let attempts = Attempts::default();
        for n in 0..KEYS_MAX {
            attempts.tried(&from(&format!("name-{n}"), "10.0.0.1"), false, now());
        }
        assert_eq!(attempts.wrong.lock().unwrap().len(), KEYS_MAX);
    }
}
