//! Reading what a scanner delivers: one structure, or a compound message of several.

use super::din::{Facility, Flag};
use super::error::{IsbtError, IsbtFault};
use super::kinds::{self, Content, Kind};
use super::structure::Structure;
use super::{ChainOfIdentity, Din, Divisions, ProductCode, check};
use crate::date::{LabelDate, LabelTime};
use crate::fixed::number;

const DONATION: &str = "donation identification number";
const HEADER: &str = "compound message header";

/// Reads one structure, or the structures of a compound message in their order.
///
/// Refuses whatever is cut short, has something behind it, names a day that never was, or
/// carries a checksum that does not fit. The count in the header of a compound message is
/// checked.
///
/// ```
/// use standards::isbt128::parse;
/// let bag = parse("=+04000=A99991712345600=<S1234XA0&>0263262359&/CHA999926A1B2C3")?;
/// assert_eq!(bag.len(), 4);
/// let until = bag.iter().find_map(|structure| structure.expiration());
/// assert_eq!(until.map(|time| time.to_string()).as_deref(), Some("2026-11-22 23:59"));
/// # Ok::<(), standards::isbt128::IsbtError>(())
/// ```
pub fn parse(text: &str) -> Result<Vec<Structure>, IsbtError> {
    if let Some((at, _)) = text.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
        return Err(IsbtError::new(at, IsbtFault::Character("code")));
    }
    if text.starts_with("=+") {
        return parse_compound(text);
    }
    let (structure, name, length) = one(text)?;
    if length < text.len() {
        return Err(IsbtError::new(length, IsbtFault::TooLong(name)));
    }
    Ok(vec![structure])
}

/// The text of a compound message, in one symbol; the order of its structures is left open.
///
/// Nothing if there are no structures, more than 99, or one that may not be in it.
pub fn compound(structures: &[Structure]) -> Option<String> {
    let fits =
        (1..=99).contains(&structures.len()) && structures.iter().all(Structure::may_be_compound);
    fits.then(|| {
        let mut text = format!("=+{:02}000", structures.len());
        for structure in structures {
            text.push_str(&structure.to_string());
        }
        text
    })
}

fn parse_compound(text: &str) -> Result<Vec<Structure>, IsbtError> {
    let header = take(text, 2, 5, HEADER)?;
    if let Some(at) = header.bytes().position(|byte| !byte.is_ascii_digit()) {
        return Err(IsbtError::new(2 + at, IsbtFault::Character(HEADER)));
    }
    let announced = usize::try_from(number(header.get(0..2).unwrap_or_default())).unwrap_or(0);
    let mut structures = Vec::new();
    let mut at = 7;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let (structure, name, length) = one(rest).map_err(|error| error.shifted(at))?;
        if !structure.may_be_compound() {
            return Err(IsbtError::new(at, IsbtFault::NotInCompound(name)));
        }
        structures.push(structure);
        at += length;
    }
    let found = structures.len();
    if announced != found || found == 0 {
        return Err(IsbtError::new(2, IsbtFault::Count { announced, found }));
    }
    Ok(structures)
}

/// The structure a text starts with, its name and its length.
fn one(text: &str) -> Result<(Structure, &'static str, usize), IsbtError> {
    let bytes = text.as_bytes();
    match bytes {
        [b'=', second, ..] if Facility::allows(0, *second) => {
            let din: Din =
                take(text, 1, 13, DONATION)?.parse().map_err(|e: IsbtError| e.shifted(1))?;
            let flag: Flag =
                take(text, 14, 2, DONATION)?.parse().map_err(|e: IsbtError| e.shifted(14))?;
            if flag.contradicts(din) {
                return Err(IsbtError::new(14, IsbtFault::CheckCharacter(DONATION)));
            }
            Ok((Structure::Donation { din, flag }, DONATION, 16))
        }
        [b'&', second, ..] if second.is_ascii_lowercase() => {
            Ok((Structure::Local(text.to_owned()), "local structure", text.len()))
        }
        _ => {
            let Some(kind) = kinds::find(text) else {
                let start = text.chars().take(2).collect();
                return Err(IsbtError::new(0, IsbtFault::UnknownIdentifier(start)));
            };
            let (structure, length) = of_kind(text, kind)?;
            Ok((structure, kind.name, length))
        }
    }
}

