//! A second person signs at a tablet where somebody else is signed in: by their own name and
//! password, in a role of theirs, without a session of their own.

use super::At;
use crate::api;
use crate::app::App;
use crate::pages::act;
use crate::pages::acting::NotTaken;
use crate::pages::frame;
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::problem::{Kind, Problem, Reason, Result};
use crate::session::Key;
use axum::response::{IntoResponse, Redirect, Response};
use domain::command::Command;
use domain::id::PersonId;
use domain::people::{Person, Role};
use maud::Markup;

/// Takes the act in the name of the second person.
pub async fn take(
    visit: &Visit,
    at: &At,
    posted: Posted,
    again: impl AsyncFnOnce(NotTaken) -> Result<Markup>,
) -> Result<Response> {
    let action = Command::find(posted.get("is")).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let taken = match sign(visit, action, &posted).await {
        Ok(receipt) => Ok(receipt),
        Err(problem) if matches!(problem.kind, Kind::Fault | Kind::Forged) => return Err(problem),
        Err(problem) => Err(problem),
    };
    match taken {
        Ok(position) => Ok(Redirect::to(&frame::after(&at.path(), position)).into_response()),
        Err(problem) => {
            let not = act::take::NotTaken::of(visit, &problem);
            let status = not.status;
            let not = NotTaken {
                action: action.name,
                reasons: not.reasons,
                may_be_told: false,
                typed: posted,
            };
            Ok((status, again(not).await?).into_response())
        }
    }
}

async fn sign(
    visit: &Visit,
    action: &'static domain::command::Action,
    posted: &Posted,
) -> Result<u64> {
    let mut request = act::read(visit, action, posted)?;
    let name = posted.get("signer").to_lowercase();
    let password = posted.raw("password").to_owned();
    let (person, role) = find(&visit.app, visit, action.roles, name, password).await?;
    request.by = person;
    request.role = role;
    Ok(api::take(visit, request).await?.position)
}

/// Who it is, if the password is theirs, and the role in which they may act.
async fn find(
    app: &App,
    visit: &Visit,
    roles: &'static [Role],
    name: String,
    password: String,
) -> Result<(PersonId, Role)> {
    // Counted for whoever is signed in at this tablet: nobody else can make them wait.
    let at = visit.signed_in()?.person.to_string();
    let keys = [Key::From(name.clone(), at)];
    if let Some(seconds) = app.attempts.wait(&keys, visit.now) {
        return Err(Problem::new(Kind::TooManyAttempts).again_in(seconds));
    }
    let found = app.door.check(app, name.clone(), password).await?;
    app.attempts.tried(&keys, found.is_some(), visit.now);
    let wrong = || {
        let reason = Reason::new("second-signer-unknown").at("/signer");
        Problem::new(Kind::WrongPassword).because([reason])
    };
    let person = found.ok_or_else(wrong)?;
    let id = person.clone();
    let held = visit
        .ask(move |eye| {
            let state: &Person = eye.desk.state(id.subject())?;
            let today = eye.desk.today();
            Ok(roles.iter().copied().find(|role| state.holds(*role, today)))
        })
        .await?;
    let role = held.or_else(|| roles.first().copied()).unwrap_or(Role::Inspector);
    Ok((person, role))
}
