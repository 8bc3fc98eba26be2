//! Who did something, when, and whether leave was asked for first.

use crate::act::{Act, Said};
use crate::decide::LATE_MINUTES_MAX;
use crate::fact::At;
use crate::id::PersonId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

crate::event! {
    /// Who did it, when, and whether it was asked for or told.
    #[derive(Eq)]
    pub struct Deed {
        /// Who.
        pub by: PersonId,
        /// When, as claimed.
        pub occurred: Timestamp,
        /// Asked for, or told when it had happened.
        pub said: Said,
    }
}

impl Deed {
    /// The deed an act is.
    pub fn of(act: &Act) -> Self {
        Self { by: act.by.clone(), occurred: act.occurred, said: act.said }
    }

    /// The deed as the record keeps it, once its entry has a place.
    pub fn at(&self, at: At) -> Mark {
        Mark {
            position: at.position,
            recorded: at.recorded,
            by: self.by.clone(),
            occurred: self.occurred,
            said: self.said,
        }
    }
}

/// Where an entry of a batch record stands, and who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Position of the entry in the log.
    pub position: u64,
    /// When it was taken down.
    pub recorded: Timestamp,
    /// Who.
    pub by: PersonId,
    /// When it happened, as claimed.
    pub occurred: Timestamp,
    /// Asked for, or told.
    pub said: Said,
}

impl Mark {
    /// Whether it was taken down later than the record allows without remark.
    pub fn late(&self) -> bool {
        self.recorded.minutes_since(self.occurred) > LATE_MINUTES_MAX
    }
}
