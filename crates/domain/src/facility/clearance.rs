//! A line clearance: that nothing of another batch is left in a room.

use crate::id::{BatchId, PersonId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

crate::choice! {
    /// What is looked at when a line is cleared.
    pub enum ClearancePoint {
        /// Benches, cabinets and floor.
        Surfaces "surfaces",
        /// Cabinet, incubator position, centrifuge, printer: empty.
        Equipment "equipment",
        /// Leftover materials, and the disposables of the batch before.
        Materials "materials",
        /// Labels, printed and unused.
        Labels "labels",
        /// Papers of another batch.
        Documents "documents",
        /// Waste.
        Waste "waste",
    }
}

/// A clearance of a room, and what has moved since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clearance {
    /// The position of the entry, for the signature that verifies it.
    pub position: u64,
    /// When it was done.
    pub occurred: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// Who looked again.
    pub verified: Option<Verification>,
    /// The batches that came or went since.
    pub moved_since: BTreeSet<BatchId>,
}

/// The second look at a clearance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// When.
    pub occurred: Timestamp,
    /// By whom.
    pub by: PersonId,
}
