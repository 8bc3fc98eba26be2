//! Recorded numbers: text with a grammar.
//!
//! A [`Decimal`] is what stands on paper: `81.20` is not `81.2`, because the zero tells how
//! precisely somebody measured. Both are the same *number*, so they compare equal; the text is
//! told apart with [`Decimal::same_text`].
//!
//! Guarantees:
//! - the grammar is `-?(0|[1-9]\d*)(\.\d+)?` with at most [`Decimal::DIGITS_MAX`] digits and
//!   neither `-0` nor `-0.00`; reading and printing give back the same text, byte for byte;
//! - arithmetic has one rule that any other program can repeat: the exact result if it has at
//!   most 24 digits, otherwise the exact result rounded **once**, half to even, to as many
//!   decimals as fit in 24 digits. No operation wraps, saturates or panics.
//!
//! ```
//! use standards::decimal::Decimal;
//! let viability: Decimal = "81.20".parse()?;
//! assert_eq!(viability.to_string(), "81.20");
//! assert_eq!(viability, "81.2".parse()?);
//! assert!(!viability.same_text("81.2".parse()?));
//!
//! let wrong = "1.5e6".parse::<Decimal>().unwrap_err();
//! assert_eq!(
//!     wrong.to_string(),
//!     "character 4: no exponents; put the magnitude in the unit, such as 10*6/mL"
//! );
//! # Ok::<(), standards::decimal::DecimalError>(())
//! ```

mod arithmetic;
mod number;
mod round;
mod text;
mod wide;

#[cfg(test)]
mod tests;

pub use number::Decimal;
pub use round::Rounding;
pub use text::{DecimalError, DecimalFault};
