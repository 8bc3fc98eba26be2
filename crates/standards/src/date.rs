//! Days and minutes as they stand on labels: of the place that printed them, without a zone.

use std::fmt;

/// A day of the Gregorian calendar, from 2000 to 2099: what two digits of a year can tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelDate {
    year: u16,
    month: u8,
    day: u8,
}

impl LabelDate {
    /// The day of that year, month and day of the month, if there is one.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let real = (2000..2100).contains(&year) && day >= 1 && day <= month_length(year, month)?;
        real.then_some(Self { year, month, day })
    }

    /// The day by its number in the year, 1 to 366.
    pub fn from_day_of_year(year: u16, day_of_year: u16) -> Option<Self> {
        let mut rest = day_of_year;
        for month in 1..=12 {
            let length = u16::from(month_length(year, month)?);
            if rest <= length {
                return Self::new(year, month, u8::try_from(rest).ok()?);
            }
            rest -= length;
        }
        None
    }

    /// The last day of a month: what a label means that names only month and year.
    pub fn end_of_month(year: u16, month: u8) -> Option<Self> {
        Self::new(year, month, month_length(year, month)?)
    }

    /// The year, such as 2026.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The number of the day in its year, 1 to 366.
    pub fn day_of_year(self) -> u16 {
        (1..self.month)
            .filter_map(|month| month_length(self.year, month))
            .fold(u16::from(self.day), |days, length| days + u16::from(length))
    }
}

fn month_length(year: u16, month: u8) -> Option<u8> {
    // Within 2000 to 2099 every fourth year is one.
    let leap = year.is_multiple_of(4);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

impl fmt::Display for LabelDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for LabelDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A minute on a label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelTime {
    date: LabelDate,
    hour: u8,
    minute: u8,
}

impl LabelTime {
    /// The minute of that day, if there is one.
    pub fn new(date: LabelDate, hour: u8, minute: u8) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self { date, hour, minute })
    }

    /// The last minute of a day: what a label says when it names no time.
    pub fn end_of(date: LabelDate) -> Self {
        Self { date, hour: 23, minute: 59 }
    }

    /// The day.
    pub fn date(self) -> LabelDate {
        self.date
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> u8 {
        self.minute
    }
}

impl fmt::Display for LabelTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:02}:{:02}", self.date, self.hour, self.minute)
    }
}

impl fmt::Debug for LabelTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn leap_years_and_ends_of_months() {
        let text = |date: Option<LabelDate>| date.map(|date| date.to_string());
        assert_eq!(text(LabelDate::from_day_of_year(2024, 60)).as_deref(), Some("2024-02-29"));
        assert_eq!(text(LabelDate::from_day_of_year(2026, 60)).as_deref(), Some("2026-03-01"));
        assert_eq!(text(LabelDate::from_day_of_year(2024, 366)).as_deref(), Some("2024-12-31"));
        assert_eq!(text(LabelDate::from_day_of_year(2026, 366)), None);
        assert_eq!(text(LabelDate::from_day_of_year(2026, 0)), None);
        assert_eq!(text(LabelDate::end_of_month(2096, 2)).as_deref(), Some("2096-02-29"));
        assert_eq!(LabelDate::new(2100, 1, 1), None);
        assert_eq!(LabelDate::new(1999, 12, 31), None);
        assert_eq!(LabelDate::new(2026, 13, 1), None);
        assert_eq!(LabelDate::new(2026, 4, 31), None);
        assert_eq!(LabelDate::new(2026, 4, 0), None);
        let day = LabelDate::new(2026, 11, 22).unwrap();
        assert_eq!(LabelTime::new(day, 24, 0), None);
        assert_eq!(LabelTime::end_of(day).to_string(), "2026-11-22 23:59");
    }

    proptest! {
        #[test]
        fn the_number_of_the_day_leads_back(year in 2000_u16..2100, number in 1_u16..=366) {
            if let Some(date) = LabelDate::from_day_of_year(year, number) {
                prop_assert_eq!(date.day_of_year(), number);
                prop_assert_eq!(LabelDate::new(date.year(), date.month(), date.day()), Some(date));
            } else {
                prop_assert_eq!(number, 366);
            }
        }
    }
}
