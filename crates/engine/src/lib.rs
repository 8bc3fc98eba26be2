//! The one writer of a centre: permit, decide, append, publish, answer.
//!
//! This crate joins the two strangers below it: [`domain`], which knows what acts mean and nothing
//! of storage, and [`ledger`], which keeps bytes and knows nothing of what they mean. It knows
//! nothing of HTTP and of no therapy.
//!
//! Data flows one way: a [`request::Request`] comes in at the door, where secrets are checked and
//! text is sealed; the writer judges it, makes it durable, and publishes a new centre; readers hold
//! a snapshot and never wait.
//!
//! Reading order: [`entry`] (the form of what is written), [`request`], `door`, [`writer`],
//! [`secrets`], [`ceremony`], [`time_code`], [`look`], [`past`], [`trail`], [`mod@start`], [`mod@replay`],
//! [`cache`], [`vault`]; then who checks it, [`mod@verify`] and [`dossier`].

pub mod access;
pub mod accounts;
mod ahead;
pub mod answer;
mod apart;
pub mod backup;
mod beside;
pub mod cache;
pub mod ceremony;
mod cipher;
pub mod clock;
pub mod clockwork;
pub mod data;
pub mod doctor;
mod door;
pub mod dossier;
pub mod engine;
pub mod entry;
mod erasing;
pub mod found;
mod leaving;
pub mod look;
pub mod meter;
pub mod passphrase;
pub mod past;
pub mod read_only;
mod registering;
pub mod replay;
pub mod request;
pub mod resume;
pub mod seam;
pub mod second_suite;
pub mod secrets;
pub mod signing;
pub mod single_sign_on;
pub mod start;
pub mod stations;
pub mod time_code;
pub mod trail;
pub mod vault;
pub mod verify;
pub mod weak;
pub mod weak_pin;
pub mod witnessing;
pub mod writer;

pub use engine::{Engine, Snapshot};
