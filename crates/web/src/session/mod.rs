//! Who is signed in: sessions on the server, known to a browser or a client by a random token.
//!
//! Guarantees: a token is 256 random bits and is kept here as its hash only, so that nothing in
//! memory opens a session; a session ends some minutes after its last use and some hours after it
//! was opened, as the centre has it set (`centre.set-access`: 15 minutes, 5 on a shared tablet, and
//! 12 hours), whichever comes first, and at once on signing out, on another password, and when its
//! person is suspended or leaves. A restart ends all of them.
//!
//! Sessions lie in memory: they are no part of the record. An entry says that a session was open;
//! who may do what is read from the centre at each act, never from the session.

mod attempts;
pub mod badge;
pub mod device;
mod machines;
mod pins;
pub mod second_factor;
mod sign_in;
pub mod station;
mod store;
mod token;

pub use attempts::{Attempts, Key};
pub use machines::Machines;
pub use pins::Pins;
pub use second_factor::Tickets;
pub(crate) use sign_in::note_failed;
pub use sign_in::{Door, SignedIn, keys_of, sign_in, welcome};
pub use store::{Seat, Session, Sessions, Vouched};
pub use token::{Token, cookie, same, sent};
