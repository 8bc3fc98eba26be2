//! The donation identification number (structure 001), its facility and its flags.

use std::str::FromStr;

use super::check;
use super::error::{IsbtError, IsbtFault};
use crate::fixed::{Fixed, number, string_form};

const NAME: &str = "donation identification number";

/// A facility identification number: a letter or digit, two letters or digits, two digits.
///
/// The letter O is never used; the first character is never a zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facility(pub(super) Fixed<5>);

string_form!(Facility, "a facility identification number such as \"A9999\"");

impl Facility {
    /// The five characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a character may stand at a place of the number.
    pub(super) fn allows(place: usize, byte: u8) -> bool {
        let letter = byte.is_ascii_uppercase() && byte != b'O';
        match place {
            0 => letter || matches!(byte, b'1'..=b'9'),
            1 | 2 => letter || byte.is_ascii_digit(),
            _ => byte.is_ascii_digit(),
        }
    }
}

impl FromStr for Facility {
    type Err = IsbtError;

    fn from_str(text: &str) -> Result<Self, IsbtError> {
        let name = "facility identification number";
        Fixed::new(text, Self::allows).map(Self).map_err(|at| wrong(name, text, at, 5))
    }
}

/// A donation identification number: facility, two digits of the year, six of a sequence.
///
/// Unique in the world for a hundred years. The flag characters that follow it in a bar code are
/// not part of it.
///
/// ```
/// use standards::isbt128::Din;
/// let din: Din = "A999818123456".parse()?;
/// assert_eq!(din.check_character(), 'N');
/// assert_eq!(din.eye_readable(), "A9998 18 123456 N");
/// assert_eq!(Din::typed("a9998 18 123456 n")?, din);
/// assert!(Din::typed("A9998 18 123465 N").is_err());
/// # Ok::<(), standards::isbt128::IsbtError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Din(Fixed<13>);

string_form!(Din, "a donation identification number of 13 characters");

impl Din {
    /// The largest sequence of a year.
    pub const SEQUENCE_MAX: u32 = 999_999;

    /// The number a facility gives: the last two digits of `year`, and a sequence of six digits.
    ///
    /// Nothing if the sequence is past [`Self::SEQUENCE_MAX`].
    pub fn new(facility: Facility, year: u16, sequence: u32) -> Option<Self> {
        let text = format!("{facility}{:02}{sequence:06}", year % 100);
        text.parse().ok()
    }

    /// Reads what somebody typed from a label: blanks do not count, small letters neither, and
    /// the boxed check character must stand at the end and match.
    pub fn typed(text: &str) -> Result<Self, IsbtError> {
        check_typed(NAME, text, 13)
    }

    /// The thirteen characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Who assigned it.
    pub fn facility(&self) -> Facility {
        // The first five characters were checked as such.
        Facility(self.0.piece(0))
    }

    /// The last two digits of the year it was assigned for.
    pub fn year(&self) -> u32 {
        number(self.0.part(5..7))
    }

    /// The number within facility and year.
    pub fn sequence(&self) -> u32 {
        number(self.0.part(7..13))
    }

    /// The character printed in a box after the number.
    pub fn check_character(&self) -> char {
        check::character(self.as_str()).unwrap_or('*')
    }

    /// As it is printed for the eye, with its check character: `A9998 18 123456 N`.
    pub fn eye_readable(&self) -> String {
        let part = |range| self.0.part(range);
        format!("{} {} {} {}", part(0..5), part(5..7), part(7..13), self.check_character())
    }
}

impl FromStr for Din {
    type Err = IsbtError;

    fn from_str(text: &str) -> Result<Self, IsbtError> {
        let allows = |place, byte: u8| match place {
            0..5 => Facility::allows(place, byte),
            _ => byte.is_ascii_digit(),
        };
        Fixed::new(text, allows).map(Self).map_err(|at| wrong(NAME, text, at, 13))
    }
}

/// The two flag characters after a donation number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flag(Fixed<2>);

string_form!(Flag, "two flag characters");

impl Flag {
    /// `00`: not used.
    pub const NONE: Self = Self(Fixed::ZEROS);

    /// The flag that repeats the number's checksum, 60 to 96.
    pub fn checksum(din: Din) -> Self {
        let sum = check::sum(din.as_str()).unwrap_or_default();
        (60 + sum).to_string().parse().unwrap_or(Self::NONE)
    }

    /// `05`: a label printed once more on demand.
    pub fn reprint() -> Self {
        "05".parse().unwrap_or(Self::NONE)
    }

    /// The two characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the flag contradicts the number: it carries a checksum, and the wrong one.
    pub(super) fn contradicts(self, din: Din) -> bool {
        (60..=96).contains(&number(self.as_str())) && self != Self::checksum(din)
    }
}

impl FromStr for Flag {
    type Err = IsbtError;

    fn from_str(text: &str) -> Result<Self, IsbtError> {
        let name = "flag characters";
        Fixed::new(text, |_, byte| crate::fixed::upper_alphanumeric(byte))
            .map(Self)
            .map_err(|at| wrong(name, text, at, 2))
    }
}

/// Tells a wrong character from a wrong length.
pub(super) fn wrong(name: &'static str, text: &str, at: usize, length: usize) -> IsbtError {
    let fault = if at >= length {
        IsbtFault::TooLong(name)
    } else if at >= text.len() {
        IsbtFault::TooShort(name)
    } else {
        IsbtFault::Character(name)
    };
    IsbtError::new(at, fault)
}

/// Reads a typed code of `length` characters with its check character behind it.
pub(super) fn check_typed<T: FromStr<Err = IsbtError>>(
    name: &'static str,
    text: &str,
    length: usize,
) -> Result<T, IsbtError> {
    let packed: String =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let (code, check) = packed.split_at_checked(length).unwrap_or((&packed, ""));
    let value = code.parse()?;
    let mut rest = check.chars();
    match (rest.next(), rest.next()) {
        (None, _) => Err(IsbtError::new(length, IsbtFault::CheckCharacterMissing(name))),
        (Some(_), Some(_)) => Err(IsbtError::new(length + 1, IsbtFault::TooLong(name))),
        (given, None) if given == check::character(code) => Ok(value),
        (Some(_), None) => Err(IsbtError::new(length, IsbtFault::CheckCharacter(name))),
    }
}
