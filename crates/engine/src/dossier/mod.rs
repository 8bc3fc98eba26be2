//! The dossier of a batch: one file that can be checked with no server and no network.
//!
//! Its form, the checks and the words of the three verdicts are specified in `docs/dossier.md`.
//! [`make()`] takes from a log every entry of the record and of what its decisions read, with the
//! proofs; [`verify()`] trusts nothing but the bytes it is given. `assets/verifier/dossier.html` is a
//! second verifier that shares no code with this one.
//!
//! Reading order: `lines` (the form), `whole` (what belongs in), `make`, `read`, then the checks in
//! the order of the verdicts: `authentic` with `watching` and `contents`, `complete`, `again`, `papers`;
//! `against` (what was handed out earlier); `report` at the end.

mod again;
mod against;
mod authentic;
mod complete;
mod contents;
mod find;
mod lines;
mod make;
mod papers;
mod read;
mod report;
mod verify;
mod watching;
mod whole;

pub use against::{HandedOut, NotAuthentic};
pub use find::Source;
pub use make::{Made, MakeError, Place, Stage, Wanted, contents, make};
pub use papers::{Contents, Papers, Press, SaidIn};
pub use report::{Check, Complete, Decision, Finding, Passkeys, Report, Watcher};
pub use verify::{Options, verify};
