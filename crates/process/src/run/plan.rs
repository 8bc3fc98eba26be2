//! Which steps there are, as far as is known, and how each stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::calculate::Read;
use super::reader::{Reader, last_round};
use super::{Record, StepState};
use crate::expression::{Lack, Missing, Source, holds};
use crate::model::{Formula, Operation, Process, Step};
use crate::words::{OperationId, StepId};

/// A step in a round, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub operation: OperationId,
    pub step: StepId,
    pub round: u32,
    pub stage: Stage,
}

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Performed, and verified where somebody verifies.
    Done,
    /// Performed; who verifies it has not signed.
    AwaitsVerification,
    /// Begun.
    Underway,
    /// It can begin.
    Ready,
    /// It cannot begin yet.
    Waiting(Vec<Wait>),
    /// It will not be done.
    Skipped(Skip),
}

impl Stage {
    /// Whether nothing more will happen here.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Done | Self::Skipped(_))
    }
}

/// What a step waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    /// A step that must be done before.
    Step(StepId, u32),
    /// An operation that must be done before.
    Operation(OperationId),
    /// Something without which its condition cannot be decided.
    Condition(Lack),
}

/// Why a step is not done: the condition, and what it was decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    pub condition: Arc<str>,
    pub read: Vec<Read>,
}

/// How a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Every step known so far, by operation, round and step in the order of the text. Rounds
    /// that are not certain are not there.
    pub instances: Vec<Instance>,
    /// Repeated operations that reached their last round without meeting their end.
    pub unmet: Vec<OperationId>,
    /// Whether nothing is left to do.
    pub complete: bool,
}

impl Plan {
    /// How many steps are known so far.
    pub fn known(&self) -> usize {
        self.instances.len()
    }

    /// How many of them are done or skipped.
    pub fn settled(&self) -> usize {
        self.instances.iter().filter(|i| i.stage.is_settled()).count()
    }

    /// The steps that can begin.
    pub fn ready(&self) -> impl Iterator<Item = &Instance> {
        self.instances.iter().filter(|i| i.stage == Stage::Ready)
    }

    /// A step in a round, if it is known.
    pub fn find(&self, step: &StepId, round: u32) -> Option<&Instance> {
        self.instances.iter().find(|i| i.step == *step && i.round == round)
    }
}

/// How the record stands.
///
/// Steps run one after the other within their operation, operations one after the other, unless
/// `after:` says otherwise. A condition is decided when the steps it reads are done, and not by
/// what is half recorded. What has been begun is shown as it is, whatever ought to have been.
pub fn plan(process: &Process, record: &impl Record) -> Plan {
    let mut planner =
        Planner { process, record, stages: BTreeMap::new(), operations: BTreeMap::new() };
    let mut plan = Plan { instances: Vec::new(), unmet: Vec::new(), complete: true };
    for operation in &process.operations {
        let course = planner.course(operation);
        plan.complete &= course.settled;
        if course.unmet {
            plan.unmet.push(operation.id.clone());
        }
        for round in 1..=course.rounds {
            for step in &operation.steps {
                plan.instances.push(Instance {
                    operation: operation.id.clone(),
                    step: step.id.clone(),
                    round,
                    stage: planner.stage(operation, step, round),
                });
            }
        }
    }
    plan
}

/// How an operation stands.
#[derive(Clone, Copy)]
struct Course {
    rounds: u32,
    settled: bool,
    unmet: bool,
}

/// Remembers what has been found out; a question asked while it is being answered, which only a
/// process that no compiler made can lead to, is answered with "waiting".
struct Planner<'p, R> {
    process: &'p Process,
    record: &'p R,
    stages: BTreeMap<(&'p StepId, u32), Stage>,
    operations: BTreeMap<&'p OperationId, Course>,
}

/// What became of a condition.
enum Decision {
    Do,
    Skip(Skip),
    Wait(Vec<Wait>),
}

impl<'p, R: Record> Planner<'p, R> {
    fn course(&mut self, operation: &'p Operation) -> Course {
        if let Some(course) = self.operations.get(&operation.id) {
            return *course;
        }
        let asked = Course { rounds: 1, settled: false, unmet: false };
        self.operations.insert(&operation.id, asked);
        let course = self.follow(operation);
        self.operations.insert(&operation.id, course);
        course
    }

