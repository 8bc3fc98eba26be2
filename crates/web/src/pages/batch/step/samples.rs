//! Samples to take.

use super::super::super::links;
use super::super::{both, limits};
use super::page::Page;
use crate::parts::{Button, Icon, Item, Panel, Status, id, list};
use domain::act::Said;
use maud::{Markup, html};

/// The panel of samples.
pub fn panel(page: &Page<'_>) -> Markup {
    let t = page.t();
    let samples = &page.sheet.step.samples;
    if samples.is_empty() {
        return html! {};
    }
    let items: Vec<Item> = samples
        .iter()
        .map(|sample| {
            let mut drawn = page.sheet.record.iter().flat_map(|record| &record.samples);
            let taken = drawn.rfind(|it| it.sample == sample.id);
            let name = both(t, &sample.name);
            let item = Item::of(html! { (name) }).detail(html! {
                (limits::quantity(&sample.amount))
                @if sample.retain { " · " (t.get("sample-retained")) }
                @if let Some(taken) = taken {
                    " · " (page.eye.code(&taken.mark.by)) " · " (page.eye.when(taken.mark.occurred))
                }
            });
            match taken {
                Some(taken) => item.status(Status::Ok).end(html! {
                    a href=(links::subject(taken.drawn.subject())) { (id(taken.drawn.key())) }
                }),
                None if page.is_underway() => item.status(Status::Idle).end(html! {
                    (page.form("batch.take-sample", Said::Ask).hidden("sample", sample.id.as_str())
                        .body(html! { (Button::submit(t.label("sample-take")).icon(Icon::Vial)) }))
                }),
                None => item.status(Status::Idle),
            }
        })
        .collect();
    html! { (Panel::new("samples", t.label("step-samples")).flush().live().body(list(&items))) }
}
