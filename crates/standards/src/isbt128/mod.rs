//! ISBT 128: what stands on the bags and tubes of blood and cells.
//!
//! Source: ISBT 128 Standard Technical Specification ST-001 v6.2.2 (ICCBBA, April 2023), chapter
//! 2 for the data structures, table 7 for the types of collection, appendix A for the check
//! character. The standard is licensed: a centre that prints these codes on real labels needs
//! its own facility identification number from ICCBBA. `A9999` and `Z9999` are for
//! demonstrations. What a product description code stands for is in a licensed table
//! that is not part of this crate.
//!
//! Reading order: [`check`] (the check character), [`Din`] (which donation), [`ProductCode`]
//! (which product of it, and which division), [`ChainOfIdentity`] (for which patient's therapy),
//! [`Structure`] and [`parse`] (what a scanner reads), [`compound`] (several in one symbol).
//!
//! Guarantees:
//! - what is printed is read back as the same value, and what is read prints as the same text;
//! - a typed number is taken only with its check character, which finds every single wrong
//!   character and every two neighbours swapped;
//! - flags are never part of a donation's identity: tubes of one donation carry different ones.
//!
//! Surprises: times are local to the facility that printed the label. One bag is donation number
//! and product code together; where the division of the product code is `99`, the product
//! divisions (structure 032) belong to it as well ([`ProductCode::needs_divisions`]).

pub mod check;

mod chain_of_identity;
mod din;
mod error;
mod kinds;
mod product_code;
mod read;
mod structure;

#[cfg(test)]
mod tests;

pub use chain_of_identity::ChainOfIdentity;
pub use din::{Din, Facility, Flag};
pub use error::{IsbtError, IsbtFault};
pub use product_code::{Division, Divisions, Family, ProductCode};
pub use read::{compound, parse};
pub use structure::Structure;
