//! A person's badge and PIN: what lets them in at a registered station, where gloves rule out a
//! password.
//!
//! The badge says who it is, the PIN that it is them: the two components of 21 CFR 11.200(a)(1). The
//! number of a badge is drawn, never chosen, and stands on the badge alone; the PIN is its owner's to
//! set. There is one badge a person: another takes its place, so that no lost one goes on counting.

use crate::id::PersonId;
use crate::text::Digest;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

crate::event! {
    /// A person was issued a badge, in place of the one before.
    pub struct BadgeIssued {
        /// SHA-256 of what is kept of its number.
        pub badge: Digest,
        /// Who issued it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A person's badge was revoked.
    pub struct BadgeRevoked {
        /// SHA-256 of what was kept of its number.
        pub badge: Digest,
        /// Who revoked it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A person set their PIN.
    pub struct PinSet {
        /// SHA-256 of the PIN's hash as it is kept.
        pub pin: Digest,
    }
}

/// A badge that was not revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// SHA-256 of what is kept of its number.
    pub number: Digest,
    /// When it was issued.
    pub since: Timestamp,
}

/// A PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// SHA-256 of its hash as it is kept.
    pub kept: Digest,
    /// When it was set.
    pub since: Timestamp,
}
