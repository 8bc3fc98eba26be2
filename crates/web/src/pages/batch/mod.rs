//! Batches: what is being made, the step somebody is at, what waits for a second person.
//!
//! `/batch` lists them and starts one; `/batch/{key}` is the record by operation; a step is carried
//! out at `/batch/{key}/step/{step}/{round}`; `/verify` is the queue of steps that wait for an
//! independent verifier; `/batch/{key}/dossier` gives the whole record in one file, and
//! `/batch/{key}/record.pdf` and `certificate.pdf` what is wanted on paper.
//!
//! Reading order: `limits` (a value against its limits, in words and as a bar), `step`, `record`.

pub mod limits;

pub mod dossier;
mod list;
mod papers;
mod record;
mod start;
mod step;
mod verify;

use super::eye::Eye;
use crate::app::App;
use crate::lang::{Text, Texts};
use crate::parts::Status;
use crate::problem::{Kind, Problem, Result};
use axum::Router;
use axum::routing::get;
use domain::batch::Phase;
use domain::id::BatchId;
use process::run::Stage;
use process::words;

/// The routes of batches.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/batch", get(list::show))
        .route("/batch/start", get(start::show).post(start::act))
        .route("/batch/{key}", get(record::show).post(record::act))
        .route("/batch/{key}/step/{step}/{round}", get(step::show).post(step::act))
        .route("/batch/{key}/record.pdf", get(papers::record))
        .route("/batch/{key}/certificate.pdf", get(papers::certificate))
        .route("/batch/{key}/dossier", get(dossier::show).post(dossier::act))
        .route("/verify", get(verify::show))
}

/// The address of a step.
pub fn step_path(batch: &BatchId, step: &words::StepId, round: u32) -> String {
    format!("/batch/{}/step/{step}/{round}", batch.key())
}

/// A text of a process in the language of the page.
pub fn both(t: Texts, text: &words::Text) -> Text {
    t.both(&*text.zh, &*text.en)
}

/// The colour of how far a batch has come.
pub fn phase_status(phase: Phase) -> Status {
    match phase {
        Phase::Running => Status::Info,
        Phase::Complete | Phase::Reviewed => Status::Alert,
        Phase::Released => Status::Ok,
        Phase::Rejected => Status::Action,
    }
}

/// How a step stands, as colour and word.
pub fn stage_word(t: Texts, stage: &Stage) -> (Status, Text) {
    match stage {
        Stage::Done => (Status::Ok, t.label("step-is-done")),
        Stage::AwaitsVerification => (Status::Alert, t.label("step-is-verify")),
        Stage::Underway => (Status::Info, t.label("step-is-underway")),
        Stage::Ready => (Status::Info, t.label("step-is-ready")),
        Stage::Waiting(_) => (Status::Idle, t.label("step-is-waiting")),
        Stage::Skipped(_) => (Status::Idle, t.label("step-is-skipped")),
    }
}

/// The chain of identity of the therapy a batch is made for.
pub fn chain(eye: &Eye<'_>, batch: &domain::batch::Batch) -> Option<String> {
    let order = batch.started.order.as_ref()?;
    let summary = eye.desk.summary::<domain::custody::Order>(order.subject()).ok()?;
    Some(summary.chain.eye_readable())
}

/// The parts of a record that the release review shows too.
pub mod record_parts {
    pub use super::record::family::genealogy;
    pub use super::record::panels::exceptions_of;
}

/// The batch an address names.
fn batch_id(key: &str) -> Result<BatchId> {
    BatchId::new(key).map_err(|_| Problem::new(Kind::NotFound))
}
