//! Numbers people read: `B26-0042`. Drawn from counters, never issued twice.

use crate::id::{Kind, SubjectId};
use imbl::OrdMap;
use std::sync::Arc;

/// The letters before the year, for the kinds that are numbered.
pub fn letters(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Order => Some("O"),
        Kind::Container => Some("C"),
        Kind::Lot => Some("L"),
        Kind::Batch => Some("B"),
        Kind::Sample => Some("S"),
        Kind::Deviation => Some("DV"),
        Kind::Infusion => Some("INF"),
        Kind::Centre
        | Kind::Person
        | Kind::Patient
        | Kind::Process
        | Kind::Item
        | Kind::Room
        | Kind::Equipment
        | Kind::Station => None,
    }
}

/// The series a number belongs to, and the number: `B26` and 42 for `batch/B26-0042`.
pub fn number(subject: &SubjectId) -> Option<(&str, u32)> {
    let letters = letters(subject.kind())?;
    let (prefix, number) = subject.key().rsplit_once('-')?;
    let year = prefix.strip_prefix(letters)?;
    let plain = year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit());
    if plain { number.parse().ok().map(|number| (prefix, number)) } else { None }
}

/// Raises the counter of a subject's series to its number.
pub fn count(counters: &mut OrdMap<Arc<str>, u32>, subject: &SubjectId) {
    if let Some((prefix, number)) = number(subject) {
        raise(counters, prefix, number);
    }
}

/// Raises the counter of a series to a number.
pub fn raise(counters: &mut OrdMap<Arc<str>, u32>, prefix: &str, number: u32) {
    match counters.get_mut(prefix) {
        Some(highest) => *highest = (*highest).max(number),
        None => {
            counters.insert(Arc::from(prefix), number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_of_its_kind_counts() {
        let number_of = |text: &str| number(&text.parse().unwrap()).map(|(p, n)| (p.to_owned(), n));
        assert_eq!(number_of("batch/B26-0042"), Some(("B26".to_owned(), 42)));
        assert_eq!(number_of("deviation/DV26-12345"), Some(("DV26".to_owned(), 12345)));
        assert_eq!(number_of("batch/X26-0042"), None);
        assert_eq!(number_of("person/op07"), None);
    }
}