fn of_kind(text: &str, kind: &'static Kind) -> Result<(Structure, usize), IsbtError> {
    let start = kind.identifier.len();
    let name = kind.name;
    let content = |length| take(text, start, length, name);
    let shift = |error: IsbtError| error.shifted(start);
    let (structure, length) = match kind.content {
        Content::Product => {
            (Structure::Product(content(8)?.parse::<ProductCode>().map_err(shift)?), 8)
        }
        Content::Divisions => {
            (Structure::Divisions(content(6)?.parse::<Divisions>().map_err(shift)?), 6)
        }
        Content::ChainOfIdentity => {
            let chain = content(15)?.parse::<ChainOfIdentity>().map_err(shift)?;
            (Structure::ChainOfIdentity(chain), 15)
        }
        Content::Date => {
            let day = date(content(6)?, start, name)?;
            let structure = match kind.identifier {
                "=>" => Structure::ExpirationDate(day),
                "=*" => Structure::CollectionDate(day),
                _ => Structure::ProductionDate(day),
            };
            (structure, 6)
        }
        Content::Time => {
            let minute = time(content(10)?, start, name)?;
            let structure = match kind.identifier {
                "&>" => Structure::Expiration(minute),
                "&*" => Structure::Collection(minute),
                _ => Structure::Production(minute),
            };
            (structure, 10)
        }
        Content::Header => {
            return Err(IsbtError::new(0, IsbtFault::NotInCompound(name)));
        }
        Content::Digits(length) => (other(kind, digits(content(length)?, start, name)?), length),
        Content::Text(length) => (other(kind, content(length)?), length),
        Content::Patient => {
            let digits = digits(take(text, start + 2, 2, name)?, start + 2, name)?;
            let length = 4 + usize::try_from(number(digits)).unwrap_or(0);
            (other(kind, content(length)?), length)
        }
        Content::GlobalDonor => (other(kind, grid(content(19)?, start, name)?), 19),
        Content::National => {
            let rest = text.get(start..).unwrap_or_default();
            (other(kind, rest), rest.len())
        }
    };
    Ok((structure, start + length))
}

fn other(kind: &'static Kind, content: &str) -> Structure {
    Structure::Other { identifier: kind.identifier, name: kind.name, content: content.to_owned() }
}

/// `length` characters from `start`, all of them.
fn take<'a>(
    text: &'a str,
    start: usize,
    length: usize,
    name: &'static str,
) -> Result<&'a str, IsbtError> {
    text.get(start..start + length)
        .ok_or_else(|| IsbtError::new(text.len(), IsbtFault::TooShort(name)))
}

fn digits<'a>(text: &'a str, at: usize, name: &'static str) -> Result<&'a str, IsbtError> {
    match text.bytes().position(|byte| !byte.is_ascii_digit()) {
        None => Ok(text),
        Some(wrong) => Err(IsbtError::new(at + wrong, IsbtFault::Character(name))),
    }
}

/// `cyyjjj`, where the century digit 0 stands for the two thousands.
fn date(text: &str, at: usize, name: &'static str) -> Result<LabelDate, IsbtError> {
    let text = digits(text, at, name)?;
    let part = |from, to| u16::try_from(number(text.get(from..to).unwrap_or_default())).ok();
    let day = part(0, 3)
        .filter(|year| *year < 100)
        .zip(part(3, 6))
        .and_then(|(year, day)| LabelDate::from_day_of_year(2000 + year, day));
    day.ok_or(IsbtError::new(at, IsbtFault::NotADate(name)))
}

fn time(text: &str, at: usize, name: &'static str) -> Result<LabelTime, IsbtError> {
    let text = digits(text, at, name)?;
    let day = date(text.get(0..6).unwrap_or_default(), at, name)?;
    let part = |from, to| u8::try_from(number(text.get(from..to).unwrap_or_default())).ok();
    let time = part(6, 8).zip(part(8, 10)).and_then(|(h, m)| LabelTime::new(day, h, m));
    time.ok_or(IsbtError::new(at + 6, IsbtFault::NotADate(name)))
}

/// Four digits, thirteen letters or digits, and the checksum of both in two digits.
fn grid<'a>(text: &'a str, at: usize, name: &'static str) -> Result<&'a str, IsbtError> {
    let issuer = digits(text.get(0..4).unwrap_or_default(), at, name)?;
    if issuer.starts_with('0') {
        return Err(IsbtError::new(at, IsbtFault::Character(name)));
    }
    let (body, checksum) = text.split_at_checked(17).unwrap_or((text, ""));
    let Some(sum) = check::sum(body) else {
        return Err(IsbtError::new(at + 4, IsbtFault::Character(name)));
    };
    if checksum != format!("{sum:02}") {
        return Err(IsbtError::new(at + 17, IsbtFault::CheckCharacter(name)));
    }
    Ok(text)
}
