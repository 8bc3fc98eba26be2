//! The kinds of reading.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};
use serde::{Deserialize as DeriveDeserialize, Serialize};

use crate::decimal::Decimal;
use crate::short::Short;
use crate::unit::Unit;

/// A number with its unit: `81.20 %`. In JSON `{"n":"81.20","u":"%"}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, DeriveDeserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// The number, as it was written.
    #[serde(rename = "n")]
    pub value: Decimal,
    /// What it counts.
    #[serde(rename = "u")]
    pub unit: Unit,
}

impl Quantity {
    /// A number with its unit.
    pub fn new(value: Decimal, unit: Unit) -> Self {
        Self { value, unit }
    }

    /// The same quantity in another unit, if that is a matter of a factor.
    pub fn convert(&self, unit: &Unit) -> Option<Self> {
        Some(Self::new(self.unit.convert(self.value, unit)?, unit.clone()))
    }

    /// Whether number and unit are written alike.
    pub fn same_text(&self, other: &Self) -> bool {
        self.value.same_text(other.value) && self.unit == other.unit
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.unit)
    }
}

/// What a measurement, a count or an inspection gave.
///
/// Equality goes by number (`81.2` equals `81.20`); for the identity of a record use
/// [`Reading::same_text`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// A number.
    Exact(Quantity),
    /// The true value is less than this: the method ends there.
    Below(Quantity),
    /// The true value is more than this.
    Above(Quantity),
    /// There is no value.
    Absent(Absence),
    /// A finding that is not a number.
    Found(Finding),
}

impl Reading {
    /// The number of the reading, a bound included.
    pub fn quantity(&self) -> Option<&Quantity> {
        match self {
            Self::Exact(quantity) | Self::Below(quantity) | Self::Above(quantity) => Some(quantity),
            Self::Absent(_) | Self::Found(_) => None,
        }
    }

    /// The number, if the reading is one and not a bound.
    pub fn exact(&self) -> Option<&Quantity> {
        match self {
            Self::Exact(quantity) => Some(quantity),
            Self::Below(_) | Self::Above(_) | Self::Absent(_) | Self::Found(_) => None,
        }
    }

    /// The finding, if the reading is one.
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Found(finding) => Some(finding),
            Self::Exact(_) | Self::Below(_) | Self::Above(_) | Self::Absent(_) => None,
        }
    }

    /// Whether both are written alike: `81.2 %` and `81.20 %` are not.
    pub fn same_text(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b))
            | (Self::Below(a), Self::Below(b))
            | (Self::Above(a), Self::Above(b)) => a.same_text(b),
            _ => self == other,
        }
    }
}

/// The reading without translation, for logs and messages: `< 0.05 [EU]/mL`.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(quantity) => quantity.fmt(f),
            Self::Below(quantity) => write!(f, "< {quantity}"),
            Self::Above(quantity) => write!(f, "> {quantity}"),
            Self::Absent(absence) => f.write_str(absence.code()),
            Self::Found(finding) => f.write_str(finding.as_str()),
        }
    }
}

/// Why there is no value.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, DeriveDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Absence {
    /// Looked for and not found, by a method whose limit is not stated here.
    NotDetected,
    /// Not measured.
    NotDone,
    /// There is nothing to measure.
    NotApplicable,
}

impl Absence {
    /// The word in the record.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotDetected => "not-detected",
            Self::NotDone => "not-done",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// The code of a finding: 1 to 40 of `a-z`, `0-9` and `-`, such as `no-growth`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Finding(Short);

/// A text that is not the code of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a finding is a code of 1 to 40 small letters, digits and hyphens, such as no-growth")]
pub struct FindingError;

impl Finding {
    const LENGTH_MAX: usize = 40;

    /// The code.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for Finding {
    type Err = FindingError;

    fn from_str(text: &str) -> Result<Self, FindingError> {
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if text.is_empty() || text.len() > Self::LENGTH_MAX || !text.bytes().all(good) {
            return Err(FindingError);
        }
        Ok(Self(Short::new(text)))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Finding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Short::deserialize(deserializer)?;
        text.as_str().parse().map_err(de::Error::custom)
    }
}
