//! The chain of identity identifier (structure 040): which patient's therapy.

use std::str::FromStr;

use super::check;
use super::din::{Facility, check_typed, wrong};
use super::error::IsbtError;
use crate::fixed::{Fixed, number, string_form, upper_alphanumeric};

const NAME: &str = "chain of identity identifier";

/// A chain of identity identifier: `CH`, facility, two digits of the year, six characters.
///
/// One identifier links every collection and every product of one planned therapy of one
/// patient, across facilities. It replaces neither the donation number nor the patient's.
///
/// ```
/// use standards::isbt128::ChainOfIdentity;
/// let chain: ChainOfIdentity = "CHA999926A1B2C3".parse()?;
/// assert_eq!(chain.eye_readable(), "CH A9999 26 A1B2C3 8");
/// assert_eq!(ChainOfIdentity::typed("CH A9999 26 A1B2C3 8")?, chain);
///
/// let wrong = ChainOfIdentity::typed("CH A9999 26 A1B2C4 8").unwrap_err();
/// assert_eq!(
///     wrong.to_string(),
///     "ISBT 128, character 16: the check character of the chain of identity identifier does \
///      not match; scan or type it again"
/// );
/// # Ok::<(), standards::isbt128::IsbtError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainOfIdentity(Fixed<15>);

string_form!(ChainOfIdentity, "a chain of identity identifier of 15 characters");

impl ChainOfIdentity {
    /// The identifier an organisation gives: the last two digits of `year`, and a sequence,
    /// written as six digits. Nothing if the sequence has more.
    pub fn new(facility: Facility, year: u16, sequence: u32) -> Option<Self> {
        format!("CH{facility}{:02}{sequence:06}", year % 100).parse().ok()
    }

    /// Reads what somebody typed from a label: blanks and small letters do not count, and the
    /// check character must stand at the end and match.
    pub fn typed(text: &str) -> Result<Self, IsbtError> {
        check_typed(NAME, text, 15)
    }

    /// The fifteen characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Who assigned it.
    pub fn facility(&self) -> Facility {
        // Characters 3 to 7 were checked as such.
        Facility(self.0.piece(2))
    }

    /// The last two digits of the year it was assigned in.
    pub fn year(&self) -> u32 {
        number(self.0.part(7..9))
    }

    /// The six characters the organisation chose.
    pub fn sequence(&self) -> &str {
        self.0.part(9..15)
    }

    /// The character printed after the identifier.
    pub fn check_character(&self) -> char {
        check::character(self.as_str()).unwrap_or('*')
    }

    /// As it is printed for the eye, with its check character: `CH A9999 26 A1B2C3 8`.
    pub fn eye_readable(&self) -> String {
        let part = |range| self.0.part(range);
        let groups = [part(0..2), part(2..7), part(7..9), part(9..15)].join(" ");
        format!("{groups} {}", self.check_character())
    }
}

impl FromStr for ChainOfIdentity {
    type Err = IsbtError;

    fn from_str(text: &str) -> Result<Self, IsbtError> {
        let allows = |place: usize, byte: u8| match place {
            0 => byte == b'C',
            1 => byte == b'H',
            2..7 => Facility::allows(place - 2, byte),
            7 | 8 => byte.is_ascii_digit(),
            _ => upper_alphanumeric(byte),
        };
        Fixed::new(text, allows).map(Self).map_err(|at| wrong(NAME, text, at, 15))
    }
}
