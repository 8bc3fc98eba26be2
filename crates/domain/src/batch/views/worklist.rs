//! What waits for whom.

use super::plan;
use crate::batch::hold::earliest;
use crate::batch::{Batch, BatchSummary, Phase, StepKey, StepRecord};
use crate::desk::Desk;
use crate::id::{BatchId, Kind, PersonId};
use crate::index::Index;
use crate::people::Role;
use crate::people::views::{holds, is_qualified};
use crate::refusal::Stop;
use crate::time::Timestamp;
use process::run::Stage;
use process::words::RoleCode;

/// A step that waits for somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Of which batch.
    pub batch: BatchId,
    /// Which step, in which round.
    pub step: StepKey,
    /// What is to be done.
    pub what: TaskKind,
    /// Who may do it.
    pub role: RoleCode,
    /// Since when it waits, where that is known.
    pub since: Option<Timestamp>,
    /// Who has signed it as performed: not to verify it.
    pub performer: Option<PersonId>,
}

crate::choice! {
    /// What is to be done with a step.
    pub enum TaskKind {
        /// Begin it.
        Begin "begin",
        /// Go on with it.
        GoOn "go-on",
        /// Verify it.
        Verify "verify",
        /// Look at what was changed, and reaffirm.
        Reaffirm "reaffirm",
    }
}

/// Every batch with its summary, the latest number first.
pub fn batches<'a>(desk: &Desk<'a>) -> Vec<(BatchId, &'a BatchSummary)> {
    let all = desk.centre().summaries::<Batch>(Kind::Batch).rev();
    all.filter_map(|(id, summary)| Some((id.clone().try_into().ok()?, summary))).collect()
}

/// The batches of an order.
pub fn batches_of_order(desk: &Desk<'_>, order: &crate::id::OrderId) -> Vec<BatchId> {
    let found = desk.found_under(Index::BatchOfOrder, &order.to_string());
    found.into_iter().filter_map(|id| id.clone().try_into().ok()).collect()
}

/// The steps that wait for a second person.
pub fn waiting_for_verification(desk: &Desk<'_>) -> Result<Vec<Task>, Stop> {
    let mut tasks = Vec::new();
    for id in waiting(desk, "verification") {
        let all = tasks_of(desk, &id)?;
        tasks.extend(all.into_iter().filter(|task| task.what == TaskKind::Verify));
    }
    Ok(tasks)
}

/// What a person can do next, in one of their roles: on every batch that is being made.
pub fn next_steps(desk: &Desk<'_>, person: &PersonId) -> Result<Vec<Task>, Stop> {
    let mut tasks = Vec::new();
    for (id, summary) in batches(desk) {
        let running = matches!(summary.phase, Phase::Running | Phase::Complete | Phase::Reviewed);
        let changed = summary.tally.superseded > 0;
        if !running && !changed {
            continue;
        }
        for task in tasks_of(desk, &id)? {
            if is_theirs(desk, &id, &task, person)? {
                tasks.push(task);
            }
        }
    }
    Ok(tasks)
}

/// The batches that wait for something: `batch-review`, `batch-release`.
pub fn waiting(desk: &Desk<'_>, what: &str) -> Vec<BatchId> {
    let found = desk.found_under(Index::Waiting, what);
    found.into_iter().filter_map(|id| id.clone().try_into().ok()).collect()
}

/// Everything that can be done on a batch now, by anybody.
pub fn tasks_of(desk: &Desk<'_>, id: &BatchId) -> Result<Vec<Task>, Stop> {
    let whole = plan::record(desk, id)?;
    let mut tasks = Vec::new();
    for line in whole.operations.iter().flat_map(|operation| &operation.steps) {
        let performed =
            line.record.and_then(|record| record.signed(crate::act::Meaning::Performed));
        let task = |what, role: &RoleCode, since| Task {
            batch: id.clone(),
            step: StepKey::new(&line.step.id, line.round),
            what,
            role: role.clone(),
            since,
            performer: performed.map(|signature| signature.by.clone()),
        };
        let begun = line.record.and_then(|record| record.begun.as_ref());
        match (&line.stage, &line.step.verifies) {
            // A step whose hold time keeps it waiting is nobody's yet.
            (Stage::Ready, _) if earliest(whole.batch, line.step) > Some(desk.now()) => {}
            (Stage::Ready, _) => tasks.push(task(TaskKind::Begin, &line.step.performs, None)),
            (Stage::Underway, _) => {
                let since = begun.map(|begun| begun.mark.occurred);
                tasks.push(task(TaskKind::GoOn, &line.step.performs, since));
            }
            (Stage::AwaitsVerification, Some(role)) => {
                let since = performed.map(|signature| signature.occurred);
                tasks.push(task(TaskKind::Verify, role, since));
            }
            _ => {}
        }
        let superseded = line.record.into_iter().flat_map(StepRecord::superseded);
        for signature in superseded {
            let role = &line.step.performs;
            let since = Some(signature.occurred);
            let performer = Some(signature.by.clone());
            tasks.push(Task { performer, ..task(TaskKind::Reaffirm, role, since) });
        }
    }
    Ok(tasks)
}

fn is_theirs(desk: &Desk<'_>, id: &BatchId, task: &Task, person: &PersonId) -> Result<bool, Stop> {
    if task.what == TaskKind::Reaffirm {
        return Ok(task.performer.as_ref() == Some(person));
    }
    if task.what == TaskKind::Verify && task.performer.as_ref() == Some(person) {
        return Ok(false);
    }
    let Ok(role) = task.role.as_str().parse::<Role>() else { return Ok(false) };
    let skill = crate::batch::work::skill(&super::batch(desk, id)?.started)?;
    Ok(holds(desk, person, role)? && is_qualified(desk, person, &skill)?)
}
