//! The vault: keys of subjects, what is sealed with them, and the blind index of hospital numbers.
//!
//! Free text and names stand in an entry as a commitment: a keyed hash over where the text stands
//! and the text, with a salt made of the owner's key. Opening one opens nothing else, and none can
//! be moved. The text itself lies beside the log, encrypted under the owner's key; destroying the
//! key erases it for good and every proof still stands. With which cipher is marked in the vault, for
//! good: a centre founded with the second suite seals with SM4-GCM.
//!
//! Knows nothing of acts. Keys lie in a file of their own (`vault.db`), each wrapped by the master
//! key (`master.key`), which may be sealed under a passphrase, and is kept by several people in shares.

pub mod escrow;
mod keys;
mod master;
mod rotate;
mod seal;
mod secret;

pub use crate::cipher::Algorithm;
pub use keys::{Key, KeyError, Keys, Secret, sealed_with};
pub use master::{Given, KEY_VARIABLE, MasterKey, MasterKeyError, PASSPHRASE_VARIABLE};
pub use rotate::{RotateError, Rotated, rotate, settle};
pub use seal::{Opened, Opener, SealError, Sealing, commitment, commitment_with, open, salt, seal};
pub(crate) use secret::{open_secret, seal_secret};
