//! When each step begins and ends in one case, and why not earlier.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use standards::decimal::Rounding;
use standards::reading::Quantity;
use standards::unit::Unit;

use super::Assumptions;
use super::path::Because;
use crate::flow::Flow;
use crate::model::{Duration as Takes, HoldFrom, Operation, Process, Step};
use crate::words::{OperationId, RoleCode, StepId};

/// More rounds than this are not followed, whatever a file says.
const MOST_ROUNDS: u32 = 999;
const DAY: Duration = Duration::from_hours(24);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Low,
    Likely,
    High,
}

/// One of the three cases.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub pace: Pace,
    pub assumptions: &'a Assumptions,
}

impl Case<'_> {
    fn rounds(self, operation: &Operation) -> u32 {
        let Some(repeat) = &operation.repeat else { return 1 };
        let most = repeat.max.clamp(1, MOST_ROUNDS);
        match self.pace {
            Pace::Low => 1,
            Pace::High => most,
            Pace::Likely => match self.assumptions.rounds.get(&operation.id) {
                Some(rounds) => (*rounds).clamp(1, most),
                None => planned_rounds(operation).unwrap_or(most.div_ceil(2)).clamp(1, most),
            },
        }
    }

    fn does(self, operation: &Operation, step: &Step) -> bool {
        let always = operation.when.is_none() && step.when.is_none();
        match self.pace {
            Pace::Low => always,
            Pace::Likely => always || self.assumptions.taken.contains(&step.id),
            Pace::High => true,
        }
    }

    fn pick(self, takes: &Takes) -> Duration {
        let value = match self.pace {
            Pace::Low => takes.low,
            Pace::Likely => takes.likely,
            Pace::High => takes.high,
        };
        seconds(&Quantity::new(value, takes.unit.clone()))
    }
}

/// As many rounds as begin within the planned days.
fn planned_rounds(operation: &Operation) -> Option<u32> {
    let every = seconds(operation.repeat.as_ref()?.every.as_ref()?).as_secs();
    let (first, last) = operation.days?;
    let days = u64::from(last.checked_sub(first)?);
    u32::try_from((days * DAY.as_secs()).checked_div(every)? + 1).ok()
}

/// A time in seconds, rounded up; nothing below zero, and no more than a thousand years.
pub(super) fn seconds(time: &Quantity) -> Duration {
    let most: u64 = 1_000 * 366 * DAY.as_secs();
    let Ok(second) = Unit::parse("s") else { return Duration::ZERO };
    let whole = time.unit.convert(time.value, &second).map(|v| v.round(0, Rounding::Ceiling));
    let whole = whole.and_then(standards::decimal::Decimal::to_integer).unwrap_or(0).max(0);
    Duration::from_secs(u64::try_from(whole).unwrap_or(most).min(most))
}

/// A step in a round.
pub(super) type Instance<'p> = (&'p StepId, u32);

/// When a step in a round is done.
#[derive(Clone, Copy)]
pub(super) struct Slot<'p> {
    pub start: Duration,
    pub end: Duration,
    pub because: Because,
    /// What comes before it on the longest way.
    pub before: Option<Instance<'p>>,
    /// Not if it is skipped: then it takes no time.
    pub done: bool,
}

pub(super) struct Timeline<'p> {
    case_rounds: BTreeMap<&'p OperationId, u32>,
    slots: BTreeMap<Instance<'p>, Slot<'p>>,
    hands_on: BTreeMap<&'p StepId, Duration>,
}

