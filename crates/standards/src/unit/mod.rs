//! What a number counts: units in the code of UCUM.
//!
//! A [`Unit`] is a code that this module understands; nothing else can be one. The grammar is
//! that of the Unified Code for Units of Measure 2.2, case sensitive; the units are the ones a
//! therapy centre uses (`unit/atoms.rs`), with exact factors.
//!
//! Three places are narrower than UCUM on purpose (see `docs/decisions/101-units.md`):
//! - amount of substance is a dimension of its own, so that `mmol/L` never mixes with `{cells}/L`;
//! - `[pH]` is commensurable with itself alone, not with `mol/L`;
//! - `ML`, `Mg` and the like are refused: in this field they are `mL` and `mg` mistyped.
//!
//! Annotations such as `{cells}` weigh nothing, as UCUM has it: `{TU}/mL` and `{vg}/mL` have one
//! dimension. Where a value meets a limit that is not enough, so [`Unit::annotations_agree`] asks
//! whether both speak of the same things.
//!
//! ```
//! use standards::unit::Unit;
//! let density: Unit = "10*6{cells}/mL".parse()?;
//! let volume: Unit = "L".parse()?;
//! let total = density.times(&volume)?;
//! assert!(total.commensurable(&"{cells}".parse()?));
//! assert_eq!(total.factor_to(&"{cells}".parse()?).map(|n| n.to_string()).as_deref(), Some("1000000000"));
//!
//! let wrong = "µg/mL".parse::<Unit>().unwrap_err();
//! assert_eq!(wrong.to_string(), "unit, character 1: 'µ' is not used in units; micro is written u, as in ug");
//! # Ok::<(), standards::unit::UnitError>(())
//! ```

mod atoms;
mod code;
mod grammar;
mod meaning;
mod product;
mod ratio;

#[cfg(test)]
mod tests;

pub use code::Unit;
pub use grammar::{UnitError, UnitFault};
pub use meaning::Dimension;
