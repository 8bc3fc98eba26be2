//! One entry for every chore of the project.
fn main() {}
