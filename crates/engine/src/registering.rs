//! Hospital numbers on their way into the log.
//!
//! The door looks a number up among the patients there are; two people who register one patient at
//! once would both find none. So a number is held from the door until its act is answered, and only
//! one act at a time holds it.

use domain::id::SubjectId;
use std::sync::{Arc, Mutex, PoisonError};

/// The numbers held, each with the patient it is to mean.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registering(Arc<Mutex<Vec<(String, SubjectId)>>>);

/// A number held until this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    numbers: Registering,
    number: String,
    patient: SubjectId,
}

impl Registering {
    /// Holds a number for a patient; `None` while it is held for another. A retry that overtakes its
    /// first try holds it too.
    pub fn hold(&self, number: &str, patient: &SubjectId) -> Option<Held> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.iter().any(|(it, of)| it == number && of != patient) {
            return None;
        }
        held.push((number.to_owned(), patient.clone()));
        let (numbers, number) = (self.clone(), number.to_owned());
        Some(Held { numbers, number, patient: patient.clone() })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.numbers.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = |(number, patient): &(String, SubjectId)| {
            *number == self.number && *patient == self.patient
        };
        if let Some(at) = held.iter().position(mine) {
            held.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_held_for_one_patient_at_a_time() {
        let numbers = Registering::default();
        let [one, two] = ["patient/aaaaaaaaaa", "patient/bbbbbbbbbb"].map(|id| id.parse().unwrap());
        let first = numbers.hold("SYN-1", &one).unwrap();
        assert!(numbers.hold("SYN-1", &two).is_none());
        assert!(numbers.hold("SYN-2", &two).is_some());
        let retry = numbers.hold("SYN-1", &one).unwrap();
        drop(first);
        assert!(numbers.hold("SYN-1", &two).is_none(), "the retry holds it still");
        drop(retry);
        assert!(numbers.hold("SYN-1", &two).is_some());
    }
}
