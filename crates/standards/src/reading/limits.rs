//! Limits, and the judgement of a reading against them.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::value::{Quantity, Reading};
use crate::decimal::Decimal;
use crate::unit::Unit;

/// One end of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// Where it lies.
    pub at: Decimal,
    /// Whether a value exactly there is still within: `true` for "at least", "at most".
    pub inclusive: bool,
}

/// What a value may be. An end that is missing is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The lower end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Bound>,
    /// The upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Bound>,
    /// The unit of both ends.
    pub unit: Unit,
}

/// How a reading stands to limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// Every value the reading allows is within the limits.
    Within,
    /// Some value the reading allows is within, another is not; or they cannot be compared.
    Undecided,
    /// No value the reading allows is within the limits.
    Outside,
}

impl Limits {
    /// Judges a reading.
    ///
    /// - A number is converted, exactly, and compared with each end.
    /// - `lt b`, a true value below `b`: within an upper limit if `b` is at most the limit,
    ///   outside a lower limit if `b` is at most that limit, undecided otherwise. Whether the
    ///   limit itself is allowed makes no difference, for the value is below `b` in any case.
    /// - `gt b`: the mirror image.
    /// - `not-detected`, `not-done`, `not-applicable` and findings are undecided. Whoever wants
    ///   "not detected" to count as below a limit records the detection limit, as `lt`.
    /// - Undecided as well: units that differ by more than a factor (`Cel` and `K`, `mL` and
    ///   `kg`), annotations that speak of different things (`{TU}` and `{vg}`), and a
    ///   conversion that 24 digits do not hold exactly.
    ///
    /// An end that is open allows everything, but the unit must fit all the same.
    ///
    /// ```
    /// # use standards::reading::{Judgement, Limits, Reading};
    /// # fn main() -> Result<(), serde_json::Error> {
    /// let limits: Limits =
    ///     serde_json::from_str(r#"{"high":{"at":"0.5","inclusive":true},"unit":"[EU]/mL"}"#)?;
    /// let judge = |reading| Ok::<_, serde_json::Error>(limits.judge(&serde_json::from_str(reading)?));
    /// assert_eq!(judge(r#"{"n":"0.50","u":"[EU]/mL"}"#)?, Judgement::Within);
    /// assert_eq!(judge(r#"{"lt":"0.05","u":"[EU]/mL"}"#)?, Judgement::Within);
    /// assert_eq!(judge(r#"{"lt":"1","u":"[EU]/mL"}"#)?, Judgement::Undecided);
    /// # Ok(()) }
    /// ```
    pub fn judge(&self, reading: &Reading) -> Judgement {
        let Some(quantity) = reading.quantity() else { return Judgement::Undecided };
        let Some(scale) = Scale::between(quantity, &self.unit) else {
            return Judgement::Undecided;
        };
        let end = |bound: Option<Bound>, end: End| match bound {
            None => Judgement::Within,
            Some(bound) => match scale.compare(quantity.value, bound.at) {
                None => Judgement::Undecided,
                Some(order) => verdict(reading, order, bound.inclusive, end),
            },
        };
        // The enum is ordered from good to bad: the worse end decides.
        end(self.low, End::Low).max(end(self.high, End::High))
    }

    /// Whether no value at all can be within, because the lower end lies above the upper one.
    pub fn are_contradictory(&self) -> bool {
        let (Some(low), Some(high)) = (self.low, self.high) else { return false };
        match low.at.cmp(&high.at) {
            Ordering::Less => false,
            Ordering::Equal => !(low.inclusive && high.inclusive),
            Ordering::Greater => true,
        }
    }
}

/// The limits without translation: `>= 70 and < 100 %`.
impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |bound: Bound, sign: &'static str| {
            format!("{sign}{} {}", if bound.inclusive { "=" } else { "" }, bound.at)
        };
        match (self.low, self.high) {
            (None, None) => f.write_str("any")?,
            (Some(low), None) => f.write_str(&sign(low, ">"))?,
            (None, Some(high)) => f.write_str(&sign(high, "<"))?,
            (Some(low), Some(high)) => write!(f, "{} and {}", sign(low, ">"), sign(high, "<"))?,
        }
        write!(f, " {}", self.unit)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

/// `order` is that of the reading's number to the limit.
fn verdict(reading: &Reading, order: Ordering, inclusive: bool, end: End) -> Judgement {
    // Seen from the lower end, everything is mirrored.
    let order = if end == End::High { order } else { order.reverse() };
    let towards_limit =
        matches!((reading, end), (Reading::Below(_), End::High) | (Reading::Above(_), End::Low));
    match (reading, order) {
        (Reading::Absent(_) | Reading::Found(_), _) => Judgement::Undecided,
        (Reading::Exact(_), Ordering::Less) => Judgement::Within,
        (Reading::Exact(_), Ordering::Equal) if inclusive => Judgement::Within,
        (Reading::Exact(_), _) => Judgement::Outside,
        // The true value lies strictly on the good side of its bound.
        (_, Ordering::Less | Ordering::Equal) if towards_limit => Judgement::Within,
        // The true value lies strictly on the bad side of its bound.
        (_, Ordering::Equal | Ordering::Greater) if !towards_limit => Judgement::Outside,
        (_, _) => Judgement::Undecided,
    }
}

/// The exact relation between the unit of a reading and that of the limits.
enum Scale {
    Same,
    Fraction(Decimal, Decimal),
}

impl Scale {
    fn between(quantity: &Quantity, unit: &Unit) -> Option<Self> {
        if quantity.unit == *unit {
            return Some(Self::Same);
        }
        if !quantity.unit.annotations_agree(unit) {
            return None;
        }
        let (numerator, denominator) = quantity.unit.fraction_to(unit)?;
        Some(Self::Fraction(numerator, denominator))
    }

    /// Compares without dividing, so that nothing is rounded.
    fn compare(&self, value: Decimal, limit: Decimal) -> Option<Ordering> {
        match self {
            Self::Same => Some(value.cmp(&limit)),
            Self::Fraction(numerator, denominator) => {
                Some(value.exact_mul(*numerator)?.cmp(&limit.exact_mul(*denominator)?))
            }
        }
    }
}
