//! Sum, difference, product and quotient: exact, or rounded once at the 24th digit.

use std::cmp::Ordering;

use super::number::Decimal;
use super::round::Rounding;
use super::wide::{TEN_TO_24, Wide, settle};

impl Decimal {
    /// The sum; nothing if its part before the point has more than 24 digits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale().max(other.scale());
        let (a, b) = (self.aligned(scale), other.aligned(scale));
        if self.is_negative() == other.is_negative() {
            return a.plus(b).fit(self.is_negative(), scale);
        }
        match a.cmp(&b) {
            Ordering::Less => b.minus(a).fit(other.is_negative(), scale),
            Ordering::Equal | Ordering::Greater => a.minus(b).fit(self.is_negative(), scale),
        }
    }

    /// The difference; nothing if its part before the point has more than 24 digits.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(-other)
    }

    /// The product; nothing if its part before the point has more than 24 digits.
    ///
    /// ```
    /// # use standards::decimal::Decimal;
    /// let (count, share): (Decimal, Decimal) = ("1200".parse()?, "0.260".parse()?);
    /// assert_eq!(count.checked_mul(share).map(|n| n.to_string()).as_deref(), Some("312.000"));
    /// # Ok::<(), standards::decimal::DecimalError>(())
    /// ```
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let negative = self.is_negative() != other.is_negative();
        self.times(other).fit(negative, self.scale() + other.scale())
    }

    /// The product, if 24 digits hold it without rounding.
    pub fn exact_mul(self, other: Self) -> Option<Self> {
        let negative = self.is_negative() != other.is_negative();
        self.times(other).fit_exactly(negative, self.scale() + other.scale())
    }

    fn times(self, other: Self) -> Wide {
        Wide::product(self.magnitude(), other.magnitude())
    }

    /// The quotient; nothing if the divisor is zero or the part before the point has more than
    /// 24 digits.
    ///
    /// An exact quotient keeps at least the decimals of the dividend beyond those of the divisor
    /// and adds only as many as it needs: `1.00 / 4` is `0.25`, `1.0000 / 4` is `0.2500`.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let negative = self.is_negative() != other.is_negative();
        let divisor = other.magnitude();
        let mut quotient = self.magnitude() / divisor;
        let mut rest = self.magnitude() % divisor;
        // Long division, a digit a turn. The scale starts below zero if the divisor has more
        // decimals than the dividend: those digits must come, the others only while a rest
        // is left and there is room.
        let mut scale = i64::from(self.scale()) - i64::from(other.scale());
        let room = i64::from(Self::DIGITS_MAX) - 1;
        while scale < 0 || (rest != 0 && scale < room && quotient < TEN_TO_24 / 10) {
            quotient = quotient * 10 + rest * 10 / divisor;
            rest = rest * 10 % divisor;
            scale += 1;
            if quotient >= TEN_TO_24 {
                return None;
            }
        }
        let rounded = Rounding::HalfEven.apply(negative, quotient, rest, divisor);
        settle(negative, rounded, u32::try_from(scale).ok()?)
    }
}
