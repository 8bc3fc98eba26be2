//! The number as text: the grammar, what is wrong with a text that is not in it, and JSON.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::number::Decimal;
use super::wide::power_of_ten;

/// Why a text is not a recorded number, and at which character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {}: {fault}", .at + 1)]
pub struct DecimalError {
    /// The index of the first character that is wrong, counted from zero.
    pub at: usize,
    /// What is wrong there.
    pub fault: DecimalFault,
}

/// What can be wrong with the text of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalFault {
    /// There is no text.
    #[error("a number is missing")]
    Empty,
    /// `+5`.
    #[error("no plus sign; write the digits alone")]
    PlusSign,
    /// ` 5` or `1 000`.
    #[error("no blanks; write the digits without any")]
    Blank,
    /// `1,5` or `1,000`.
    #[error("no comma; the decimal point is a full stop, and thousands are not grouped")]
    Comma,
    /// `1.5e6`.
    #[error("no exponents; put the magnitude in the unit, such as 10*6/mL")]
    Exponent,
    /// `007`.
    #[error("a number does not start with a needless zero")]
    LeadingZero,
    /// `-0` or `-0.00`.
    #[error("zero has no sign; write it without the minus")]
    NegativeZero,
    /// `.5`, `-` or `5.`.
    #[error("a digit is missing here")]
    DigitMissing,
    /// More than 24 digits.
    #[error("more than {} digits", Decimal::DIGITS_MAX)]
    TooManyDigits,
    /// Any other character.
    #[error("{0:?} is not a digit")]
    NotADigit(char),
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let fault = |at, fault| Err(DecimalError { at, fault });
        let bytes = text.as_bytes();
        let negative = bytes.first() == Some(&b'-');
        let start = usize::from(negative);
        let mut magnitude = 0_u128;
        let mut digits = 0_u32;
        let mut point = None;
        for (at, byte) in bytes.iter().copied().enumerate().skip(start) {
            match byte {
                b'0'..=b'9' => {
                    if digits == Self::DIGITS_MAX {
                        return fault(at, DecimalFault::TooManyDigits);
                    }
                    if digits == 1 && magnitude == 0 && point.is_none() {
                        return fault(start, DecimalFault::LeadingZero);
                    }
                    magnitude = magnitude * 10 + u128::from(byte - b'0');
                    digits += 1;
                }
                b'.' if point.is_none() => {
                    if digits == 0 {
                        return fault(at, DecimalFault::DigitMissing);
                    }
                    point = Some(digits);
                }
                _ => return fault(at, stray(text, at)),
            }
        }
        let scale = digits - point.unwrap_or(digits);
        if bytes.is_empty() {
            return fault(0, DecimalFault::Empty);
        }
        if digits == 0 || (point.is_some() && scale == 0) {
            return fault(bytes.len(), DecimalFault::DigitMissing);
        }
        if negative && magnitude == 0 {
            return fault(0, DecimalFault::NegativeZero);
        }
        // Cannot fail: the digits were counted above.
        Self::build(negative, magnitude, scale)
            .ok_or(DecimalError { at: 0, fault: DecimalFault::TooManyDigits })
    }
}

/// Names a character that is neither a digit nor the point. All before it is ASCII.
fn stray(text: &str, at: usize) -> DecimalFault {
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        Some('+') => DecimalFault::PlusSign,
        Some(',') => DecimalFault::Comma,
        Some('e' | 'E') => DecimalFault::Exponent,
        Some(blank) if blank.is_whitespace() => DecimalFault::Blank,
        Some(other) => DecimalFault::NotADigit(other),
        None => DecimalFault::DigitMissing,
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let unit = power_of_ten(self.scale());
        let (whole, part) = (self.magnitude() / unit, self.magnitude() % unit);
        let places = usize::try_from(self.scale()).unwrap_or_default();
        match (places, f.width()) {
            (0, None) => write!(f, "{sign}{whole}"),
            (0, Some(_)) => f.pad(&format!("{sign}{whole}")),
            (_, None) => write!(f, "{sign}{whole}.{part:0places$}"),
            (_, Some(_)) => f.pad(&format!("{sign}{whole}.{part:0places$}")),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Decimal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number in quotes, such as \"81.20\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                text.parse().map_err(|error| E::custom(format_args!("{text:?}: {error}")))
            }
        }

        deserializer.deserialize_str(Text)
    }
}
