//! `/samples`: what the laboratory has to do: receive, test by attribute and phase, review.

use super::super::batch::both;
use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::naming::sample_name;
use super::super::together::{Ticks, What, may};
use super::super::visit::Visit;
use super::super::{links, words};
use crate::lang::{Text, Texts};
use crate::parts::{Col, Empty, Icon, Item, Panel, Row, Status, Table, chip, id, list};
use crate::problem::Result;
use crate::shell::Head;
use domain::id::{BatchId, SampleId};
use domain::pair::Pair;
use domain::quality::views::samples_waiting;
use domain::quality::{ReviewResult, Sample, SampleSummary, Waits};
use domain::refusal::Stop;
use domain::time::Timestamp;
use maud::{Markup, html};
use process::model::Phase;

/// What the page shows.
struct View {
    receive: Vec<(SampleId, String, String)>,
    due: Vec<Due>,
    review: Vec<ToReview>,
}

/// The results of a line that wait for their review.
struct ToReview {
    batch: BatchId,
    sample: SampleId,
    named: String,
    attribute: String,
    name: Text,
    results: Vec<(String, Status, Text)>,
    taken: String,
    thing: String,
    may: bool,
}

/// A result that is due.
struct Due {
    sample: SampleId,
    batch: String,
    attribute: String,
    name: Text,
    method: String,
    phase: Phase,
    by: Option<(Timestamp, String)>,
    late: bool,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let view = visit.ask(of).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let head = Head::new(t.label("samples-title")).meta(html! {
        (t.with("samples-count", &[
            ("receive", view.receive.len().into()), ("due", view.due.len().into()),
            ("review", view.review.len().into()),
        ]))
    });
    let body = html! {
        div.stack."stack--lg" { (receive(t, &view)) (due(t, &view)) (review(t, &view)) }
    };
    Ok(page(&visit, &ctx, Place::Testing, &head, body))
}

fn of(eye: &Eye<'_>) -> std::result::Result<View, Stop> {
    let mut view = View { receive: Vec::new(), due: Vec::new(), review: Vec::new() };
    for (sample, summary) in samples_waiting(eye.desk)? {
        match summary.waits {
            Waits::Receipt => {
                let taken = eye.ago(summary.taken);
                view.receive.push((sample, named(eye, summary), taken));
            }
            // What is entered is reviewed while other lines of the sample still wait for a result.
            Waits::Result => {
                view.due.extend(due_of(eye, &sample)?);
                view.review.extend(to_review(eye, &sample, summary)?);
            }
            Waits::Review => view.review.extend(to_review(eye, &sample, summary)?),
            Waits::Nothing => {}
        }
    }
    view.due.sort_by(|a, b| {
        (a.phase, a.by.as_ref().map(|it| it.0)).cmp(&(b.phase, b.by.as_ref().map(|it| it.0)))
    });
    Ok(view)
}

/// The lines of a sample that have not been reviewed as they stand.
fn to_review(
    eye: &Eye<'_>,
    id: &SampleId,
    summary: &SampleSummary,
) -> std::result::Result<Vec<ToReview>, Stop> {
    let t = eye.t;
    let sample: &Sample = eye.desk.state(id.subject())?;
    let process = eye.desk.centre().process(&sample.taken.process);
    let mut lines: Vec<ToReview> = Vec::new();
    for result in sample.results.iter().filter(|it| !sample.is_reviewed(&it.attribute)) {
        let attribute = &result.attribute;
        if lines.iter().any(|line| line.attribute == attribute.as_str()) {
            continue;
        }
        let laid_down = process.and_then(|process| process.attribute(&attribute.as_str().into()));
        let shown = sample.valid(attribute).map(|result| {
            let (reading, judged) = result.current();
            let (status, word) = super::verdict(t, judged.verdict);
            (super::shown(t, laid_down, reading), status, word)
        });
        let one = ReviewResult { sample: id.clone(), attribute: attribute.clone() };
        lines.push(ToReview {
            batch: summary.batch.clone(),
            sample: id.clone(),
            named: named(eye, summary),
            attribute: attribute.to_string(),
            name: attribute_name(eye, sample, attribute.as_str()),
            results: shown.collect(),
            taken: eye.ago(summary.taken),
            thing: Pair(id.clone(), attribute.clone()).to_string(),
            may: may(eye, one)?,
        });
    }
    Ok(lines)
}

fn named(eye: &Eye<'_>, summary: &SampleSummary) -> String {
    format!("{} · {}", summary.batch.key(), sample_name(eye, summary))
}

/// What a line of the specification a sample was taken under is called.
pub fn attribute_name(eye: &Eye<'_>, sample: &Sample, attribute: &str) -> Text {
    let process = eye.desk.centre().process(&sample.taken.process);
    let line = process.and_then(|process| process.attribute(&attribute.into()));
    line.map_or_else(|| Text::new(attribute), |line| both(eye.t, &line.name))
}

