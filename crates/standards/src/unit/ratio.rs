//! Exact factors between units: fractions with a power of ten apart.

use crate::decimal::Decimal;

/// `numerator / denominator * 10^exponent`, in lowest terms, neither ending in a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    numerator: u128,
    denominator: u128,
    exponent: i32,
}

impl Ratio {
    pub(super) const ONE: Self = Self { numerator: 1, denominator: 1, exponent: 0 };

    /// Nothing for a zero on either side.
    pub(super) fn new(numerator: u128, denominator: u128, exponent: i32) -> Option<Self> {
        let common = greatest_common_divisor(numerator, denominator);
        let mut ratio = Self {
            numerator: numerator.checked_div(common)?,
            denominator: denominator.checked_div(common)?,
            exponent,
        };
        if ratio.numerator == 0 || ratio.denominator == 0 {
            return None;
        }
        while ratio.numerator.is_multiple_of(10) {
            ratio.numerator /= 10;
            ratio.exponent = ratio.exponent.checked_add(1)?;
        }
        while ratio.denominator.is_multiple_of(10) {
            ratio.denominator /= 10;
            ratio.exponent = ratio.exponent.checked_sub(1)?;
        }
        Some(ratio)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Self::new(
            self.numerator.checked_mul(other.numerator)?,
            self.denominator.checked_mul(other.denominator)?,
            self.exponent.checked_add(other.exponent)?,
        )
    }

    pub(super) fn inverse(self) -> Option<Self> {
        Self::new(self.denominator, self.numerator, self.exponent.checked_neg()?)
    }

    pub(super) fn power(self, exponent: i32) -> Option<Self> {
        let base = if exponent < 0 { self.inverse()? } else { self };
        let times = exponent.unsigned_abs();
        Self::new(
            base.numerator.checked_pow(times)?,
            base.denominator.checked_pow(times)?,
            base.exponent.checked_mul(i32::try_from(times).ok()?)?,
        )
    }

    /// As one number, if a finite decimal of at most 24 digits is exactly that.
    pub(super) fn to_decimal(self) -> Option<Decimal> {
        let Self { mut numerator, mut denominator, mut exponent } = self;
        while denominator.is_multiple_of(2) {
            denominator /= 2;
            numerator = numerator.checked_mul(5)?;
            exponent = exponent.checked_sub(1)?;
        }
        while denominator.is_multiple_of(5) {
            denominator /= 5;
            numerator = numerator.checked_mul(2)?;
            exponent = exponent.checked_sub(1)?;
        }
        if denominator == 1 { decimal(numerator, exponent) } else { None }
    }

    /// As two numbers, the first to multiply with and the second to divide by.
    pub(super) fn to_fraction(self) -> Option<(Decimal, Decimal)> {
        Some((decimal(self.numerator, self.exponent)?, decimal(self.denominator, 0)?))
    }
}

fn decimal(number: u128, exponent: i32) -> Option<Decimal> {
    let (factor, scale) = if exponent < 0 {
        (1, exponent.unsigned_abs())
    } else {
        (10_u128.checked_pow(exponent.unsigned_abs())?, 0)
    };
    Decimal::from_parts(i128::try_from(number.checked_mul(factor)?).ok()?, scale)
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
impl Ratio {
    /// Near enough to compare with a library that knows floating point only.
    pub(super) fn approximately(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "for comparison within 1e-12")]
        let fraction = self.numerator as f64 / self.denominator as f64;
        fraction * 10_f64.powi(self.exponent)
    }
}
