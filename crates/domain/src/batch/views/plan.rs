//! How a batch stands: its operations, their rounds, their steps.

use super::{batch, process_of};
use crate::batch::{Batch, StepRecord};
use crate::desk::Desk;
use crate::id::BatchId;
use crate::process::Compiled;
use crate::refusal::Stop;
use process::model::{Operation, Step};
use process::run::Stage;

/// A batch record by operation.
#[derive(Debug, Clone)]
pub struct WholeRecord<'a> {
    /// The batch.
    pub batch: &'a Batch,
    /// The process it is carried out by.
    pub process: &'a Compiled,
    /// Its operations, in the order of the text.
    pub operations: Vec<OperationLine<'a>>,
    /// How many steps are known so far.
    pub known: usize,
    /// How many of them are done or skipped.
    pub settled: usize,
    /// Whether nothing is left to do.
    pub complete: bool,
}

/// An operation with its steps.
#[derive(Debug, Clone)]
pub struct OperationLine<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// Its steps, round by round.
    pub steps: Vec<StepLine<'a>>,
    /// Whether it was repeated as often as it may be, without its end being met.
    pub unmet: bool,
}

/// A step in a round.
#[derive(Debug, Clone)]
pub struct StepLine<'a> {
    /// The step.
    pub step: &'a Step,
    /// The round.
    pub round: u32,
    /// How it stands.
    pub stage: Stage,
    /// What is recorded of it.
    pub record: Option<&'a StepRecord>,
}

impl OperationLine<'_> {
    /// How many of its steps are done or skipped.
    pub fn settled(&self) -> usize {
        self.steps.iter().filter(|line| line.stage.is_settled()).count()
    }
}

/// The whole record of a batch, as its plan stands.
pub fn record<'a>(desk: &Desk<'a>, id: &BatchId) -> Result<WholeRecord<'a>, Stop> {
    let state = batch(desk, id)?;
    let process: &'a Compiled = process_of(desk, id)?;
    let plan = process::run::plan(process, state);
    let (known, settled, complete) = (plan.known(), plan.settled(), plan.complete);
    let operations = process.operations.iter().map(|operation| {
        let own = plan.instances.iter().filter(|it| it.operation == operation.id);
        let lines = own.filter_map(|instance| {
            let (_, step) = process.step(&instance.step)?;
            let record = state.step(&instance.step, instance.round);
            Some(StepLine { step, round: instance.round, stage: instance.stage.clone(), record })
        });
        let unmet = plan.unmet.contains(&operation.id);
        OperationLine { operation, steps: lines.collect(), unmet }
    });
    let operations = operations.collect();
    Ok(WholeRecord { batch: state, process, operations, known, settled, complete })
}
