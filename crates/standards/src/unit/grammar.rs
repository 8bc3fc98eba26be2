//! The grammar of UCUM codes (UCUM 2.2, sections 6 to 14), and what can be wrong with one.

use super::atoms::{self, Atom, Scale};

/// The longest code that is read; the longest one in use is a third of it.
const LENGTH_MAX: usize = 100;

/// Why a text is not a unit, and at which character.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unit, character {}: {fault}", .at + 1)]
pub struct UnitError {
    /// The index of the first byte that is wrong, counted from zero.
    pub at: usize,
    /// What is wrong there.
    pub fault: UnitFault,
}

/// What can be wrong with the code of a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitFault {
    /// There is no text.
    #[error("a unit is missing; the unit of a pure number is 1")]
    Empty,
    /// More text than any unit has.
    #[error("more than {LENGTH_MAX} characters")]
    TooLong,
    /// A symbol that is no unit here, and what was probably meant.
    #[error("{symbol:?} is not a unit known here{}", .meant.map(|m| format!("; write {m}")).unwrap_or_default())]
    Unknown {
        /// What stands there.
        symbol: String,
        /// What to write instead, if that can be told.
        meant: Option<&'static str>,
    },
    /// A character outside ASCII.
    #[error("{0:?} is not used in units; {hint}", hint = ascii_for(*.0))]
    NotAscii(char),
    /// A blank.
    #[error("no blanks in a unit; factors are joined by a full stop, as in kg.m2")]
    Blank,
    /// A symbol was due, and something else came.
    #[error("a unit symbol is missing here")]
    SymbolMissing,
    /// A character that may not follow.
    #[error("{0:?} cannot stand here")]
    Unexpected(char),
    /// `{` without `}`, or nothing in between, or a brace inside.
    #[error("an annotation is written {{like-this}}, without blanks or further braces")]
    Annotation,
    /// `(` without `)`.
    #[error("this parenthesis is not closed")]
    Parenthesis,
    /// An exponent of zero or of more than two digits.
    #[error("an exponent is a number from 1 to 99, or from -1 to -99")]
    Exponent,
    /// A number of zero, or a long one.
    #[error("a number in a unit is positive and has at most 9 digits")]
    Number,
    /// `Cel/min`, `[pH]2`.
    #[error("{0} takes no part in products, quotients or powers{1}")]
    Special(&'static str, &'static str),
}

fn ascii_for(character: char) -> &'static str {
    match character {
        '\u{b5}' | '\u{3bc}' => "micro is written u, as in ug",
        '\u{b0}' | '\u{2103}' => "degrees Celsius are written Cel",
        '\u{2126}' | '\u{3a9}' => "ohm is written Ohm",
        '\u{d7}' | '\u{b7}' | '\u{22c5}' => "a product is written with a full stop, as in kg.m2",
        '\u{b2}' => "a square is written with a plain 2, as in m2",
        '\u{b3}' => "a cube is written with a plain 3, as in m3",
        _ => "units are written in ASCII",
    }
}

/// One factor of a unit, raised to a power that is never zero.
#[derive(Clone, Copy)]
pub(super) struct Factor<'a> {
    pub kind: Kind<'a>,
    pub exponent: i32,
    /// With its braces.
    pub annotation: Option<&'a str>,
}

#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    /// A unit with its prefix, as written, and the prefix's power of ten.
    Symbol { written: &'a str, prefix: i32, atom: &'static Atom },
    /// A plain number, such as the 1 of `1/mL`.
    Number(u64),
    /// Nothing but an annotation: `{cells}`.
    Bare,
}

/// Whether the text is a unit.
pub(super) fn check(code: &str) -> Result<(), UnitError> {
    let mut special = None;
    let mut factors = 0_usize;
    walk(code, &mut |at, factor| {
        factors += 1;
        if let Kind::Symbol { atom, .. } = factor.kind
            && atom.scale == Scale::Special
        {
            special = Some((at, atom.code, factor.exponent));
        }
    })?;
    match special {
        Some((at, atom, exponent)) if factors > 1 || exponent != 1 => {
            Err(UnitError { at, fault: alone(atom) })
        }
        _ => Ok(()),
    }
}

/// The fault of a special unit in company.
pub(super) fn alone(atom: &'static str) -> UnitFault {
    let cure = if atom == "Cel" { "; a difference or a rate is in K, as in K/min" } else { "" };
    UnitFault::Special(atom, cure)
}

