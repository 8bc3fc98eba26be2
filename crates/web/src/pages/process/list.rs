//! `/process`: every process, with the version in effect and those that wait for approval.

use super::super::batch::both;
use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::visit::Visit;
use super::super::words;
use crate::lang::Text;
use crate::parts::{Button, Empty, Icon, Item, Panel, Status, chip, id, list};
use crate::problem::Result;
use crate::shell::Head;
use domain::id::Kind;
use domain::process::Process;
use domain::refusal::Stop;
use maud::{Markup, html};

/// A process in one line.
struct Line {
    key: String,
    name: Text,
    effective: Option<String>,
    waiting: usize,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let lines = visit.ask(lines).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let items: Vec<Item> = lines
        .iter()
        .map(|line| {
            Item::of(html! { (line.name) })
                .icon(Icon::Book)
                .href(format!("/process/{}", line.key))
                .detail(html! { (id(&line.key)) })
                .end(html! {
                    @if line.waiting > 0 {
                        (chip(Status::Alert, &t.label_with("process-waiting", &[("n", line.waiting.into())]).alone())) " "
                    }
                    @match &line.effective {
                        Some(version) => (chip(Status::Ok, &t.label_with("process-version", &[("version", version.as_str().into())]).alone())),
                        None => (chip(Status::Idle, &t.label("process-none-effective").alone())),
                    }
                })
        })
        .collect();
    let head = Head::new(words::kinds(t, Kind::Process)).action(html! {
        (Button::link(words::kinds(t, Kind::Batch), "/batch").icon(Icon::Flask))
    });
    let body = html! {
        (Panel::new("processes", words::kinds(t, Kind::Process)).flush().live().body(html! {
            @if items.is_empty() {
                (Empty::new(Icon::Book, t.label("start-none")).words(t.get("start-none.words")))
            } @else { (list(&items)) }
        }))
    };
    Ok(page(&visit, &ctx, Place::Batches, &head, body))
}

fn lines(eye: &Eye<'_>) -> std::result::Result<Vec<Line>, Stop> {
    let centre = eye.desk.centre();
    let today = eye.desk.today();
    let line = |(subject, process): (&domain::id::SubjectId, &Process)| {
        let effective = process.effective_on(today);
        let any =
            effective.map(|(_, version)| version).or_else(|| process.versions.values().next_back());
        let compiled = any.and_then(|version| centre.process(&version.compiled));
        let name = compiled.map_or_else(|| Text::new(subject.key()), |it| both(eye.t, &it.name));
        let waiting = process
            .versions
            .values()
            .filter(|it| it.approval().is_none() && it.withdrawn.is_none());
        Line {
            key: subject.key().to_owned(),
            name,
            effective: effective.map(|(version, _)| version.to_string()),
            waiting: waiting.count(),
        }
    };
    Ok(centre.summaries::<Process>(Kind::Process).map(line).collect())
}
