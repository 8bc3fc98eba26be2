//! GS1: what stands on the cartons, bottles and shippers that come from outside.
//!
//! Source: GS1 General Specifications, section 3 for the application identifiers, 7.9 for the
//! check digit, 7.12 for the century of a date, 7.8 for the separators between elements. Only
//! the identifiers a therapy centre meets are known (`gs1/identifiers.rs`).
//!
//! Reading order: [`check_digit`] and the keys ([`Gtin`], [`Sscc`], [`Gsrn`], [`Gln`]);
//! [`parse`] and [`Element`] (what a symbol holds); [`Elements`] (asking for one of them).
//!
//! Guarantees: every key is checked by its digit; a text is either read to its last character
//! or refused with the place where reading ended.
//!
//! Surprises: a date on a carton has two digits for its year, and which century they mean
//! depends on today. Nothing here knows today, so [`Element::date`] asks for the year.

mod check_digit;
mod element;
mod error;
mod identifiers;
mod key;

#[cfg(test)]
mod tests;

pub use check_digit::check_digit;
pub use element::{Element, Elements, parse, print};
pub use error::{Gs1Error, Gs1Fault};
pub use key::{Gln, Gsrn, Gtin, Sscc};
