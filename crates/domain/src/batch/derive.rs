//! What follows from new entries: every calculation whose inputs are there.
//!
//! A computed value is a fact with the positions of what it was computed from (INV-BATCH-3): whoever
//! doubts it takes those entries and the formula and computes it again. When an input changes, the
//! value is computed anew beside the old one; nothing is rewritten.

use super::verdict::{self, Verdict};
use super::work::Work;
use super::{Batch, BatchEvent, Deed, How, StepKey, ValueDerived, ValueVersion};
use crate::act::Said;
use crate::desk::Desk;
use crate::fact::{At, Fact, Subject};
use crate::process::Compiled;
use crate::refusal::Broken;
use crate::state::Event;
use crate::text::Digest;
use process::expression::Source;
use process::model::{Calculation, Step};
use process::run::{Calculated, Read, Record};
use process::words::{StepId, ValueId};
use sha2::{Digest as _, Sha256};
use standards::reading::Reading;

crate::refusals! {
    /// What is noted of computed values.
    pub enum Refused {
        /// Something it was computed from has changed; it was computed anew.
        BasisChanged { step: StepId, round: u32, value: ValueId, entry: u64 } "basis-changed" Minor,
    }
}

/// More than any process chains calculations.
const PASSES_MAX: usize = 64;

/// Adds to the facts of an act what is computed from them, and notes what stands badly.
///
/// An ask is not refused for what would be computed from it: there a value outside its limits is
/// left to be computed by an act that tells, which takes it down with its findings.
pub(super) fn follow(
    desk: &Desk<'_>,
    work: &Work<'_>,
    deed: &Deed,
    facts: &mut Vec<Fact>,
    broken: &mut Broken,
) {
    let at = At { position: desk.centre().size(), recorded: desk.now() };
    let mut draft = work.batch.clone();
    for fact in facts.iter().filter(|fact| fact.subject == *work.id.subject()) {
        if let Event::Batch(event) = &fact.event
            && draft.fold(at, event).is_err()
        {
            return;
        }
    }
    if deed.said == Said::Tell {
        note_undone(work, &draft, broken);
    }
    for _ in 0..PASSES_MAX {
        let derived = pass(work.process, &draft, deed);
        if derived.is_empty() {
            return;
        }
        for (event, step, calculation) in derived {
            note(work, &draft, &event, step, calculation, broken);
            let event = BatchEvent::ValueDerived(event);
            if draft.fold(at, &event).is_err() {
                return;
            }
            facts.push(Fact::new(work.id.clone(), event));
        }
    }
}

type Derived<'p> = (ValueDerived, &'p Step, &'p Calculation);

/// Everything that can be computed now and is not, or was computed from something else.
fn pass<'p>(process: &'p Compiled, batch: &Batch, deed: &Deed) -> Vec<Derived<'p>> {
    let begun = batch.steps.keys();
    let of = |key: &StepKey| process.step(&key.step).map(|(_, step)| (step, key.round));
    let steps = begun.filter_map(of);
    let each = steps.flat_map(|(step, round)| {
        step.calculations.iter().map(move |calculation| (step, round, calculation))
    });
    each.filter_map(|(step, round, calculation)| {
        let event = compute(process, batch, step, round, calculation, deed)?;
        Some((event, step, calculation))
    })
    .collect()
}

fn compute(
    process: &Compiled,
    batch: &Batch,
    step: &Step,
    round: u32,
    calculation: &Calculation,
    deed: &Deed,
) -> Option<ValueDerived> {
    let found = process::run::calculate(process, &step.id, round, calculation, batch).ok()?;
    let inputs = inputs_of(process, batch, &found)?;
    let id = &calculation.value.id;
    let now = batch.step(&step.id, round)?.value(id);
    if now.is_some_and(
        |version| matches!(&version.how, How::Derived { inputs: was, .. } if *was == inputs),
    ) {
        return None;
    }
    let reading = Reading::Exact(found.value);
    let verdict = verdict::judge(&calculation.value, &reading);
    if deed.said == Said::Ask && !matches!(verdict, Verdict::Within | Verdict::Unjudged) {
        return None;
    }
    Some(ValueDerived {
        step: step.id.clone(),
        round,
        value: id.clone(),
        reading,
        verdict,
        formula: hash_of(&found.formula),
        inputs,
        deed: deed.clone(),
    })
}

/// Positions of what a result was computed from. `None` while something of it is not on record as
/// it would be computed now: then that comes first.
fn inputs_of(process: &Compiled, batch: &Batch, found: &Calculated) -> Option<Vec<u64>> {
    let now = batch.as_of(u64::MAX);
    let position = |read: &Read| {
        if let Source::Value { step, value } = &read.from
            && process.calculation(step, value).is_some()
            && !batch.value(step, read.round, value)?.same_text(&read.reading)
        {
            return None;
        }
        now.position_of(&read.from, read.round)
    };
    found.inputs.iter().map(position).collect()
}

/// Notes every computed value that could be computed before the act and cannot be any more.
fn note_undone(work: &Work<'_>, draft: &Batch, broken: &mut Broken) {
    for (key, record) in &work.batch.steps {
        let Some((_, step)) = work.process.step(&key.step) else { continue };
        for calculation in &step.calculations {
            let Some(there) = record.value(&calculation.value.id) else { continue };
            let computes = |batch: &Batch| {
                let (process, round) = (work.process, key.round);
                process::run::calculate(process, &key.step, round, calculation, batch).is_ok()
            };
            if computes(work.batch) && !computes(draft) {
                broken.because(Refused::BasisChanged {
                    step: key.step.clone(),
                    round: key.round,
                    value: calculation.value.id.clone(),
                    entry: there.mark.position,
                });
            }
        }
    }
}

