//! The moment a request asks for: with `?at=POSITION` or `?at=TIME` the centre is shown as it was.
//!
//! The same on every page and every read of the API: the context of a handler holds the centre as it
//! was then, so that no handler has to know. What may be seen is decided by the present: by the
//! roles held today, and by the keys that are there today.

use super::Call;
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::Query;
use axum::http::Uri;
use domain::centre::Settings;
use domain::time::Timestamp;
use engine::Snapshot;
use engine::past::PastError;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The name of the parameter.
pub const AT: &str = "at";

/// A look back.
#[derive(Debug, Clone)]
pub struct Past {
    /// The moment as the address says it.
    pub at: String,
    /// The latest entry of the log as it was then.
    pub position: u64,
    /// The centre as it stands today.
    pub present: Arc<Snapshot>,
    /// The moment it is today.
    pub today: Timestamp,
}

/// What a text asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// The centre right after this entry.
    Entry(u64),
    /// The centre at this moment.
    Moment(Timestamp),
}

/// The moment an address asks for, as it is written there.
pub(super) fn asked(uri: &Uri) -> Result<Option<String>> {
    let Some(query) = uri.query().filter(|query| query.contains("at=")) else { return Ok(None) };
    let twice = || unreadable(query);
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| twice())?;
    let mut found = pairs.into_iter().filter(|(name, _)| name == AT).map(|(_, value)| value);
    let first = found.next().map(|at| at.trim().to_owned()).filter(|at| !at.is_empty());
    if found.next().is_some() { Err(twice()) } else { Ok(first) }
}

/// The same call, with the centre as it was at the moment asked for.
pub(super) async fn look_back(mut call: Call, at: String) -> Result<Call> {
    let zone = call.snapshot.centre.settings().map_or(TimeZone::UTC, Settings::zone);
    let asked = read(&at, &zone, call.now).ok_or_else(|| unreadable(&at))?;
    let app = call.app.clone();
    app.blocking(move || {
        let engine = &call.app.engine;
        let wanted = sized(&call, asked)?;
        let moment = match asked {
            Asked::Entry(_) => None,
            Asked::Moment(moment) => Some(moment),
        };
        let Some(position) = wanted.checked_sub(1) else {
            return Err(Problem::new(Kind::BadParameter).because([Reason::new("moment-before")]));
        };
        let snapshot = engine.as_of(wanted).map_err(problem)?;
        let today = call.now;
        call.now = moment.or(snapshot.centre.recorded()).unwrap_or(today);
        let present = std::mem::replace(&mut call.snapshot, snapshot);
        call.past = Some(Arc::new(Past { at, position, present, today }));
        Ok(call)
    })
    .await
}

/// How many entries there were.
fn sized(call: &Call, asked: Asked) -> Result<u64> {
    let size = call.snapshot.size;
    match asked {
        Asked::Entry(position) if position >= size => Err(beyond(size)),
        Asked::Entry(position) => Ok(position + 1),
        Asked::Moment(moment) if moment > call.now => Err(beyond(size)),
        Asked::Moment(moment) => Ok(call.app.engine.size_at(moment).map_err(problem)?.min(size)),
    }
}

/// How many entries there were at the moment a text asks for. Reads the log: not for an async
/// thread.
pub(crate) fn size_of(call: &Call, text: &str) -> Result<u64> {
    let zone = call.snapshot.centre.settings().map_or(TimeZone::UTC, Settings::zone);
    sized(call, read(text, &zone, call.now).ok_or_else(|| unreadable(text))?)
}

/// The time a text names, if it names one.
pub(crate) fn time_of(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    match read(text, zone, now)? {
        Asked::Moment(moment) => Some(moment),
        Asked::Entry(_) => None,
    }
}

/// A position, a moment with its offset, or one on the centre's clock. A day is its end.
fn read(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Asked> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().map(Asked::Entry);
    }
    // In an address a plus sign is a blank.
    let offset = text.replace(' ', "+");
    if let Ok(moment) = text.parse().or_else(|_| offset.parse::<Timestamp>()) {
        return Some(Asked::Moment(moment));
    }
    let on_the_clock = |civil: DateTime| {
        let zoned = civil.to_zoned(zone.clone()).ok()?;
        Some(Timestamp::from_millisecond(zoned.timestamp().as_millisecond()))
    };
    if let Some(day) = text.parse::<Date>().ok().filter(|_| text.len() == "2026-11-22".len()) {
        let end = on_the_clock(day.at(23, 59, 59, 999_000_000))?;
        let today = now.day_in(zone) == day;
        return Some(Asked::Moment(if today { now } else { end }));
    }
    text.parse::<DateTime>().ok().and_then(on_the_clock).map(Asked::Moment)
}

fn unreadable(text: &str) -> Problem {
    let shown: String = text.chars().take(80).collect();
    let reason = Reason::new("no-such-moment").at(AT).with("given", shown);
    Problem::new(Kind::BadParameter).because([reason])
}

fn beyond(size: u64) -> Problem {
    let last = size.saturating_sub(1).to_string();
    let reason = Reason::new("moment-to-come").at(AT).with("last", last);
    Problem::new(Kind::BadParameter).because([reason])
}

fn problem(error: PastError) -> Problem {
    match error {
        PastError::Busy => Problem::new(Kind::Overloaded).again_in(1),
        PastError::Beyond { size } => beyond(size),
        error => Problem::fault(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_position_or_a_time() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let now: Timestamp = "2026-11-22T06:00:00.000Z".parse().unwrap();
        let read = |text: &str| read(text, &zone, now);
        let moment = |text: &str| Some(Asked::Moment(text.parse().unwrap()));
        assert_eq!(read("0"), Some(Asked::Entry(0)));
        assert_eq!(read("1234"), Some(Asked::Entry(1234)));
        let ten = moment("2026-11-22T02:14:00.000Z");
        for text in [
            "2026-11-22T02:14:00Z",
            "2026-11-22T10:14:00+08:00",
            "2026-11-22T10:14:00 08:00",
            "2026-11-22T10:14",
            "2026-11-22 10:14",
            "2026-11-22 10:14:00",
        ] {
            assert_eq!(read(text), ten, "{text}");
        }
        assert_eq!(read("2026-11-21"), moment("2026-11-21T15:59:59.999Z"));
        assert_eq!(read("2026-11-22"), Some(Asked::Moment(now)), "today is so far");
        for text in ["", "-1", "yesterday", "2026-13-01", "99999999999999999999", "10:14"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_asks_for_one_moment() {
        let asked = |uri: &str| asked(&uri.parse().unwrap());
        assert_eq!(asked("/batch").unwrap(), None);
        assert_eq!(asked("/batch?at=").unwrap(), None);
        assert_eq!(asked("/batch?format=x").unwrap(), None);
        assert_eq!(asked("/batch?x=1&at=12").unwrap().as_deref(), Some("12"));
        assert!(asked("/batch?at=1&at=2").is_err());
    }
}
