//! `/batch/start`: starting a batch: first on which process, then for whom, where, and from what.

use super::super::act::{self, take::Taken};
use super::super::acting::{self, NotTaken};
use super::super::eye::Eye;
use super::super::frame::{Place, after, show as page};
use super::super::line::Line;
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::super::{links, parameters, words};
use super::both;
use crate::api;
use crate::lang::{Text, Texts, unit};
use crate::parts::{
    Button, Choice, Choices, Empty, Field, Icon, Item, Panel, Refusal, SelectOption, id, list,
};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::response::{IntoResponse, Redirect, Response};
use domain::act::Said;
use domain::command::Command;
use domain::custody::{Order, OrderSummary};
use domain::facility::Room;
use domain::id::{Kind as Of, ProcessId, SubjectId};
use domain::process::{Compiled, views};
use domain::refusal::Stop;
use maud::{Markup, html};
use process::model::{Fact, Modality};
use serde_json::{Value, json};
use std::sync::Arc;

const ACTION: &str = "batch.start";

/// What can be started, or everything one process asks for.
enum View {
    Processes(Vec<(String, Text, String, bool)>),
    One(Box<One>),
}

struct One {
    process: Arc<Compiled>,
    id: ProcessId,
    orders: Vec<(String, String)>,
    rooms: Vec<(String, String)>,
    inputs: Vec<Fact>,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let process = parameters(&visit).get("process").to_owned();
    render(&visit, process, None).await
}

/// Starting it.
pub async fn act(visit: Visit, posted: Posted) -> Result<Response> {
    let action = Command::find(ACTION).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let process = posted.get("process").to_owned();
    let taken = match act::read(&visit, action, &posted) {
        Ok(mut request) => {
            request.with.insert("inputs".to_owned(), inputs(&posted));
            api::take(&visit, request).await
        }
        Err(problem) => Err(problem),
    };
    let taken = match taken {
        Ok(receipt) => Taken::Recorded(receipt),
        Err(problem) if matches!(problem.kind, Kind::Fault | Kind::Forged) => return Err(problem),
        Err(problem) => Taken::Not(act::take::NotTaken::of(&visit, problem, &posted).await),
    };
    match taken {
        Taken::Recorded(receipt) => {
            let batch = receipt.facts.iter().find(|(_, is)| *is == "batch-started");
            let path =
                batch.map_or_else(|| "/batch".to_owned(), |(batch, _)| links::subject(batch));
            Ok(Redirect::to(&after(&path, receipt.position)).into_response())
        }
        Taken::Not(not) => {
            let status = not.status;
            let not = NotTaken {
                action: ACTION,
                reasons: not.reasons,
                may_be_told: false,
                typed: posted,
            };
            Ok((status, render(&visit, process, Some(not)).await?).into_response())
        }
    }
}

/// The readings a batch starts from, in the order of the form.
fn inputs(posted: &Posted) -> Value {
    let numbers = posted.all("input").zip(posted.all("input.unit"));
    numbers.map(|(n, u)| json!({ "n": n, "u": u })).collect()
}

async fn render(visit: &Visit, process: String, refused: Option<NotTaken>) -> Result<Markup> {
    let asked = process.clone();
    let view = visit.ask(move |eye| of(eye, &asked)).await?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let mut head = Head::new(words::action(t, ACTION));
    let body = match &view {
        View::Processes(all) => processes(t, all),
        View::One(one) => {
            head = head.code(one.id.key()).meta(html! { (both(t, &one.process.name).plain()) });
            form(&ctx, one, refused.as_ref())
        }
    };
    let body = html! {
        div.stack."stack--lg" {
            @if let Some(not) = &refused { (Refusal::of(t, not.reasons.clone())) }
            (body)
        }
    };
    Ok(page(visit, &ctx, Place::Batches, &head, body))
}

fn of(eye: &Eye<'_>, process: &str) -> std::result::Result<View, Stop> {
    let desk = eye.desk;
    let named =
        if process.contains('/') { process.to_owned() } else { format!("process/{process}") };
    if let Ok(id) = named.parse::<ProcessId>()
        && desk.exists(id.subject())
        && let Some(version) = views::effective(desk, &id)?
    {
        let compiled = views::compiled(desk, &version.compiled)?.clone();
        return one(eye, id, compiled).map(|one| View::One(Box::new(one)));
    }
    let mut all = Vec::new();
    for (subject, _) in desk.centre().of_kind(Of::Process) {
        let Ok(id) = ProcessId::try_from(subject.clone()) else { continue };
        let found = views::effective(desk, &id)?;
        let name = match &found {
            Some(version) => both(eye.t, &views::compiled(desk, &version.compiled)?.name),
            None => Text::new(id.key()),
        };
        let version = found.as_ref().map(|it| it.version.to_string()).unwrap_or_default();
        all.push((id.key().to_owned(), name, version, found.is_some()));
    }
    Ok(View::Processes(all))
}

