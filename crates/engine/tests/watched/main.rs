//! A centre that is watched: by witnesses who tell the truth and one who does not, by an
//! administrator who means no good, and after a loss.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says by panicking what failed"
)]

mod administrator;
mod caught;
mod centre;
mod loss;
mod witnesses;
