//! How long a process takes, and whose time: before anybody has begun.
//!
//! Every step begins as soon as it may: after the steps it waits for, after the `at_least` of its
//! time windows, not before its round or its planned day. Three cases are followed to the end:
//!
//! - **low**: every step as fast as it can be, one round, no branch taken;
//! - **likely**: steps as they usually are, rounds and branches as assumed;
//! - **high**: every step as slow as it may be, all rounds, every branch taken.
//!
//! Surprises: high takes branches that exclude each other one after the other. Planned days keep
//! low from being shorter than the plan; [`Assumptions::planned_days`] lets them go.
//!
//! Reading order: `timeline` (when each step begins, and why), `path` (what the end hangs on),
//! `render` (as a document).

mod path;
mod render;
mod timeline;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

pub use path::{Because, Leg};
use timeline::{Case, Pace, Timeline};

use crate::model::{AttributeFrom, Hold, HoldFrom, Operation, Phase, Process, Step};
use crate::words::{AttributeId, OperationId, ProcessId, RoleCode, StepId, Text};

/// What is assumed where the process leaves it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumptions {
    /// The likely rounds of repeated operations. Of one that is not named: as many as its planned
    /// days have room for, or half of the most there may be.
    pub rounds: BTreeMap<OperationId, u32>,
    /// Steps under a condition that are likely done; the others are not.
    pub taken: BTreeSet<StepId>,
    /// Whether an operation waits for its planned day, counted in 24 hours from the start.
    pub planned_days: bool,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self { rounds: BTreeMap::new(), taken: BTreeSet::new(), planned_days: true }
    }
}

/// One figure in the three cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Three<T> {
    pub low: T,
    pub likely: T,
    pub high: T,
}

impl<T> Three<T> {
    /// Asks the same of each case.
    fn of<'t, 'p>(lines: &'t Three<Timeline<'p>>, ask: impl Fn(&'t Timeline<'p>) -> T) -> Self {
        Self { low: ask(&lines.low), likely: ask(&lines.likely), high: ask(&lines.high) }
    }
}

/// What a process takes. Times are from the beginning of its first step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    pub process: ProcessId,
    pub name: Text,
    /// To the end of the last step.
    pub total: Three<Duration>,
    /// To the last result that release needs; nothing if no line says how long it takes.
    pub release: Option<Release>,
    /// All the time that people are bound by the steps; checking is not counted.
    pub hands_on: Three<Duration>,
    pub roles: Vec<RoleTime>,
    pub operations: Vec<OperationTime>,
    /// What the end hangs on, in the likely case, from the first step to the last.
    pub path: Vec<Leg>,
    pub windows: Vec<Window>,
    /// Whether planned days were kept.
    pub planned_days: bool,
}

/// The result that comes last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The line it belongs to, in the likely case.
    pub attribute: AttributeId,
    pub name: Text,
    pub at: Three<Duration>,
}

/// The time of one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleTime {
    pub role: RoleCode,
    pub hands_on: Three<Duration>,
    /// How many steps it checks.
    pub verifies: Three<u32>,
}

/// When one operation is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationTime {
    pub id: OperationId,
    pub title: Text,
    pub rounds: Three<u32>,
    pub starts: Three<Duration>,
    pub ends: Three<Duration>,
    pub hands_on: Three<Duration>,
}

/// A time window, and how long is waited in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub step: StepId,
    pub hold: Hold,
    pub waits: Three<Duration>,
    /// Whether no case goes beyond its `at_most`.
    pub kept: Three<bool>,
}

/// Estimates a process.
pub fn estimate(process: &Process, assumptions: &Assumptions) -> Estimate {
    let line = |pace| Timeline::of(process, Case { pace, assumptions });
    let lines = Three { low: line(Pace::Low), likely: line(Pace::Likely), high: line(Pace::High) };
    let whole = |_: &Operation, _: &Step| true;
    Estimate {
        process: process.id.clone(),
        name: process.name.clone(),
        total: Three::of(&lines, Timeline::end),
        release: release(process, &lines),
        hands_on: Three::of(&lines, |line| line.hands_on(process, whole)),
        roles: roles(process, &lines),
        operations: process.operations.iter().map(|o| operation(process, &lines, o)).collect(),
        path: path::of(process, &lines.likely),
        windows: windows(process, &lines),
        planned_days: assumptions.planned_days,
    }
}

fn release(process: &Process, lines: &Three<Timeline<'_>>) -> Option<Release> {
    let last = |line: &Timeline<'_>| {
        let needed = process.specification.iter().filter(|a| a.phase != Phase::AfterRelease);
        let at = needed.filter_map(|attribute| {
            let AttributeFrom::Samples(samples) = &attribute.from else { return None };
            let turnaround = timeline::seconds(attribute.turnaround.as_ref()?);
            let taken = samples.iter().filter_map(|s| line.last_end(&process.sample(s)?.0.id));
            Some((taken.max()?.saturating_add(turnaround), attribute))
        });
        at.max_by_key(|(at, _)| *at)
    };
    let (_, attribute) = last(&lines.likely)?;
    Some(Release {
        attribute: attribute.id.clone(),
        name: attribute.name.clone(),
        at: Three::of(lines, |line| last(line).map_or(Duration::ZERO, |(at, _)| at)),
    })
}

fn roles(process: &Process, lines: &Three<Timeline<'_>>) -> Vec<RoleTime> {
    let steps = process.steps().map(|(_, step)| step);
    let all: BTreeSet<&RoleCode> =
        steps.flat_map(|s| std::iter::once(&s.performs).chain(&s.verifies)).collect();
    let time = |role: &RoleCode| RoleTime {
        role: role.clone(),
        hands_on: Three::of(lines, |line| line.hands_on(process, |_, s| s.performs == *role)),
        verifies: Three::of(lines, |line| line.verifies(process, role)),
    };
    all.into_iter().map(time).collect()
}

fn operation(
    process: &Process,
    lines: &Three<Timeline<'_>>,
    operation: &Operation,
) -> OperationTime {
    OperationTime {
        id: operation.id.clone(),
        title: operation.title.clone(),
        rounds: Three::of(lines, |line| line.rounds(operation)),
        starts: Three::of(lines, |line| line.span(operation).0),
        ends: Three::of(lines, |line| line.span(operation).1),
        hands_on: Three::of(lines, |line| line.hands_on(process, |o, _| o.id == operation.id)),
    }
}

fn windows(process: &Process, lines: &Three<Timeline<'_>>) -> Vec<Window> {
    let mut found = Vec::new();
    for (operation, step) in process.steps() {
        for hold in &step.holds {
            let HoldFrom::Step(from) = &hold.from else { continue };
            let waits = Three::of(lines, |line| line.between(operation, from, step));
            let most = hold.at_most.as_ref().map(timeline::seconds);
            let kept = |waits: Duration| most.is_none_or(|most| waits <= most);
            found.push(Window {
                step: step.id.clone(),
                hold: hold.clone(),
                waits,
                kept: Three {
                    low: kept(waits.low),
                    likely: kept(waits.likely),
                    high: kept(waits.high),
                },
            });
        }
    }
    found
}
