//! What follows from new entries: every calculation whose inputs are there.
//!
//! A computed value is a fact with the positions of what it was computed from (INV-BATCH-3): whoever
//! doubts it takes those entries and the formula and computes it again. When an input changes, the
//! value is computed anew beside the old one; nothing is rewritten.

use super::verdict::{self, Verdict};
use super::work::Work;
use super::{Batch, BatchEvent, Deed, How, StepKey, ValueDerived};
use crate::act::Said;
use crate::desk::Desk;
use crate::fact::{At, Fact, Subject};
use crate::process::Compiled;
use crate::refusal::Broken;
use crate::state::Event;
use crate::text::Digest;
use process::model::{Calculation, Step};
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
    let inputs: Vec<u64> = found
        .inputs
        .iter()
        .map(|read| batch.position_of(&read.from, read.round))
        .collect::<Option<_>>()?;
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

/// The computed values of a batch, as they stand, that cannot be computed again from what is
/// recorded: none in a sound record.
pub fn not_reproduced(process: &Compiled, batch: &Batch) -> Vec<NotReproduced> {
    let mut found = Vec::new();
    for (key, record) in &batch.steps {
        let Some((_, step)) = process.step(&key.step) else { continue };
        for calculation in &step.calculations {
            let id = &calculation.value.id;
            let Some(version) = record.value(id) else { continue };
            let again = process::run::calculate(process, &key.step, key.round, calculation, batch);
            let same = again.is_ok_and(|again| {
                let reading = Reading::Exact(again.value);
                let how = matches!(&version.how, How::Derived { formula, .. }
                    if *formula == hash_of(&again.formula));
                how && reading.same_text(&version.reading)
                    && verdict::judge(&calculation.value, &reading) == version.verdict
            });
            if !same {
                found.push(NotReproduced {
                    step: key.step.clone(),
                    round: key.round,
                    value: id.clone(),
                    position: version.mark.position,
                });
            }
        }
    }
    found
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
