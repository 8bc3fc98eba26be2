//! The notes that fit, as a file: CSV for tables, JSON lines for programs; and a page of them as JSON.
//!
//! It names nobody but by code, and says itself with
//! which filters it was made, of which log, and how its days stand to what was sealed.

use super::look::{Found, look};
use super::wanted::{FIELDS, family};
use super::{known, permitted};
use crate::api::{bad, subject};
use crate::app::Call;
use crate::pages::audit::{Typed, ask};
use crate::pages::eye::Eye;
use crate::pages::file::{Form, Piece, send};
use crate::pages::parameters;
use crate::pages::visit::Visit;
use crate::problem::{Kind, Problem, Reason, Result};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use domain::id::SubjectId;
use domain::people::Role;
use engine::access::{Attempted, Noted, Place, What};
use serde_json::{Map, Value, json};

/// How many notes are written at a time.
const PIECE: usize = 1_000;

/// How many notes a page of the API holds at most.
const PAGE_MAX: usize = 200;

/// The columns of a table, as members of a note.
const COLUMNS: [&str; 17] = [
    "day",
    "position",
    "at",
    "person",
    "role",
    "is",
    "of",
    "page",
    "how",
    "name",
    "why",
    "status",
    "times",
    "command",
    "user",
    "seal",
    "sealed_by",
];

/// As a table.
pub async fn csv(visit: Visit) -> Result<Response> {
    file(&visit, Form::Csv)
}

/// As lines of JSON.
pub async fn lines(visit: Visit) -> Result<Response> {
    file(&visit, Form::Lines)
}

/// A page of the whole log, for programs.
pub async fn whole_page(call: Call) -> Result<Json<Value>> {
    call.signed_in()?;
    permitted(&call)?;
    one_page(call, None).await
}

/// A page of what concerns a patient, an order or an infusion, for programs.
pub async fn page_of(call: Call, Path((kind, key)): Path<(String, String)>) -> Result<Json<Value>> {
    let subject = known(&call, subject(&call, &kind, &key)?)?;
    one_page(call, Some(subject)).await
}

async fn one_page(call: Call, of: Option<SubjectId>) -> Result<Json<Value>> {
    let asked = parameters(&call);
    let limit = asked.given("limit").map_or(Ok(50), str::parse::<usize>);
    let limit = limit.ok().filter(|limit| (1..=PAGE_MAX).contains(limit));
    let limit =
        limit.ok_or_else(|| bad("limit", &format!("it is a whole number from 1 to {PAGE_MAX}")))?;
    let before = asked.given("before").map(str::parse::<Place>).transpose();
    let before = before.map_err(|()| bad("before", "it is a place, as `next` says it"))?;
    let typed = Typed::of(&FIELDS, &asked);
    let answer = ask(&call, move |eye| {
        let found = found(eye, &typed, of.as_ref(), before, limit)?;
        let about = of.as_ref().map(|of| family(eye, of));
        eye.call.asked.opened.look(&about.unwrap_or_default());
        let items: Vec<Value> =
            found.notes.iter().map(|noted| Value::Object(as_json(eye, noted, &found))).collect();
        let next = found.rest.map(|rest| rest.to_string());
        Ok(json!({ "items": items, "days": days(&found), "next": next }))
    });
    Ok(Json(answer.await?))
}

fn found(
    eye: &Eye<'_>,
    typed: &Typed,
    of: Option<&SubjectId>,
    before: Option<Place>,
    most: usize,
) -> Result<Found> {
    let found = look(eye, typed, of, before, most).map_err(|error| Problem::fault(&error))?;
    found.map_err(|wrong| {
        let reason = |(field, why)| Reason::new("field-wrong").at(field).with("problem", why);
        Problem::new(Kind::BadParameter).because(wrong.into_iter().map(reason))
    })
}

/// The days that were looked at, and how they stand to what was sealed of them.
fn days(found: &Found) -> Vec<Value> {
    let day = |(day, standing): &(_, super::look::Standing)| json!({ "day": day, "seal": standing.word(), "sealed_by": standing.entry() });
    found.days.iter().map(day).collect()
}

fn file(visit: &Visit, form: Form) -> Result<Response> {
    permitted(visit)?;
    let typed = Typed::of(&FIELDS, &parameters(visit));
    let call: Call = (**visit).clone();
    Ok(send(call, form, "access", move |eye, before| piece(eye, form, &typed, before)))
}

/// Some more of the file, and where it goes on. That somebody takes it along is noted.
fn piece(
    eye: &Eye<'_>,
    form: Form,
    typed: &Typed,
    before: Option<Place>,
) -> Result<(Vec<u8>, Option<Place>)> {
    let found = found(eye, typed, None, before, PIECE)?;
    if before.is_none() {
        let about = crate::pages::audit::subject(eye, typed.get("subject"));
        eye.call.asked.opened.look(&about.map_or_else(Vec::new, |about| family(eye, &about)));
    }
    let note = before.is_none().then(|| note(eye, typed));
    let bytes = Piece { form, note, columns: COLUMNS }.of(
        found.notes.iter().map(|noted| as_json(eye, noted, &found)),
        |note| Value::Object(note.clone()),
        |note| COLUMNS.map(|column| cell(note.get(column))),
    )?;
    Ok((bytes, found.rest))
}

/// What the file is: by whom, when, with which filters, of which log, as of which checkpoint.
fn note(eye: &Eye<'_>, typed: &Typed) -> Value {
    let snapshot = &eye.call.snapshot;
    let filters: Map<String, Value> =
        typed.pairs().map(|(name, value)| (name.to_owned(), value.into())).collect();
    json!({
        "log": format!("{}/access", eye.call.app.engine.origin()),
        "sealed_in": snapshot.size,
        "checkpoint": String::from_utf8_lossy(&snapshot.checkpoint),
        "filters": filters,
        "made_by": eye.call.session.as_ref().map(|session| session.code.clone()),
        "made_at": eye.call.present().1,
    })
}

/// A note: who by code, the subjects by their ids.
fn as_json(eye: &Eye<'_>, noted: &Noted, found: &Found) -> Map<String, Value> {
    let Noted { day, position, note } = noted;
    let standing = found.standing(*day);
    let mut said = Map::new();
    let mut put = |name: &str, value: Value| said.insert(name.to_owned(), value);
    put("day", json!(day));
    put("position", json!(position));
    put("at", json!(note.at));
    put("person", json!(note.by.as_ref().map(|by| eye.code(by))));
    put("role", json!(note.role.map(Role::word)));
    put("is", note.what.sort().word().into());
    match &note.what {
        What::Read { of, page } => {
            put("of", json!(of));
            put("page", json!(page));
        }
        What::SignedIn { how } => {
            put("how", json!(how));
        }
        What::SignInFailed { name, why } => {
            let name = match name {
                Attempted::Person(person) => eye.code(person),
                Attempted::Hash(hash) => format!("hash {hash}"),
            };
            put("name", name.into());
            put("why", json!(why));
        }
        What::Refused { status, why, page, times } => {
            put("status", json!(status));
            put("why", json!(why));
            put("page", json!(page));
            put("times", json!(times));
        }
        What::KeysOpened { command, user, of } => {
            put("of", json!(of));
            put("command", json!(command));
            put("user", json!(user));
        }
        What::Lost { times } => {
            put("times", json!(times));
        }
    }
    put("seal", standing.word().into());
    put("sealed_by", json!(standing.entry()));
    said
}

/// A member of a note as a cell.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(all)) => {
            all.iter().map(|one| cell(Some(one))).collect::<Vec<_>>().join("; ")
        }
        Some(other) => other.to_string(),
    }
}
