//! `POST /api/v1/accounts`: the name and password a person signs in with.
//!
//! Accounts lie beside the log: a password is no part of the record. An administrator gives a
//! person their first; everybody changes their own by giving the old one.

use super::fields::Fields;
use super::strict;
use crate::app::{App, Call, JsonText};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use domain::id::PersonId;
use domain::people::Role;
use engine::accounts::{AccountError, PASSWORD_CHARACTERS_MIN};
use engine::answer::NotTaken;
use ledger::store::StoreError;
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/accounts", post(set))
}

struct Wish {
    person: PersonId,
    name: String,
    password: String,
    current: Option<String>,
}

fn wish(body: &[u8]) -> Result<Wish> {
    let mut fields = Fields::of(strict::read(body)?)?;
    let person = fields.need("person", Fields::parsed::<PersonId>);
    let name = fields.need("name", Fields::text).map(|name| name.trim().to_lowercase());
    let password = fields.need("password", Fields::text);
    let current = fields.text("current");
    let read = person.zip(name).zip(password);
    let ((person, name), password) = fields.finish(read)?;
    let good = |b: u8| b.is_ascii_alphanumeric() || b"._-@".contains(&b);
    if name.is_empty() || name.len() > 60 || !name.bytes().all(good) {
        return Err(Problem::unreadable([Reason::new("bad-account-name").at("/name")]));
    }
    Ok(Wish { person, name, password, current })
}

async fn set(
    State(app): State<App>,
    call: Call,
    body: JsonText,
) -> Result<(StatusCode, Json<Value>)> {
    let session = call.may_change()?.clone();
    let Wish { person, name, password, current } = wish(&body.0)?;
    if call.snapshot.centre.slot(person.subject()).is_none() {
        let reason =
            Reason::new("unknown-subject").at("/person").with("subject", person.to_string());
        return Err(Problem::new(Kind::UnknownSubject).because([reason]));
    }
    let own = session.person == person;
    if !own && !call.roles().contains(&Role::Administrator) {
        let reason = Reason::new("account-of-another").at("/person");
        return Err(Problem::new(Kind::NotPermitted).because([reason]));
    }
    let who = person.to_string();
    if let Some(seconds) = app.attempts.wait(&who, call.now) {
        return Err(Problem::new(Kind::TooManyAttempts).again_in(seconds));
    }
    let engine = app.engine.clone();
    let (holder, account) = (person.clone(), name.clone());
    let kept = app.blocking(move || {
        let accounts = engine.accounts();
        if own {
            let current = current.unwrap_or_default();
            let right = accounts.check_person(&holder, &current);
            if !right.map_err(|error| Problem::fault(&error))? {
                let reason = Reason::new("wrong-password").at("/current");
                return Err(Problem::new(Kind::WrongPassword).because([reason]));
            }
        }
        accounts.set(&account, &holder, &password).map_err(not_kept)
    });
    let kept = kept.await;
    if own {
        let wrong = kept.as_ref().is_err_and(|problem| problem.kind == Kind::WrongPassword);
        app.attempts.tried(&who, !wrong, call.now);
    }
    kept?;
    app.sessions.end_all_of(&person);
    tracing::info!("a password was set");
    Ok((StatusCode::CREATED, Json(json!({ "person": person, "name": name }))))
}

fn not_kept(error: AccountError) -> Problem {
    match error {
        AccountError::TooShort => Problem::unreadable([Reason::new("password-too-short")
            .at("/password")
            .with("min", PASSWORD_CHARACTERS_MIN.to_string())]),
        AccountError::OfTheSystem => Problem::new(Kind::Refused)
            .because([Reason::new("account-of-the-system").at("/person")]),
        AccountError::NameTaken(_) => {
            Problem::new(Kind::Refused).because([Reason::new("account-name-taken").at("/name")])
        }
        AccountError::Database(StoreError::DiskFull { .. }) => NotTaken::NoRoom.into(),
        _ => Problem::fault(&error),
    }
}
