//! Secrets as an act names them: never themselves, only the hash of what is kept of them.
//!
//! What lets a person in lies beside the log, never in it: a password or a PIN as its Argon2id hash,
//! a code as a hash of its own, the secret of time-based codes sealed. The act that sets one names the
//! SHA-256 of what is kept, so that it counts
//! from the moment the act is durable and not before, and so that a hash exchanged beside the log is
//! found (INV-PEOPLE-3). The door replaces what a client sends by that; a rule sees nothing else.

use crate::shape::{FieldKind, FieldType};
use crate::text::Digest;
use serde::{Deserialize, Serialize};

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Digest);

        impl FieldType for $name {
            const KIND: FieldKind = FieldKind::$name;
        }
    )+};
}

secrets! {
    /// A password that is being set.
    NewPassword;
    /// The password that whoever acts has, given for this act.
    Password;
    /// A PIN that is being set.
    NewPin;
    /// A code the door draws, for whoever acts to hand on.
    DrawnCode;
    /// The code of an invitation, given by whoever was invited.
    OneTimeCode;
    /// The first time-based code, made of a secret the door drew: the secret is kept.
    NewTimeCode;
}