fn one(eye: &Eye<'_>, id: ProcessId, process: Arc<Compiled>) -> std::result::Result<One, Stop> {
    let centre = eye.desk.centre();
    let option = |subject: &SubjectId, slot: &domain::centre::Slot| {
        let line = Line::of(eye, subject, &slot.summary);
        (subject.to_string(), format!("{} · {}", line.code, line.details()))
    };
    let mine = |slot: &domain::centre::Slot| {
        use domain::state::Held as _;
        Order::of_summary(&slot.summary).is_some_and(|order: &OrderSummary| order.process == id)
    };
    let orders = centre.of_kind(Of::Order).rev().filter(|(_, slot)| mine(slot));
    let orders = orders.map(|(subject, slot)| option(subject, slot)).collect();
    let rooms = centre.summaries::<Room>(Of::Room).map(|(subject, _)| subject);
    let rooms = rooms.filter_map(|subject| Some(option(subject, centre.slot(subject)?))).collect();
    // What the order holds is not asked again.
    let inputs = process.inputs.iter().filter(|fact| fact.name.as_str() != "patient.weight");
    Ok(One { inputs: inputs.cloned().collect(), process: process.clone(), id, orders, rooms })
}

fn processes(t: Texts, all: &[(String, Text, String, bool)]) -> Markup {
    let items: Vec<Item> = all
        .iter()
        .map(|(key, name, version, effective)| {
            let item = Item::of(html! { (name) }).icon(Icon::Book);
            if *effective {
                item.href(links::with("/batch/start", &[("process", key)]))
                    .detail(html! { (id(key)) " · " (t.with("process-version", &[("version", version.as_str().into())])) })
            } else {
                item.detail(html! { (id(key)) " · " (t.get("process-not-effective")) })
            }
        })
        .collect();
    html! {
        (Panel::new("processes", t.label("start-which")).flush().body(html! {
            @if items.is_empty() {
                (Empty::new(Icon::Book, t.label("start-none")).words(t.get("start-none.words")))
            } @else { (list(&items)) }
        }))
    }
}

fn form(ctx: &Ctx, one: &One, refused: Option<&NotTaken>) -> Markup {
    let t = ctx.texts();
    let typed = |field: &str| refused.map_or("", |not| not.typed(ACTION, field)).to_owned();
    let wrong = |field: &str| refused.and_then(|not| not.at(ACTION, field));
    let rooms: Vec<String> =
        refused.iter().flat_map(|not| not.typed.all("rooms")).map(str::to_owned).collect();
    let numbers: Vec<String> =
        refused.iter().flat_map(|not| not.typed.all("input")).map(str::to_owned).collect();
    let for_one = one.process.product.modality != Modality::Vector;
    let body = html! {
        @if for_one {
            @if one.orders.is_empty() {
                (Empty::new(Icon::Link, t.label("start-no-order")).words(t.get("start-no-order.words")))
            } @else {
                @let all = one.orders.iter().map(|(value, shown)| Choice::new(value, shown.as_str())).collect();
                (Choices::new("order", words::field(t, "order"), all).chosen(typed("order")).error(wrong("order")))
            }
        }
        @for (n, room) in one.process.rooms.iter().enumerate() {
            @let label = both(t, &room.name);
            @let chosen = rooms.get(n).cloned().unwrap_or_default();
            (room_field(t, n, label, room.grade.as_str(), one, &chosen, wrong("rooms").filter(|_| n == 0)))
        }
        @for (n, fact) in one.inputs.iter().enumerate() {
            @let ucum = fact.number.unit.to_string();
            @let chosen = numbers.get(n).cloned().unwrap_or_default();
            (input_field(t, n, fact, &ucum, &chosen, wrong("inputs").filter(|_| n == 0)))
        }
        (Button::submit(words::action(t, ACTION)).primary().big().block())
    };
    let form = acting::form(ctx, "/batch/start", ACTION, Said::Ask)
        .hidden("process", one.id.to_string())
        .body(body);
    html! {
        (Panel::new("start", t.label("start-what"))
            .note(html! { (t.with("process-version", &[("version", (&*one.process.version).into())])) })
            .body(html! { (form) }))
    }
}

/// A room of the process. All are sent under one name, in the order the process names them.
fn room_field(
    t: Texts,
    n: usize,
    label: Text,
    grade: &str,
    one: &One,
    chosen: &str,
    wrong: Option<&str>,
) -> Markup {
    let options = one.rooms.iter().map(|(value, shown)| SelectOption {
        value: value.clone(),
        label: Text::new(shown.as_str()),
    });
    html! {
        (Field::select("rooms", label, options.collect())
            .numbered(n)
            .required()
            .placeholder(t.get("start-choose"))
            .value(chosen)
            .error(wrong)
            .hint(html! { (grade_words(t, grade)) }))
    }
}

fn input_field(
    t: Texts,
    n: usize,
    fact: &Fact,
    ucum: &str,
    chosen: &str,
    wrong: Option<&str>,
) -> Markup {
    let believable = fact.number.plausible.as_ref().map(super::limits::text).unwrap_or_default();
    html! {
        (crate::parts::hidden("input.unit", ucum))
        (Field::number("input", both(t, &fact.label), unit(ucum))
            .numbered(n)
            .required()
            .value(chosen)
            .error(wrong)
            .hint(html! { (believable) }))
    }
}

/// The grade a room must have; a process calls rooms without one unclassified.
fn grade_words(t: Texts, grade: &str) -> String {
    match grade {
        "A" | "B" | "C" | "D" => t.with("start-grade", &[("grade", grade.into())]),
        _ => t.get("start-no-grade"),
    }
}
