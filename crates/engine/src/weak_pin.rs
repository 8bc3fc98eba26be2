//! Why a PIN is not good enough.
//!
//! A PIN is short, so what people choose first is most of what there is to guess: one digit over and
//! over, runs, keypad lines and days of birth. Guesses are few all the same, for whoever guesses needs
//! the badge first and a station to do it at.

use crate::weak::Weak;

/// How many digits a PIN has.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 6..=12;

/// Lines of a keypad that fingers draw.
const DRAWN: &[&str] =
    &["147258", "258369", "159357", "159753", "147369", "142536", "145632", "789456", "456123"];

/// Why a PIN is not good enough, if it is not.
pub fn weak_pin(pin: &str) -> Option<Weak> {
    if !PIN_DIGITS.contains(&pin.len()) || !pin.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(Weak::NoPin);
    }
    let weak = repeats(pin) || runs(pin) || drawn(pin) || is_a_day(pin);
    weak.then_some(Weak::GuessedPin)
}

/// One piece of at most half its length over and over, or each digit twice or thrice.
fn repeats(pin: &str) -> bool {
    let digits = pin.as_bytes();
    let over = |length: usize| {
        let piece = digits.get(..length).unwrap_or_default();
        digits.chunks(length).all(|chunk| piece.starts_with(chunk))
    };
    let distinct: std::collections::BTreeSet<_> = digits.iter().collect();
    (1..=digits.len() / 2).any(over) || distinct.len() < 3
}

/// Every digit one step from the one before, upwards or downwards, or all but one are.
fn runs(pin: &str) -> bool {
    let steps = pin.bytes().zip(pin.bytes().skip(1));
    let steps: Vec<u32> = steps.map(|(one, next)| u32::from(next + 10 - one) % 10).collect();
    let alike = |step: u32| steps.iter().filter(|it| **it == step).count();
    [1, 9, 2, 8].into_iter().any(|step| alike(step) + 1 >= steps.len())
}

fn drawn(pin: &str) -> bool {
    let backwards: String = pin.chars().rev().collect();
    DRAWN.iter().any(|line| pin.contains(line) || backwards.contains(line))
}

/// A day, as people write the one they were born on: with the year before or after it, in two digits
/// or in four.
fn is_a_day(pin: &str) -> bool {
    let part = |from: usize, length: usize| -> Option<u32> {
        pin.get(from..from + length).and_then(|digits| digits.parse().ok())
    };
    let day = |year: Option<u32>, month: Option<u32>, day: Option<u32>| {
        let lived = year.is_some_and(|year| year < 100 || (1900..2100).contains(&year));
        let month = month.is_some_and(|month| (1..=12).contains(&month));
        lived && month && day.is_some_and(|day| (1..=31).contains(&day))
    };
    match pin.len() {
        6 => {
            day(part(0, 2), part(2, 2), part(4, 2))
                || day(part(4, 2), part(2, 2), part(0, 2))
                || day(part(4, 2), part(0, 2), part(2, 2))
                || day(part(0, 4), part(4, 2), Some(1))
                || day(part(2, 4), part(0, 2), Some(1))
        }
        8 => {
            day(part(0, 4), part(4, 2), part(6, 2))
                || day(part(4, 4), part(2, 2), part(0, 2))
                || day(part(4, 4), part(0, 2), part(2, 2))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_refused_and_another_pin_is_not() {
        for pin in ["", "12345", "1234567890123", "12 456", "12345a", "１２３４５６"] {
            assert_eq!(weak_pin(pin), Some(Weak::NoPin), "{pin}");
        }
        for pin in [
            "000000",
            "121212",
            "123123",
            "112112",
            "111222",
            "123456",
            "654321",
            "890123",
            "012346",
            "246802",
            "147258",
            "963852",
            "159753",
            "800503",
            "030580",
            "053080",
            "198005",
            "051980",
            "19800503",
            "03051980",
            "05031980",
            "111111111111",
        ] {
            assert_eq!(weak_pin(pin), Some(Weak::GuessedPin), "{pin}");
        }
        for pin in ["482915", "730164", "60824715", "918273645091"] {
            assert_eq!(weak_pin(pin), None, "{pin}");
        }
    }
}
