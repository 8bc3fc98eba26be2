//! What the product must be, and what it is.

use crate::lang::Text;
use crate::pages::batch::both;
use crate::pages::eye::Eye;
use crate::pages::samples::{bar, limit, shown, verdict};
use crate::pages::words;
use crate::parts::{Empty, Icon, Panel, SpecRow, SpecTable, Status};
use domain::batch::views::WholeRecord;
use domain::id::BatchId;
use domain::quality::{LineState, SpecificationLine, specification_lines};
use domain::refusal::Stop;
use maud::{Markup, html};

/// The panel.
pub fn panel(eye: &Eye<'_>, batch: &BatchId, whole: &WholeRecord<'_>) -> Result<Markup, Stop> {
    let t = eye.t;
    let lines = specification_lines(eye.desk, batch)?;
    let rows: Vec<SpecRow> = lines.iter().map(|line| row(eye, line)).collect();
    let process = whole.process;
    let note = format!("{}@{}", process.id, process.version);
    Ok(html! {
        (Panel::new("spec", t.label("release-spec")).note(html! { (note) }).flush().live().body(html! {
            @if rows.is_empty() { (Empty::new(Icon::File, t.label("release-no-spec"))) }
            @else { (SpecTable::new(t, t.get("release-spec"), rows)) }
        }))
    })
}

fn row(eye: &Eye<'_>, line: &SpecificationLine<'_>) -> SpecRow {
    let t = eye.t;
    let attribute = line.attribute;
    let reading = line.reading();
    let (status, word) = state(eye, line);
    let range = match &reading {
        Some(reading) => bar(t, attribute, Some((reading, status, word.plain()))),
        None => bar(t, attribute, None),
    };
    let method = format!(
        "{} · {}",
        both(t, &attribute.method).plain(),
        words::choice(t, attribute.phase.word()).plain()
    );
    SpecRow {
        attribute: both(t, &attribute.name),
        method: Text::new(method),
        limit: limit(t, attribute),
        result: reading.as_ref().map(|reading| shown(t, Some(attribute), reading)),
        range,
        history: None,
        verdict: (status, word.alone()),
    }
}

fn state(eye: &Eye<'_>, line: &SpecificationLine<'_>) -> (Status, Text) {
    let t = eye.t;
    let reported = line.results.iter().filter_map(|result| result.verdict).max();
    match line.state {
        LineState::Passes => match reported {
            Some(found) => verdict(t, found),
            None => (Status::Ok, words::choice(t, "within-specification")),
        },
        LineState::Fails => (Status::Action, words::choice(t, "out-of-specification")),
        LineState::NotReviewed => (Status::Alert, t.label("release-line-not-reviewed")),
        LineState::Missing => (Status::Action, t.label("release-line-missing")),
        LineState::Pending => (Status::Idle, t.label("release-line-pending")),
    }
}