    fn follow(&mut self, operation: &'p Operation) -> Course {
        let begun = last_round(self.record, operation);
        let mut round = 1;
        loop {
            let settled = self.round_settled(operation, round);
            let skipped = settled && self.round_skipped(operation, round);
            let Some(repeat) = operation.repeat.as_ref().filter(|_| !skipped) else {
                return Course { rounds: begun.max(round), settled, unmet: false };
            };
            if settled {
                let reader = Reader::new(self.process, self.record, Some((&operation.id, round)));
                let met = holds(&repeat.until.means, &reader);
                if met == Ok(true) && begun <= round {
                    return Course { rounds: round, settled: true, unmet: false };
                }
                // A condition that cannot be decided is not met: better a round too many.
                if round >= repeat.max && begun <= round {
                    return Course { rounds: round, settled: true, unmet: met != Ok(true) };
                }
            } else if begun <= round {
                return Course { rounds: round, settled: false, unmet: false };
            }
            round += 1;
        }
    }

    fn round_settled(&mut self, operation: &'p Operation, round: u32) -> bool {
        operation.steps.iter().all(|step| self.stage(operation, step, round).is_settled())
    }

    fn round_skipped(&mut self, operation: &'p Operation, round: u32) -> bool {
        let mut steps = operation.steps.iter();
        steps.all(|step| matches!(self.stage(operation, step, round), Stage::Skipped(_)))
    }

    fn stage(&mut self, operation: &'p Operation, step: &'p Step, round: u32) -> Stage {
        if let Some(stage) = self.stages.get(&(&step.id, round)) {
            return stage.clone();
        }
        self.stages.insert((&step.id, round), Stage::Waiting(Vec::new()));
        let stage = self.look(operation, step, round);
        self.stages.insert((&step.id, round), stage.clone());
        stage
    }

    fn look(&mut self, operation: &'p Operation, step: &'p Step, round: u32) -> Stage {
        match self.record.state(&step.id, round) {
            StepState::Verified => return Stage::Done,
            StepState::Performed if step.verifies.is_none() => return Stage::Done,
            StepState::Performed => return Stage::AwaitsVerification,
            StepState::Started => return Stage::Underway,
            StepState::NotStarted => {}
        }
        let mut undecided = Vec::new();
        for when in [&operation.when, &step.when].into_iter().flatten() {
            match self.decide(operation, round, when) {
                Decision::Do => {}
                Decision::Skip(skip) => return Stage::Skipped(skip),
                Decision::Wait(waits) => undecided.extend(waits),
            }
        }
        let mut waits = self.gates(operation, step, round);
        if waits.is_empty() {
            waits = undecided;
        }
        if waits.is_empty() { Stage::Ready } else { Stage::Waiting(waits) }
    }

    fn gates(&mut self, operation: &'p Operation, step: &'p Step, round: u32) -> Vec<Wait> {
        let mut waits = Vec::new();
        for id in &operation.after {
            if let Some(before) = self.process.operation(id)
                && !self.course(before).settled
            {
                waits.push(Wait::Operation(id.clone()));
            }
        }
        for id in &step.after {
            if let Some(wait) = self.wait_for(operation, id, round) {
                waits.push(wait);
            }
        }
        waits
    }

    /// Within an operation a step waits for the same round of another; of a repeated operation
    /// elsewhere it waits for the end.
    fn wait_for(&mut self, operation: &'p Operation, id: &StepId, round: u32) -> Option<Wait> {
        let (of, before) = self.process.step(id)?;
        if of.id != operation.id && of.repeat.is_some() {
            let settled = self.course(of).settled;
            return (!settled).then(|| Wait::Operation(of.id.clone()));
        }
        let round = if of.id == operation.id { round } else { 1 };
        let settled = self.stage(of, before, round).is_settled();
        (!settled).then(|| Wait::Step(id.clone(), round))
    }

    fn decide(&mut self, operation: &'p Operation, round: u32, when: &'p Formula) -> Decision {
        let mut waits = Vec::new();
        for source in when.means.sources() {
            if let Source::Value { step, .. } = source
                && let Some(wait) = self.wait_for(operation, step, round)
            {
                waits.push(wait);
            }
        }
        if !waits.is_empty() {
            return Decision::Wait(waits);
        }
        let reader = Reader::new(self.process, self.record, Some((&operation.id, round)));
        match holds(&when.means, &reader) {
            Ok(true) => Decision::Do,
            Ok(false) => {
                let read = reader.reads(&when.means);
                Decision::Skip(Skip { condition: when.text.clone(), read })
            }
            Err(Missing(lacks)) => Decision::Wait(lacks.into_iter().map(Wait::Condition).collect()),
        }
    }
}
