//! Reading a record from one place of it.

use standards::reading::Reading;

use super::calculate::Read;
use super::{Record, StepState};
use crate::expression::{Expression, Lack, Lookup, Missing, Operand, Source};
use crate::model::{Operation, Process};
use crate::words::{OperationId, StepId, ValueId};

/// More than any process chains calculations.
const DEEPEST: u32 = 64;

/// More rounds than any process has.
const MOST_ROUNDS: u32 = 999;

/// Looks values up as seen from a round of an operation, or from outside all of them.
pub(super) struct Reader<'a, R> {
    pub process: &'a Process,
    pub record: &'a R,
    /// Within this operation values are read from the same round; elsewhere from the last.
    pub within: Option<(&'a OperationId, u32)>,
    pub depth: u32,
}

impl<'a, R: Record> Reader<'a, R> {
    pub fn new(
        process: &'a Process,
        record: &'a R,
        within: Option<(&'a OperationId, u32)>,
    ) -> Self {
        Self { process, record, within, depth: 0 }
    }

    /// Everything an expression reads and finds, in its order.
    pub fn reads(&self, expression: &Expression) -> Vec<Read> {
        let sources = expression.sources().into_iter();
        sources.filter_map(|from| self.read(from).ok()).collect()
    }

    /// The reading a source stands for.
    pub fn read(&self, from: &Source) -> Result<Read, Missing> {
        let (found, round) = match from {
            Source::Input(name) => (self.record.input(name), 0),
            Source::Value { step, value } => {
                let round = self.round_of(step);
                (self.value(step, round, value)?, round)
            }
        };
        let not_recorded = || Missing(vec![Lack::NotRecorded { from: from.clone(), round }]);
        let reading = found.ok_or_else(not_recorded)?;
        Ok(Read { from: from.clone(), round, reading })
    }

    /// The round from which a step is read.
    pub fn round_of(&self, step: &StepId) -> u32 {
        let Some((operation, _)) = self.process.step(step) else { return 1 };
        match self.within {
            Some((within, round)) if *within == operation.id => round,
            _ => last_round(self.record, operation),
        }
    }

    fn value(
        &self,
        step: &StepId,
        round: u32,
        value: &ValueId,
    ) -> Result<Option<Reading>, Missing> {
        let Some(calculation) = self.process.calculation(step, value) else {
            return Ok(self.record.value(step, round, value).cloned());
        };
        if self.depth == DEEPEST {
            let part = calculation.formula.text.to_string();
            return Err(Missing(vec![Lack::NoResult { part }]));
        }
        let Some((operation, _)) = self.process.step(step) else { return Ok(None) };
        let within = Some((&operation.id, round));
        let reader = Reader { within, depth: self.depth + 1, ..*self };
        reader.calculate(calculation).map(|quantity| Some(Reading::Exact(quantity)))
    }
}

impl<R: Record> Lookup for Reader<'_, R> {
    fn find(&self, from: &Source) -> Result<Operand, Missing> {
        let Read { from, round, reading } = self.read(from)?;
        match &reading {
            Reading::Exact(quantity) => Ok(Operand::Number(quantity.clone())),
            Reading::Found(finding) => Ok(Operand::Choice(finding.clone())),
            Reading::Below(_) | Reading::Above(_) | Reading::Absent(_) => {
                Err(Missing(vec![Lack::NotANumber { from, round, reading }]))
            }
        }
    }
}

/// The last round of which anything has been begun; 1 when nothing has.
pub(super) fn last_round<R: Record>(record: &R, operation: &Operation) -> u32 {
    if operation.repeat.is_none() {
        return 1;
    }
    let begun = |round: &u32| {
        operation.steps.iter().any(|s| record.state(&s.id, *round) != StepState::NotStarted)
    };
    (1..=MOST_ROUNDS).take_while(begun).last().unwrap_or(1)
}
