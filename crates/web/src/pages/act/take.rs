//! Having an act of a form taken.

use super::read;
use crate::api;
use crate::pages::frame::after;
use crate::pages::links;
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::parts;
use crate::problem::{Kind, Problem, Result};
use crate::shell::Preferences;
use axum::http::StatusCode;
use axum::response::Redirect;
use domain::command::Action;
use engine::answer::Receipt;

/// What became of a form.
pub enum Taken {
    /// It is in the log.
    Recorded(Receipt),
    /// It is not, and why: the form is shown again with this.
    Not(NotTaken),
}

/// Why a form was not taken.
pub struct NotTaken {
    /// The status the page is answered with.
    pub status: StatusCode,
    /// Why, each reason by itself, with its field.
    pub reasons: Vec<parts::Reason>,
}

/// Reads what a form sent and has it taken. What failed on this side is a problem of its own.
pub async fn take(visit: &Visit, action: &'static Action, posted: &Posted) -> Result<Taken> {
    let taken = match read(visit, action, posted) {
        Ok(request) => api::take(visit, request).await,
        Err(problem) => Err(problem),
    };
    match taken {
        Ok(receipt) => Ok(Taken::Recorded(receipt)),
        // A form of another site, or of a session that has ended, is not shown again.
        Err(problem) if matches!(problem.kind, Kind::Fault | Kind::Forged) => Err(problem),
        Err(problem) => Ok(Taken::Not(NotTaken::of(visit, &problem))),
    }
}

impl NotTaken {
    /// A problem as a form shows it.
    pub fn of(visit: &Visit, problem: &Problem) -> Self {
        let lang = visit.asked.lang;
        let mut reasons: Vec<_> = problem.reasons.iter().map(|reason| reason.part(lang)).collect();
        if reasons.is_empty() {
            reasons.push(problem.title_part(lang));
        }
        Self { status: problem.kind.status(), reasons }
    }
}

/// Where to go once an act was recorded: where the form says, else to what it was about. An act
/// that broke rules leads to its entry, which says which, and what was opened.
pub fn onwards(receipt: &Receipt, posted: &Posted) -> Redirect {
    if !receipt.findings.is_empty() {
        return Redirect::to(&after(&links::entry(receipt.position), receipt.position));
    }
    let about = receipt.facts.first().map(|(subject, _)| links::subject(subject));
    let path = match posted.given("next") {
        Some(next) => Preferences::back_to(next).to_owned(),
        None => about.unwrap_or_else(|| links::entry(receipt.position)),
    };
    Redirect::to(&after(&path, receipt.position))
}
