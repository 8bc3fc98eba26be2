//! Whether what a formula reads is there when it is read.

use std::collections::BTreeSet;

use crate::compile::Compiler;
use crate::diagnostic::Code;
use crate::expression::{Expression, Function, Source};
use crate::flow::Flow;
use crate::model::{AttributeFrom, Operation, Process, Step};
use crate::words::{StepId, ValueId};

/// From where a formula reads.
enum Place<'p> {
    /// The condition of a step or operation: it stands before all of these, under conditions
    /// of its own.
    Before(&'p [Step], Vec<&'p str>),
    /// A calculation of a step.
    Within(&'p Operation, &'p Step),
    /// The end of a round.
    RoundOf(&'p Operation),
    /// After everything.
    End,
}

pub(super) fn check(compiler: &mut Compiler<'_, '_>, process: &Process, flow: &Flow<'_>) {
    for operation in &process.operations {
        let own = conditions(operation, None);
        if let Some(when) = &operation.when {
            let what = format!("when of operation {}", operation.id);
            let place = Place::Before(&operation.steps, Vec::new());
            formula(compiler, process, flow, &what, &when.means, &place);
        }
        if let Some(repeat) = &operation.repeat {
            let what = format!("until of operation {}", operation.id);
            let place = Place::RoundOf(operation);
            formula(compiler, process, flow, &what, &repeat.until.means, &place);
        }
        for step in &operation.steps {
            if let Some(when) = &step.when {
                let what = format!("when of step {}", step.id);
                let place = Place::Before(std::slice::from_ref(step), own.clone());
                formula(compiler, process, flow, &what, &when.means, &place);
            }
            for calculation in &step.calculations {
                let what = format!("calculation `{}` of step {}", calculation.value.id, step.id);
                let place = Place::Within(operation, step);
                formula(compiler, process, flow, &what, &calculation.formula.means, &place);
                circle(compiler, process, &what, step, &calculation.value.id);
            }
        }
    }
    for attribute in &process.specification {
        if let AttributeFrom::Formula(read) = &attribute.from {
            let what = format!("formula of attribute `{}`", attribute.id);
            formula(compiler, process, flow, &what, &read.means, &Place::End);
        }
    }
}

fn formula(
    compiler: &mut Compiler<'_, '_>,
    process: &Process,
    flow: &Flow<'_>,
    what: &str,
    means: &Expression,
    place: &Place<'_>,
) {
    let guarded = guarded(means);
    for source in means.sources() {
        let Source::Value { step: id, value } = source else { continue };
        let Some((operation, step)) = process.step(id) else { continue };
        let name = format!("{id}.{value}");
        if !there(flow, place, id) {
            late(compiler, what, &name, id, place);
            continue;
        }
        if guarded.contains(&source) {
            continue;
        }
        let at = compiler.place_in_formula(what, &name);
        let cure = "read it under the same `when:`, or through `first_of(...)` with an alternative";
        if step.values.iter().any(|v| v.id == *value && v.optional) {
            let message = format!("`{name}` is optional: it may never be recorded");
            compiler.out.error(Code::MayBeSkipped, at, message, cure);
            continue;
        }
        let known = known_conditions(place);
        let skippable = conditions(operation, Some(step)).into_iter().find(|c| !known.contains(c));
        if let Some(condition) = skippable {
            let message = format!("`{name}` is recorded only when {condition}");
            compiler.out.error(Code::MayBeSkipped, at, message, cure);
        }
    }
}

fn there(flow: &Flow<'_>, place: &Place<'_>, id: &StepId) -> bool {
    match place {
        Place::Before(steps, _) => steps.iter().all(|s| flow.comes_before(id, &s.id)),
        Place::Within(_, step) => *id == step.id || flow.comes_before(id, &step.id),
        Place::RoundOf(operation) => {
            let own = operation.steps.iter().any(|s| s.id == *id);
            own || operation.steps.iter().any(|s| flow.comes_before(id, &s.id))
        }
        Place::End => true,
    }
}

fn late(compiler: &mut Compiler<'_, '_>, what: &str, name: &str, id: &StepId, place: &Place<'_>) {
    let at = compiler.place_in_formula(what, name);
    if let Place::Before(steps, _) = place {
        let whom = match steps {
            [step] => format!("step `{}`", step.id),
            _ => "the operation".to_owned(),
        };
        let message = format!("{whom} can never be reached: `{name}` is not recorded before it");
        let cure = "decide by what an earlier step records";
        compiler.out.error(Code::UnreachableStep, at, message, cure);
        return;
    }
    let message = format!("`{name}` is not recorded yet when it is read");
    let cure = format!("read what is recorded before, or let step `{id}` come first");
    compiler.out.error(Code::ReadBeforeRecorded, at, message, &cure);
}

/// The conditions under which a step is done, as written.
fn conditions<'p>(operation: &'p Operation, step: Option<&'p Step>) -> Vec<&'p str> {
    let both = [operation.when.as_ref(), step.and_then(|s| s.when.as_ref())];
    both.into_iter().flatten().map(|f| &*f.text).collect()
}

fn known_conditions<'p>(place: &Place<'p>) -> Vec<&'p str> {
    match place {
        Place::Before(_, conditions) => conditions.clone(),
        Place::Within(operation, step) => conditions(operation, Some(step)),
        Place::RoundOf(operation) => conditions(operation, None),
        Place::End => Vec::new(),
    }
}

/// What is read inside `first_of`, which knows what to do when it is missing.
fn guarded(means: &Expression) -> BTreeSet<&Source> {
    let mut found = BTreeSet::new();
    means.walk(&mut |e| {
        if let Expression::Call { function: Function::FirstOf, arguments } = e {
            found.extend(arguments.iter().flat_map(Expression::sources));
        }
    });
    found
}

/// Whether a calculation needs its own result, through others of its step.
fn circle(
    compiler: &mut Compiler<'_, '_>,
    process: &Process,
    what: &str,
    step: &Step,
    id: &ValueId,
) {
    let mut seen = BTreeSet::new();
    let mut open = vec![id.clone()];
    while let Some(next) = open.pop() {
        let Some(calculation) = process.calculation(&step.id, &next) else { continue };
        for source in calculation.formula.means.sources() {
            let Source::Value { step: of, value } = source else { continue };
            if *of != step.id {
                continue;
            }
            if value == id {
                let at = compiler.place_in_formula(what, "");
                let message = format!("calculation `{id}` needs its own result");
                let cure = "compute it from what is recorded";
                compiler.out.error(Code::CircularCalculation, at, message, cure);
                return;
            }
            if seen.insert(value.clone()) {
                open.push(value.clone());
            }
        }
    }
}
