//! The table of application identifiers (General Specifications, section 3.2): a line each.

/// What may stand in a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// So many digits, the last one a check digit.
    Key(usize),
    /// `YYMMDD`
    Date,
    /// `YYMMDDHHMM`
    Minute,
    /// `YYMMDDHH`, and minutes and seconds if they are given.
    Moment,
    /// Up to so many digits.
    Digits(usize),
    /// Up to so many characters.
    Text(usize),
    /// A key of so many digits, and up to so many characters.
    KeyAndText(usize, usize),
}

pub(super) struct Identifier {
    pub code: &'static str,
    pub name: &'static str,
    pub form: Form,
}

const fn ai(code: &'static str, name: &'static str, form: Form) -> Identifier {
    Identifier { code, name, form }
}

use Form::{Date, Digits, Key, KeyAndText, Minute, Moment, Text};

pub(super) static IDENTIFIERS: &[Identifier] = &[
    ai("00", "logistic unit number (SSCC)", Key(18)),
    ai("01", "trade item number (GTIN)", Key(14)),
    ai("10", "batch or lot number", Text(20)),
    ai("11", "production date", Date),
    ai("17", "expiry date", Date),
    ai("21", "serial number", Text(20)),
    ai("240", "additional item number", Text(30)),
    ai("241", "customer part number", Text(30)),
    ai("253", "document number (GDTI)", KeyAndText(13, 17)),
    ai("254", "location extension", Text(20)),
    ai("410", "ship-to location number (GLN)", Key(13)),
    ai("412", "purchased-from location number (GLN)", Key(13)),
    ai("413", "ship-for location number (GLN)", Key(13)),
    ai("414", "location number (GLN)", Key(13)),
    ai("7003", "expiry date and time", Minute),
    ai("8003", "returnable asset number (GRAI)", KeyAndText(14, 16)),
    ai("8004", "individual asset number (GIAI)", Text(30)),
    ai("8008", "production date and time", Moment),
    ai("8017", "staff service relation number (GSRN)", Key(18)),
    ai("8018", "patient service relation number (GSRN)", Key(18)),
    ai("8019", "service relation instance number", Digits(10)),
    ai("91", "company internal information 91", Text(90)),
    ai("92", "company internal information 92", Text(90)),
    ai("93", "company internal information 93", Text(90)),
    ai("94", "company internal information 94", Text(90)),
    ai("95", "company internal information 95", Text(90)),
    ai("96", "company internal information 96", Text(90)),
    ai("97", "company internal information 97", Text(90)),
    ai("98", "company internal information 98", Text(90)),
    ai("99", "company internal information 99", Text(90)),
];

/// The identifier a text starts with. No code is the beginning of another one.
pub(super) fn find(text: &str) -> Option<&'static Identifier> {
    IDENTIFIERS.iter().find(|identifier| text.starts_with(identifier.code))
}

/// The identifier of that code.
pub(super) fn by_code(code: &str) -> Option<&'static Identifier> {
    IDENTIFIERS.iter().find(|identifier| identifier.code == code)
}

impl Identifier {
    /// The length of the value, if it is always the same.
    pub(super) fn fixed_length(&self) -> Option<usize> {
        match self.form {
            Key(length) => Some(length),
            Date => Some(6),
            Minute => Some(10),
            Moment | Digits(_) | Text(_) | KeyAndText(..) => None,
        }
    }

    /// Whether a value of it needs a separator behind it, unless it is the last: all but those
    /// whose first two digits tell the length (General Specifications 7.8.5).
    pub(super) fn needs_separator(&self) -> bool {
        !matches!(self.code.get(0..2), Some("00" | "01" | "11" | "17" | "41"))
    }
}
