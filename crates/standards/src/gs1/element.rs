//! Element strings: identifiers and values, one after the other.

use std::fmt;
use std::str::FromStr;

use super::check_digit::is_checked;
use super::error::{Gs1Error, Gs1Fault};
use super::identifiers::{self, Form, Identifier};
use super::key::{Gsrn, Gtin, Sscc};
use crate::date::{LabelDate, LabelTime};

/// The separator between elements, ASCII 29.
const SEPARATOR: char = '\u{1d}';

/// An application identifier with its value, checked for length, characters and check digit.
#[derive(Clone, PartialEq, Eq)]
pub struct Element {
    identifier: &'static str,
    value: String,
}

impl Element {
    /// The element of that identifier and value, such as `10` and `L26-17`.
    pub fn new(identifier: &str, value: &str) -> Result<Self, Gs1Error> {
        let Some(known) = identifiers::by_code(identifier) else {
            return Err(Gs1Error::new(0, Gs1Fault::UnknownIdentifier(identifier.to_owned())));
        };
        check(known, value, 0)?;
        Ok(Self { identifier: known.code, value: value.to_owned() })
    }

    /// The application identifier, such as `01`.
    pub fn identifier(&self) -> &'static str {
        self.identifier
    }

    /// What the identifier stands for, in English, for messages.
    pub fn name(&self) -> &'static str {
        identifiers::by_code(self.identifier).map_or("", |known| known.name)
    }

    /// The value.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The day an `11`, `17`, `7003` or `8008` names, as seen in the year `this_year`.
    ///
    /// Two digits of a year mean the year that is at most 49 before or 50 after (General
    /// Specifications 7.12); a day `00` means the end of the month. Nothing if the element is no
    /// date, or not between 2000 and 2099.
    pub fn date(&self, this_year: u16) -> Option<LabelDate> {
        if !matches!(self.identifier, "11" | "17" | "7003" | "8008") {
            return None;
        }
        let (year, month, day) = day_of(&self.value)?;
        let year = full_year(year, this_year)?;
        match day {
            0 => LabelDate::end_of_month(year, month),
            _ => LabelDate::new(year, month, day),
        }
    }

    /// The minute a `7003` or `8008` names; the end of the day for `11` and `17`.
    pub fn time(&self, this_year: u16) -> Option<LabelTime> {
        let date = self.date(this_year)?;
        if matches!(self.identifier, "11" | "17") {
            return Some(LabelTime::end_of(date));
        }
        let minute = if self.value.len() == 8 { 0 } else { two(&self.value, 8)? };
        LabelTime::new(date, two(&self.value, 6)?, minute)
    }
}

/// As printed beside a symbol: `(10)L26-17`.
impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}){}", self.identifier, self.value)
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Asking a read symbol for what it holds.
pub trait Elements {
    /// The value of an application identifier.
    fn value(&self, identifier: &str) -> Option<&str>;

    /// The trade item, `01`.
    fn gtin(&self) -> Option<Gtin> {
        self.value("01")?.parse().ok()
    }

    /// The shipper, `00`.
    fn sscc(&self) -> Option<Sscc> {
        self.value("00")?.parse().ok()
    }

    /// The patient served, `8018`.
    fn patient(&self) -> Option<Gsrn> {
        self.value("8018")?.parse().ok()
    }

    /// The supplier's lot, `10`.
    fn lot(&self) -> Option<&str> {
        self.value("10")
    }

    /// The serial number, `21`.
    fn serial(&self) -> Option<&str> {
        self.value("21")
    }
}

impl Elements for [Element] {
    fn value(&self, identifier: &str) -> Option<&str> {
        self.iter().find(|element| element.identifier == identifier).map(Element::value)
    }
}

