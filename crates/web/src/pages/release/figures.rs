//! The record in figures: how much there is, how much is as expected, what differs.

use crate::lang::number;
use crate::pages::eye::Eye;
use crate::parts::{Figure, Panel, Status, figures};
use domain::batch::views::{WholeRecord, exceptions};
use domain::id::BatchId;
use domain::refusal::Stop;
use maud::{Markup, html};

/// The panel.
pub fn panel(eye: &Eye<'_>, batch: &BatchId, whole: &WholeRecord<'_>) -> Result<Markup, Stop> {
    let t = eye.t;
    let all = exceptions(eye.desk, batch)?;
    let open = all.iter().filter(|exception| exception.open).count();
    let entries: usize = whole
        .batch
        .steps
        .values()
        .map(|record| {
            record.deeds().count()
                + record.values.values().map(Vec::len).sum::<usize>()
                + record.signatures.len()
        })
        .sum();
    let differing: std::collections::BTreeSet<u64> =
        all.iter().filter_map(|it| it.position).collect();
    let expected = entries.saturating_sub(differing.len());
    let figure = |value: usize, key: &str, status| Figure {
        value: number(&value.to_string()),
        label: t.label(key).alone(),
        status,
    };
    let status = match (all.len(), open) {
        (0, _) => None,
        (_, 0) => Some(Status::Alert),
        _ => Some(Status::Action),
    };
    let exceptions = Figure {
        value: number(&all.len().to_string()),
        label: t.label_with("release-exceptions", &[("open", open.into())]).alone(),
        status,
    };
    let shown = [
        figure(entries, "release-entries", None),
        figure(expected, "release-expected", None),
        exceptions,
    ];
    Ok(html! { (Panel::new("review", t.label("release-review")).live().body(figures(&shown))) })
}
