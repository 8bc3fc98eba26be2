//! Roles taken in an emergency.

use super::Role;
use crate::text::Reason;
use crate::time::Timestamp;

crate::event! {
    /// A person took a role that nobody had given them.
    pub struct EmergencyRoleTaken {
        /// Which role.
        pub role: Role,
        /// When it ends.
        pub until: Timestamp,
        /// What the emergency was.
        pub reason: Reason,
    }
}
