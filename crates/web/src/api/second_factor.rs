//! `/api/v1/session/second-factor`: the second step of signing in, with the ticket of the first.
//! `/api/v1/account/time-code`: what time-based codes are made of, for whoever sets them up.

use super::acts::assertion;
use super::fields::Fields;
use super::sessions::opened;
use super::strict;
use crate::app::{App, Call, JsonText};
use crate::pages::links::encoded;
use crate::problem::{Problem, Reason, Result};
use crate::session::Token;
use crate::session::second_factor::{Answer, second_step};
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use domain::act::ActId;
use engine::request::Assertion;
use serde_json::{Value, json};
use standards::totp::{DIGITS, SECONDS};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/session/second-factor", post(step))
        .route("/api/v1/account/time-code", post(secret))
}

async fn step(State(app): State<App>, call: Call, body: JsonText) -> Result<Response> {
    let mut fields = Fields::of(strict::read(&body.0)?)?;
    let ticket = fields.need("ticket", |fields, name| {
        let text = fields.text(name)?;
        // What is no ticket is one that nobody has.
        Some(Token::parse(&text))
    });
    let code = fields.text("code").map(Answer::Code);
    let passkey = fields.object("passkey", |fields| assertion(fields, ""));
    let passkey: Option<Assertion> = passkey;
    let answer = code.or(passkey.map(|signed| Answer::Passkey(Box::new(signed))));
    let (ticket, answer) = fields.finish(ticket.map(|ticket| (ticket, answer)))?;
    let answer =
        answer.ok_or_else(|| Problem::unreadable([Reason::new("field-missing").at("/code")]))?;
    let ticket = ticket.ok_or_else(|| Problem::new(crate::problem::Kind::TicketEnded))?;
    let signed_in = second_step(&app, &call.asked, &ticket, answer).await?;
    Ok(opened(&app, call, &signed_in))
}

async fn secret(State(app): State<App>, call: Call, body: JsonText) -> Result<Json<Value>> {
    let session = call.may_change()?.clone();
    let mut fields = Fields::of(strict::read(&body.0)?)?;
    let id = fields.need("id", Fields::parsed::<ActId>);
    let id = fields.finish(id)?;
    let engine = app.engine.clone();
    let person = session.person.clone();
    let secret = app.blocking(move || Ok(engine.time_code_secret(&person, id)?)).await?;
    let issuer = app.centre_name(call.asked.lang);
    Ok(Json(json!({
        "id": id,
        "secret": secret,
        "address": address(&issuer, &session.code, &secret),
        "digits": DIGITS,
        "seconds": SECONDS,
    })))
}

/// The address with which an app takes a secret over, by a picture or by a link
/// (github.com/google/google-authenticator/wiki/Key-Uri-Format).
pub fn address(issuer: &str, code: &str, secret: &str) -> String {
    // A colon stands between the two, and a stroke would begin another part of the address.
    let piece = |text: &str| encoded(&text.replace(':', " ")).replace('/', "%2F");
    let (issuer, code) = (piece(issuer), piece(code));
    format!(
        "otpauth://totp/{issuer}:{code}?secret={secret}&issuer={issuer}&algorithm=SHA1&\
         digits={DIGITS}&period={SECONDS}"
    )
}