/// Shows every factor of the code, with its place, in the order written.
pub(super) fn walk<'a>(
    code: &'a str,
    show: &mut dyn FnMut(usize, Factor<'a>),
) -> Result<(), UnitError> {
    if code.is_empty() {
        return Err(UnitError { at: 0, fault: UnitFault::Empty });
    }
    if code.len() > LENGTH_MAX {
        return Err(UnitError { at: LENGTH_MAX, fault: UnitFault::TooLong });
    }
    if let Some((at, stray)) = code.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
        let blank = stray.is_whitespace() || stray.is_control();
        let fault = if blank { UnitFault::Blank } else { UnitFault::NotAscii(stray) };
        return Err(UnitError { at, fault });
    }
    let mut reader = Reader { code, at: 0, show };
    let sign = if reader.eat(b'/') { -1 } else { 1 };
    reader.term(sign, 1)?;
    match reader.peek() {
        None => Ok(()),
        Some(stray) => reader.fail(UnitFault::Unexpected(char::from(stray))),
    }
}

struct Reader<'a, 's> {
    code: &'a str,
    at: usize,
    show: &'s mut dyn FnMut(usize, Factor<'a>),
}

impl<'a> Reader<'a, '_> {
    fn peek(&self) -> Option<u8> {
        self.code.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn fail<T>(&self, fault: UnitFault) -> Result<T, UnitError> {
        Err(UnitError { at: self.at, fault })
    }

    /// Takes the text up to the first of `ends`.
    fn until(&mut self, ends: &[char]) -> &'a str {
        let rest = self.code.get(self.at..).unwrap_or_default();
        let text = rest.split(ends).next().unwrap_or_default();
        self.at += text.len();
        text
    }

    /// Factors joined by `.` and `/`; the first one counts with `first`, those after a `/` with
    /// the opposite of `outer`. Nesting is bounded by the length of the code.
    fn term(&mut self, first: i32, outer: i32) -> Result<(), UnitError> {
        let mut sign = first;
        loop {
            self.component(sign)?;
            if self.eat(b'.') {
                sign = outer;
            } else if self.eat(b'/') {
                sign = -outer;
            } else {
                return Ok(());
            }
        }
    }

    fn component(&mut self, sign: i32) -> Result<(), UnitError> {
        let start = self.at;
        if self.eat(b'(') {
            self.term(sign, sign)?;
            if self.eat(b')') {
                return Ok(());
            }
            return Err(UnitError { at: start, fault: UnitFault::Parenthesis });
        }
        let token = self.until(&['.', '/', '(', ')', '{', '}']);
        let (kind, power) = if token.is_empty() { (Kind::Bare, 1) } else { read(start, token)? };
        let annotation = self.annotation()?;
        if token.is_empty() && annotation.is_none() {
            return self.fail(UnitFault::SymbolMissing);
        }
        (self.show)(start, Factor { kind, exponent: sign * power, annotation });
        Ok(())
    }

    fn annotation(&mut self) -> Result<Option<&'a str>, UnitError> {
        let start = self.at;
        if !self.eat(b'{') {
            return Ok(None);
        }
        let inside = self.until(&['{', '}']);
        if inside.is_empty() || !self.eat(b'}') {
            return Err(UnitError { at: start, fault: UnitFault::Annotation });
        }
        Ok(self.code.get(start..self.at))
    }
}

/// A number, or a symbol with its exponent.
fn read(at: usize, token: &str) -> Result<(Kind<'_>, i32), UnitError> {
    let stem = token.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = token.get(stem.len()..).unwrap_or_default();
    if stem.is_empty() {
        return match token.parse() {
            Ok(number @ 1..) if token.len() <= 9 => Ok((Kind::Number(number), 1)),
            _ => Err(UnitError { at, fault: UnitFault::Number }),
        };
    }
    let (symbol, sign) = match stem.strip_suffix('-') {
        Some(symbol) => (symbol, -1),
        None => (stem.strip_suffix('+').unwrap_or(stem), 1),
    };
    let Some((prefix, atom)) = atoms::find(symbol) else {
        let meant = atoms::meant(token).or_else(|| atoms::meant(symbol));
        let fault = UnitFault::Unknown { symbol: token.to_owned(), meant };
        return Err(UnitError { at, fault });
    };
    let exponent = match digits.parse::<i32>() {
        Ok(power @ 1..=99) => sign * power,
        _ if digits.is_empty() && symbol == stem => 1,
        _ => return Err(UnitError { at: at + symbol.len(), fault: UnitFault::Exponent }),
    };
    Ok((Kind::Symbol { written: symbol, prefix, atom }, exponent))
}
