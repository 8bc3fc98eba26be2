//! The scene that `cargo run -p web --example making` serves.

#[path = "../../examples/making/people.rs"]
pub mod people;
#[path = "../../examples/making/scene.rs"]
pub mod scene;
#[path = "../../examples/making/story.rs"]
pub mod story;
#[path = "../../examples/making/supplies.rs"]
pub mod supplies;
