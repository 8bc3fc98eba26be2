//! Who is signed in: sessions on the server, known to a browser or a client by a random token.
//!
//! Guarantees: a token is 256 random bits and is kept here as its hash only, so that nothing in
//! memory opens a session; a session ends 30 minutes after its last use and 12 hours after it was
//! opened, whichever comes first, and at once on signing out. A restart ends all of them.
//!
//! Sessions lie in memory: they are no part of the record. An entry says that a session was open;
//! who may do what is read from the centre at each act, never from the session.

mod attempts;
mod sign_in;
mod store;
mod token;

pub use attempts::Attempts;
pub use sign_in::{Door, SignedIn, sign_in, welcome};
pub use store::{ABSOLUTE_MINUTES, IDLE_MINUTES, Session, Sessions};
pub use token::{Token, same};
