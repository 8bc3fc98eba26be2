//! `/batch`: what is mine to do in the suite, and every batch.

use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::visit::Visit;
use super::super::{links, parameters, words};
use super::{both, phase_status, step_path};
use crate::lang::{Text, Texts};
use crate::parts::{
    Button, Empty, Icon, Item, Pagination, Panel, Status, chip, id, list, progress,
};
use crate::problem::Result;
use crate::shell::Head;
use domain::batch::views::{TaskKind, batches, next_steps, process_of, record};
use domain::batch::{BatchSummary, Phase};
use domain::id::BatchId;
use domain::refusal::Stop;
use maud::{Markup, html};

/// How many batches a page of the list holds.
const PAGE: usize = 30;

/// What the page shows.
struct View {
    tasks: Vec<(String, Text, Text, TaskKind, String)>,
    lines: Vec<Line>,
    all: usize,
}

/// A batch in one line.
struct Line {
    key: String,
    product: String,
    process: String,
    order: Option<String>,
    phase: Phase,
    started: String,
    step: Option<Text>,
    settled: usize,
    known: usize,
    superseded: u32,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let from: usize = parameters(&visit).get("from").parse().unwrap_or(0);
    let view = visit.ask(move |eye| of(eye, from)).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let head = Head::new(words::kinds(t, domain::id::Kind::Batch))
        .action(html! { (Button::link(t.label("verify-title"), "/verify").icon(Icon::Pen)) })
        .action(html! { (Button::link(words::kinds(t, domain::id::Kind::Process), "/process").icon(Icon::Book)) })
        .action(html! { (Button::link(words::action(t, "batch.start"), "/batch/start").primary().icon(Icon::Flask)) });
    Ok(page(&visit, &ctx, Place::Batches, &head, body(t, &view, from)))
}

fn of(eye: &Eye<'_>, from: usize) -> std::result::Result<View, Stop> {
    let me = eye.call.session.as_ref().map(|session| session.person.clone());
    let mut tasks = Vec::new();
    if let Some(me) = me {
        for task in next_steps(eye.desk, &me)? {
            let process = process_of(eye.desk, &task.batch)?;
            let title = process.step(&task.step.step).map(|(_, step)| both(eye.t, &step.title));
            tasks.push((
                step_path(&task.batch, &task.step.step, task.step.round),
                Text::new(task.batch.key()),
                title.unwrap_or_else(|| Text::new(task.step.to_string())),
                task.what,
                task.since.map(|since| eye.ago(since)).unwrap_or_default(),
            ));
        }
    }
    let every = batches(eye.desk);
    let all = every.len();
    let page = every.into_iter().skip(from).take(PAGE);
    let lines = page
        .map(|(id, summary)| line(eye, &id, summary))
        .collect::<std::result::Result<_, Stop>>()?;
    Ok(View { tasks, lines, all })
}

fn line(eye: &Eye<'_>, id: &BatchId, summary: &BatchSummary) -> std::result::Result<Line, Stop> {
    let process = process_of(eye.desk, id)?;
    let current = summary.current.as_ref().and_then(|step| process.step(step));
    let open = matches!(summary.phase, Phase::Running | Phase::Complete | Phase::Reviewed);
    // Of what has been judged the steps are not counted again: it would have to be loaded.
    let (settled, known) = if open {
        let whole = record(eye.desk, id)?;
        (whole.settled, whole.known)
    } else {
        (0, 0)
    };
    Ok(Line {
        key: id.key().to_owned(),
        product: process.product.code.to_string(),
        process: format!("{}@{}", summary.process.key(), summary.version),
        order: summary.order.as_ref().map(|order| order.key().to_owned()),
        phase: summary.phase,
        started: eye.when(summary.started),
        step: current.map(|(_, step)| both(eye.t, &step.title)),
        settled,
        known,
        superseded: summary.tally.superseded,
    })
}

fn body(t: Texts, view: &View, from: usize) -> Markup {
    let tasks: Vec<Item> = view
        .tasks
        .iter()
        .map(|(href, batch, step, what, since)| {
            let (icon, status) = match what {
                TaskKind::Begin => (Icon::Right, Status::Info),
                TaskKind::GoOn => (Icon::Run, Status::Info),
                TaskKind::Verify => (Icon::Pen, Status::Alert),
                TaskKind::Reaffirm => (Icon::Pen, Status::Action),
            };
            Item::of(html! { (id(batch.plain())) " " (step) })
                .icon(icon)
                .href(href.as_str())
                .detail(html! { (since) })
                .end(chip(status, &t.label(&format!("task-{}", what.word()))))
        })
        .collect();
    let lines: Vec<Item> = view.lines.iter().map(|line| item(t, line)).collect();
    html! {
        div.stack."stack--lg" {
            (Panel::new("tasks", t.label("batch-tasks")).flush().live().body(html! {
                @if tasks.is_empty() {
                    (Empty::new(Icon::Ok, t.label("batch-no-tasks")).words(t.get("batch-no-tasks.words")))
                } @else { (list(&tasks)) }
            }))
            (Panel::new("batches", t.label("batch-all")).flush().live().body(html! {
                @if lines.is_empty() {
                    (Empty::new(Icon::Flask, t.label("batch-none")).words(t.get("batch-none.words")))
                } @else { (list(&lines)) }
                @if view.all > PAGE {
                    @let at = |from: usize| links::with("/batch", &[("from", &from.to_string())]);
                    @let shown = t.with("list-shown", &[
                        ("from", (from + 1).into()), ("to", (from + lines.len()).into()),
                        ("all", view.all.into()),
                    ]);
                    (Pagination::new(t, t.get("batch-pages"), shown)
                        .before((from > 0).then(|| at(from.saturating_sub(PAGE))))
                        .after((from + PAGE < view.all).then(|| at(from + PAGE))))
                }
            }))
        }
    }
}

fn item(t: Texts, line: &Line) -> Item {
    let of = t.with("steps-of", &[("done", line.settled.into()), ("all", line.known.into())]);
    Item::of(html! { (id(&line.key)) " " (line.product) })
        .icon(Icon::Flask)
        .href(format!("/batch/{}", line.key))
        .detail(html! {
            (line.process)
            @if let Some(order) = &line.order { " · " (id(order)) }
            " · " (line.started)
            @if let (Some(step), Phase::Running) = (&line.step, line.phase) { " · " (step.plain()) }
            @if line.known > 0 && line.phase == Phase::Running {
                (progress(line.settled as u64, line.known as u64, &of))
            }
        })
        .end(html! {
            @if line.superseded > 0 { (chip(Status::Action, &t.label("sign-superseded"))) " " }
            (chip(phase_status(line.phase), &words::choice(t, line.phase.word())))
        })
}
