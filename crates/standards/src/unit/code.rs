//! The unit as a value: its code, checked once, shared cheaply.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::grammar::{UnitError, check};
use super::meaning::{Dimension, Meaning};
use crate::decimal::Decimal;
use crate::short::Short;

/// A unit of measure, by its UCUM code.
///
/// Two units are equal if their codes are: `mL` and `ml` are commensurable, with the factor 1,
/// but not equal, because the record keeps what was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(Short);

impl Unit {
    /// Reads a UCUM code. Says which character is wrong, and what to write instead.
    pub fn parse(code: &str) -> Result<Self, UnitError> {
        check(code)?;
        Ok(Self(Short::new(code)))
    }

    /// The unit of a pure number, `1`.
    pub fn one() -> Self {
        Self(Short::new("1"))
    }

    /// The code as it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What kind of quantity the unit measures; the same for commensurable units.
    pub fn dimension(&self) -> Dimension {
        self.meaning().dimension
    }

    /// Whether values in both units can be compared at all.
    ///
    /// Annotations do not count; see [`Self::annotations_agree`].
    pub fn commensurable(&self, other: &Self) -> bool {
        self == other || self.dimension() == other.dimension()
    }

    /// Whether the annotations of both, such as `{cells}`, allow for the same thing: they are
    /// alike, or one of the units has none. `{TU}/mL` and `{vg}/mL` do not agree.
    pub fn annotations_agree(&self, other: &Self) -> bool {
        let (a, b) = (self.meaning().annotations, other.meaning().annotations);
        a.is_empty() || b.is_empty() || a == b
    }

    /// How many of `other` one of this unit is, if that is an exact number of at most 24 digits:
    /// 1000 for `L` to `mL`.
    ///
    /// Surprises: nothing for `min` to `h`, because a sixtieth is no finite decimal (use
    /// [`Self::convert`]); nothing between `Cel` and `K`, because they differ by an offset.
    pub fn factor_to(&self, other: &Self) -> Option<Decimal> {
        if self == other {
            return Some(Decimal::ONE);
        }
        self.meaning().ratio_to(&other.meaning())?.to_decimal()
    }

    /// A value of this unit in another one; nothing if the two differ by more than a factor.
    ///
    /// Rounded as [`Decimal::checked_mul`] and [`Decimal::checked_div`] do, and exact whenever
    /// 24 digits hold the result.
    pub fn convert(&self, value: Decimal, other: &Self) -> Option<Decimal> {
        if self == other {
            return Some(value);
        }
        let (numerator, denominator) = self.fraction_to(other)?;
        value.checked_mul(numerator)?.checked_div(denominator)
    }

    /// The factor to another unit as a fraction of two exact numbers.
    pub(crate) fn fraction_to(&self, other: &Self) -> Option<(Decimal, Decimal)> {
        self.meaning().ratio_to(&other.meaning())?.to_fraction()
    }

    fn meaning(&self) -> Meaning {
        Meaning::of(self.as_str())
    }

    /// A code this crate has put together itself.
    pub(super) fn from_checked(code: String) -> Self {
        Self(Short::new(&code))
    }
}

impl FromStr for Unit {
    type Err = UnitError;

    fn from_str(code: &str) -> Result<Self, UnitError> {
        Self::parse(code)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;

        impl Visitor<'_> for Code {
            type Value = Unit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a UCUM unit in quotes, such as \"10*6/mL\"")
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<Unit, E> {
                Unit::parse(code).map_err(|error| E::custom(format_args!("{code:?}: {error}")))
            }
        }

        deserializer.deserialize_str(Code)
    }
}
