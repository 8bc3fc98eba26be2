//! The centre's command line.
fn main() {}
