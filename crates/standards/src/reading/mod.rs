//! What somebody or something reports: a number, a bound, a finding, or that there is none.
//!
//! A [`Reading`] in JSON is one of
//!
//! | JSON | is |
//! |---|---|
//! | `{"n":"81.20","u":"%"}` | a number with its unit |
//! | `{"lt":"0.05","u":"[EU]/mL"}` | below what the method can tell |
//! | `{"gt":"500","u":"[CFU]/{plate}"}` | above what the method can tell |
//! | `{"none":"not-detected"}` | no value, and why: `not-detected`, `not-done`, `not-applicable` |
//! | `{"is":"no-growth"}` | a finding, by its code |
//!
//! and nothing else: unknown, missing and repeated names are refused.
//!
//! [`Limits::judge`] tells whether a reading lies within limits. Its one principle: **it says
//! within or outside only where every true value the reading leaves open would give the same
//! answer**; otherwise the answer is [`Judgement::Undecided`], and a person or a better method
//! has to decide.

mod json;
mod limits;
mod value;

#[cfg(test)]
mod tests;

pub use limits::{Bound, Judgement, Limits};
pub use value::{Absence, Finding, FindingError, Quantity, Reading};
