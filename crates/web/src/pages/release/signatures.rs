//! Who signed what, and whether it still stands.

use crate::pages::batch::{both, step_path};
use crate::pages::eye::Eye;
use crate::pages::{links, signed, words};
use crate::parts::{Col, Empty, Icon, Panel, Row, Table, chip, id};
use domain::batch::views::WholeRecord;
use domain::id::BatchId;
use domain::signature::{Signature, Standing};
use maud::{Markup, html};

/// The panel.
pub fn panel(eye: &Eye<'_>, batch: &BatchId, whole: &WholeRecord<'_>) -> Markup {
    let t = eye.t;
    let mut rows = Vec::new();
    let (mut superseded, mut withdrawn) = (0_usize, 0_usize);
    let lines = whole.operations.iter().flat_map(|operation| &operation.steps);
    for line in lines {
        let Some(record) = line.record else { continue };
        for signature in &record.signatures {
            let standing = record.standing(signature);
            superseded += usize::from(standing == Standing::Superseded);
            withdrawn += usize::from(standing == Standing::Withdrawn);
            let step = html! {
                a href=(step_path(batch, &line.step.id, line.round)) { (both(t, &line.step.title)) }
            };
            rows.push(row(eye, step, signature, standing));
        }
    }
    for signature in &whole.batch.completed {
        let step = html! { (t.label("record-complete")) };
        rows.push(row(eye, step, signature, whole.batch.standing(signature)));
    }
    for review in &whole.batch.reviewed {
        let step = html! { (t.label("release-review-signed")) };
        rows.push(row(eye, step, &review.signature, whole.batch.standing(&review.signature)));
    }
    for release in &whole.batch.released {
        let step = html! { (t.label("release-signed")) };
        rows.push(row(eye, step, &release.signature, whole.batch.standing(&release.signature)));
    }
    if let Some(signature) = &whole.batch.rejected {
        rows.push(row(eye, html! { (t.label("release-rejected")) }, signature, Standing::Standing));
    }
    let all = rows.len();
    let cols = vec![
        Col::text(t.label("record-what")),
        Col::text(t.label("release-meaning")),
        Col::text(t.label("record-who")),
        Col::text(t.label("record-when")),
        Col::text(t.label("release-standing")),
        Col::number(t.label("record-entry")),
    ];
    let counts =
        [("all", all.into()), ("superseded", superseded.into()), ("withdrawn", withdrawn.into())];
    let note = t.with("release-signatures-note", &counts);
    html! {
        (Panel::new("signatures", t.label("step-signatures")).note(html! { (note) }).flush().live().body(html! {
            @if all == 0 { (Empty::new(Icon::Pen, t.label("release-no-signatures"))) }
            @else {
                details.more open[superseded + withdrawn > 0] {
                    summary { (t.with("release-signatures-all", &[("n", all.into())])) }
                    (Table::new(t.get("step-signatures"), cols).dense().rows(rows))
                }
            }
        }))
    }
}

fn row(eye: &Eye<'_>, step: Markup, signature: &Signature, standing: Standing) -> Row {
    let t = eye.t;
    let shown = signed::shown(standing);
    let status = shown.status();
    let row = Row::new(vec![
        step,
        html! { (words::means(t, signature.means)) },
        id(&eye.code(&signature.by)),
        html! { span.num { (eye.moment(signature.occurred)) } },
        chip(status, &shown.word(t)),
        html! { a href=(links::entry(signature.position)) { (id(&signature.position.to_string())) } },
    ]);
    if standing.counts() { row } else { row.flag(status) }
}
