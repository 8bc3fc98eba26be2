//! Moments and days.
//!
//! A moment is a count of milliseconds since 1970 in UTC; its text is RFC 3339 with exactly three
//! decimals and `Z`. A day is a day in the centre's own zone. Nothing here knows what time it is:
//! time comes in with the act.

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A day in the centre's zone.
pub type LocalDate = jiff::civil::Date;

/// A moment, to the millisecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text that is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a moment reads like 2026-11-22T10:14:05.120Z")]
pub struct TimestampError;

impl Timestamp {
    /// From milliseconds since 1970-01-01T00:00Z.
    pub fn from_millisecond(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    pub fn as_millisecond(self) -> i64 {
        self.0
    }

    /// Whole minutes from `earlier` to here; negative when `earlier` is later.
    pub fn minutes_since(self, earlier: Timestamp) -> i64 {
        (self.0 - earlier.0).div_euclid(60_000)
    }

    /// This moment moved by `minutes`.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// The day this moment falls on in `zone`.
    pub fn day_in(self, zone: &TimeZone) -> LocalDate {
        self.instant().to_zoned(zone.clone()).date()
    }

    /// The same moment in the form of the time library, for display.
    pub fn instant(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.instant())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| TimestampError)?;
        Ok(Self(instant.as_millisecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a moment such as 2026-11-22T10:14:05.120Z")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_its_milliseconds() {
        let text = "2026-11-22T10:14:05.120Z";
        assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        assert_eq!("2026-11-22T10:14:05Z".parse::<Timestamp>().unwrap().to_string().len(), 24);
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn a_day_is_the_zones_day() {
        let late: Timestamp = "2026-11-22T20:00:00.000Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(late.day_in(&zone).to_string(), "2026-11-23");
    }
}