impl<'p> Timeline<'p> {
    pub fn of(process: &'p Process, case: Case<'_>) -> Self {
        let rounds = process.operations.iter().map(|o| (&o.id, case.rounds(o))).collect();
        let bound = process.steps().map(|(_, s)| (&s.id, case.pick(&s.hands_on))).collect();
        let slots = BTreeMap::new();
        let mut line = Self { case_rounds: rounds, slots, hands_on: bound };
        let flow = Flow::of(process);
        let mut left: Vec<(&Operation, Vec<&Step>)> = Vec::new();
        for operation in &process.operations {
            // The rounds of an operation belong together; other steps stand for themselves.
            let place = |s: &&Step| flow.order().iter().position(|id| **id == s.id);
            let mut steps: Vec<&Step> = operation.steps.iter().collect();
            steps.sort_by_key(|s| place(s).unwrap_or(usize::MAX));
            match operation.repeat {
                Some(_) => left.push((operation, steps)),
                None => left.extend(steps.into_iter().map(|s| (operation, vec![s]))),
            }
        }
        while !left.is_empty() {
            // What waits for itself, as no compiler lets it, goes in the order of the text.
            let free = left.iter().position(|(_, steps)| line.is_free(&flow, steps));
            let (operation, steps) = left.remove(free.unwrap_or(0));
            for round in 1..=case.rounds(operation) {
                for step in &steps {
                    let slot = line.slot(process, case, operation, step, round);
                    line.slots.insert((&step.id, round), slot);
                }
            }
        }
        line
    }

