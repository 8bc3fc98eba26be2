//! The number itself: sixteen bytes, compared by value.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::Neg;

use super::wide::{TEN_TO_24, Wide, power_of_ten};

/// A recorded number of at most 24 digits, trailing zeros kept.
///
/// Equality, order and hash go by number (`1.0` equals `1.00`); [`Decimal::same_text`] goes by
/// what is written.
#[derive(Clone, Copy)]
pub struct Decimal {
    // The digits without the point, split so that the whole takes 16 bytes.
    low: u64,
    high: u32,
    scale: u8,
    negative: bool,
}

impl Decimal {
    /// How many digits a number may have, those before the point and those after it together.
    pub const DIGITS_MAX: u32 = 24;
    /// `0`.
    pub const ZERO: Self = Self { low: 0, high: 0, scale: 0, negative: false };
    /// `1`.
    pub const ONE: Self = Self { low: 1, high: 0, scale: 0, negative: false };

    /// The number `digits / 10^scale`, printed with `scale` decimals.
    ///
    /// Nothing if it would have more than 24 digits.
    ///
    /// ```
    /// # use standards::decimal::Decimal;
    /// assert_eq!(Decimal::from_parts(-8120, 2).map(|n| n.to_string()).as_deref(), Some("-81.20"));
    /// assert!(Decimal::from_parts(1, 24).is_none());
    /// ```
    pub fn from_parts(digits: i128, scale: u32) -> Option<Self> {
        Self::build(digits < 0, digits.unsigned_abs(), scale)
    }

    /// As [`Self::from_parts`], with the sign apart; a zero loses its sign.
    pub(super) fn build(negative: bool, magnitude: u128, scale: u32) -> Option<Self> {
        if magnitude >= TEN_TO_24 || scale >= Self::DIGITS_MAX {
            return None;
        }
        let low = u64::try_from(magnitude & u128::from(u64::MAX)).ok()?;
        let high = u32::try_from(magnitude >> 64).ok()?;
        let scale = u8::try_from(scale).ok()?;
        Some(Self { low, high, scale, negative: negative && magnitude != 0 })
    }

    /// How many digits stand after the point: 2 for `81.20`.
    pub fn scale(self) -> u32 {
        u32::from(self.scale)
    }

    /// The digits without the point, signed: 8120 for `81.20`.
    pub fn digits(self) -> i128 {
        let magnitude = i128::try_from(self.magnitude()).unwrap_or(i128::MAX);
        if self.negative { -magnitude } else { magnitude }
    }

    pub(super) fn magnitude(self) -> u128 {
        (u128::from(self.high) << 64) | u128::from(self.low)
    }

    /// Whether the number is zero, however many decimals are written.
    pub fn is_zero(self) -> bool {
        self.low == 0 && self.high == 0
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// Whether both are written alike: `1.0` and `1.00` are the same number, not the same text.
    pub fn same_text(self, other: Self) -> bool {
        self.scale == other.scale && self == other
    }

    /// The number without its sign.
    pub fn abs(self) -> Self {
        Self { negative: false, ..self }
    }

    /// The same number with the fewest decimals: `81.2` for `81.20`, `100` for `100.00`.
    pub fn shortest(self) -> Self {
        let (mut magnitude, mut scale) = (self.magnitude(), self.scale());
        while scale > 0 && magnitude.is_multiple_of(10) {
            magnitude /= 10;
            scale -= 1;
        }
        Self::build(self.negative, magnitude, scale).unwrap_or(self)
    }

    /// The number as an integer, if it is one: 4 for `4.0`, nothing for `4.5`.
    pub fn to_integer(self) -> Option<i128> {
        let shortest = self.shortest();
        (shortest.scale == 0).then(|| shortest.digits())
    }

    fn cmp_magnitude(self, other: Self) -> Ordering {
        if self.scale == other.scale {
            return self.magnitude().cmp(&other.magnitude());
        }
        let scale = self.scale().max(other.scale());
        self.aligned(scale).cmp(&other.aligned(scale))
    }

    /// The digits as they would be with `scale` decimals; `scale` is never below its own.
    pub(super) fn aligned(self, scale: u32) -> Wide {
        Wide::product(self.magnitude(), power_of_ten(scale - self.scale()))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.cmp_magnitude(*other),
            (true, true) => other.cmp_magnitude(*self),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let shortest = self.shortest();
        (shortest.negative, shortest.scale, shortest.magnitude()).hash(state);
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        Self { negative: !self.negative && !self.is_zero(), ..self }
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self { negative: value < 0, ..Self::from(value.unsigned_abs()) }
    }
}

impl From<u64> for Decimal {
    fn from(value: u64) -> Self {
        Self { low: value, ..Self::ZERO }
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        Self::from(i64::from(value))
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Self {
        Self::from(u64::from(value))
    }
}
