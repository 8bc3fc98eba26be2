//! Having an act of a form taken.

use super::read;
use crate::api;
use crate::pages::frame::after;
use crate::pages::links;
use crate::pages::naming::Voice;
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::parts;
use crate::problem::{Kind, Problem, Reason, Result};
use crate::shell::Preferences;
use axum::http::StatusCode;
use axum::response::Redirect;
use domain::command::Action;
use domain::id::SubjectId;
use domain::shape::FieldKind;
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
        // The script asks the key and sends the form again.
        Err(problem) if problem.kind == Kind::KeyWanted => Err(problem),
        Err(problem) => {
            let problem = dated(action, problem);
            Ok(Taken::Not(NotTaken::of(visit, problem, posted).await))
        }
    }
}

/// A day or a moment that cannot be read is said to be one, with the form it is typed in.
fn dated(action: &Action, mut problem: Problem) -> Problem {
    for reason in problem.reasons.iter_mut().filter(|reason| reason.code == "field-wrong") {
        let name = reason.field.as_deref().and_then(|field| field.rsplit('/').next());
        let field = action.fields.iter().find(|field| Some(field.name) == name);
        let code = match field.map(|field| field.kind) {
            Some(FieldKind::Date | FieldKind::BirthDate) => "date-unreadable",
            Some(FieldKind::Moment) => "moment-unreadable",
            _ => continue,
        };
        *reason = Reason { code: code.into(), args: Vec::new(), ..reason.clone() };
    }
    problem
}

impl NotTaken {
    /// A problem as a form shows it that sent `posted`.
    pub async fn of(visit: &Visit, problem: Problem, posted: &Posted) -> Self {
        let lang = visit.asked.lang;
        // A picker sends the number alone; its field then says of what.
        let named = |(field, value): (&str, &str)| {
            value.parse().or_else(|_| format!("{field}/{value}").parse()).ok()
        };
        let about: Vec<SubjectId> = posted.pairs().filter_map(named).collect();
        let why = problem.reasons.clone();
        let said = visit.ask(move |eye| {
            let voice = Voice::about(eye, &about);
            Ok(why.iter().map(|reason| voice.part(reason.clone())).collect())
        });
        let mut reasons: Vec<parts::Reason> = said
            .await
            .unwrap_or_else(|_| problem.reasons.iter().map(|reason| reason.part(lang)).collect());
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
