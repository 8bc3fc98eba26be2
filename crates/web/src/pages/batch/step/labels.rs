//! Labels to print, and to count when the work with them is done.

use super::super::both;
use super::page::Page;
use crate::parts::{Button, Field, Icon, Item, Panel, Status, list};
use domain::act::Said;
use maud::{Markup, html};
use process::model::{Count, Print};
use process::words::LabelId;

/// The panel of labels.
pub fn panel(page: &Page<'_>) -> Markup {
    let t = page.t();
    let step = page.sheet.step;
    if step.prints.is_empty() && step.reconciles.is_empty() {
        return html! {};
    }
    let prints: Vec<Item> = step.prints.iter().map(|print| to_print(page, print)).collect();
    html! {
        (Panel::new("labels", t.label("step-labels")).flush().live_unless_typing().body(html! {
            @if !prints.is_empty() { (list(&prints)) }
            @for label in &step.reconciles { (to_count(page, label)) }
        }))
    }
}

fn name(page: &Page<'_>, label: &LabelId) -> crate::lang::Text {
    let found = page.sheet.whole.process.label(label);
    found.map_or_else(|| label.as_str().into(), |label| both(page.t(), &label.name))
}

fn to_print(page: &Page<'_>, print: &Print) -> Item {
    let t = page.t();
    let printed: Vec<_> = page
        .sheet
        .record
        .iter()
        .flat_map(|record| &record.prints)
        .filter(|it| it.label == print.label)
        .collect();
    let wanted = count(page, &print.count);
    let item = Item::of(html! { (name(page, &print.label)) }).detail(html! {
        @if let Some(wanted) = wanted { (t.with("labels-wanted", &[("n", wanted.into())])) }
        @for it in &printed {
            " · " (t.with("labels-printed", &[("n", it.count.into())]))
            " " (page.eye.code(&it.mark.by)) " " (page.eye.when(it.mark.occurred))
        }
    });
    if !printed.is_empty() || !page.is_underway() {
        let status = if printed.is_empty() { Status::Idle } else { Status::Ok };
        let again =
            page.link("batch.print-labels", &[("label", print.label.as_str()), ("said", "tell")]);
        let item = item.status(status);
        return if printed.is_empty() {
            item
        } else {
            item.end(html! { a href=(again) { (t.get("labels-again")) } })
        };
    }
    let form = page.form("batch.print-labels", Said::Ask).hidden("label", print.label.as_str());
    let form = match wanted {
        Some(wanted) => form.hidden("count", wanted.to_string()),
        None => form,
    };
    item.status(Status::Idle).end(html! {
        (form.body(html! {
            @if wanted.is_none() {
                (Field::number("count", t.label("field-count"), "").required()
                    .value(page.typed("batch.print-labels", "count"))
                    .error(page.wrong("batch.print-labels", "count")))
            }
            (Button::submit(t.label("labels-print")).icon(Icon::Print))
        }))
    })
}

/// How many, where the process or a value of the step says it.
pub fn count(page: &Page<'_>, count: &Count) -> Option<u32> {
    match count {
        Count::Fixed(count) => Some(*count),
        Count::Value(value) => {
            let quantity = page.sheet.record?.value(value)?.reading.exact()?;
            quantity.value.to_string().parse().ok()
        }
    }
}

fn to_count(page: &Page<'_>, label: &LabelId) -> Markup {
    let t = page.t();
    const ACTION: &str = "batch.reconcile-labels";
    let labels = page.sheet.whole.batch.labels(label);
    let counted = page.sheet.record.iter().flat_map(|record| &record.counts);
    let counted: Vec<_> = counted.filter(|it| it.label == *label).collect();
    let here = page.typed(ACTION, "label") == label.as_str();
    let number = |field: &'static str| {
        let typed = if here { page.typed(ACTION, field) } else { "" };
        let wrong = if here { page.wrong(ACTION, field) } else { None };
        Field::number(field, crate::pages::words::field(t, field), "")
            .required()
            .value(typed)
            .error(wrong)
    };
    html! {
        div.panel__body {
            p { b { (name(page, label)) } " · "
                (t.with("labels-printed", &[("n", labels.printed.into())])) }
            @for it in &counted {
                p.small {
                    (t.with("labels-counted", &[
                        ("used", it.used.into()), ("destroyed", it.destroyed.into()),
                        ("spare", it.spare.into()),
                    ]))
                    " · " (page.eye.code(&it.mark.by)) " · " (page.eye.when(it.mark.occurred))
                }
            }
            @if page.is_underway() && !labels.is_reconciled() {
                (page.form(ACTION, Said::Tell).hidden("label", label.as_str()).body(html! {
                    div.grid2 { (number("used")) (number("destroyed")) (number("spare")) }
                    (Button::submit(t.label("labels-count")).primary())
                }))
            }
        }
    }
}
