//! Published knowledge a therapy centre computes with: numbers, units, identifiers, codes.
//!
//! Everything here has a source outside this project: a standard, a regulation, a table
//! somebody else maintains. The source is cited where the knowledge stands, with its edition.
//! Nothing here knows of the centre, of people, of time passing or of any store: the functions
//! are total, give the same answer on every machine, and keep floating point out of every value
//! they return.
//!
//! Reading order: [`decimal`] (what a recorded number is), [`mod@unit`] (what it counts),
//! [`reading`] (what an instrument or a person reports, and whether it is within limits);
//! then the identifiers: [`isbt128`], [`gs1`], [`date`] (the days on labels), and [`scan`], which
//! tells them apart; then the tables: [`grades`]; [`webauthn`], whether a passkey signed what it
//! was asked to, and [`totp`], whether a code is of now. [`short`] is how short texts are held.
//!
//! **How to add one more.** A unit: one line in `unit/atoms.rs`; the test against an independent
//! UCUM library tells whether the factor is right. A data structure of ISBT 128: one line in
//! `isbt128/kinds.rs`. An application identifier of GS1: one line in `gs1/identifiers.rs`.
//! A limit set: a table in `grades.rs`, with its source and edition, and never a change to an
//! older one.
#![deny(missing_docs)]

pub mod date;
pub mod decimal;
pub mod grades;
pub mod gs1;
pub mod isbt128;
pub mod reading;
pub mod scan;
pub mod short;
pub mod totp;
pub mod unit;
pub mod webauthn;

mod fixed;
