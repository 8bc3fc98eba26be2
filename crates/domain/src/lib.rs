//! What a cell and gene therapy centre is: acts, facts, and the rules between them. Pure.
//!
//! **A centre is a log of acts; everything else is a fold over it.** Somebody does something (an
//! [`act::Act`]); [`decide::decide`] judges it against the [`centre::Centre`] as it stands and gives
//! the [`fact::Fact`]s it established; [`centre::Centre::fold`] takes them down. Asked, a broken
//! rule is a refusal and nothing happened. Told, it has happened: the broken rules stand beside the
//! facts as findings, and a deviation is opened.
//!
//! This crate knows nothing of storage, HTTP, clocks or randomness. Time and identity come in with
//! the act.
//!
//! Reading order: [`id`], [`act`], [`command`], [`fact`], [`refusal`], [`desk`], [`decide`], then a
//! room, say [`materials`]. A room has one file an act: the command, its refusals, its rule and its
//! tests together; `state` files fold the events; `views` is what other rooms may ask.
//!
//! **To add an act:** write `ROOM/verb_noun.rs` with `command!`, `refusals!`, `impl Rule` and tests;
//! name it in `ROOM/mod.rs` and in the list of [`command`]; add its sentences to `locales/`; let it
//! take part in the play (`tests/play`). If it needs a new event: add it to the `events!` of its
//! subject with an example in `golden/`. A new kind of subject: one line each in [`id`] and
//! [`state`]. What is forgotten, a test names: the codes, tables and examples are compared.

pub mod id;
pub mod pair;
pub mod shape;
pub mod text;
pub mod time;

pub mod act;
pub mod command;
pub mod fact;
pub mod refusal;
pub mod scanned;
pub mod secret;

pub mod centre;
pub mod decide;
pub mod desk;
pub mod index;
pub mod permit;
pub mod series;
pub mod signature;
pub mod state;
pub mod together;

pub mod batch;
pub mod custody;
pub mod facility;
pub mod materials;
pub mod people;
pub mod process;
pub mod quality;
pub mod ward;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
