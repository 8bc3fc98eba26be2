//! The program as its users run it: a real server process, spoken to over HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says by panicking what failed"
)]

mod common;
mod crash;
mod demo;
