//! What a scanner typed: which kind of code it is, read to the end.
//!
//! A scanner that acts as a keyboard types the content of the code, with a symbology identifier
//! before it if it is set so (`]d1` and the like, ISO/IEC 15424), and ends with the enter key.
//! [`parse`] takes that text, or what somebody typed from the label instead, and tells
//!
//! | | starts with | is |
//! |---|---|---|
//! | [`Scan::Isbt`] | `=` or `&`; typed: a letter, with the check character at the end | blood and cells |
//! | [`Scan::Gs1`] | `]C1`, `]d2`, `]Q3`, `]e0`, `]E0`, or a digit | what comes from outside |
//! | [`Scan::Own`] | `lot/`, `equipment/`, `person/` and so on | a label of the house |
//!
//! The symbology identifier decides where it is given: a GS1 symbol holds elements of GS1 and
//! nothing else, and an ordinary symbol holds none.
//!
//! Guarantees: no text whatever makes [`parse`] panic; nothing is guessed. Every error says what
//! to do next and has a stable [`ScanError::code`].

use crate::gs1::{self, Element, Gs1Error, Gtin};
use crate::isbt128::{self, ChainOfIdentity, Din, Flag, IsbtError, Structure};

/// The longest text that is read; the largest symbol in use holds a tenth of it.
const LENGTH_MAX: usize = 4_000;
const KIND_LENGTH_MAX: usize = 20;
const KEY_LENGTH_MAX: usize = 40;

/// A code that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Data structures of ISBT 128, in the order of the symbol.
    Isbt(Vec<Structure>),
    /// Elements of GS1, in the order of the symbol.
    Gs1(Vec<Element>),
    /// A subject of the house: `lot/L26-0001`.
    Own {
        /// What kind of subject, such as `lot`.
        kind: String,
        /// Which one, such as `L26-0001`.
        key: String,
    },
}

impl Scan {
    /// The donation number, if the code holds one.
    pub fn din(&self) -> Option<Din> {
        self.structures().iter().find_map(Structure::din)
    }

    /// The product code, if the code holds one.
    pub fn product(&self) -> Option<isbt128::ProductCode> {
        self.structures().iter().find_map(Structure::product)
    }

    /// The chain of identity, if the code holds one.
    pub fn chain_of_identity(&self) -> Option<ChainOfIdentity> {
        self.structures().iter().find_map(Structure::chain_of_identity)
    }

    /// The key of a subject of the house, if it is of that kind.
    pub fn own(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Own { kind, key } if kind == wanted => Some(key),
            Self::Own { .. } | Self::Isbt(_) | Self::Gs1(_) => None,
        }
    }

    fn structures(&self) -> &[Structure] {
        match self {
            Self::Isbt(structures) => structures,
            Self::Gs1(_) | Self::Own { .. } => &[],
        }
    }
}

/// Why a scan was not understood, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// Nothing arrived.
    #[error("nothing was scanned; aim at the code and scan again")]
    Empty,
    /// More than any code holds.
    #[error("more than {LENGTH_MAX} characters; scan one code at a time")]
    TooLong,
    /// A control character inside.
    #[error("character {}: a control character inside the code; scan one code at a time", .0 + 1)]
    Control(usize),
    /// A kind of symbol that carries no code of ours.
    #[error("a symbol of the kind {0:?} is not used here; scan another code of the label")]
    Symbology(String),
    /// An ISBT 128 code with a fault.
    #[error(transparent)]
    Isbt(#[from] IsbtError),
    /// A GS1 code with a fault.
    #[error(transparent)]
    Gs1(#[from] Gs1Error),
    /// `lot/` without a key, or with a character that no key has.
    #[error("character {}: a code of the house is written kind/key, such as lot/L26-0001", .0 + 1)]
    Own(usize),
    /// Nothing that could be told.
    #[error("this code is neither of the house nor of ISBT 128 or GS1; scan the code of a label")]
    Unknown,
}

impl ScanError {
    /// The stable code of the error, by which its sentence is looked up.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "scan-empty",
            Self::TooLong => "scan-too-long",
            Self::Control(_) => "scan-control-character",
            Self::Symbology(_) => "scan-symbology",
            Self::Isbt(error) => error.fault.code(),
            Self::Gs1(error) => error.fault.code(),
            Self::Own(_) => "scan-own-code",
            Self::Unknown => "scan-unknown",
        }
    }
}

