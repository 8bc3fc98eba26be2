//! `/verify`: the steps that wait for an independent verifier, in the whole suite. The one that has
//! waited longest stands first; one tap opens the step at its signatures.

use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::visit::Visit;
use super::super::words;
use super::{both, chain, step_path};
use crate::lang::{Text, Texts};
use crate::parts::{Empty, Icon, Item, Panel, Status, chip, id, identity_id, list};
use crate::problem::Result;
use crate::shell::Head;
use domain::batch::views::{Task, batch, process_of, waiting_for_verification};
use domain::people::Role;
use domain::refusal::Stop;
use maud::{Markup, html};

/// A step that waits.
struct Line {
    href: String,
    batch: String,
    chain: Option<String>,
    step: Text,
    performer: String,
    role: String,
    since: Option<(i64, String)>,
    mine: bool,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let lines = visit.ask(lines).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let (mine, others): (Vec<&Line>, Vec<_>) = lines.iter().partition(|line| line.mine);
    let head = Head::new(t.label("verify-title"))
        .meta(html! { (t.with("verify-count", &[("n", lines.len().into())])) });
    let body = html! {
        div.stack."stack--lg" {
            (panel(t, "mine", t.label("verify-mine"), &mine))
            @if !others.is_empty() { (panel(t, "others", t.label("verify-others"), &others)) }
        }
    };
    Ok(page(&visit, &ctx, Place::Batches, &head, body))
}

fn lines(eye: &Eye<'_>) -> std::result::Result<Vec<Line>, Stop> {
    let mut tasks = waiting_for_verification(eye.desk)?;
    tasks.sort_by_key(|task| task.since);
    tasks.iter().map(|task| line(eye, task)).collect()
}

fn line(eye: &Eye<'_>, task: &Task) -> std::result::Result<Line, Stop> {
    let process = process_of(eye.desk, &task.batch)?;
    let state = batch(eye.desk, &task.batch)?;
    let title = process.step(&task.step.step).map(|(_, step)| both(eye.t, &step.title));
    let me = eye.call.session.as_ref().map(|session| &session.person);
    let role: Option<Role> = task.role.as_str().parse().ok();
    let holds = role.is_some_and(|role| eye.call.roles().contains(&role));
    let minutes = task.since.map(|since| eye.desk.now().minutes_since(since));
    Ok(Line {
        href: format!("{}#signatures", step_path(&task.batch, &task.step.step, task.step.round)),
        batch: task.batch.key().to_owned(),
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

fn panel(t: Texts, name: &str, title: Text, lines: &[&Line]) -> Markup {
    let items: Vec<Item> = lines
        .iter()
        .map(|line| {
            let status = match line.since {
                Some((minutes, _)) if minutes > 60 => Status::Alert,
                _ => Status::Info,
            };
            Item::of(html! { (id(&line.batch)) " " (line.step) })
                .href(line.href.as_str())
                .icon(Icon::Pen)
                .detail(html! {
                    @if let Some(chain) = &line.chain { (identity_id(chain)) " · " }
                    (t.with("verify-performed", &[("who", line.performer.as_str().into())]))
                    " · " (line.role)
                })
                .end(html! {
                    @if let Some((_, span)) = &line.since {
                        (chip(status, &Text::new(t.with("verify-waits", &[("span", span.as_str().into())]))))
                    }
                })
        })
        .collect();
    html! {
        (Panel::new(name, title).flush().live().body(html! {
            @if items.is_empty() {
                (Empty::new(Icon::Ok, t.label("verify-none")).words(t.get("verify-none.words")))
            } @else { (list(&items)) }
        }))
    }
}
