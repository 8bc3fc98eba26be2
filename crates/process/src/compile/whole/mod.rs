//! What only the whole process can tell: order, branches, time windows, things without use.

mod branches;
mod holds;
mod reads;
mod uses;

use std::collections::BTreeSet;

use super::Compiler;
use crate::diagnostic::Code;
use crate::flow::Flow;
use crate::model::Process;
use crate::words::StepId;

pub(super) fn check(compiler: &mut Compiler<'_, '_>, process: &Process) {
    let flow = Flow::of(process);
    let ids: BTreeSet<&StepId> = process.steps().map(|(_, step)| &step.id).collect();
    if ids.len() < process.steps().count() {
        // Two steps of one id: their order means nothing, and it has been reported.
        return;
    }
    uses::check(compiler, process);
    if circles(compiler, process, &flow) {
        return;
    }
    reads::check(compiler, process, &flow);
    branches::check(compiler, process);
    holds::check(compiler, process, &flow);
}

/// Steps that wait for themselves are told once, where an `after:` closes the circle.
fn circles(compiler: &mut Compiler<'_, '_>, process: &Process, flow: &Flow<'_>) -> bool {
    let stuck = flow.stuck();
    let mut told = |what: String| {
        let Some(at) = compiler.places.get(&format!("after of {what}")).copied() else { return };
        let (kind, id) = what.split_once(' ').unwrap_or(("step", &what));
        let message = format!("{kind} `{id}` can never be reached: it waits for itself");
        let cure = "follow what it comes after, and break the circle";
        compiler.out.error(Code::UnreachableStep, at, message, cure);
    };
    for operation in &process.operations {
        let mut inside = operation.steps.iter().map(|s| &s.id).filter(|s| stuck.contains(s));
        if inside.next().is_some() {
            told(format!("operation {}", operation.id));
        }
        for step in operation.steps.iter().filter(|s| stuck.contains(&&s.id)) {
            told(format!("step {}", step.id));
        }
    }
    !stuck.is_empty()
}
