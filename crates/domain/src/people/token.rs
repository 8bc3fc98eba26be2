//! Access tokens: how a machine acts for a person, within what the person laid down.

use super::Role;
use crate::act::ActId;
use crate::command::drawn;
use crate::id::{Kind, PersonId};
use crate::text::{Code, Digest};
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};

crate::event! {
    /// A person issued an access token for a machine.
    pub struct TokenIssued {
        /// The number it goes by.
        pub token: Code,
        /// The role it acts in.
        pub role: Role,
        /// What it may do besides reading.
        pub actions: Vec<Code>,
        /// Its last day.
        pub until: LocalDate,
        /// SHA-256 of what is kept of its secret.
        pub code: Digest,
    }
}

crate::event! {
    /// An access token was revoked.
    pub struct TokenRevoked {
        /// The number it went by.
        pub token: Code,
        /// Who revoked it.
        pub by: PersonId,
    }
}

/// An access token that was not revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// The role it acts in.
    pub role: Role,
    /// What it may do besides reading.
    pub actions: Vec<Code>,
    /// Its last day.
    pub until: LocalDate,
    /// SHA-256 of what is kept of its secret.
    pub code: Digest,
}

/// The number a token goes by: of the act that issues it, and no other.
pub fn number(act: ActId) -> Code {
    match drawn(Kind::Person, act).key().parse() {
        Ok(code) => code,
        Err(_) => unreachable!("ten letters make a code"),
    }
}
