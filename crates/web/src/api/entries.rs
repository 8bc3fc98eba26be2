//! Entries of the log, readable: one by its position, or the chain of a subject.
//!
//! `GET /api/v1/log/entries/{position}` · `GET /api/v1/subjects/{kind}/{key}/entries?from=&limit=`

use super::opening::Sealing;
use super::query::{Parameters, bad};
use crate::app::{App, Call};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use domain::id::{PersonId, SubjectId};
use domain::people::Person;
use domain::permit::Sight;
use domain::state::Held as _;
use engine::Snapshot;
use engine::entry::{self, MadeRead, SaidLine};
use serde_json::{Value, json};

const LIMIT: usize = 50;
const LIMIT_MAX: usize = 200;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/log/entries/{position}", get(one))
        .route("/api/v1/subjects/{kind}/{key}/entries", get(chain))
}

async fn one(
    State(app): State<App>,
    call: Call,
    Path(position): Path<String>,
) -> Result<Json<Value>> {
    call.signed_in()?;
    let is = "it is the position of an entry, from 0 up";
    let position: u64 = position.parse().map_err(|_| bad("position", is))?;
    let sealing = Sealing::of(&call);
    let read = app.blocking(move || {
        let leaf = leaf(&call, position)?;
        let (said, made) = lines(&leaf)?;
        let about = subjects(&made);
        if about.iter().any(|subject| sealing.sight(subject) == Sight::None) {
            return Err(Problem::new(Kind::NotPermitted));
        }
        let mut entry = shown(&call.snapshot, &sealing, position, &leaf, &said, &made)?;
        let (line1, line2) = entry::lines(&leaf).map_err(|error| Problem::fault(&error))?;
        if let Some(entry) = entry.as_object_mut() {
            entry.insert("lines".to_owned(), json!([line1, line2]));
        }
        Ok(entry)
    });
    Ok(Json(read.await?))
}

async fn chain(
    State(app): State<App>,
    call: Call,
    Path((kind, key)): Path<(String, String)>,
    parameters: Parameters,
) -> Result<Json<Value>> {
    let subject = super::subjects::subject(&call, &kind, &key)?;
    let limit = parameters.limit(LIMIT, LIMIT_MAX)?;
    let from: Option<u64> = parameters.get("from", "it is the position of an entry, from 0 up")?;
    let sealing = Sealing::of(&call);
    let read = app.blocking(move || {
        let last = call.snapshot.centre.slot(&subject).map(|slot| slot.last);
        let mut next = from.or(last);
        let mut items = Vec::new();
        while let Some(position) = next.filter(|_| items.len() < limit) {
            let leaf = leaf(&call, position)?;
            let (said, made) = lines(&leaf)?;
            let Some(about) = made.about.iter().find(|about| about.s == subject) else {
                return Err(bad("from", "the entry there is not about this subject"));
            };
            let mut item = shown(&call.snapshot, &sealing, position, &leaf, &said, &made)?;
            if let Some(item) = item.as_object_mut() {
                item.insert("ordinal".to_owned(), about.n.into());
            }
            items.push(item);
            // A chain leads to ever earlier entries, or it would never end.
            next = about.prev.filter(|prev| *prev < position);
        }
        Ok(json!({ "subject": subject, "items": items, "next": next }))
    });
    Ok(Json(read.await?))
}

/// The bytes of an entry.
fn leaf(call: &Call, position: u64) -> Result<Vec<u8>> {
    let unknown = || {
        let reason = Reason::new("unknown-entry").with("position", position.to_string());
        Problem::new(Kind::NotFound).because([reason])
    };
    if position >= call.snapshot.size {
        return Err(unknown());
    }
    let read = call.app.engine.log().with(|reader| reader.entry(position));
    read.and_then(|read| read).map_err(|error| Problem::fault(&error))?.ok_or_else(unknown)
}

fn lines(leaf: &[u8]) -> Result<(SaidLine, MadeRead<'_>)> {
    let read = entry::said(leaf).and_then(|said| Ok((said, entry::made(leaf)?)));
    read.map_err(|error| Problem::fault(&error))
}

fn subjects(made: &MadeRead<'_>) -> Vec<SubjectId> {
    made.about.iter().map(|about| about.s.clone()).collect()
}

/// An entry as somebody may see it: the parts of its sentence, line 1, and what was made of it.
fn shown(
    snapshot: &Snapshot,
    sealing: &Sealing,
    position: u64,
    leaf: &[u8],
    said: &SaidLine,
    made: &MadeRead<'_>,
) -> Result<Value> {
    let about = subjects(made);
    let mut line = serde_json::to_value(said).map_err(|error| Problem::fault(&error))?;
    sealing.open_of_all(&about, &mut line);
    let mut facts = Vec::with_capacity(made.facts.len());
    for fact in &made.facts {
        if sealing.sight(&fact.s) == Sight::None {
            continue;
        }
        let of = serde_json::from_str(fact.of.get()).map_err(|error| Problem::fault(&error))?;
        let mut fact_of: Value = of;
        sealing.open(&fact.s, &mut fact_of);
        facts.push(json!({ "s": fact.s, "is": fact.is, "iv": fact.iv, "of": fact_of }));
    }
    let findings: Vec<Value> = made.findings.iter().map(super::acts::finding_json).collect();
    let proof = serde_json::to_value(&made.proof).map_err(|error| Problem::fault(&error))?;
    Ok(json!({
        "position": position,
        "leaf": ledger::tree::hash_leaf(leaf).to_string(),
        "sentence": {
            "who": code_of(snapshot, &said.by),
            "role": said.role,
            "said": said.said,
            "is": said.is,
            "about": about,
            "occurred": said.occurred,
            "recorded": made.recorded,
        },
        "said": line,
        "made": {
            "recorded": made.recorded,
            "sw": made.sw,
            "term": made.term,
            "about": made.about,
            "read": made.read,
            "facts": facts,
            "findings": findings,
            "proof": proof,
        },
    }))
}

fn code_of(snapshot: &Snapshot, person: &PersonId) -> Option<String> {
    let slot = snapshot.centre.slot(person.subject())?;
    Person::of_summary(&slot.summary).map(|person| person.code.to_string())
}
