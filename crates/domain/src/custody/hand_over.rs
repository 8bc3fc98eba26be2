//! A hand-over: from one person to as many as it names.

use super::{Place, TemperatureClass};
use crate::id::PersonId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A hand-over of a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandOver {
    /// The position of the entry that began it, for the signatures that complete it.
    pub position: u64,
    /// To where.
    pub to: Place,
    /// How cold the container travels.
    pub transport: TemperatureClass,
    /// How many different people must take it over.
    pub signatures_needed: u32,
    /// Who hands it over.
    pub by: PersonId,
    /// Since when.
    pub occurred: Timestamp,
    /// Who has taken it over, and when.
    pub taken_by: BTreeMap<PersonId, Timestamp>,
    /// Who received it at the end of its way, if anybody did.
    pub received_by: Option<PersonId>,
}

impl HandOver {
    /// How many different people have signed.
    pub fn signed(&self) -> usize {
        self.taken_by.len()
    }

    /// Whether as many people have signed as it names.
    pub fn complete(&self) -> bool {
        u32::try_from(self.signed()).is_ok_and(|signed| signed >= self.signatures_needed)
    }

    /// Whether it has been signed and the container is yet to be received.
    pub fn awaits_receipt(&self) -> bool {
        self.complete() && self.to.receives() && self.received_by.is_none()
    }
}
