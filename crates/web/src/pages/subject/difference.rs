//! `/{kind}/{key}/difference?from=&to=`: what changed in a subject between two moments, in the words
//! of its page, and the acts that did it. Left out, `from` is its first entry and `to` is now.
//!
//! `GET /api/v1/subjects/{kind}/{key}/difference` says the same to programs.

use crate::api::Sealing;
use crate::app::{App, Call, size_of};
use crate::lang::{MISSING, Text, number};
use crate::pages::audit::told::{Opened, Told};
use crate::pages::audit::{Line, table};
use crate::pages::eye::Eye;
use crate::pages::frame::{Place, show as page};
use crate::pages::visit::Visit;
use crate::pages::{links, parameters, values, words};
use crate::parts::{Button, Col, Empty, Field, Icon, Panel, Row, Table, hidden};
use crate::problem::{Kind as ProblemKind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::Json;
use axum::extract::{Path, State as Shared};
use domain::id::{Kind, SubjectId};
use domain::permit::Sight;
use engine::past::PastError;
use maud::{Markup, html};
use serde_json::{Map, Value, json};

/// How many acts are listed.
const ACTS_MAX: usize = 200;

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq)]
struct Change {
    /// Where it stands, from the outside in, as recorded.
    path: Vec<String>,
    before: Option<Value>,
    after: Option<Value>,
}

/// Two moments of a subject.
struct Between {
    /// The latest entry before the first moment; none: it did not exist.
    from: Option<u64>,
    to: Option<u64>,
    changes: Vec<Change>,
    /// The acts in between, newest first.
    acts: Vec<Told>,
    /// How many acts are not listed.
    more: usize,
}

/// The page.
pub async fn show(visit: Visit, kind: Kind, Path(key): Path<String>) -> Result<Markup> {
    let subject = SubjectId::new(kind, &key).map_err(|_| Problem::new(ProblemKind::NotFound))?;
    let asked = parameters(&visit);
    let (from, to) = (asked.get("from").to_owned(), asked.get("to").to_owned());
    let (wanted, first, last) = (subject.clone(), from.clone(), to.clone());
    let shown = visit
        .ask(move |eye| {
            Ok(between(eye, &wanted, &first, &last).map(|between| {
                let rows: Vec<Row> = between.changes.iter().map(|it| row(eye, it)).collect();
                let acts: Vec<Line> =
                    between.acts.iter().map(|told| Line::of(eye, told.clone())).collect();
                (eye.name(&wanted), between, rows, acts)
            }))
        })
        .await??;
    let (name, between, rows, acts) = shown;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let head = Head::new(words::kind(t, kind))
        .code(name)
        .meta(html! { (t.get("difference-title")) })
        .action(html! {
            (Button::link(t.label("difference-back"), links::subject(&subject)).icon(Icon::Left))
        });
    let cols = vec![
        Col::text(t.label("difference-what")),
        Col::text(t.label("difference-before")),
        Col::text(t.label("difference-after")),
    ];
    let body = html! {
        div.stack."stack--lg" {
            (moments(&ctx, &subject, &from, &to))
            p { (span(&ctx, &between)) }
            (Panel::new("changes", t.label("difference-changes")).flush().body(html! {
                @if rows.is_empty() {
                    (Empty::new(Icon::Ok, t.label("difference-none")).words(t.get("difference-none.words")))
                } @else {
                    (Table::new(t.get("difference-changes"), cols).dense().rows(rows))
                }
            }))
            (Panel::new("acts", t.label("difference-acts")).flush().body(html! {
                @if acts.is_empty() {
                    (Empty::new(Icon::Search, t.label("audit-none")).words(t.get("difference-none.words")))
                } @else { (table(t, &acts)) }
                @if between.more > 0 {
                    p.more.muted { (t.with("difference-more", &[("n", between.more.into())])) }
                }
            }))
        }
    };
    Ok(page(&visit, &ctx, Place::of(kind), &head, body))
}

