//! Reads of any subject: its state, lists of its kind, and what is found under a key.
//!
//! `GET /api/v1/subjects/{kind}/{key}` · `GET /api/v1/subjects/{kind}?after=&limit=` ·
//! `GET /api/v1/subjects?index=&text=`

use super::opening::Sealing;
use super::query::{Parameters, bad};
use crate::app::{App, Call};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use domain::centre::Slot;
use domain::id::{Kind as SubjectKind, SubjectId};
use domain::index::Index;
use domain::permit::Sight;
use domain::refusal::Stop;
use serde::Serialize;
use serde_json::{Value, json};

const LIMIT: usize = 100;
const LIMIT_MAX: usize = 500;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/subjects", get(found))
        .route("/api/v1/subjects/{kind}", get(list))
        .route("/api/v1/subjects/{kind}/{key}", get(one))
}

/// The subject an address names, if the person may know of it.
pub(crate) fn subject(call: &Call, kind: &str, key: &str) -> Result<SubjectId> {
    call.signed_in()?;
    let subject =
        SubjectId::new(kind_named(kind)?, key).map_err(|error| bad("key", &error.to_string()))?;
    if call.sight(&subject) == Sight::None {
        return Err(Problem::new(Kind::NotPermitted));
    }
    if call.snapshot.centre.slot(&subject).is_none() {
        let reason = Reason::new("unknown-subject").with("subject", subject.to_string());
        return Err(Problem::new(Kind::UnknownSubject).because([reason]));
    }
    Ok(subject)
}

fn kind_named(kind: &str) -> Result<SubjectKind> {
    SubjectKind::named(kind).ok_or_else(|| {
        let all: Vec<_> = SubjectKind::ALL.iter().map(|kind| kind.name()).collect();
        bad("kind", &format!("it is one of {}", all.join(", ")))
    })
}

async fn one(
    State(app): State<App>,
    call: Call,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Json<Value>> {
    let subject = subject(&call, &kind, &key)?;
    let sealing = Sealing::of(&call);
    let engine = app.engine.clone();
    let read = app.blocking(move || {
        let (slot, state) = engine.look_in(&call.snapshot.centre, call.now, |desk| {
            let slot = desk.centre().slot(&subject);
            let slot = slot.ok_or_else(|| domain::desk::unknown(&subject))?;
            match &slot.state {
                Some(state) => Ok((slot.clone(), state.clone())),
                None => Err(Stop::Reload(subject.clone())),
            }
        })?;
        let mut read = summary(&subject, &slot, &sealing)?;
        let mut state = untagged(&state)?;
        sealing.open(&subject, &mut state);
        if let Some(read) = read.as_object_mut() {
            read.insert("state".to_owned(), state);
        }
        Ok(read)
    });
    Ok(Json(read.await?))
}

/// A subject as lists show it.
fn summary(subject: &SubjectId, slot: &Slot, sealing: &Sealing) -> Result<Value> {
    let mut summary = untagged(&slot.summary)?;
    sealing.open(subject, &mut summary);
    Ok(json!({
        "subject": subject,
        "ordinal": slot.ordinal,
        "last": slot.last,
        "open": slot.state.is_some(),
        "summary": summary,
    }))
}

/// What a state or summary says, without the name of its kind around it: the address has it.
fn untagged(value: &impl Serialize) -> Result<Value> {
    let value = serde_json::to_value(value).map_err(|error| Problem::fault(&error))?;
    Ok(match value {
        Value::Object(object) if object.len() == 1 => {
            object.into_iter().next().map_or(Value::Null, |(_, inner)| inner)
        }
        other => other,
    })
}

async fn list(
    State(app): State<App>,
    call: Call,
    Path(kind): Path<String>,
    parameters: Parameters,
) -> Result<Json<Value>> {
    call.signed_in()?;
    let kind = kind_named(&kind)?;
    let after: Option<String> = parameters.get("after", "it is a key")?;
    let limit = parameters.limit(LIMIT, LIMIT_MAX)?;
    let sealing = Sealing::of(&call);
    let read = app.blocking(move || {
        let of_kind = call.snapshot.centre.of_kind(kind);
        let visible = of_kind
            .skip_while(|(id, _)| after.as_deref().is_some_and(|after| id.key() <= after))
            .filter(|(id, _)| sealing.sight(id) > Sight::None);
        let page: Vec<_> = visible.take(limit + 1).collect();
        listed(&page, limit, &sealing)
    });
    Ok(Json(read.await?))
}

fn listed(page: &[(&SubjectId, &Slot)], limit: usize, sealing: &Sealing) -> Result<Value> {
    let shown = page.iter().take(limit);
    let items = shown.map(|(id, slot)| summary(id, slot, sealing)).collect::<Result<Vec<_>>>()?;
    let last = page.len().checked_sub(2).filter(|_| page.len() > limit);
    let next = last.and_then(|last| page.get(last)).map(|(id, _)| id.key());
    Ok(json!({ "items": items, "next": next }))
}

async fn found(State(app): State<App>, call: Call, parameters: Parameters) -> Result<Json<Value>> {
    call.signed_in()?;
    let index = index_named(&parameters.need::<String>("index", "it is the name of an index")?)?;
    let text: String = parameters.need("text", "it is a text")?;
    let limit = parameters.limit(LIMIT, LIMIT_MAX)?;
    let sealing = Sealing::of(&call);
    let read = app.blocking(move || {
        let centre = &call.snapshot.centre;
        let page: Vec<_> = centre
            .found_under(index, &text)
            .filter(|id| sealing.sight(id) > Sight::None)
            .filter_map(|id| Some((id, centre.slot(id)?.as_ref())))
            .take(limit)
            .collect();
        listed(&page, limit, &sealing)
    });
    Ok(Json(read.await?))
}

/// The index of a name: `person-code` for `PersonCode`.
fn index_named(name: &str) -> Result<Index> {
    let mut camel = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    let unknown = |_| bad("index", "there is no index of this name; person-code is one");
    serde_json::from_value(Value::String(camel)).map_err(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_named_as_everything_else_in_the_api() {
        assert_eq!(index_named("person-code").unwrap(), Index::PersonCode);
        assert_eq!(index_named("waiting").unwrap(), Index::Waiting);
        for name in ["", "-", "person_code", "colour", "\u{df}"] {
            assert_eq!(index_named(name).unwrap_err().kind, Kind::BadParameter);
        }
    }
}
