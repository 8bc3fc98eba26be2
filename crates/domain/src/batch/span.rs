//! How long something took, held against what the process allows.

use crate::time::Timestamp;
use standards::decimal::Decimal;
use standards::reading::{Bound, Judgement, Limits, Quantity, Reading};
use standards::unit::Unit;

/// From one moment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Timestamp,
    to: Timestamp,
}

impl Span {
    /// From `from` to `to`.
    pub fn new(from: Timestamp, to: Timestamp) -> Self {
        Self { from, to }
    }

    /// Whole minutes of it.
    pub fn minutes(self) -> i64 {
        self.to.minutes_since(self.from)
    }

    /// Whether it is longer than `most`. Compared exactly, without rounding either to the other.
    pub fn exceeds(self, most: &Quantity) -> bool {
        let high = Some(Bound { at: most.value, inclusive: true });
        let limits = Limits { low: None, high, unit: most.unit.clone() };
        limits.judge(&self.reading()) == Judgement::Outside
    }

    /// Whether it is shorter than `least`.
    pub fn falls_short_of(self, least: &Quantity) -> bool {
        let low = Some(Bound { at: least.value, inclusive: true });
        let limits = Limits { low, high: None, unit: least.unit.clone() };
        limits.judge(&self.reading()) == Judgement::Outside
    }

    fn reading(self) -> Reading {
        let elapsed = self.to.as_millisecond().saturating_sub(self.from.as_millisecond());
        Reading::Exact(Quantity::new(Decimal::from(elapsed), unit("ms")))
    }
}

/// A length of time in whole minutes, fractions left off; `None` for what is no time.
pub fn whole_minutes(quantity: &Quantity) -> Option<i64> {
    let minutes = quantity.convert(&unit("min"))?.value;
    let whole = minutes.round(0, standards::decimal::Rounding::HalfUp);
    let down = if whole > minutes { whole.checked_sub(Decimal::ONE)? } else { whole };
    i64::try_from(down.to_integer()?).ok()
}

fn unit(code: &str) -> Unit {
    Unit::parse(code).unwrap_or_else(|_| Unit::one())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(text: &str) -> Quantity {
        let (number, code) = text.split_once(' ').unwrap();
        Quantity::new(number.parse().unwrap(), code.parse().unwrap())
    }

    #[test]
    fn a_limit_is_kept_to_the_millisecond() {
        let start = Timestamp::from_millisecond(0);
        let span = |ms| Span::new(start, Timestamp::from_millisecond(ms));
        assert!(!span(2_700_000).exceeds(&q("45 min")));
        assert!(span(2_700_001).exceeds(&q("45 min")));
        assert!(span(2_700_001).exceeds(&q("0.75 h")));
        assert!(span(57_599_999).falls_short_of(&q("16 h")));
        assert!(!span(57_600_000).falls_short_of(&q("16 h")));
        assert_eq!(span(2_700_001).minutes(), 45);
    }

    #[test]
    fn a_shelf_life_is_a_number_of_minutes() {
        assert_eq!(whole_minutes(&q("10 d")), Some(14_400));
        assert_eq!(whole_minutes(&q("90 s")), Some(1));
        assert_eq!(whole_minutes(&q("1 kg")), None);
    }
}
