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
        if let Some(moment) = as_written(text) {
            return Ok(moment);
        }
        let instant: jiff::Timestamp = text.parse().map_err(|_| TimestampError)?;
        Ok(Self(instant.as_millisecond()))
    }
}

/// Reads the one form the record has, digit by digit; every other is for the time library.
///
/// Why: an entry holds about ten moments, and reading them was a tenth of reading it.
fn as_written(text: &str) -> Option<Timestamp> {
    const FORM: &[u8; 24] = b"0000-00-00T00:00:00.000Z";
    let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let fits = |(form, byte): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        _ => form == byte,
    };
    if !FORM.iter().zip(bytes).all(fits) {
        return None;
    }
    let digits = |from: usize, count: usize| {
        let digits = bytes.iter().skip(from).take(count);
        digits.fold(0_i16, |number, digit| number * 10 + i16::from(digit - b'0'))
    };
    let small = |from| i8::try_from(digits(from, 2)).ok();
    let day = LocalDate::new(digits(0, 4), small(5)?, small(8)?).ok()?;
    // A leap second, and what is no time of day, is for the time library to judge.
    if digits(11, 2) > 23 || digits(14, 2) > 59 || digits(17, 2) > 59 {
        return None;
    }
    let time = day.at(small(11)?, small(14)?, small(17)?, 0);
    let second = jiff::tz::Offset::UTC.to_timestamp(time).ok()?.as_second();
    Some(Timestamp(second * 1_000 + i64::from(digits(20, 3))))
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

    /// What is read digit by digit reads as the time library reads it, and nothing else does.
    #[test]
    fn both_ways_of_reading_agree() {
        let mut texts: Vec<String> = Vec::new();
        for day in [
            "0000-01-01",
            "1969-12-31",
            "1970-01-01",
            "2024-02-29",
            "2023-02-29",
            "2026-11-22",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "9999-12-31",
        ] {
            for time in [
                "00:00:00.000",
                "23:59:59.999",
                "24:00:00.000",
                "10:14:05.120",
                "23:59:60.000",
                "10:60:00.000",
            ] {
                texts.push(format!("{day}T{time}Z"));
            }
        }
        for odd in [
            "2026-11-22t10:14:05.120Z",
            "2026-11-22T10:14:05.120z",
            "+026-11-22T10:14:05.120Z",
            "2026-11-22T10:14:05,120Z",
            "2026-11-22T10:14:05.12Z",
            "2026-11-22 10:14:05.120Z",
        ] {
            texts.push(odd.to_owned());
        }
        let mut fast = 0;
        for text in texts {
            let library = text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond);
            assert_eq!(text.parse().ok().map(Timestamp::as_millisecond), library, "{text}");
            fast += usize::from(as_written(&text).is_some());
        }
        assert!(fast > 10, "only {fast} were read digit by digit");
    }

    #[test]
    fn a_day_is_the_zones_day() {
        let late: Timestamp = "2026-11-22T20:00:00.000Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(late.day_in(&zone).to_string(), "2026-11-23");
    }
}
