//! How a batch stands to its specification, line by line: what its release is judged by.

use super::Verdict;
use super::views::{AttributeResult, results_of};
use crate::batch::Batch;
use crate::batch::views::{batch, process_of};
use crate::desk::Desk;
use crate::id::BatchId;
use crate::process::Compiled;
use crate::refusal::Stop;
use ::process::model::{Attribute, AttributeFrom, Phase};
use ::process::run::{Calculated, Record, StepState, calculate_result, judge_result};
use ::process::words::{AttributeId, InputName, StepId, ValueId};
use standards::reading::Reading;
use std::collections::BTreeMap;

crate::choice! {
    /// How a line of the specification stands.
    pub enum LineState {
        /// Tested, reviewed and within.
        Passes "passes",
        /// A result is outside, or does not tell.
        Fails "fails",
        /// A result has not been reviewed as it stands.
        NotReviewed "not-reviewed",
        /// There is no result.
        Missing "missing",
        /// There is no result yet, and the product may be used meanwhile.
        Pending "pending",
    }
}

/// A line of the specification of a batch.
#[derive(Debug, Clone)]
pub struct SpecificationLine<'a> {
    /// What the process lays down.
    pub attribute: &'a Attribute,
    /// The results of its samples.
    pub results: Vec<AttributeResult<'a>>,
    /// What it comes to, where it is computed from the record.
    pub calculated: Option<Calculated>,
    /// How it stands.
    pub state: LineState,
}

impl SpecificationLine<'_> {
    /// The number or finding to show: computed, or that of the latest valid result.
    pub fn reading(&self) -> Option<Reading> {
        let computed = self.calculated.as_ref().map(|it| Reading::Exact(it.value.clone()));
        let mut tested = self.results.iter().filter_map(|result| result.latest);
        computed.or_else(|| Some(tested.next_back()?.current().0.clone()))
    }

    /// Positions of every entry its state rests on.
    pub fn positions(&self) -> impl Iterator<Item = u64> + '_ {
        self.results.iter().flat_map(|result| result.positions.iter().copied())
    }
}

/// Every line of the specification of a batch, in the order of the process.
pub fn specification_lines<'a>(
    desk: &Desk<'a>,
    id: &BatchId,
) -> Result<Vec<SpecificationLine<'a>>, Stop> {
    let process: &'a Compiled = process_of(desk, id)?;
    let state = batch(desk, id)?;
    let mut all = results_of(desk, id)?;
    let record = WithResults::of(state, &all);
    let lines = process.specification.iter().map(|attribute| {
        let own =
            |result: &mut AttributeResult<'_>| result.attribute.as_str() == attribute.id.as_str();
        let results: Vec<AttributeResult<'a>> = all.extract_if(.., own).collect();
        let calculated = calculate_result(process, attribute, &record).and_then(Result::ok);
        let state = match &attribute.from {
            AttributeFrom::Samples(_) => tested(attribute, &results),
            AttributeFrom::Formula(_) => computed(attribute, calculated.as_ref()),
        };
        SpecificationLine { attribute, results, calculated, state }
    });
    Ok(lines.collect())
}

fn tested(attribute: &Attribute, results: &[AttributeResult<'_>]) -> LineState {
    let fails = |result: &AttributeResult<'_>| match result.verdict {
        Some(Verdict::OutOfSpecification | Verdict::Inconclusive) => true,
        Some(Verdict::Reported | Verdict::WithinSpecification) | None => false,
    };
    if results.iter().any(fails) {
        LineState::Fails
    } else if results.is_empty() || results.iter().any(|result| result.latest.is_none()) {
        lacking(attribute, LineState::Missing)
    } else if results.iter().any(|result| !result.reviewed) {
        lacking(attribute, LineState::NotReviewed)
    } else {
        LineState::Passes
    }
}

fn computed(attribute: &Attribute, calculated: Option<&Calculated>) -> LineState {
    let Some(calculated) = calculated else { return lacking(attribute, LineState::Missing) };
    match judge_result(attribute, &Reading::Exact(calculated.value.clone())) {
        ::process::run::Verdict::Action => LineState::Fails,
        ::process::run::Verdict::Within
        | ::process::run::Verdict::Alert
        | ::process::run::Verdict::Unjudged => LineState::Passes,
    }
}

/// What is lacking of a line: held against a release, unless its result comes after release.
fn lacking(attribute: &Attribute, state: LineState) -> LineState {
    match attribute.phase {
        Phase::InProcess | Phase::Release => state,
        Phase::AfterRelease => LineState::Pending,
    }
}

/// A batch record together with the results of its tests, for formulas that read both.
struct WithResults<'a> {
    batch: &'a Batch,
    results: BTreeMap<InputName, Reading>,
}

impl<'a> WithResults<'a> {
    /// Of several samples of one line, the latest result counts.
    fn of(batch: &'a Batch, results: &[AttributeResult<'_>]) -> Self {
        let readings = results.iter().filter_map(|result| {
            let name = format!("result.{}", result.attribute);
            Some((InputName::from(name.as_str()), result.latest?.current().0.clone()))
        });
        Self { batch, results: readings.collect() }
    }
}

impl Record for WithResults<'_> {
    fn value(&self, step: &StepId, round: u32, value: &ValueId) -> Option<&Reading> {
        Record::value(self.batch, step, round, value)
    }

    fn state(&self, step: &StepId, round: u32) -> StepState {
        Record::state(self.batch, step, round)
    }

    fn input(&self, name: &InputName) -> Option<Reading> {
        self.results.get(name).cloned().or_else(|| self.batch.input(name))
    }
}

/// The lines that are pending.
pub fn pending(lines: &[SpecificationLine<'_>]) -> Vec<AttributeId> {
    let pending = lines.iter().filter(|line| line.state == LineState::Pending);
    pending.map(|line| line.attribute.id.clone()).collect()
}
