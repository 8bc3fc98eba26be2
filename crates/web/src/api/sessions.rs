//! `/api/v1/session`: signing in, who one is, the role one acts in, signing out.

use super::fields::Fields;
use super::strict;
use crate::app::{App, Call, JsonText};
use crate::problem::{Kind, Problem, Reason, Result};
use crate::session::badge::scanned;
use crate::session::second_factor::is_missing;
use crate::session::{Session, SignedIn, Token, sign_in};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use domain::people::Role;
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    let session = post(open).get(show).patch(choose).delete(end);
    Router::new()
        .route("/api/v1/session", session)
        .route("/api/v1/session/badge", post(by_badge))
        .route("/api/v1/sessions", get(all))
        .route("/api/v1/sessions/{session}", delete(end_one))
}

async fn open(State(app): State<App>, call: Call, body: JsonText) -> Result<Response> {
    let mut fields = Fields::of(strict::read(&body.0)?)?;
    let name = fields.need("name", Fields::text);
    let password = fields.need("password", Fields::text);
    let (name, password) = fields.finish(name.zip(password))?;
    let signed_in = sign_in(&app, &call.asked, &name, password).await?;
    Ok(opened(&app, call, &signed_in))
}

/// By badge and PIN, at the station whose cookie comes along.
async fn by_badge(State(app): State<App>, call: Call, body: JsonText) -> Result<Response> {
    if call.asked.foreign {
        return Err(Problem::new(Kind::Forged));
    }
    let mut fields = Fields::of(strict::read(&body.0)?)?;
    let badge = fields.need("badge", Fields::text);
    let pin = fields.need("pin", Fields::text);
    let (badge, pin) = fields.finish(badge.zip(pin))?;
    let at = scanned(&app, &call.asked, &badge).await?;
    let signed_in = at.sign_in(&app, &call.asked, pin).await?;
    // Whoever was at the station before is not any more.
    if let Some(before) = &call.session {
        app.sessions.end(before);
    }
    Ok(opened(&app, call, &signed_in))
}

/// The answer to whoever has just signed in: the session, with its token.
pub(super) fn opened(app: &App, mut call: Call, signed_in: &SignedIn) -> Response {
    // The centre may have grown while the password was checked.
    call.snapshot = app.engine.snapshot();
    call.session = Some(signed_in.session.clone());
    let mut session = describe(&call, &signed_in.session);
    if let Some(session) = session.as_object_mut() {
        session.insert("token".to_owned(), signed_in.token.text().into());
    }
    (StatusCode::CREATED, Json(session)).into_response()
}

async fn show(call: Call) -> Result<Json<Value>> {
    let session = call.signed_in()?;
    Ok(Json(describe(&call, session)))
}

async fn choose(call: Call, body: JsonText) -> Result<Json<Value>> {
    let session = call.may_change()?;
    let mut fields = Fields::of(strict::read(&body.0)?)?;
    let role = fields.need("role", |f, name| f.word(name, Role::ALL, Role::word));
    let role = fields.finish(role)?;
    if !call.roles().contains(&role) {
        let reason = Reason::new("role-not-held")
            .at("/role")
            .with("person", session.code.clone())
            .with("role", role.word());
        return Err(Problem::new(Kind::NotPermitted).because([reason]));
    }
    session.choose(Some(role));
    Ok(Json(describe(&call, session)))
}

async fn end(State(app): State<App>, call: Call) -> Result<Response> {
    app.sessions.end(call.may_change()?);
    let forget = AppendHeaders(Token::forget(app.settings.behind_tls));
    Ok((StatusCode::NO_CONTENT, forget).into_response())
}

/// The open sessions of whoever asks.
async fn all(call: Call) -> Result<Json<Value>> {
    let own = call.signed_in()?;
    let access = call.app.access();
    let sessions = call.app.sessions.of(&own.person, call.now, access);
    let sessions: Vec<Value> = sessions
        .iter()
        .map(|session| {
            json!({
                "session": session.mark(),
                "own": session.mark() == own.mark(),
                "opened": session.opened,
                "used": session.used(),
                "ends": session.ends(access),
                "shared": session.shared,
            })
        })
        .collect();
    Ok(Json(json!({ "items": sessions })))
}

/// Ends one of the sessions of whoever asks.
async fn end_one(call: Call, Path(mark): Path<String>) -> Result<StatusCode> {
    let own = call.may_change()?;
    let sessions = call.app.sessions.of(&own.person, call.now, call.app.access());
    let found = sessions.iter().find(|session| session.mark() == mark);
    call.app.sessions.end(found.ok_or_else(|| Problem::new(Kind::NotFound))?);
    Ok(StatusCode::NO_CONTENT)
}

fn describe(call: &Call, session: &Session) -> Value {
    json!({
        "person": session.person,
        "code": session.code,
        "station": session.station,
        "roles": call.roles(),
        "role": call.role(),
        "ends": session.ends(call.app.access()),
        "idle_seconds": session.idle_minutes(call.app.access()) * 60,
        "csrf": session.csrf,
        "second_factor_missing": is_missing(&call.snapshot.centre, session),
    })
}