fn note(
    work: &Work<'_>,
    draft: &Batch,
    event: &ValueDerived,
    step: &Step,
    calculation: &Calculation,
    broken: &mut Broken,
) {
    let before = draft.step(&event.step, event.round).and_then(|record| record.value(&event.value));
    if let Some(before) = before
        && event.deed.said == Said::Tell
    {
        broken.because(Refused::BasisChanged {
            step: event.step.clone(),
            round: event.round,
            value: event.value.clone(),
            entry: before.mark.position,
        });
    }
    let there = Work { step, round: event.round, ..*work };
    verdict::note(&there, &calculation.value, &event.reading, event.verdict, broken);
}

/// The hash that names a formula.
pub(super) fn hash_of(formula: &str) -> Digest {
    Digest(Sha256::digest(formula).into())
}

/// A computed value that does not follow from what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReproduced {
    /// In which step.
    pub step: StepId,
    /// In which round.
    pub round: u32,
    /// Which value.
    pub value: ValueId,
    /// Position of the entry that took it down.
    pub position: u64,
}

/// The computed values of a batch, those that were superseded included, that do not follow from the
/// entries they name as the record stood then: none in a sound record.
pub fn not_reproduced(process: &Compiled, batch: &Batch) -> Vec<NotReproduced> {
    let mut found = Vec::new();
    for (key, record) in &batch.steps {
        for (value, versions) in &record.values {
            for version in versions {
                if !is_reproduced(process, batch, key, value, version) {
                    found.push(NotReproduced {
                        step: key.step.clone(),
                        round: key.round,
                        value: value.clone(),
                        position: version.mark.position,
                    });
                }
            }
        }
    }
    found
}

fn is_reproduced(
    process: &Compiled,
    batch: &Batch,
    key: &StepKey,
    value: &ValueId,
    version: &ValueVersion,
) -> bool {
    let How::Derived { formula, inputs } = &version.how else { return true };
    let Some(calculation) = process.calculation(&key.step, value) else { return false };
    let then = batch.as_of(version.mark.position);
    let again = process::run::calculate(process, &key.step, key.round, calculation, &then);
    let Ok(again) = again else { return false };
    let positions: Option<Vec<u64>> =
        again.inputs.iter().map(|read| then.position_of(&read.from, read.round)).collect();
    let reading = Reading::Exact(again.value);
    *formula == hash_of(&again.formula)
        && positions.as_ref() == Some(inputs)
        && reading.same_text(&version.reading)
        && verdict::judge(&calculation.value, &reading) == version.verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;
    use crate::batch::views;

    fn total(bench: &Bench) -> (String, Vec<u64>) {
        let version = bench.record("culture.seed").value(&"total".into()).unwrap();
        let How::Derived { inputs, .. } = &version.how else { panic!("not derived") };
        (version.reading.to_string(), inputs.clone())
    }

    /// INV-BATCH-3.
    #[test]
    fn a_value_is_computed_with_the_last_of_its_inputs_and_names_them_all() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        assert!(bench.record("culture.seed").value(&"total".into()).is_none());
        let decision = bench.value("culture.seed", "volume", "98.0 mL").stands();
        assert_eq!(decision.facts.len(), 2);
        let record = bench.record("culture.seed");
        let at = |value: &str| record.value(&value.into()).unwrap().mark.position;
        assert_eq!(total(&bench), ("109.8 10*6".to_owned(), vec![at("density"), at("volume")]));
        bench
            .looks(|desk, _, _| {
                assert_eq!(views::not_reproduced(desk, &bench.batch)?, []);
                Ok(())
            })
            .stands();
    }

    #[test]
    fn a_correction_of_an_input_computes_anew_beside_what_was() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        let was = total(&bench);
        bench.corrects("culture.seed", "density", "1.21 10*6/mL").found("basis-changed");
        let versions = &bench.record("culture.seed").values[&"total".into()];
        assert_eq!(versions.len(), 2);
        assert_eq!(versions[0].reading.to_string(), was.0);
        assert_eq!(total(&bench).0, "118.6 10*6");
        assert_ne!(total(&bench).1, was.1);
    }

    #[test]
    fn what_can_no_longer_be_computed_is_noted_and_what_was_stays() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        let decision = bench.corrects("culture.seed", "volume", "not-done").found("basis-changed");
        assert_eq!(decision.facts.len(), 1);
        assert_eq!(total(&bench).0, "109.8 10*6");
        let process = bench.compiled();
        assert_eq!(not_reproduced(&process, bench.state_now()), []);
    }

    #[test]
    fn a_number_nobody_computed_does_not_follow() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        let batch = bench.state_now().clone();
        let process = bench.centre.process(&batch.started.compiled).unwrap();
        assert_eq!(not_reproduced(process, &batch), []);
        let mut forged = batch;
        let at = At { position: bench.centre.size(), recorded: bench.now };
        let event = ValueDerived {
            step: "culture.seed".into(),
            round: 1,
            value: "total".into(),
            reading: crate::custody::fixtures::reading("209.8 10*6"),
            verdict: Verdict::Unjudged,
            formula: hash_of("density * volume"),
            inputs: total(&bench).1,
            deed: Deed { by: bench.find("OP-07"), occurred: bench.now, said: Said::Tell },
        };
        forged.fold(at, &BatchEvent::ValueDerived(event)).unwrap();
        assert_eq!(not_reproduced(process, &forged).len(), 1);
    }
}