/// The same for programs.
pub async fn json(
    Shared(app): Shared<App>,
    call: Call,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Json<Value>> {
    let subject = crate::api::subject(&call, &kind, &key)?;
    let answer = app.blocking(move || {
        let asked = parameters(&call);
        let desk = domain::desk::Desk::new(&call.snapshot.centre, call.now);
        let eye = Eye::new(&call, &desk);
        let between = between(&eye, &subject, asked.get("from"), asked.get("to"))?;
        let change = |change: &Change| {
            json!({ "path": change.path, "before": change.before, "after": change.after })
        };
        let act = |told: &Told| json!({ "position": told.position, "sentence": told.sentence });
        Ok(json!({
            "subject": subject,
            "from": between.from,
            "to": between.to,
            "changes": between.changes.iter().map(change).collect::<Vec<_>>(),
            "acts": between.acts.iter().map(act).collect::<Vec<_>>(),
            "more": between.more,
        }))
    });
    Ok(Json(answer.await?))
}

fn between(eye: &Eye<'_>, subject: &SubjectId, from: &str, to: &str) -> Result<Between> {
    let call = eye.call;
    let not_found = || Problem::new(ProblemKind::NotFound);
    let slot = call.snapshot.centre.slot(subject).ok_or_else(not_found)?;
    if eye.sight(subject) == Sight::None {
        return Err(Problem::new(ProblemKind::NotPermitted));
    }
    let fault = |error: PastError| Problem::fault(&error);
    let size = |text: &str, default: u64| {
        if text.is_empty() { Ok(default) } else { size_of(call, text) }
    };
    let chain = call.app.engine.chain(subject, slot.last).map_err(fault)?;
    let first = chain.last().map_or(0, |first| first + 1);
    let (from, to) = (size(from, first)?, size(to, call.snapshot.size)?);
    let (from, to) = (from.min(to), from.max(to));
    let latest = |size: u64| chain.iter().copied().find(|position| *position < size);
    let (before, after) = (latest(from), latest(to));
    let state = |last: Option<u64>| match last {
        None => Ok(Value::Object(Map::new())),
        Some(last) => recorded(eye, subject, last),
    };
    let mut changes = Vec::new();
    differ(&mut Vec::new(), Some(&state(before)?), Some(&state(after)?), &mut changes);
    let acts: Vec<u64> =
        chain.iter().copied().filter(|position| (from..to).contains(position)).collect();
    let more = acts.len().saturating_sub(ACTS_MAX);
    let told = call.app.engine.log().with(|reader| {
        let mut told = Vec::new();
        for position in acts.iter().take(ACTS_MAX) {
            let leaf = reader.entry(*position)?.unwrap_or_default();
            let one = Told::of(eye, reader, *position, &leaf, Opened::AsPermitted);
            told.extend(one.map_err(PastError::Entry)?);
        }
        Ok::<_, PastError>(told)
    });
    let told = told.map_err(|error| Problem::fault(&error))?.map_err(fault)?;
    Ok(Between { from: before, to: after, changes, acts: told, more })
}

/// The state of a subject after its entry at `last`, opened as far as the person may see.
fn recorded(eye: &Eye<'_>, subject: &SubjectId, last: u64) -> Result<Value> {
    let state = eye.call.app.engine.log().with(|reader| engine::look::load(reader, subject, last));
    let state = state.map_err(|error| Problem::fault(&error))?;
    let state = state.map_err(|error| Problem::fault(&error))?;
    let value = serde_json::to_value(state).map_err(|error| Problem::fault(&error))?;
    let mut inner = match value {
        Value::Object(object) if object.len() == 1 => {
            object.into_iter().next().map_or(Value::Null, |(_, inner)| inner)
        }
        other => other,
    };
    Sealing::of(eye.call).open(subject, &mut inner);
    Ok(inner)
}

/// Takes down what differs, as deep as both sides have parts with names.
fn differ(
    path: &mut Vec<String>,
    before: Option<&Value>,
    after: Option<&Value>,
    changes: &mut Vec<Change>,
) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(a)), Some(Value::Object(b))) if !is_one(a) && !is_one(b) => {
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            for name in names {
                path.push(name.clone());
                differ(path, a.get(name), b.get(name), changes);
                path.pop();
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for at in 0..a.len().max(b.len()) {
                path.push((at + 1).to_string());
                differ(path, a.get(at), b.get(at), changes);
                path.pop();
            }
        }
        (a, b) => {
            let path = path.clone();
            changes.push(Change { path, before: a.cloned(), after: b.cloned() });
        }
    }
}

