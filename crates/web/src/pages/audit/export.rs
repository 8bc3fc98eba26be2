//! The acts that fit, as a file: CSV for tables, JSON lines for programs; and a page of them as JSON.
//!
//! A file is written from the centre as it was when it was asked for, however much is recorded
//! meanwhile. It says itself with which filters it was made, how far the log went, and
//! under which checkpoint. Without `named=yes` nothing sealed is opened: the record without what
//! names somebody is what leaves the house by default.

use super::search::search;
use super::told::{Opened, Told};
use super::wanted::{FIELDS, Typed, Wanted};
use crate::api::bad;
use crate::app::Call;
use crate::pages::eye::{Clear, Eye};
use crate::pages::file::{Form, Piece, send};
use crate::pages::visit::Visit;
use crate::pages::{Posted, parameters};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::Json;
use axum::response::Response;
use engine::past::PastError;
use serde_json::{Value, json};

/// How many acts are written at a time.
const PIECE: usize = 500;

/// How many acts a page of the API holds at most.
const PAGE_MAX: usize = 200;

/// The columns of a table.
const COLUMNS: [&str; 13] = [
    "position", "recorded", "occurred", "person", "role", "said", "act", "about", "sentence",
    "reason", "signed", "findings", "leaf",
];

/// As a table.
pub async fn csv(visit: Visit) -> Response {
    file(&visit, Form::Csv)
}

/// As lines of JSON.
pub async fn lines(visit: Visit) -> Response {
    file(&visit, Form::Lines)
}

/// A page of acts, for programs.
pub async fn one_page(call: Call) -> Result<Json<Value>> {
    call.signed_in()?;
    let asked = parameters(&call);
    let limit = asked.given("limit").map_or(Ok(50), str::parse::<usize>);
    let limit = limit.ok().filter(|limit| (1..=PAGE_MAX).contains(limit));
    let limit =
        limit.ok_or_else(|| bad("limit", &format!("it is a whole number from 1 to {PAGE_MAX}")))?;
    let is = "it is the position of an entry, from 0 up";
    let before = asked.given("before").map(str::parse::<u64>).transpose();
    let before = before.map_err(|_| bad("before", is))?;
    let opened = opened(&asked);
    let typed = Typed::of(&FIELDS, &asked);
    let answer = ask(&call, move |eye| {
        let wanted = read(eye, &typed)?;
        let found = search(eye, &wanted, before, limit, opened).map_err(problem)?;
        let items: Vec<Value> = found.acts.iter().map(|told| as_json(eye, told)).collect();
        Ok(json!({ "items": items, "next": found.rest }))
    });
    Ok(Json(answer.await?))
}

fn opened(asked: &Posted) -> Opened {
    if asked.get("named") == "yes" { Opened::AsPermitted } else { Opened::Never }
}

/// Runs where blocking is allowed, with the eyes of whoever calls.
pub async fn ask<T: Send + 'static>(
    call: &Call,
    question: impl Fn(&Eye<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let call = call.clone();
    let app = call.app.clone();
    app.blocking(move || {
        let desk = domain::desk::Desk::new(&call.snapshot.centre, call.now);
        question(&Eye::new(&call, &desk))
    })
    .await
}

fn read(eye: &Eye<'_>, typed: &Typed) -> Result<Wanted> {
    let wanted = Wanted::read(eye, typed).map_err(problem)?;
    wanted.map_err(|wrong| {
        let reason = |(field, why)| Reason::new("field-wrong").at(field).with("problem", why);
        Problem::new(Kind::BadParameter).because(wrong.into_iter().map(reason))
    })
}

fn problem(error: PastError) -> Problem {
    Problem::fault(&error)
}

fn file(visit: &Visit, form: Form) -> Response {
    let asked = parameters(visit);
    let (typed, opened) = (Typed::of(&FIELDS, &asked), opened(&asked));
    let call: Call = (**visit).clone();
    send(call, form, "audit", move |eye, before| piece(eye, form, &typed, opened, before))
}

/// Some more of the file, and where it goes on.
fn piece(
    eye: &Eye<'_>,
    form: Form,
    typed: &Typed,
    opened: Opened,
    before: Option<u64>,
) -> Result<(Vec<u8>, Option<u64>)> {
    let wanted = read(eye, typed)?;
    let found = search(eye, &wanted, before, PIECE, opened).map_err(problem)?;
    let note = before.is_none().then(|| note(eye, typed, opened));
    let bytes = Piece { form, note, columns: COLUMNS }.of(
        &found.acts,
        |told| as_json(eye, told),
        |told| cells(eye, told),
    )?;
    Ok((bytes, found.rest))
}

/// What the file is: by whom, when, with which filters, of which log, as of which checkpoint.
fn note(eye: &Eye<'_>, typed: &Typed, opened: Opened) -> Value {
    let snapshot = &eye.call.snapshot;
    let filters: serde_json::Map<String, Value> =
        typed.pairs().map(|(name, value)| (name.to_owned(), value.into())).collect();
    json!({
        "log": eye.call.app.engine.origin(),
        "entries": snapshot.size,
        "root": snapshot.root.to_string(),
        "checkpoint": String::from_utf8_lossy(&snapshot.checkpoint),
        "filters": filters,
        "names": match opened { Opened::Never => "left out", Opened::AsPermitted => "as permitted" },
        "made_by": eye.call.session.as_ref().map(|session| session.code.clone()),
        "made_at": eye.call.past.as_ref().map_or(eye.call.now, |past| past.today),
    })
}

fn as_json(eye: &Eye<'_>, told: &Told) -> Value {
    let lang = eye.t.lang();
    let about: Vec<_> = told.about.iter().map(|(subject, _)| subject).collect();
    let reasons: Vec<Value> = told.reasons.iter().map(|(_, reason)| reason_json(reason)).collect();
    let findings: Vec<Value> = told
        .findings
        .iter()
        .map(|(severity, reason)| {
            json!({ "code": reason.code, "severity": severity.word(), "sentence": reason.sentence(lang) })
        })
        .collect();
    json!({
        "position": told.position,
        "recorded": told.recorded,
        "occurred": told.occurred,
        "person": told.who,
        "role": told.role.plain(),
        "said": told.said,
        "act": told.is,
        "about": about,
        "sentence": told.sentence,
        "reasons": reasons,
        "signed": told.signed,
        "findings": findings,
        "leaf": told.leaf,
    })
}

fn reason_json(reason: &Clear) -> Value {
    match reason {
        Clear::Text(text) => text.as_str().into(),
        Clear::Hidden => json!({ "sealed": true }),
        Clear::Erased => json!({ "erased": true }),
    }
}

fn cells(eye: &Eye<'_>, told: &Told) -> [String; 13] {
    let lang = eye.t.lang();
    let joined = |all: Vec<String>| all.join("; ");
    [
        told.position.to_string(),
        told.recorded.to_string(),
        told.occurred.to_string(),
        told.who.clone(),
        told.role.plain().to_owned(),
        told.said.word().to_owned(),
        told.is.clone(),
        joined(told.about.iter().map(|(subject, _)| subject.to_string()).collect()),
        told.sentence.clone(),
        joined(told.reasons.iter().map(|(_, reason)| reason.shown(eye.t)).collect()),
        told.signed.map_or_else(String::new, |meaning| meaning.word().to_owned()),
        joined(told.findings.iter().map(|(_, reason)| reason.sentence(lang)).collect()),
        told.leaf.clone(),
    ]
}
