//! Counting the steps of a record, a step at a time.

use super::StepRecord;
use crate::act::Meaning;
use serde::{Deserialize, Serialize};

/// How many steps of a record stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Begun.
    pub begun: u32,
    /// Signed by who did them.
    pub performed: u32,
    /// Performed, and waiting for a second person.
    pub to_verify: u32,
    /// With a signature that was superseded.
    pub superseded: u32,
}

impl Tally {
    /// What one step adds to the count.
    pub(super) fn of(record: &StepRecord) -> Self {
        let performed = record.signed(Meaning::Performed).is_some();
        let verified = record.signed(Meaning::Verified).is_some();
        Self {
            begun: 1,
            performed: u32::from(performed),
            to_verify: u32::from(performed && record.verifies.is_some() && !verified),
            superseded: u32::from(record.superseded().next().is_some()),
        }
    }

    /// The count when a step that added `before` adds `after`.
    pub(super) fn with(self, before: Self, after: Self) -> Self {
        let turn = |all: u32, before: u32, after: u32| all.saturating_sub(before) + after;
        Self {
            begun: turn(self.begun, before.begun, after.begun),
            performed: turn(self.performed, before.performed, after.performed),
            to_verify: turn(self.to_verify, before.to_verify, after.to_verify),
            superseded: turn(self.superseded, before.superseded, after.superseded),
        }
    }
}
