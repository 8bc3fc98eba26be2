//! One data structure: what a linear bar code holds, or one part of a compound message.

use std::fmt;

use super::chain_of_identity::ChainOfIdentity;
use super::din::{Din, Flag};
use super::product_code::{Divisions, ProductCode};
use crate::date::{LabelDate, LabelTime};

/// A data structure. Printed, it is the text of the bar code, identifier included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Structure {
    /// 001: which donation, and the flag of this label.
    Donation {
        /// The number.
        din: Din,
        /// What is special about this label; not part of the number.
        flag: Flag,
    },
    /// 003: which product of the donation.
    Product(ProductCode),
    /// 004: usable through the end of that day.
    ExpirationDate(LabelDate),
    /// 005: usable until then.
    Expiration(LabelTime),
    /// 006.
    CollectionDate(LabelDate),
    /// 007.
    Collection(LabelTime),
    /// 008.
    ProductionDate(LabelDate),
    /// 009.
    Production(LabelTime),
    /// 032: which division, where the product code says `99`.
    Divisions(Divisions),
    /// 040: for which patient's therapy.
    ChainOfIdentity(ChainOfIdentity),
    /// Any other structure of the standard, its content checked for length and characters.
    Other {
        /// The data identifier, such as `=%`.
        identifier: &'static str,
        /// The English name of the structure, for messages.
        name: &'static str,
        /// What follows the identifier.
        content: String,
    },
    /// A structure that a nation or a facility defined for itself: `&` and a small letter first.
    Local(String),
}

impl Structure {
    /// The donation number, if this is one.
    pub fn din(&self) -> Option<Din> {
        match self {
            Self::Donation { din, .. } => Some(*din),
            _ => None,
        }
    }

    /// The product code, if this is one.
    pub fn product(&self) -> Option<ProductCode> {
        match self {
            Self::Product(code) => Some(*code),
            _ => None,
        }
    }

    /// The chain of identity, if this is one.
    pub fn chain_of_identity(&self) -> Option<ChainOfIdentity> {
        match self {
            Self::ChainOfIdentity(chain) => Some(*chain),
            _ => None,
        }
    }

    /// Until when the product is usable, if this tells: through the last minute of a day where
    /// no time is given. Local time of the facility.
    pub fn expiration(&self) -> Option<LabelTime> {
        match self {
            Self::ExpirationDate(date) => Some(LabelTime::end_of(*date)),
            Self::Expiration(time) => Some(*time),
            _ => None,
        }
    }

    /// Whether it may stand in a compound message.
    pub(super) fn may_be_compound(&self) -> bool {
        match self {
            Self::Local(_) => false,
            Self::Other { identifier, .. } => !matches!(*identifier, "&;" | "&!"),
            _ => true,
        }
    }
}

impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Donation { din, flag } => write!(f, "={din}{flag}"),
            Self::Product(code) => write!(f, "=<{code}"),
            Self::ExpirationDate(date) => write!(f, "=>{}", day(*date)),
            Self::Expiration(time) => write!(f, "&>{}", minute(*time)),
            Self::CollectionDate(date) => write!(f, "=*{}", day(*date)),
            Self::Collection(time) => write!(f, "&*{}", minute(*time)),
            Self::ProductionDate(date) => write!(f, "=}}{}", day(*date)),
            Self::Production(time) => write!(f, "&}}{}", minute(*time)),
            Self::Divisions(divisions) => write!(f, "=,{divisions}"),
            Self::ChainOfIdentity(chain) => write!(f, "&/{chain}"),
            Self::Other { identifier, content, .. } => write!(f, "{identifier}{content}"),
            Self::Local(text) => f.write_str(text),
        }
    }
}

/// `cyyjjj`: the last three digits of the year and the day in it.
fn day(date: LabelDate) -> String {
    format!("{:03}{:03}", date.year() % 1000, date.day_of_year())
}

/// `cyyjjjhhmm`
fn minute(time: LabelTime) -> String {
    format!("{}{:02}{:02}", day(time.date()), time.hour(), time.minute())
}
