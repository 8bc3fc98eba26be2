//! A real server process, ill-treated: killed, starved of disk, given a damaged or a forbidden data
//! folder, and sent whatever comes over the wire.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says by panicking what failed"
)]

mod running;

mod bent;
mod crash;
mod damaged;
mod starved;
