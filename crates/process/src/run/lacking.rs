//! What a step still needs recorded before it can be signed.

use standards::reading::{Absence, Reading};

use super::{Record, calculate};
use crate::expression::Missing;
use crate::model::Process;
use crate::words::{StepId, ValueId};

/// Something a step lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// A value that is not recorded, or recorded as not done.
    Value(ValueId),
    /// A calculation that has no result.
    Calculation(ValueId, Missing),
}

/// What is lacking of the values and calculations of a step; nothing when it is complete.
/// Scans, signatures and samples are the business of whoever keeps the record.
pub fn what_is_missing(
    process: &Process,
    step: &StepId,
    round: u32,
    record: &impl Record,
) -> Vec<Lacking> {
    let Some((_, found)) = process.step(step) else { return Vec::new() };
    let recorded = |value: &ValueId| {
        let reading = record.value(step, round, value);
        reading.is_some_and(|r| *r != Reading::Absent(Absence::NotDone))
    };
    let values = found.values.iter().filter(|v| !v.optional && !recorded(&v.id));
    let values = values.map(|v| Lacking::Value(v.id.clone()));
    let calculations = found.calculations.iter().filter_map(|c| {
        let missing = calculate(process, step, round, c, record).err()?;
        Some(Lacking::Calculation(c.value.id.clone(), missing))
    });
    values.chain(calculations).collect()
}
