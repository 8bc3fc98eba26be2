//! Master batch records: `/process` lists them, `/process/{key}` shows the versions of one, its
//! text as people read it, what a new version changes, and the form to approve it.

mod list;
mod page;
mod text;

use crate::app::App;
use crate::problem::{Kind, Problem, Result};
use axum::Router;
use axum::routing::get;
use domain::id::ProcessId;

/// The routes of processes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/process", get(list::show))
        .route("/process/{key}", get(page::show).post(page::act))
}

/// The process an address names.
fn process_id(key: &str) -> Result<ProcessId> {
    ProcessId::new(key).map_err(|_| Problem::new(Kind::NotFound))
}