fn due_of(eye: &Eye<'_>, id: &SampleId) -> std::result::Result<Vec<Due>, Stop> {
    let sample: &Sample = eye.desk.state(id.subject())?;
    let process = eye.desk.centre().process(&sample.taken.process);
    let open = sample.taken.attributes.iter().filter(|it| sample.valid(it).next().is_none());
    Ok(open
        .map(|attribute| {
            let line = process.and_then(|process| process.attribute(&attribute.as_str().into()));
            let turnaround = line.and_then(|line| line.turnaround.as_ref());
            let by = turnaround.and_then(minutes).map(|it| sample.taken.occurred.plus_minutes(it));
            Due {
                sample: id.clone(),
                batch: sample.taken.batch.key().to_owned(),
                attribute: attribute.to_string(),
                name: attribute_name(eye, sample, attribute.as_str()),
                method: line
                    .map(|line| both(eye.t, &line.method).plain().to_owned())
                    .unwrap_or_default(),
                phase: line.map_or(Phase::Release, |line| line.phase),
                late: by.is_some_and(|by| by < eye.desk.now()),
                by: by.map(|by| (by, eye.when(by))),
            }
        })
        .collect())
}

/// A span of time in whole minutes.
fn minutes(span: &standards::reading::Quantity) -> Option<i64> {
    let minute = "min".parse().ok()?;
    let minutes = span.convert(&minute)?.value.round_half_up(0).to_string();
    minutes.parse().ok()
}

fn receive(t: Texts, view: &View) -> Markup {
    let items: Vec<Item> = view
        .receive
        .iter()
        .map(|(sample, name, taken)| {
            Item::of(html! { (id(sample.key())) " " (name) })
                .icon(Icon::Vial)
                .href(links::subject(sample.subject()))
                .detail(html! { (taken) })
        })
        .collect();
    html! {
        (Panel::new("receive", t.label("samples-receive")).flush().live().body(html! {
            @if items.is_empty() {
                (Empty::new(Icon::Vial, t.label("samples-none")).words(t.get("samples-none-receive")))
            } @else { (list(&items)) }
        }))
    }
}

fn due(t: Texts, view: &View) -> Markup {
    let cols = || {
        vec![
            Col::text(words::field(t, "attribute")),
            Col::text(words::field(t, "sample")),
            Col::text(words::field(t, "batch")),
            Col::text(words::field(t, "method")),
            Col::text(t.label("samples-by")),
        ]
    };
    html! {
        (Panel::new("due", t.label("samples-due")).flush().live().body(html! {
            @if view.due.is_empty() {
                (Empty::new(Icon::Scope, t.label("samples-none")).words(t.get("samples-none-due")))
            }
            @for phase in Phase::ALL {
                @let lines: Vec<&Due> = view.due.iter().filter(|due| due.phase == phase).collect();
                @if !lines.is_empty() {
                    @let title = words::choice(t, phase.word());
                    div.panel__body { h3 { (title) } }
                    (Table::new(title.plain(), cols()).dense().rows(lines.iter().map(|due| row(t, due))))
                }
            }
        }))
    }
}

fn row(t: Texts, due: &Due) -> Row {
    let href = links::with(&links::subject(due.sample.subject()), &[("attribute", &due.attribute)]);
    let row = Row::new(vec![
        html! { a href=(href) { (due.name) } },
        id(due.sample.key()),
        id(&due.batch),
        html! { (due.method) },
        html! {
            @match &due.by {
                Some((_, by)) => { (by) " " @if due.late { (chip(Status::Alert, &t.label("samples-late"))) } },
                None => (crate::lang::MISSING),
            }
        },
    ]);
    if due.late { row.flag(Status::Alert) } else { row }
}

fn review(t: Texts, view: &View) -> Markup {
    let mut batches: Vec<&BatchId> = Vec::new();
    for line in &view.review {
        if !batches.contains(&&line.batch) {
            batches.push(&line.batch);
        }
    }
    html! {
        (Panel::new("review", t.label("samples-review")).flush().live_unless_typing().body(html! {
            @if view.review.is_empty() {
                (Empty::new(Icon::Pen, t.label("samples-none")).words(t.get("samples-none-review")))
            }
            @for batch in batches {
                @let of_batch: Vec<&ToReview> =
                    view.review.iter().filter(|line| line.batch == *batch).collect();
                @let open = of_batch.iter().filter(|line| line.may);
                @let ticks =
                    Ticks::of(What::Review, batch, open.map(|line| line.thing.as_str()).collect());
                @let items: Vec<Item> =
                    of_batch.iter().map(|line| review_item(t, &ticks, line)).collect();
                (list(&items))
                (ticks.go_on(t))
            }
        }))
    }
}

fn review_item(t: Texts, ticks: &Ticks<'_>, line: &ToReview) -> Item {
    let href =
        links::with(&links::subject(line.sample.subject()), &[("attribute", &line.attribute)]);
    let called = format!("{} {}", line.sample.key(), line.name.plain());
    Item::of(html! { (id(line.sample.key())) " " (line.name) })
        .tick(ticks.tick(t, &line.thing, &called))
        .icon(Icon::Pen)
        .href(href)
        .detail(html! { (line.named) " · " (line.taken) })
        .end(html! {
            @for (reading, status, word) in &line.results {
                b { (reading) } " " (chip(*status, word)) " "
            }
        })
}