/// Whether an object is one value: a reading, or what is sealed.
fn is_one(object: &Map<String, Value>) -> bool {
    const ONE: [&str; 6] = ["n", "lt", "gt", "none", "sealed", "erased"];
    ONE.iter().any(|name| object.contains_key(*name))
}

fn row(eye: &Eye<'_>, change: &Change) -> Row {
    let names: Vec<String> = change.path.iter().map(|name| called(eye, name)).collect();
    let side = |value: &Option<Value>| match value {
        // It is there, and says no more.
        Some(Value::Null) => html! { (words::choice(eye.t, "yes")) },
        Some(value) => values::shown(eye, value),
        None => html! { (MISSING) },
    };
    Row::new(vec![html! { (names.join(" · ")) }, side(&change.before), side(&change.after)])
}

fn called(eye: &Eye<'_>, name: &str) -> String {
    if let Ok(subject) = name.parse::<SubjectId>() {
        return eye.name(&subject);
    }
    let families = ["field", "choice", "role"];
    let found = families.iter().find_map(|it| eye.t.find(&format!("{it}-{name}"), &[]));
    found.unwrap_or_else(|| name.to_owned())
}

fn span(ctx: &Ctx, between: &Between) -> String {
    let t = ctx.texts();
    let at = |position: Option<u64>| {
        position.map_or_else(
            || t.get("difference-not-yet"),
            |at| t.with("difference-after-entry", &[("position", number(&at.to_string()).into())]),
        )
    };
    let (from, to) = (at(between.from), at(between.to));
    t.with("difference-span", &[("from", from.into()), ("to", to.into())])
}

fn moments(ctx: &Ctx, subject: &SubjectId, from: &str, to: &str) -> Markup {
    let t = ctx.texts();
    let field = |name: &'static str, label: Text, value: &str| {
        Field::text(name, label).value(value).placeholder(t.get("past-ask.example"))
    };
    let path = format!("{}/difference", links::subject(subject));
    html! {
        form.filters method="get" action=(path) {
            @if let Some(past) = &ctx.past { (hidden(crate::app::AT, &past.at)) }
            (field("from", t.label("difference-from"), from).hint(html! { (t.get("past-ask.hint")) }))
            (field("to", t.label("difference-to"), to))
            div.filters__go { (Button::submit(t.label("difference-show")).primary()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(before: Value, after: Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        let mut changes = Vec::new();
        differ(&mut Vec::new(), Some(&before), Some(&after), &mut changes);
        changes.into_iter().map(|it| (it.path.join("/"), it.before, it.after)).collect()
    }

    #[test]
    fn only_what_changed_is_told_and_where_it_stands() {
        let before = json!({ "code": "OP-07", "roles": { "operator": null }, "marks": [1, 2],
            "value": { "n": "81.2", "u": "%" }, "state": "open" });
        let after = json!({ "code": "OP-07", "roles": { "courier": "2099-01-01" }, "marks": [1, 3, 4],
            "value": { "n": "82.1", "u": "%" }, "state": "open" });
        assert_eq!(
            changes(before.clone(), after),
            [
                ("marks/2".into(), Some(json!(2)), Some(json!(3))),
                ("marks/3".into(), None, Some(json!(4))),
                ("roles/operator".into(), Some(Value::Null), None),
                ("roles/courier".into(), None, Some(json!("2099-01-01"))),
                (
                    "value".into(),
                    Some(json!({ "n": "81.2", "u": "%" })),
                    Some(json!({ "n": "82.1", "u": "%" }))
                ),
            ]
        );
        assert_eq!(changes(before.clone(), before), []);
    }

    #[test]
    fn what_did_not_exist_comes_into_being_whole() {
        let all = changes(json!({}), json!({ "code": "OP-07", "name": { "sealed": true } }));
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|(_, before, _)| before.is_none()));
    }
}