/// Reads the elements of a symbol.
///
/// Elements of variable length end at a separator (ASCII 29) or at the end; a separator at the
/// very beginning or after an element of fixed length does no harm. The same element twice is
/// taken once, and refused if the values differ.
///
/// ```
/// use standards::gs1::{Elements, parse};
/// let label = parse("01806141411234581727113010L26-17\u{1d}21A5")?;
/// assert_eq!(label.lot(), Some("L26-17"));
/// assert_eq!(label.serial(), Some("A5"));
/// let expiry = label.iter().find_map(|element| element.date(2026));
/// assert_eq!(expiry.map(|day| day.to_string()).as_deref(), Some("2027-11-30"));
/// # Ok::<(), standards::gs1::Gs1Error>(())
/// ```
pub fn parse(text: &str) -> Result<Vec<Element>, Gs1Error> {
    let mut elements: Vec<Element> = Vec::new();
    let mut at = usize::from(text.starts_with(SEPARATOR));
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(known) = identifiers::find(rest) else {
            let start = rest.chars().take(4).filter(|c| *c != SEPARATOR).collect();
            return Err(Gs1Error::new(at, Gs1Fault::UnknownIdentifier(start)));
        };
        let start = at + known.code.len();
        let tail = text.get(start..).unwrap_or_default();
        let stop = tail.find(SEPARATOR).unwrap_or(tail.len());
        let length = match known.fixed_length() {
            // What follows needs no separator, or is one, or is missing.
            Some(length) if length <= stop => length,
            _ => stop,
        };
        let value = tail.get(..length).unwrap_or(tail);
        check(known, value, start)?;
        at = start + value.len();
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with(SEPARATOR) {
            at += 1;
        } else if known.needs_separator() && !rest.is_empty() {
            return Err(Gs1Error::new(at, Gs1Fault::TooLong(known.name)));
        }
        match elements.iter().find(|element| element.identifier == known.code) {
            None => {
                elements.push(Element { identifier: known.code, value: value.to_owned() });
            }
            Some(first) if first.value == value => {}
            Some(_) => return Err(Gs1Error::new(start, Gs1Fault::Contradiction(known.name))),
        }
    }
    if elements.is_empty() {
        return Err(Gs1Error::new(0, Gs1Fault::Empty));
    }
    Ok(elements)
}

/// The text of a symbol with these elements, separators where they are needed.
pub fn print(elements: &[Element]) -> String {
    let mut text = String::new();
    for (place, element) in elements.iter().enumerate() {
        text.push_str(element.identifier);
        text.push_str(&element.value);
        let separated =
            identifiers::by_code(element.identifier).is_some_and(Identifier::needs_separator);
        if separated && place + 1 < elements.len() {
            text.push(SEPARATOR);
        }
    }
    text
}

/// Checks a value that starts at the character `at` of what was scanned.
fn check(known: &Identifier, value: &str, at: usize) -> Result<(), Gs1Error> {
    let name = known.name;
    let fail = |place: usize, fault| Err(Gs1Error::new(at + place, fault));
    let (least, most, digits) = match known.form {
        Form::Key(length) => (length, length, length),
        Form::Date => (6, 6, 6),
        Form::Minute => (10, 10, 10),
        Form::Moment => (8, 12, 12),
        Form::Digits(most) => (1, most, most),
        Form::Text(most) => (1, most, 0),
        Form::KeyAndText(key, most) => (key, key + most, key),
    };
    if let Some((place, _)) = value.char_indices().find(|(place, character)| {
        if *place < digits { !character.is_ascii_digit() } else { !is_encodable(*character) }
    }) {
        return fail(place, Gs1Fault::Character(name));
    }
    if value.len() < least || (known.form == Form::Moment && value.len() % 2 == 1) {
        return fail(value.len(), Gs1Fault::TooShort(name));
    }
    if value.len() > most {
        return fail(most, Gs1Fault::TooLong(name));
    }
    match known.form {
        Form::Key(key) | Form::KeyAndText(key, _) => match value.get(..key) {
            Some(number) if is_checked(number) => Ok(()),
            _ => fail(key - 1, Gs1Fault::CheckDigit(name)),
        },
        Form::Date | Form::Minute | Form::Moment => {
            // A 29th of February passes here; the year alone can tell, and `date` does.
            let real = day_of(value).is_some_and(|(_, month, day)| {
                day == 0 || LabelDate::new(2000, month, day).is_some()
            });
            let within =
                |from, end| value.len() <= from || two(value, from).is_some_and(|n: u8| n < end);
            if real && within(6, 24) && within(8, 60) && within(10, 60) {
                Ok(())
            } else {
                fail(0, Gs1Fault::NotADate(name))
            }
        }
        Form::Digits(_) | Form::Text(_) => Ok(()),
    }
}

/// The characters an alphanumeric value may hold (General Specifications 7.11).
fn is_encodable(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!\"%&'()*+,-./_:;<=>?".contains(character)
}

/// Two digits from a place on.
fn two<T: FromStr>(text: &str, from: usize) -> Option<T> {
    text.get(from..from + 2)?.parse().ok()
}

/// `YYMMDD`; the month is real, the day not yet judged.
fn day_of(value: &str) -> Option<(u16, u8, u8)> {
    let month = two(value, 2)?;
    (1..=12).contains(&month).then_some((two(value, 0)?, month, two(value, 4)?))
}

fn full_year(two_digits: u16, this_year: u16) -> Option<u16> {
    let (this_year, two_digits) = (i32::from(this_year), i32::from(two_digits));
    let year = this_year - this_year % 100 + two_digits;
    let resolved = match year - this_year {
        51.. => year - 100,
        ..=-50 => year + 100,
        _ => year,
    };
    u16::try_from(resolved).ok()
}
