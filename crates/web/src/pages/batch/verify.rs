//! `/verify`: the steps that wait for an independent verifier, in the whole suite. The one that has
//! waited longest stands first; one tap opens the step at its signatures. Several of one batch are
//! ticked and signed in one go, and so are signatures of one's own that were superseded.

use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::together::{Ticks, What, may};
use super::super::visit::Visit;
use super::super::words;
use super::{both, chain, step_path};
use crate::lang::{Text, Texts};
use crate::parts::{Empty, Icon, Item, Panel, Status, chip, id, identity_id, list};
use crate::problem::Result;
use crate::shell::Head;
use domain::batch::views::{
    Task, TaskKind, batch, process_of, tasks_of, waiting, waiting_for_verification,
};
use domain::batch::{ReaffirmStep, VerifyStep};
use domain::command::Command;
use domain::id::BatchId;
use domain::people::Role;
use domain::refusal::Stop;
use maud::{Markup, html};

/// A step that waits.
struct Line {
    href: String,
    batch: BatchId,
    thing: String,
    may: bool,
    chain: Option<String>,
    step: Text,
    performer: String,
    role: String,
    since: Option<(i64, String)>,
    mine: bool,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let (lines, own) = visit.ask(|eye| Ok((lines(eye)?, reaffirmations(eye)?))).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let (mine, others): (Vec<&Line>, Vec<_>) = lines.iter().partition(|line| line.mine);
    let own: Vec<&Line> = own.iter().collect();
    let head = Head::new(t.label("verify-title"))
        .meta(html! { (t.with("verify-count", &[("n", lines.len().into())])) });
    let body = html! {
        div.stack."stack--lg" {
            (panel(t, "mine", t.label("verify-mine"), What::Verify, &mine))
            @if !own.is_empty() {
                (panel(t, "reaffirm", t.label("verify-reaffirm"), What::Reaffirm, &own))
            }
            @if !others.is_empty() {
                (panel(t, "others", t.label("verify-others"), What::Verify, &others))
            }
        }
    };
    Ok(page(&visit, &ctx, Place::Batches, &head, body))
}

fn lines(eye: &Eye<'_>) -> std::result::Result<Vec<Line>, Stop> {
    let mut tasks = waiting_for_verification(eye.desk)?;
    tasks.sort_by_key(|task| task.since);
    tasks.iter().map(|task| line(eye, task)).collect()
}

/// The steps on which a signature of the person at the page was superseded.
fn reaffirmations(eye: &Eye<'_>) -> std::result::Result<Vec<Line>, Stop> {
    let me = eye.call.session.as_ref().map(|session| &session.person);
    let mut found: Vec<Line> = Vec::new();
    for id in waiting(eye.desk, "reaffirmation") {
        let tasks = tasks_of(eye.desk, &id)?
            .into_iter()
            .filter(|task| task.what == TaskKind::Reaffirm && task.performer.as_ref() == me);
        for task in tasks {
            let line = line(eye, &task)?;
            // Of two signatures on one step, one act reaffirms both.
            if !found.iter().any(|it| it.batch == id && it.thing == line.thing) {
                found.push(line);
            }
        }
    }
    Ok(found)
}

/// The act on one of them alone.
fn alone(task: &Task) -> Option<Command> {
    let (batch, round) = (task.batch.clone(), task.step.round);
    let step = task.step.step.as_str().parse().ok()?;
    match task.what {
        TaskKind::Verify => Some(VerifyStep { batch, step, round, reason: None }.into()),
        TaskKind::Reaffirm => Some(ReaffirmStep { batch, step, round }.into()),
        TaskKind::Begin | TaskKind::GoOn => None,
    }
}

fn line(eye: &Eye<'_>, task: &Task) -> std::result::Result<Line, Stop> {
    let process = process_of(eye.desk, &task.batch)?;
    let state = batch(eye.desk, &task.batch)?;
    let title = process.step(&task.step.step).map(|(_, step)| both(eye.t, &step.title));
    let me = eye.call.session.as_ref().map(|session| &session.person);
    let role: Option<Role> = task.role.as_str().parse().ok();
    let holds = role.is_some_and(|role| eye.call.roles().contains(&role));
    let minutes = task.since.map(|since| eye.desk.now().minutes_since(since));
    let alone = alone(task);
    Ok(Line {
        may: match alone {
            Some(one) => may(eye, one)?,
            None => false,
        },
        thing: task.step.to_string(),
        href: format!("{}#signatures", step_path(&task.batch, &task.step.step, task.step.round)),
        batch: task.batch.clone(),
        chain: chain(eye, state),
        step: title.unwrap_or_else(|| Text::new(task.step.to_string())),
        performer: task.performer.as_ref().map(|it| eye.code(it)).unwrap_or_default(),
        role: role.map_or_else(
            || task.role.to_string(),
            |role| words::role(eye.t, role).plain().to_owned(),
        ),
        since: minutes.map(|minutes| (minutes, words::span(eye.t, minutes))),
        mine: holds && task.performer.as_ref() != me,
    })
}

fn panel(t: Texts, name: &str, title: Text, what: What, lines: &[&Line]) -> Markup {
    let mut batches: Vec<&BatchId> = Vec::new();
    for line in lines {
        if !batches.contains(&&line.batch) {
            batches.push(&line.batch);
        }
    }
    html! {
        (Panel::new(name, title).flush().live_unless_typing().body(html! {
            @if lines.is_empty() {
                (Empty::new(Icon::Ok, t.label("verify-none")).words(t.get("verify-none.words")))
            }
            @for batch in batches {
                @let of_batch: Vec<&Line> =
                    lines.iter().copied().filter(|line| line.batch == *batch).collect();
                @let open = of_batch.iter().filter(|line| line.may);
                @let ticks = Ticks::of(what, batch, open.map(|line| line.thing.as_str()).collect());
                @let items: Vec<Item> =
                    of_batch.iter().map(|line| item(t, what, &ticks, line)).collect();
                (list(&items))
                (ticks.go_on(t))
            }
        }))
    }
}

fn item(t: Texts, what: What, ticks: &Ticks<'_>, line: &Line) -> Item {
    let status = match line.since {
        Some((minutes, _)) if minutes > 60 => Status::Alert,
        _ => Status::Info,
    };
    Item::of(html! { (id(line.batch.key())) " " (line.step) })
        .tick(ticks.tick(t, &line.thing, line.step.plain()))
        .href(line.href.as_str())
        .icon(Icon::Pen)
        .detail(html! {
            @if let Some(chain) = &line.chain { (identity_id(chain)) " · " }
            @if what == What::Reaffirm { (t.get("together-changed")) }
            @else { (t.with("verify-performed", &[("who", line.performer.as_str().into())])) }
            " · " (line.role)
        })
        .end(html! {
            @if let Some((_, span)) = &line.since {
                (chip(status, &Text::new(t.with("verify-waits", &[("span", span.as_str().into())]))))
            }
        })
}