/// Reads what a scanner or a person typed.
///
/// ```
/// use standards::scan::{Scan, parse};
/// assert_eq!(parse("lot/L26-0001\r\n")?.own("lot"), Some("L26-0001"));
/// let bag = parse("]d1=+02000=A99991712345600&/CHA999926A1B2C3")?;
/// assert_eq!(bag.chain_of_identity().map(|chain| chain.to_string()).as_deref(), Some("CHA999926A1B2C3"));
/// assert!(matches!(parse("]d20180614141123458")?, Scan::Gs1(_)));
///
/// let wrong = parse("A9998 18 123465 N").unwrap_err();
/// assert_eq!(wrong.code(), "isbt-check-character");
/// # Ok::<(), standards::scan::ScanError>(())
/// ```
pub fn parse(text: &str) -> Result<Scan, ScanError> {
    // The enter or tabulator key that ends a scan, and blanks somebody typed around it.
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    if text.len() > LENGTH_MAX {
        return Err(ScanError::TooLong);
    }
    let (symbol, content) = symbology(text)?;
    if content.is_empty() {
        return Err(ScanError::Empty);
    }
    let gs1_separator = |c| c == '\u{1d}' && symbol != Symbol::Plain;
    if let Some((at, _)) =
        content.char_indices().find(|(_, c)| c.is_control() && !gs1_separator(*c))
    {
        return Err(ScanError::Control(text.len() - content.len() + at));
    }
    match symbol {
        Symbol::Gs1 => Ok(Scan::Gs1(gs1::parse(content)?)),
        Symbol::TradeItem => trade_item(content),
        Symbol::Plain => plain(content)?.ok_or(ScanError::Unknown),
        Symbol::Untold => match plain(content)? {
            Some(scan) => Ok(scan),
            None => untold(content),
        },
    }
}

/// What the symbology identifier says of the content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Symbol {
    /// There is none: the scanner does not send it, or somebody typed.
    Untold,
    /// Elements of GS1.
    Gs1,
    /// An article number without an identifier, as in shops.
    TradeItem,
    /// Anything but GS1.
    Plain,
}

fn symbology(text: &str) -> Result<(Symbol, &str), ScanError> {
    let Some(rest) = text.strip_prefix(']') else { return Ok((Symbol::Untold, text)) };
    let symbol = match rest.get(0..2) {
        Some("C1" | "d2" | "Q3" | "e0") => Symbol::Gs1,
        Some("E0" | "E4") => Symbol::TradeItem,
        // Code 128, Data Matrix, QR code, Aztec code.
        Some("C0" | "C4" | "d1" | "Q1" | "z0") => Symbol::Plain,
        _ => return Err(ScanError::Symbology(text.chars().take(3).collect())),
    };
    Ok((symbol, rest.get(2..).unwrap_or_default()))
}

/// A code of ISBT 128 or of the house; nothing if it looks like neither.
fn plain(content: &str) -> Result<Option<Scan>, ScanError> {
    if content.starts_with(['=', '&']) {
        return Ok(Some(Scan::Isbt(isbt128::parse(content)?)));
    }
    let after_kind = content.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '-');
    if content.starts_with(|c: char| c.is_ascii_lowercase()) && after_kind.starts_with('/') {
        return own(content).map(Some);
    }
    Ok(None)
}

/// Without a symbology identifier it may be GS1, or typed from a label.
fn untold(content: &str) -> Result<Scan, ScanError> {
    // An article number alone would also read as some element, but never the other way round:
    // elements are scanned with others, and these lengths with a fitting digit are rare.
    if Gtin::has_length(content) && content.parse::<Gtin>().is_ok() {
        return trade_item(content);
    }
    if content.starts_with(|c: char| c.is_ascii_digit() || c == '\u{1d}') {
        return Ok(Scan::Gs1(gs1::parse(content)?));
    }
    typed(content)
}

