//! The width arithmetic needs: two limbs of 24 digits, enough for an exact product.

use super::number::Decimal;
use super::round::Rounding;

pub(super) const TEN_TO_12: u128 = 1_000_000_000_000;
pub(super) const TEN_TO_24: u128 = TEN_TO_12 * TEN_TO_12;

/// `10^exponent`; callers stay at or below 24.
pub(super) fn power_of_ten(exponent: u32) -> u128 {
    10_u128.saturating_pow(exponent)
}

/// How many digits `magnitude` has; a zero has one.
pub(super) fn digits_of(magnitude: u128) -> u32 {
    magnitude.checked_ilog10().map_or(1, |log| log + 1)
}

/// `high * 10^24 + low`, both limbs below `10^24`: up to 48 digits, exactly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    /// The exact product of two numbers below `10^24`.
    pub(super) fn product(a: u128, b: u128) -> Self {
        let (a_high, a_low) = (a / TEN_TO_12, a % TEN_TO_12);
        let (b_high, b_low) = (b / TEN_TO_12, b % TEN_TO_12);
        let middle = a_high * b_low + a_low * b_high;
        let low = a_low * b_low + (middle % TEN_TO_12) * TEN_TO_12;
        Self { high: a_high * b_high + middle / TEN_TO_12 + low / TEN_TO_24, low: low % TEN_TO_24 }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let low = self.low + other.low;
        Self { high: self.high + other.high + low / TEN_TO_24, low: low % TEN_TO_24 }
    }

    /// The difference; `other` must not be the larger one.
    pub(super) fn minus(self, other: Self) -> Self {
        if self.low >= other.low {
            Self { high: self.high - other.high, low: self.low - other.low }
        } else {
            Self { high: self.high - other.high - 1, low: TEN_TO_24 + self.low - other.low }
        }
    }

    fn digits(self) -> u32 {
        if self.high == 0 {
            digits_of(self.low)
        } else {
            digits_of(self.high) + Decimal::DIGITS_MAX
        }
    }

    /// The number `self / 10^scale`, rounded once, half to even, to what 24 digits hold.
    ///
    /// Nothing if the part before the point alone is too long.
    pub(super) fn fit(self, negative: bool, scale: u32) -> Option<Decimal> {
        let before_point = self.digits().saturating_sub(scale).max(1);
        let room = Decimal::DIGITS_MAX.checked_sub(before_point)?;
        let kept = scale.min(room);
        let drop = scale - kept;
        let quotient = self.high * power_of_ten(Decimal::DIGITS_MAX.checked_sub(drop)?)
            + self.low / power_of_ten(drop);
        let unit = power_of_ten(drop);
        let rest = self.low % unit;
        let rounded = Rounding::HalfEven.apply(negative, quotient, rest, unit);
        settle(negative, rounded, kept)
    }

    /// As [`Self::fit`], but nothing if a digit would be lost.
    pub(super) fn fit_exactly(self, negative: bool, scale: u32) -> Option<Decimal> {
        let fitted = self.fit(negative, scale)?;
        (fitted.scale() == scale).then_some(fitted)
    }
}

/// Rounding up may carry into a 25th digit, which is then a zero at the end.
pub(super) fn settle(negative: bool, magnitude: u128, scale: u32) -> Option<Decimal> {
    if magnitude == TEN_TO_24 && scale > 0 {
        return Decimal::build(negative, TEN_TO_24 / 10, scale - 1);
    }
    Decimal::build(negative, magnitude, scale)
}
