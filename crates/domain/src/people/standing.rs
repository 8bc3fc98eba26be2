//! Whether a person is here: suspended, back, or gone for good.

use crate::fact::At;
use crate::id::PersonId;
use crate::text::Reason;
use serde::{Deserialize, Serialize};

crate::event! {
    /// A person was suspended.
    pub struct Suspended {
        /// Why.
        pub reason: Reason,
        /// Who suspended them.
        pub by: PersonId,
    }
}

crate::event! {
    /// A person was reinstated.
    pub struct Reinstated {
        /// Who reinstated them.
        pub by: PersonId,
    }
}

crate::event! {
    /// A person left the centre.
    pub struct Left {
        /// Who took it down.
        pub by: PersonId,
    }
}

/// Whether a person is here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Position of the entry that suspended them, while they are.
    pub suspended: Option<u64>,
    /// Position of the entry with which they left.
    pub left: Option<u64>,
}

impl Presence {
    /// Whether they are here and may act.
    pub fn is_here(&self) -> bool {
        self.suspended.is_none() && self.left.is_none()
    }

    pub(super) fn suspended(&mut self, at: At) {
        self.suspended = Some(at.position);
    }

    pub(super) fn reinstated(&mut self) -> Result<(), crate::fact::Impossible> {
        self.suspended.take().map(|_| ()).ok_or("the person was not suspended")
    }

    pub(super) fn left(&mut self, at: At) {
        self.left = Some(at.position);
    }
}
