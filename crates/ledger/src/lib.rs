//! The append-only log of a centre: entries, Merkle tree, signed checkpoints, proofs, stores.
//!
//! An entry is bytes. Once committed it has a position, a hash, a place in a tree whose root is
//! signed, and it never changes: whoever kept one signed root can tell whether anything before it
//! did. The forms are public ones, RFC 6962 and the C2SP family, so that tools we did not write
//! can check us; `docs/log-format.md` writes them down.
//!
//! # Does not know
//! What an entry says, who may write it, what a subject or a person is, what the time is. It draws
//! no random number: keys come in as seeds.
//!
//! # Reading order
//! 1. [`tree`]: hashes, the growing edge, proofs. 2. [`tiles`]: the tree cut for storing and
//!    serving. 3. [`note`] and [`checkpoint`]: what is signed. 4. [`store`]: where it is kept.
//! 5. [`log`]: the one writer, and what holds when it dies. 6. [`high_water`] and [`objects`]: what
//!    lies beside the log. 7. [`proof`]: what outsiders are served. 8. [`verify`]: checking all of
//!    it again from bytes.
//!
//! # Invariants
//! - **LEDGER-1** Positions have no gap: a commit follows the log exactly, or is refused (guarded
//!   in [`log`], in the store's transaction and by a trigger of its schema).
//! - **LEDGER-2** An entry never changes (triggers; found by [`verify`] where they were bypassed).
//! - **LEDGER-3** No two trees of one size are ever signed: a checkpoint leaves only once its
//!   commit is durable ([`log::Staged`] keeps it).
//! - **LEDGER-4** Memory is never believed over disk: after a failed commit nothing is accepted
//!   before the store has been read again ([`log::Log::recover`]).
//!
//! # Adding a store
//! Implement [`store::Store`] and [`store::Reader`], and run the contract tests of `store` over it.
#![deny(missing_docs)]

pub mod atomic_file;
pub mod checkpoint;
pub mod copy;
mod hex;
pub mod high_water;
pub mod log;
pub mod note;
pub mod objects;
pub mod proof;
pub mod store;
pub mod tiles;
pub mod tree;
pub mod verify;
