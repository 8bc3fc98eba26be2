//! The critical path: what the end hangs on.

use std::collections::BTreeSet;
use std::time::Duration;

use super::timeline::Timeline;
use crate::model::Process;
use crate::words::{OperationId, StepId};

/// Why a step does not begin earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Nothing comes before it.
    Start,
    /// The step before it ends then.
    After,
    /// A time window lets it begin then.
    Hold,
    /// Its round begins then.
    Round,
    /// Its operation is planned for this day.
    Day(u32),
}

/// A step of the critical path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub operation: OperationId,
    pub step: StepId,
    pub round: u32,
    pub starts: Duration,
    pub ends: Duration,
    pub because: Because,
    /// The time since the step before it on the path has ended.
    pub waits: Duration,
}

/// From the last end backwards; skipped steps take no time and are not shown.
pub(super) fn of<'p>(process: &'p Process, line: &Timeline<'p>) -> Vec<Leg> {
    let mut legs: Vec<Leg> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = line.last(process);
    while let Some((id, round)) = next.filter(|instance| seen.insert(*instance)) {
        let Some(slot) = line.slot_of((id, round)) else { break };
        next = slot.before;
        let Some((operation, _)) = process.step(id).filter(|_| slot.done) else { continue };
        legs.push(Leg {
            operation: operation.id.clone(),
            step: id.clone(),
            round,
            starts: slot.start,
            ends: slot.end,
            because: slot.because,
            waits: Duration::ZERO,
        });
    }
    legs.reverse();
    let mut ended = Duration::ZERO;
    for leg in &mut legs {
        leg.waits = leg.starts.saturating_sub(ended);
        ended = leg.ends;
    }
    legs
}
