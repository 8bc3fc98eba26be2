//! PINs that rest: after too many wrong tries none is taken any more until their owner has signed in
//! otherwise.
//!
//! A PIN can be tried only with its badge in hand, so nobody makes that of another rest from afar;
//! and whose PIN rests still has the password. Kept in memory: a restart forgets it, as it forgets
//! every wait.

use domain::id::PersonId;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// After so many wrong tries since the last right one it rests.
pub const WRONG_MAX: u32 = 10;

/// Wrong PINs by person, whatever station they were tried at.
#[derive(Debug, Default)]
pub struct Pins(Mutex<BTreeMap<PersonId, u32>>);

impl Pins {
    /// Whether the PIN of a person rests.
    pub fn rests(&self, person: &PersonId) -> bool {
        let wrong = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.get(person).is_some_and(|times| *times >= WRONG_MAX)
    }

    /// Takes down a wrong try.
    pub fn wrong(&self, person: &PersonId) {
        let mut wrong = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = wrong.entry(person.clone()).or_default();
        *times = times.saturating_add(1);
    }

    /// Its owner was there: by the PIN itself, or by what is stronger.
    pub fn wake(&self, person: &PersonId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(person);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_rests_after_too_many_wrong_tries_until_its_owner_was_there() {
        let pins = Pins::default();
        let [own, other] = ["op07", "op11"].map(|key| PersonId::new(key).unwrap());
        for _ in 1..WRONG_MAX {
            pins.wrong(&own);
        }
        assert!(!pins.rests(&own));
        pins.wrong(&own);
        assert!(pins.rests(&own) && !pins.rests(&other));
        pins.wake(&own);
        assert!(!pins.rests(&own));
    }
}
