//! The rail: the operations of the record, and how each stands.

use super::super::super::words;
use super::super::{both, step_path};
use super::page::Page;
use crate::parts::Status;
use crate::shell::{Operation, Rail};
use domain::batch::views::{OperationLine, StepLine};
use process::run::Stage;

/// The rail.
pub fn rail(page: &Page<'_>) -> Rail {
    let whole = &page.sheet.whole;
    let t = page.t();
    let process = whole.process;
    let note = format!("{} · {}@{}", process.product.code, process.id, process.version);
    let operations = whole.operations.iter().enumerate();
    Rail {
        title: t.label("step-record"),
        done: whole.settled as u64,
        all: whole.known as u64,
        note,
        operations: operations.map(|(n, line)| operation(page, n + 1, line)).collect(),
    }
}

fn operation(page: &Page<'_>, number: usize, line: &OperationLine<'_>) -> Operation {
    let t = page.t();
    let status = status(line);
    let here = line.operation.id == page.sheet.operation.id;
    let shown = line
        .steps
        .iter()
        .position(|it| it.step.id == page.sheet.step.id && it.round == page.sheet.round);
    let marks = line.steps.iter().map(mark).collect();
    let next = line.steps.iter().find(|it| !it.stage.is_settled()).or_else(|| line.steps.first());
    let href = next.map(|it| step_path(&page.at.batch, &it.step.id, it.round));
    Operation {
        label: both(t, &line.operation.title).prefixed(&format!("{number} ")),
        status,
        word: match status {
            Status::Ok => words::choice(t, "complete"),
            other => other.word(t),
        },
        done: line.settled() as u64,
        all: line.steps.len() as u64,
        href: href.unwrap_or_else(|| page.path.clone()),
        steps: here.then(|| (marks, shown.unwrap_or(0))),
    }
}

fn status(line: &OperationLine<'_>) -> Status {
    let marks: Vec<Status> = line.steps.iter().map(mark).collect();
    if marks.contains(&Status::Action) {
        Status::Action
    } else if line.unmet || marks.contains(&Status::Alert) {
        Status::Alert
    } else if !marks.is_empty() && marks.iter().all(|mark| *mark == Status::Ok) {
        Status::Ok
    } else if marks.iter().any(|mark| matches!(mark, Status::Info | Status::Ok)) {
        Status::Info
    } else {
        Status::Idle
    }
}

/// A superseded signature stops; a step that waits for its verifier is looked at.
fn mark(line: &StepLine<'_>) -> Status {
    if line.record.is_some_and(|record| record.superseded().next().is_some()) {
        return Status::Action;
    }
    match &line.stage {
        Stage::Done | Stage::Skipped(_) => Status::Ok,
        Stage::AwaitsVerification => Status::Alert,
        Stage::Underway | Stage::Ready => Status::Info,
        Stage::Waiting(_) => Status::Idle,
    }
}