    /// Whether all that these steps wait for, besides each other, has its time.
    fn is_free(&self, flow: &Flow<'p>, steps: &[&'p Step]) -> bool {
        let own: BTreeSet<&StepId> = steps.iter().map(|s| &s.id).collect();
        let mut before = steps.iter().flat_map(|s| flow.before(&s.id));
        before.all(|id| own.contains(id) || self.slots.contains_key(&(id, 1)))
    }

    fn slot(
        &self,
        process: &'p Process,
        case: Case<'_>,
        operation: &'p Operation,
        step: &'p Step,
        round: u32,
    ) -> Slot<'p> {
        let done = case.does(operation, step);
        let before = self.before(process, operation, step, round);
        let ends = before.iter().filter_map(|i| Some((self.slots.get(i)?.end, *i)));
        let last = ends.max();
        let mut start = last.map_or(Duration::ZERO, |(end, _)| end);
        let mut because = if last.is_some() { Because::After } else { Because::Start };
        let mut before = last.map(|(_, instance)| instance);
        let mut not_before = |at: Duration, why: Because, from: Option<Instance<'p>>| {
            if at > start {
                (start, because) = (at, why);
                before = from.or(before);
            }
        };
        if let (true, Some((day, _)), 1) =
            (done && case.assumptions.planned_days, operation.days, round)
        {
            not_before(DAY.saturating_mul(day), Because::Day(day), None);
        }
        if let Some(at) = self.next_round(operation, round).filter(|_| done) {
            not_before(at, Because::Round, None);
        }
        for hold in step.holds.iter().filter(|_| done) {
            let (HoldFrom::Step(from), Some(least)) = (&hold.from, &hold.at_least) else {
                continue;
            };
            let from = self.instance(operation, from, round);
            if let Some(slot) = self.slots.get(&from) {
                not_before(slot.end.saturating_add(seconds(least)), Because::Hold, Some(from));
            }
        }
        let takes = if done { case.pick(&step.takes) } else { Duration::ZERO };
        Slot { start, end: start.saturating_add(takes), because, before, done }
    }

    /// Everything a step in a round comes after.
    fn before(
        &self,
        process: &'p Process,
        operation: &'p Operation,
        step: &'p Step,
        round: u32,
    ) -> Vec<Instance<'p>> {
        let own = step.after.iter().map(|id| self.instance(operation, id, round));
        let gates = operation.after.iter().filter_map(|id| process.operation(id));
        let gates = gates.flat_map(|o| o.steps.iter().map(|s| (&s.id, self.rounds(o))));
        let earlier = operation.steps.iter().filter(|_| round > 1);
        let earlier = earlier.map(|s| (&s.id, round.saturating_sub(1)));
        own.chain(gates).chain(earlier).collect()
    }

    /// When a round may begin at the earliest, by the time between rounds.
    fn next_round(&self, operation: &'p Operation, round: u32) -> Option<Duration> {
        let every = seconds(operation.repeat.as_ref()?.every.as_ref()?);
        let earlier = round.checked_sub(1)?;
        let starts = operation.steps.iter().filter_map(|s| self.slots.get(&(&s.id, earlier)));
        Some(starts.map(|slot| slot.start).min()?.saturating_add(every))
    }

    /// A step as another one sees it: in the same round of its own operation, else in the last.
    fn instance(&self, operation: &Operation, id: &'p StepId, round: u32) -> Instance<'p> {
        if operation.steps.iter().any(|s| s.id == *id) {
            return (id, round);
        }
        (id, self.last_round(id))
    }

    fn last_round(&self, id: &'p StepId) -> u32 {
        let rounds = self.slots.range((id, 0)..=(id, u32::MAX)).next_back();
        rounds.map_or(1, |((_, round), _)| *round)
    }

    pub fn slot_of(&self, instance: Instance<'p>) -> Option<&Slot<'p>> {
        self.slots.get(&instance)
    }

    /// The step that ends last; the later one in the record if two do.
    pub fn last(&self, process: &'p Process) -> Option<Instance<'p>> {
        let all = process.steps().flat_map(|(o, s)| (1..=self.rounds(o)).map(|r| (&s.id, r)));
        let done = all.filter_map(|i| Some((self.slots.get(&i).filter(|s| s.done)?.end, i)));
        done.max_by_key(|(end, _)| *end).map(|(_, instance)| instance)
    }

    pub fn end(&self) -> Duration {
        self.slots.values().filter(|s| s.done).map(|s| s.end).max().unwrap_or_default()
    }

    pub fn rounds(&self, operation: &Operation) -> u32 {
        self.case_rounds.get(&operation.id).copied().unwrap_or(1)
    }

    /// The end of a step's last round; nothing if it is not done.
    pub fn last_end(&self, id: &StepId) -> Option<Duration> {
        let mine = self.slots.iter().filter(|((step, _), slot)| *step == id && slot.done);
        mine.map(|(_, slot)| slot.end).max()
    }

    /// The first beginning and the last end in an operation; of steps that are done if any is.
    pub fn span(&self, operation: &Operation) -> (Duration, Duration) {
        let own = |done: bool| {
            let steps = operation.steps.iter();
            steps
                .flat_map(|s| (1..=self.rounds(operation)).map(|r| (&s.id, r)))
                .filter_map(|instance| self.slots.get(&instance))
                .filter(move |slot| slot.done || !done)
        };
        let starts = own(true).map(|s| s.start).min().or_else(|| own(false).map(|s| s.start).min());
        let ends = own(true).map(|s| s.end).max().or_else(|| own(false).map(|s| s.end).max());
        (starts.unwrap_or_default(), ends.unwrap_or_default())
    }

    /// How long people are bound by these steps.
    pub fn hands_on(
        &self,
        process: &'p Process,
        which: impl Fn(&Operation, &Step) -> bool,
    ) -> Duration {
        let steps = process.steps().filter(|(operation, step)| which(operation, step));
        let bound = steps.map(|(_, step)| {
            let one = self.hands_on.get(&step.id).copied().unwrap_or_default();
            one.saturating_mul(self.times(step))
        });
        bound.fold(Duration::ZERO, Duration::saturating_add)
    }

    /// How many steps a role checks.
    pub fn verifies(&self, process: &'p Process, role: &RoleCode) -> u32 {
        let steps = process.steps().map(|(_, s)| s);
        steps.filter(|s| s.verifies.as_ref() == Some(role)).map(|s| self.times(s)).sum()
    }

    /// In how many rounds a step is done.
    fn times(&self, step: &Step) -> u32 {
        let mine = self.slots.range((&step.id, 0)..=(&step.id, u32::MAX));
        u32::try_from(mine.filter(|(_, slot)| slot.done).count()).unwrap_or(u32::MAX)
    }

    /// From the end of one step to the beginning of another, where a time window lies between.
    pub fn between(&self, operation: &Operation, from: &StepId, step: &Step) -> Duration {
        let own = operation.steps.iter().any(|s| s.id == *from);
        let mut mine = self.slots.iter().filter(|((id, _), _)| **id == step.id);
        let Some((_, begins)) = (if own { mine.next_back() } else { mine.next() }) else {
            return Duration::ZERO;
        };
        let ends = self.slots.iter().filter(|((id, _), _)| *id == from);
        let ends = ends.map(|(_, slot)| slot.end).max().unwrap_or_default();
        begins.start.saturating_sub(ends)
    }
}
