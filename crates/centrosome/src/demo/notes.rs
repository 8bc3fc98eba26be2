//! What whoever carries out a batch has noted: enough to know what comes next.
//!
//! The same planner that the centre uses is asked here, over what this client was told and told the
//! centre: if the two ever disagreed on what comes next, the centre would refuse the step.

use domain::time::Timestamp;
use process::Process;
use process::model::{Hold, HoldFrom, Operation, Step};
use process::run::{Record, Stage, StepState, plan};
use process::words::{ContainerId, InputName, OperationId, StepId, ValueId};
use standards::reading::{Quantity, Reading};
use standards::unit::Unit;
use std::collections::BTreeMap;

/// The record of a batch as its maker knows it.
#[derive(Debug, Default)]
pub struct Notes {
    /// What was recorded.
    pub values: BTreeMap<(StepId, u32, ValueId), Reading>,
    /// How far steps have come.
    pub states: BTreeMap<(StepId, u32), StepState>,
    /// Facts from outside.
    pub inputs: BTreeMap<InputName, Reading>,
    /// When steps began.
    pub began: BTreeMap<(StepId, u32), Timestamp>,
    /// When steps ended; of the last round.
    pub ended: BTreeMap<StepId, Timestamp>,
    /// When collections ended.
    pub collected: BTreeMap<ContainerId, Timestamp>,
}

impl Record for Notes {
    fn value(&self, step: &StepId, round: u32, value: &ValueId) -> Option<&Reading> {
        self.values.get(&(step.clone(), round, value.clone()))
    }

    fn state(&self, step: &StepId, round: u32) -> StepState {
        self.states.get(&(step.clone(), round)).copied().unwrap_or_default()
    }

    fn input(&self, name: &InputName) -> Option<Reading> {
        self.inputs.get(name).cloned()
    }
}

/// A step that can begin, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Of which operation.
    pub operation: OperationId,
    /// Which step.
    pub step: StepId,
    /// In which round.
    pub round: u32,
    /// Not before this.
    pub earliest: Timestamp,
    /// Not after this, if it may not wait.
    pub latest: Option<Timestamp>,
}

impl Notes {
    /// The step to do next: of those that can begin soonest, the one that may wait least.
    /// `begins` gives the moment work on an operation begins on a day of the batch.
    pub fn next(
        &self,
        process: &Process,
        now: Timestamp,
        begins: impl Fn(&Operation, u32) -> Timestamp,
    ) -> Option<Next> {
        let plan = plan(process, self);
        let ready = plan.instances.iter().filter(|instance| instance.stage == Stage::Ready);
        let each = ready.filter_map(|instance| {
            let (operation, step) = process.step(&instance.step)?;
            let (earliest, latest) = self.window(operation, step, instance.round, &begins);
            Some(Next {
                operation: operation.id.clone(),
                step: step.id.clone(),
                round: instance.round,
                earliest: earliest.max(now),
                latest,
            })
        });
        let never = Timestamp::from_millisecond(i64::MAX);
        each.min_by_key(|next| (next.earliest, next.latest.unwrap_or(never)))
    }

    /// Whether nothing is left to do.
    pub fn complete(&self, process: &Process) -> bool {
        plan(process, self).complete
    }

    /// From when and until when a step may begin.
    fn window(
        &self,
        operation: &Operation,
        step: &Step,
        round: u32,
        begins: impl Fn(&Operation, u32) -> Timestamp,
    ) -> (Timestamp, Option<Timestamp>) {
        let planned = operation.days.map(|(first, _)| first);
        let mut earliest = match planned {
            Some(day) => begins(operation, day),
            None => Timestamp::from_millisecond(0),
        };
        let before = operation
            .steps
            .first()
            .and_then(|first| self.began.get(&(first.id.clone(), round.checked_sub(1)?)).copied());
        let every = operation.repeat.as_ref().and_then(|repeat| repeat.every.as_ref());
        if let (Some(before), Some(every)) = (before, every) {
            earliest = earliest.max(before.plus_minutes(minutes(every)));
        }
        let mut latest: Option<Timestamp> = None;
        for Hold { from, at_least, at_most } in &step.holds {
            let since = match from {
                HoldFrom::Step(step) => self.ended.get(step),
                HoldFrom::Collection(container) => self.collected.get(container),
            };
            let Some(since) = since else { continue };
            if let Some(at_least) = at_least {
                earliest = earliest.max(since.plus_minutes(minutes(at_least)));
            }
            if let Some(at_most) = at_most {
                let end = since.plus_minutes(minutes(at_most));
                latest = Some(latest.map_or(end, |latest| latest.min(end)));
            }
        }
        (earliest, latest)
    }
}

/// A span of time in whole minutes, rounded up.
pub fn minutes(span: &Quantity) -> i64 {
    let Ok(minute) = Unit::parse("min") else { return 0 };
    let Some(found) = span.convert(&minute) else { return 0 };
    let whole = found.value.round_half_up(0);
    let up = i64::from(whole < found.value);
    whole.to_integer().and_then(|whole| i64::try_from(whole).ok()).map_or(0, |whole| whole + up)
}

#[cfg(test)]
mod tests {
    use super::minutes;
    use standards::reading::{Quantity, Reading};

    #[test]
    fn a_part_of_a_minute_counts_as_one() {
        for (number, unit, found) in [("48", "h", 2_880), ("90", "s", 2), ("1.5", "d", 2_160)] {
            let text = format!(r#"{{"n":"{number}","u":"{unit}"}}"#);
            let Reading::Exact(quantity) = serde_json::from_str(&text).unwrap() else { panic!() };
            let quantity: Quantity = quantity;
            assert_eq!(minutes(&quantity), found, "{number} {unit}");
        }
    }
}
