//! The entries of an operation: every step with what was recorded of it, by whom, when.

use super::entry;
use crate::lang::Text;
use crate::pages::batch::{both, limits, stage_word, step_path};
use crate::pages::eye::Eye;
use crate::pages::{links, words};
use crate::parts::{Col, Panel, Row, Status, Table, chip, id};
use domain::batch::views::{OperationLine, StepLine};
use domain::batch::{How, Mark, StepRecord};
use domain::id::BatchId;
use maud::{Markup, html};
use process::model::{Step, Value};

/// One line of a step.
struct Entry {
    position: u64,
    what: Markup,
    said: Markup,
    who: String,
    when: String,
    flag: Option<Status>,
}

/// An operation with its steps.
pub fn operation(eye: &Eye<'_>, batch: &BatchId, line: &OperationLine<'_>) -> Markup {
    let t = eye.t;
    let settled =
        t.with("steps-of", &[("done", line.settled().into()), ("all", line.steps.len().into())]);
    html! {
        (Panel::new(format!("op-{}", line.operation.id), both(t, &line.operation.title))
            .note(html! { (settled) }).flush().live().body(html! {
                @for step in &line.steps { (one(eye, batch, step)) }
            }))
    }
}

fn one(eye: &Eye<'_>, batch: &BatchId, line: &StepLine<'_>) -> Markup {
    let t = eye.t;
    let (status, word) = stage_word(t, &line.stage);
    let title = both(t, &line.step.title);
    let round = (line.round > 1).then(|| t.with("step-round", &[("round", line.round.into())]));
    let entries = line.record.map(|record| entries(eye, line.step, record)).unwrap_or_default();
    html! {
        div.recstep {
            p.row {
                a href=(step_path(batch, &line.step.id, line.round)) { b { (title) } }
                @if let Some(round) = &round { (round) }
                span.end { (chip(status, &word)) }
            }
            @if !entries.is_empty() {
                details.more open[line.stage == process::run::Stage::Underway] {
                    summary { (t.with("record-entries", &[("n", entries.len().into())])) }
                    (table(eye, title.plain(), entries))
                }
            }
        }
    }
}

fn table(eye: &Eye<'_>, name: &str, entries: Vec<Entry>) -> Markup {
    let t = eye.t;
    let cols = vec![
        Col::text(t.label("record-what")),
        Col::text(t.label("record-said")),
        Col::text(t.label("record-who")),
        Col::text(t.label("record-when")),
        Col::number(t.label("record-entry")),
    ];
    let rows = entries.into_iter().map(|it| {
        let row = Row::new(vec![
            it.what,
            it.said,
            id(&it.who),
            html! { span.num { (it.when) } },
            entry(it.position),
        ]);
        match it.flag {
            Some(flag) => row.flag(flag),
            None => row,
        }
    });
    html! { (Table::new(name, cols).dense().rows(rows)) }
}

fn entries(eye: &Eye<'_>, step: &Step, record: &StepRecord) -> Vec<Entry> {
    let t = eye.t;
    let line = |mark: &Mark, what: Text, said: Markup| Entry {
        position: mark.position,
        what: html! { (what) },
        said,
        who: eye.code(&mark.by),
        when: eye.moment(mark.occurred),
        flag: (mark.late() || mark.said == domain::act::Said::Tell && is_deed(&what))
            .then_some(Status::Alert),
    };
    let subject = |subject: &domain::id::SubjectId| {
        html! { a.id href=(links::subject(subject)) { (subject.key()) } }
    };
    let mut all = Vec::new();
    if let Some(begun) = &record.begun {
        all.push(line(
            &begun.mark,
            t.label("entry-begun"),
            html! {
                @if let Some(room) = &begun.room { (subject(room.subject())) }
            },
        ));
    }
    for scan in &record.scans {
        let what = t.label("entry-scanned");
        all.push(line(&scan.mark, what, html! { (subject(&scan.found)) }));
    }
    for used in &record.uses {
        all.push(line(
            &used.mark,
            t.label("entry-used"),
            html! {
                (limits::quantity(&used.quantity)) " " (subject(used.lot.subject()))
            },
        ));
    }
    all.extend(values(eye, step, record));
    for drawn in &record.samples {
        all.push(line(&drawn.mark, t.label("entry-sample"), subject(drawn.drawn.subject())));
    }
    for printed in &record.prints {
        let said = t.with("labels-printed", &[("n", printed.count.into())]);
        all.push(line(&printed.mark, t.label("entry-labels"), html! { (said) }));
    }
    for counted in &record.counts {
        let said = t.with(
            "labels-counted",
            &[
                ("used", counted.used.into()),
                ("destroyed", counted.destroyed.into()),
                ("spare", counted.spare.into()),
            ],
        );
        all.push(line(&counted.mark, t.label("entry-labels"), html! { (said) }));
    }
    for product in &record.products {
        all.push(line(&product.mark, t.label("entry-made"), subject(&product.product)));
    }
    for signature in &record.signatures {
        let standing = record.standing(signature);
        all.push(Entry {
            position: signature.position,
            what: html! { (words::means(t, signature.means)) },
            said: html! { (words::sentence(t, signature.means)) },
            who: eye.code(&signature.by),
            when: eye.moment(signature.occurred),
            flag: (!standing.counts()).then_some(Status::Action),
        });
    }
    all.sort_by_key(|entry| entry.position);
    all
}

/// Whether telling it instead of asking for it is worth a look: measurements are always told.
fn is_deed(what: &Text) -> bool {
    !what.is_empty()
}

fn values(eye: &Eye<'_>, step: &Step, record: &StepRecord) -> Vec<Entry> {
    let t = eye.t;
    let named = |name: &str| -> Option<&Value> {
        let own = step.values.iter().find(|value| value.id.as_str() == name);
        let calculated = step.calculations.iter().map(|it| &it.value);
        own.or_else(|| calculated.into_iter().find(|value| value.id.as_str() == name))
    };
    let mut all = Vec::new();
    for (name, versions) in &record.values {
        let value = named(name.as_str());
        for version in versions {
            let label = value.map_or_else(|| Text::new(name.as_str()), |it| both(t, &it.name));
            let shown = match value {
                Some(value) => limits::reading(t, value, &version.reading),
                None => words::reading(t, &version.reading),
            };
            let how = match &version.how {
                How::Recorded { .. } => None,
                How::Corrected { .. } => Some(t.label("entry-corrected")),
                How::Derived { .. } => Some(t.label("entry-derived")),
            };
            let verdict = limits::verdict(t, version.verdict);
            let flag = verdict.as_ref().map(|(status, _)| *status).filter(|it| *it != Status::Ok);
            let corrected = matches!(version.how, How::Corrected { .. });
            all.push(Entry {
                position: version.mark.position,
                what: html! { (label) @if let Some(how) = &how { small { (how.plain()) } } },
                said: html! {
                    b.num { (shown) } " "
                    @if let Some((status, word)) = &verdict { (chip(*status, word)) }
                },
                who: eye.code(&version.mark.by),
                when: eye.moment(version.mark.occurred),
                flag: flag.or(corrected.then_some(Status::Alert)),
            });
        }
    }
    all
}
