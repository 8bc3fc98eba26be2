//! The log in one SQLite file: for one centre on one machine.
//!
//! Write-ahead log, fully synchronous: a commit has been forced to disk when it returns. A lock
//! file beside the database, held for as long as the store is open, keeps a second process away;
//! the system frees it when the process ends, however it ends. It also says how many entries the log
//! had when it was last written, so that a log whose write-ahead log was thrown away is told from a
//! whole one. Readers take no lock.
//!
//! Reading order: [`schema`](self) (what is kept), `writer` (the one transaction), `reader`.

mod connection;
mod fault;
mod reader;
mod schema;
#[cfg(test)]
mod tests;
mod writer;

pub use connection::{lock, open_to_read, seen};
pub use fault::of as fault;
pub use reader::SqliteReader;
pub use writer::SqliteStore;
