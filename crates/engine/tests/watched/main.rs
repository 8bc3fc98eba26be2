//! A centre that is watched: by witnesses who tell the truth and one who does not, by an
//! administrator who means no good, and after a loss.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says by panicking what failed"
)]

mod administrator;
#[path = "../common/asking.rs"]
mod asking;
mod caught;
mod centre;
#[path = "../common/founding.rs"]
mod founding;
mod loss;
mod roles;
#[path = "../common/tampering.rs"]
mod tampering;
mod witnesses;
