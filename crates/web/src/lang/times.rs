//! How moments and dates are written on a page.
//!
//! Records and Chinese pages use ISO dates; English overviews may say `25 Nov`. A moment is never
//! shown without its zone, as an offset (`UTC+8`), so that a printout can be read elsewhere.

use jiff::Zoned;
use jiff::civil::Date;

use super::{Lang, Texts};

/// The date of a record: `2026-11-22`, in both languages.
pub fn date(date: Date) -> String {
    date.strftime("%Y-%m-%d").to_string()
}

/// A date in an overview: `22 Nov 2026` in English, ISO in Chinese.
pub fn day(t: Texts, when: Date) -> String {
    match t.lang() {
        Lang::ZhCn => date(when),
        Lang::En => {
            let month = t.get(match when.month() {
                1 => "month-1",
                2 => "month-2",
                3 => "month-3",
                4 => "month-4",
                5 => "month-5",
                6 => "month-6",
                7 => "month-7",
                8 => "month-8",
                9 => "month-9",
                10 => "month-10",
                11 => "month-11",
                _ => "month-12",
            });
            format!("{}\u{a0}{month}\u{a0}{}", when.day(), when.year())
        }
    }
}

/// The time of day to the minute: `14:20`.
pub fn clock(when: &Zoned) -> String {
    when.strftime("%H:%M").to_string()
}

/// The zone as an offset: `UTC+8`, `UTC+5:30`, `UTC`.
pub fn offset(when: &Zoned) -> String {
    let minutes = when.offset().seconds() / 60;
    let sign = if minutes < 0 { '\u{2212}' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// A moment of a record, to the second with its zone: `2026-11-22 10:25:58 UTC+8`.
pub fn moment(when: &Zoned) -> String {
    format!("{} {}", when.strftime("%Y-%m-%d %H:%M:%S"), offset(when))
}

/// Seconds as a running clock: `18:42`, `1:04:09`.
pub fn countdown(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as civil;

    fn in_zone(zone: &str) -> Zoned {
        civil(2026, 11, 22).at(10, 25, 58, 0).in_tz(zone).unwrap()
    }

    #[test]
    fn a_record_shows_seconds_and_zone() {
        assert_eq!(moment(&in_zone("Asia/Shanghai")), "2026-11-22 10:25:58 UTC+8");
        assert_eq!(clock(&in_zone("Asia/Shanghai")), "10:25");
    }

    #[test]
    fn every_offset_can_be_read() {
        assert_eq!(offset(&in_zone("UTC")), "UTC");
        assert_eq!(offset(&in_zone("Asia/Kolkata")), "UTC+5:30");
        assert_eq!(offset(&in_zone("America/New_York")), "UTC\u{2212}5");
    }

    #[test]
    fn overviews_speak_the_language_of_the_page() {
        let when = civil(2026, 11, 5);
        assert_eq!(day(Lang::En.texts(), when), "5\u{a0}Nov\u{a0}2026");
        assert_eq!(day(Lang::ZhCn.texts(), when), "2026-11-05");
        assert_eq!(date(when), "2026-11-05");
    }

    #[test]
    fn a_running_clock_grows_hours_when_it_needs_them() {
        assert_eq!(countdown(1122), "18:42");
        assert_eq!(countdown(3849), "1:04:09");
        assert_eq!(countdown(0), "00:00");
    }
}
