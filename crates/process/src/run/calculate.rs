//! What a calculation comes to, and how anybody can compute it again.

use std::sync::Arc;

use standards::reading::{Quantity, Reading};

use super::Record;
use super::reader::Reader;
use crate::expression::{self, Lack, Missing, Source};
use crate::model::{
    Acceptance, Attribute, AttributeFrom, Calculation, Formula, Process, ValueKind,
};
use crate::words::StepId;

/// Something that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub from: Source,
    /// From which round; 0 for what has no rounds.
    pub round: u32,
    pub reading: Reading,
}

/// The result of a calculation with all it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculated {
    /// In the unit and with the decimals declared, rounded half up once, at the end.
    pub value: Quantity,
    /// As the author wrote it.
    pub formula: Arc<str>,
    /// With what was read in the place of names.
    pub substituted: String,
    pub inputs: Vec<Read>,
}

/// Computes a calculation of a step.
///
/// A calculation that reads another one reads its *reported* result, rounded as declared:
/// whoever recomputes from the printed record gets the same number.
pub fn calculate(
    process: &Process,
    step: &StepId,
    round: u32,
    calculation: &Calculation,
    record: &impl Record,
) -> Result<Calculated, Missing> {
    let within = process.step(step).map(|(operation, _)| (&operation.id, round));
    let reader = Reader::new(process, record, within);
    let value = reader.calculate(calculation)?;
    Ok(explained(&reader, &calculation.formula, value))
}

/// Computes a line of the specification that comes from the record; nothing for a line that is
/// tested from samples.
pub fn calculate_result(
    process: &Process,
    attribute: &Attribute,
    record: &impl Record,
) -> Option<Result<Calculated, Missing>> {
    let (AttributeFrom::Formula(formula), Acceptance::Number { unit, decimals, .. }) =
        (&attribute.from, &attribute.accept)
    else {
        return None;
    };
    let reader = Reader::new(process, record, None);
    let found = expression::evaluate(&formula.means, &reader)
        .and_then(|quantity| reported(&quantity, unit, *decimals, formula));
    Some(found.map(|value| explained(&reader, formula, value)))
}

impl<R: Record> Reader<'_, R> {
    /// The number of a calculation, as seen from where this reader stands.
    pub(super) fn calculate(&self, calculation: &Calculation) -> Result<Quantity, Missing> {
        let formula = &calculation.formula;
        let ValueKind::Number(number) = &calculation.value.kind else {
            return Err(no_result(formula));
        };
        let found = expression::evaluate(&formula.means, self)?;
        reported(&found, &number.unit, number.decimals, formula)
    }
}

fn reported(
    found: &Quantity,
    unit: &standards::unit::Unit,
    decimals: u32,
    formula: &Formula,
) -> Result<Quantity, Missing> {
    let found = found.convert(unit).ok_or_else(|| no_result(formula))?;
    Ok(Quantity::new(found.value.round_half_up(decimals), found.unit))
}

fn explained<R: Record>(reader: &Reader<'_, R>, formula: &Formula, value: Quantity) -> Calculated {
    let inputs = reader.reads(&formula.means);
    let shown = |from: &Source| {
        let read = inputs.iter().find(|read| read.from == *from);
        match read.map(|read| &read.reading) {
            Some(Reading::Exact(quantity)) => expression::quantity(quantity),
            Some(other) => other.to_string(),
            None => "?".to_owned(),
        }
    };
    let substituted = expression::print(&formula.means, &shown);
    Calculated { value, formula: formula.text.clone(), substituted, inputs }
}

fn no_result(formula: &Formula) -> Missing {
    Missing(vec![Lack::NoResult { part: formula.text.to_string() }])
}
