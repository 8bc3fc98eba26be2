//! The language of master batch records.
//!
//! A process is a text file that a process engineer writes and a quality officer reviews in a
//! diff. This crate reads it, says everything that is wrong with it at once, compiles it into a
//! [`model::Process`], and says what a record made from it still needs.
//!
//! It does not know batches, people, storage or time: whoever keeps a record shows it through
//! [`run::Record`].
//!
//! Reading order: [`model`] (what a process is), [`source`] and [`diagnostic`] (text, and what is
//! wrong with it), [`expression`] (formulas), [`compile`](mod@compile) (from one to the other),
//! [`flow`] (what comes before what), [`run`] (carrying it out), [`voice`] (how it is said to
//! people), and what people ask of a file: [`show`](mod@show), [`diff`](mod@diff),
//! [`estimate`](mod@estimate). `docs/process-language.md` explains the language to its authors.
//!
//! **How to add one more.** A keyword: its reader in `compile/`, its name in the `KEYS` list
//! there, a line in `docs/process-language.md` (a test compares the two). A mistake to be told:
//! a code in `diagnostic.rs` and a file in `tests/mistakes/` (a test wants one for each). A
//! function of formulas: `expression/mod.rs`, and the compiler leads to the rest.

pub mod compile;
pub mod diagnostic;
pub mod diff;
pub mod estimate;
pub mod expression;
pub mod flow;
pub mod model;
mod page;
pub mod run;
pub mod show;
pub mod source;
pub mod vocabulary;
pub mod voice;
pub mod words;

pub use compile::{Checked, check, compile};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use diff::diff;
pub use estimate::estimate;
pub use model::Process;
pub use show::show;
pub use vocabulary::Vocabulary;
pub use voice::{Lang, Voice};
