//! The pages of batches, samples, deviations, releases and processes over a centre in the middle of
//! its work: the scene that `cargo run -p web --example making` serves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "../../examples/care/story.rs"]
mod care;
#[path = "../../examples/making/people.rs"]
mod people;
#[path = "../../examples/making/scene.rs"]
mod scene;
#[path = "../../examples/making/story.rs"]
mod story;
#[path = "../../examples/making/supplies.rs"]
mod supplies;

mod audit;
mod browser;
mod deviations;
mod laws;
mod processes;
mod releases;
mod samples;
mod sights;
mod starting;
mod steps;
mod together;
