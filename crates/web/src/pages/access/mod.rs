//! `/access`: the second log, for those who judge it: who was shown whose personal data, who got in,
//! who did not, and what was refused. `/patient/{key}/access` shows what concerns one patient, the
//! orders and infusions of it included; an order and an infusion have such a page of their own.
//! `/access/export.csv` and `/access/export.jsonl` give what a page shows, whole;
//! `GET /api/v1/access` and `GET /api/v1/subjects/{kind}/{key}/access` a page of it to programs.
//!
//! Guarantees: whoever looks is noted first, under the subjects they looked at. Every day shown is
//! read whole and held against what the first log sealed of it; a day that was changed, cannot be
//! read, or is gone before its time stands above the notes. With `?at=` it is the log as it was:
//! what was noted and sealed by then.
//!
//! Reading order: `wanted` (the filters), `look` (what was noted, with its seals), `page`, `export`.

mod export;
mod look;
mod page;
mod wanted;

use crate::app::{App, Call};
use crate::problem::{Kind as ProblemKind, Problem, Result};
use axum::Router;
use axum::routing::get;
use domain::id::{Kind, SubjectId};
use domain::permit::Sight;

/// The address of the page.
pub const ACCESS: &str = "/access";

/// Kinds whose sealed texts are a patient's: each subject has a page of who looked.
const PATIENTS: [Kind; 3] = [Kind::Patient, Kind::Order, Kind::Infusion];

/// The routes.
pub fn routes() -> Router<App> {
    let mut routes = Router::new()
        .route(ACCESS, get(page::whole))
        .route("/access/export.csv", get(export::csv))
        .route("/access/export.jsonl", get(export::lines))
        .route("/api/v1/access", get(export::whole_page))
        .route("/api/v1/subjects/{kind}/{key}/access", get(export::page_of));
    for kind in PATIENTS {
        let one = move |visit, key| page::of_subject(visit, kind, key);
        routes = routes.route(&format!("/{}/{{key}}/access", kind.name()), get(one));
    }
    routes
}

/// The page of who looked at a subject, if it has one and whoever calls may read it.
pub fn of_subject(call: &Call, subject: &SubjectId) -> Option<String> {
    let has = PATIENTS.contains(&subject.kind()) && call.sees_access();
    has.then(|| format!("{}{ACCESS}", super::links::subject(subject)))
}

/// Whether whoever calls may read the log.
fn permitted(call: &Call) -> Result<()> {
    if call.sees_access() { Ok(()) } else { Err(Problem::new(ProblemKind::NotPermitted)) }
}

/// A subject that has a page of who looked, if it is there and whoever calls may know of it.
fn known(call: &Call, subject: SubjectId) -> Result<SubjectId> {
    permitted(call)?;
    if !PATIENTS.contains(&subject.kind()) || call.snapshot.centre.slot(&subject).is_none() {
        return Err(Problem::new(ProblemKind::NotFound));
    }
    if call.sight(&subject) == Sight::None {
        return Err(Problem::new(ProblemKind::NotPermitted));
    }
    Ok(subject)
}
