//! The scene that `cargo run -p web --example care` serves.

#[path = "../../examples/care/story.rs"]
pub mod story;
