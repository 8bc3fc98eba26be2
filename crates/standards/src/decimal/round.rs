//! Rounding to a number of decimals, by a named rule.

use std::cmp::Ordering;

use super::number::Decimal;
use super::wide::{digits_of, power_of_ten};

/// What becomes of the digits that are cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, a half away from zero: the rule of the pharmacopoeias (USP General
    /// Notices 7.20 "Rounding Rules"), by which a result is compared with its limit.
    HalfUp,
    /// To the nearest, a half to the even neighbour.
    HalfEven,
    /// Towards plus infinity: how many vials to thaw.
    Ceiling,
    /// Towards minus infinity: how many doses a bag gives.
    Floor,
}

impl Rounding {
    /// Settles `quotient + rest/unit`, where `rest` is below `unit`, on an integer.
    pub(super) fn apply(self, negative: bool, quotient: u128, rest: u128, unit: u128) -> u128 {
        let half = (rest * 2).cmp(&unit);
        let up = match self {
            Self::HalfUp => half != Ordering::Less,
            Self::HalfEven => {
                half == Ordering::Greater || (half == Ordering::Equal && quotient % 2 == 1)
            }
            Self::Ceiling => !negative && rest != 0,
            Self::Floor => negative && rest != 0,
        };
        quotient + u128::from(up)
    }
}

impl Decimal {
    /// The number with `decimals` digits after the point, by the given rule.
    ///
    /// A number with fewer decimals is filled up with zeros, as far as 24 digits allow.
    pub fn round(self, decimals: u32, rule: Rounding) -> Self {
        let scale = self.scale();
        if decimals >= scale {
            let before_point = digits_of(self.magnitude()).saturating_sub(scale).max(1);
            let wanted = decimals.min(Self::DIGITS_MAX - before_point).max(scale);
            let filled = self.magnitude() * power_of_ten(wanted - scale);
            return Self::build(self.is_negative(), filled, wanted).unwrap_or(self);
        }
        let unit = power_of_ten(scale - decimals);
        let (quotient, rest) = (self.magnitude() / unit, self.magnitude() % unit);
        let rounded = rule.apply(self.is_negative(), quotient, rest, unit);
        Self::build(self.is_negative(), rounded, decimals).unwrap_or(self)
    }

    /// Rounds to the nearest, a half away from zero.
    ///
    /// ```
    /// # use standards::decimal::Decimal;
    /// let measured: Decimal = "69.95".parse()?;
    /// assert_eq!(measured.round_half_up(1).to_string(), "70.0");
    /// assert_eq!(measured.round_half_up(4).to_string(), "69.9500");
    /// # Ok::<(), standards::decimal::DecimalError>(())
    /// ```
    pub fn round_half_up(self, decimals: u32) -> Self {
        self.round(decimals, Rounding::HalfUp)
    }

    /// Rounds to the nearest, a half to the even neighbour.
    pub fn round_half_even(self, decimals: u32) -> Self {
        self.round(decimals, Rounding::HalfEven)
    }
}