fn trade_item(content: &str) -> Result<Scan, ScanError> {
    let gtin: Gtin = content.parse()?;
    Ok(Scan::Gs1(vec![Element::new("01", gtin.as_str())?]))
}

/// A number of ISBT 128 typed from the label, with its check character.
///
/// Only those that start with a letter: the others look like article numbers.
fn typed(content: &str) -> Result<Scan, ScanError> {
    let packed: String = content.chars().filter(|c| !c.is_whitespace()).collect();
    let letters_and_digits =
        packed.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'*');
    let starts = |text: &str| packed.get(0..2).is_some_and(|two| two.eq_ignore_ascii_case(text));
    if letters_and_digits && starts("CH") && (15..=17).contains(&packed.len()) {
        let chain = ChainOfIdentity::typed(content)?;
        return Ok(Scan::Isbt(vec![Structure::ChainOfIdentity(chain)]));
    }
    if letters_and_digits && (13..=15).contains(&packed.len()) {
        let din = Din::typed(content)?;
        return Ok(Scan::Isbt(vec![Structure::Donation { din, flag: Flag::NONE }]));
    }
    Err(ScanError::Unknown)
}

/// `kind/key`; the kind has been seen to be small letters and hyphens.
fn own(content: &str) -> Result<Scan, ScanError> {
    let Some((kind, key)) = content.split_once('/') else { return Err(ScanError::Unknown) };
    let start = kind.len() + 1;
    if kind.len() > KIND_LENGTH_MAX {
        return Err(ScanError::Own(KIND_LENGTH_MAX));
    }
    let wrong = key.char_indices().find(|(at, c)| match c {
        '-' | '.' => *at == 0,
        _ => !c.is_ascii_alphanumeric(),
    });
    match wrong {
        Some((at, _)) => Err(ScanError::Own(start + at)),
        None if key.is_empty() => Err(ScanError::Own(start)),
        None if key.len() > KEY_LENGTH_MAX => Err(ScanError::Own(start + KEY_LENGTH_MAX)),
        None => Ok(Scan::Own { kind: kind.to_owned(), key: key.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::gs1::Elements;

    fn code(text: &str) -> &'static str {
        parse(text).unwrap_err().code()
    }

    #[test]
    fn codes_of_the_house() {
        for (text, kind, key) in [
            ("lot/L26-0001", "lot", "L26-0001"),
            ("equipment/e-nc202\r", "equipment", "e-nc202"),
            ("room/cr-b2\r\n", "room", "cr-b2"),
            ("person/7k3m9q\t", "person", "7k3m9q"),
            ("]d1container/C26-0001", "container", "C26-0001"),
            ("]Q1station/s-1", "station", "s-1"),
            (" lot/L26-0001 ", "lot", "L26-0001"),
        ] {
            let scan = parse(text).unwrap();
            assert_eq!(scan, Scan::Own { kind: kind.into(), key: key.into() }, "{text:?}");
            assert_eq!((scan.own(kind), scan.own("other")), (Some(key), None));
        }
        for (text, at) in [
            ("lot/", 4),
            ("lot/L26/1", 7),
            ("lot/-1", 4),
            ("lot/L 1", 5),
            ("lot/批", 4),
            ("a-kind-that-never-was-so-long/1", 20),
        ] {
            assert_eq!(parse(text), Err(ScanError::Own(at)), "{text}");
        }
        assert_eq!(parse(&format!("lot/{}", "a".repeat(41))), Err(ScanError::Own(44)));
    }

    #[test]
    fn codes_of_isbt_128_scanned_and_typed() {
        let din: Din = "A999917123456".parse().unwrap();
        for text in
            ["=A99991712345600", "]C0=A99991712345669", "A9999 17 123456 9", "a9999171234569"]
        {
            assert_eq!(parse(text).unwrap().din(), Some(din), "{text}");
        }
        let bag = parse("]d1=+03000=A99991712345600=<S12341A0&/CHA999926A1B2C3\r\n").unwrap();
        assert_eq!(bag.din(), Some(din));
        assert_eq!(bag.product().unwrap().as_str(), "S12341A0");
        assert_eq!(bag.chain_of_identity().unwrap().as_str(), "CHA999926A1B2C3");
        assert_eq!(parse("CH A9999 26 A1B2C3 8").unwrap().din(), None);
        assert_eq!(code("CH A9999 26 A1B2C3 9"), "isbt-check-character");
        assert_eq!(code("CHA999926A1B2C3"), "isbt-check-character-missing");
        assert_eq!(code("A999917123456"), "isbt-check-character-missing");
        assert_eq!(code("=A99991712345670"), "isbt-check-character");
        assert_eq!(code("=A999917"), "isbt-incomplete");
        assert_eq!(code("=A99991712345600=<S12341A0"), "isbt-too-long");
        assert_eq!(code("]d2=A99991712345600"), "gs1-unknown-identifier");
    }

    #[test]
    fn codes_of_gs1() {
        let gtin = |text: &str| match parse(text).unwrap() {
            Scan::Gs1(elements) => elements.gtin().unwrap().to_string(),
            other => panic!("{other:?}"),
        };
        for text in [
            "]d20180614141123458",
            "]C10180614141123458\r",
            "0180614141123458",
            "\u{1d}0180614141123458",
        ] {
            assert_eq!(gtin(text), "80614141123458", "{text:?}");
        }
        assert_eq!(gtin("]E04006381333931"), "04006381333931");
        assert_eq!(gtin("4006381333931"), "04006381333931");
        assert_eq!(code("]E04006381333932"), "gs1-check-digit");
        assert_eq!(code("4006381333932"), "gs1-unknown-identifier");
        assert_eq!(code("]d1018061414112345"), "scan-unknown");
        assert!(
            matches!(parse("10L26\u{1d}21A").unwrap(), Scan::Gs1(elements) if elements.len() == 2)
        );
    }

    #[test]
    fn everything_else_says_what_to_do() {
        for (text, expected) in [
            ("", "scan-empty"),
            (" \r\n", "scan-empty"),
            ("]d1", "scan-empty"),
            ("]", "scan-symbology"),
            ("]X9abc", "scan-symbology"),
            ("]批", "scan-symbology"),
            ("hello", "scan-unknown"),
            ("Lot/L26-0001", "scan-unknown"),
            ("https://example.org/", "scan-unknown"),
            ("患者", "scan-unknown"),
            ("lot/1\u{0}", "scan-control-character"),
            ("]d1=A9999\u{1d}", "scan-control-character"),
            ("lot/1\rlot/2", "scan-control-character"),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
        assert_eq!(parse("]d1lot/1\u{7}"), Err(ScanError::Control(8)));
        assert_eq!(code(&"1".repeat(5000)), "scan-too-long");
        assert_eq!(
            parse("=>019366").unwrap_err().to_string(),
            "ISBT 128, character 3: the expiration date names no real date or time; scan again"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Err(error) = parse(&String::from_utf8_lossy(&bytes)) {
                prop_assert!(!error.to_string().is_empty());
                prop_assert!(!error.code().is_empty());
            }
        }

        #[test]
        fn any_likely_text_is_read_or_refused(
            text in "(\\][CdQEez][0-4])?([=&][+<>*},/:#;!(a-c1A][0-9A-Z]{0,20}|[a-z]{1,4}/?|[01289]{1,4}|\u{1d}|批|CHA9999){0,6}"
        ) {
            let _ = parse(&text);
        }

        #[test]
        fn a_code_of_the_house_is_read_back(kind in "[a-z]{1,12}", key in "[A-Za-z0-9][A-Za-z0-9.-]{0,39}") {
            prop_assert_eq!(parse(&format!("{kind}/{key}")), Ok(Scan::Own { kind, key }));
        }
    }
}
