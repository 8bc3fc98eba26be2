//! The program as its users run it: a real server process, spoken to over HTTP; as it should be,
//! and ill-treated: killed, starved of disk, given a damaged or a forbidden data folder, and sent
//! whatever comes over the wire.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says by panicking what failed"
)]

mod provider;
mod running;

mod at_a_provider;
mod bent;
mod crash;
mod damaged;
mod demo;
mod handed_out;
mod kept;
mod keyed;
mod starved;
mod watched;
