//! The keys: trade items, logistic units, people served and serving, places.

use std::str::FromStr;

use super::check_digit::{check_digit, is_checked};
use super::error::{Gs1Error, Gs1Fault};
use crate::fixed::{Fixed, string_form};

macro_rules! key {
    ($name:ident, $length:literal, $what:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Fixed<$length>);

        string_form!($name, $what);

        impl $name {
            /// The key of these digits, with its check digit put behind them.
            ///
            /// Nothing if they are not one digit short of the key.
            pub fn from_body(digits: &str) -> Option<Self> {
                format!("{digits}{}", check_digit(digits)?).parse().ok()
            }

            /// All digits, the check digit last.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = Gs1Error;

            fn from_str(text: &str) -> Result<Self, Gs1Error> {
                checked(text, $what).map(Self)
            }
        }
    };
}

key!(Sscc, 18, "logistic unit number (SSCC)", "A serial shipping container code: one shipper.");
key!(Gsrn, 18, "service relation number (GSRN)", "A global service relation number: one person.");
key!(Gln, 13, "location number (GLN)", "A global location number: one party or place.");

/// A global trade item number: one article, at one packaging level.
///
/// Kept as 14 digits; the shorter forms of 8, 12 and 13 digits are the same number with zeros
/// in front.
///
/// ```
/// use standards::gs1::Gtin;
/// let bottle: Gtin = "4006381333931".parse()?;
/// assert_eq!(bottle.as_str(), "04006381333931");
/// let wrong = "4006381333932".parse::<Gtin>().unwrap_err();
/// assert_eq!(
///     wrong.to_string(),
///     "GS1, character 13: the check digit of the trade item number (GTIN) does not match; \
///      scan or type it again"
/// );
/// # Ok::<(), standards::gs1::Gs1Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(Fixed<14>);

string_form!(Gtin, "trade item number (GTIN)");

const GTIN: &str = "trade item number (GTIN)";

impl Gtin {
    /// All 14 digits, the check digit last.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a text has one of the lengths of a trade item number.
    pub(crate) fn has_length(text: &str) -> bool {
        matches!(text.len(), 8 | 12 | 13 | 14)
    }
}

impl FromStr for Gtin {
    type Err = Gs1Error;

    fn from_str(text: &str) -> Result<Self, Gs1Error> {
        if text.len() < 14 && Self::has_length(text) {
            let front = 14 - text.len();
            let filled = checked(&format!("{text:0>14}"), GTIN);
            return filled
                .map(Self)
                .map_err(|error| Gs1Error { at: error.at.saturating_sub(front), ..error });
        }
        checked(text, GTIN).map(Self)
    }
}

fn checked<const N: usize>(text: &str, name: &'static str) -> Result<Fixed<N>, Gs1Error> {
    let fixed = Fixed::new(text, |_, byte| byte.is_ascii_digit()).map_err(|at| {
        let fault = if at >= N {
            Gs1Fault::TooLong(name)
        } else if at >= text.len() {
            Gs1Fault::TooShort(name)
        } else {
            Gs1Fault::Character(name)
        };
        Gs1Error::new(at, fault)
    })?;
    if is_checked(text) { Ok(fixed) } else { Err(Gs1Error::new(N - 1, Gs1Fault::CheckDigit(name))) }
}
