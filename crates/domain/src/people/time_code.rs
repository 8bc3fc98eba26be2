//! Time-based codes: six digits from a device of the person, where no passkey is at hand.
//!
//! What the codes are made of must be readable to check them, so it lies beside the log, sealed; the
//! person's state names the hash of what lies there (INV-PEOPLE-3).

use crate::fact::{At, Impossible};
use crate::text::Digest;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

crate::event! {
    /// A person set time-based codes up.
    pub struct TimeCodeSet {
        /// SHA-256 of what is kept of the secret that the codes are made of.
        pub secret: Digest,
    }
}

crate::event! {
    /// A person's time-based codes count no more.
    pub struct TimeCodeWithdrawn {
        /// SHA-256 of what was kept of their secret.
        pub secret: Digest,
    }
}

/// The time-based codes of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeCode {
    /// SHA-256 of what is kept of the secret that the codes are made of.
    pub secret: Digest,
    /// When they were set up.
    pub since: Timestamp,
}

impl TimeCode {
    pub(super) fn set(at: At, set: &TimeCodeSet) -> Self {
        Self { secret: set.secret, since: at.recorded }
    }
}

/// Takes down that codes count no more.
pub(super) fn withdraw(
    codes: &mut Option<TimeCode>,
    withdrawn: &TimeCodeWithdrawn,
) -> Result<(), Impossible> {
    let of_these = codes.as_ref().is_some_and(|codes| codes.secret == withdrawn.secret);
    if !of_these {
        return Err("there are no such time-based codes");
    }
    *codes = None;
    Ok(())
}
