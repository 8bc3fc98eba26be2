//! The crate as its users see it, in one binary because it links once.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail this way")]

mod changed;
mod common;
mod damaged;
mod estimated;
mod mistakes;
mod run;
mod shipped;
mod shown;
mod stored;
