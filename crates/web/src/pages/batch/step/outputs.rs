//! What the step makes: containers to fill, a lot to take into stock.

use super::super::super::links;
use super::super::both;
use super::labels::count;
use super::page::Page;
use crate::lang::unit;
use crate::parts::{Button, Field, Icon, Item, Panel, Status, hidden, id, list};
use domain::act::Said;
use maud::{Markup, html};
use process::model::{Output, OutputKind, Production};

/// Filling a container.
const FILL: &str = "batch.fill";

/// Cells are counted in millions, volumes in millilitres, unless the process says otherwise.
const CELLS: &str = "10*6";
const VOLUME: &str = "mL";

/// The panel of products.
pub fn panel(page: &Page<'_>) -> Markup {
    let t = page.t();
    let produces = &page.sheet.step.produces;
    if produces.is_empty() {
        return html! {};
    }
    html! {
        (Panel::new("outputs", t.label("step-outputs")).flush().live_unless_typing().body(html! {
            @for production in produces { (one(page, production)) }
        }))
    }
}

fn one(page: &Page<'_>, production: &Production) -> Markup {
    let t = page.t();
    let Some(output) = page.sheet.whole.process.output(&production.output) else { return html! {} };
    let made = page.sheet.record.iter().flat_map(|record| &record.products);
    let made: Vec<_> = made.filter(|it| it.output == output.id).collect();
    let wanted = count(page, &production.count);
    let full = wanted.is_some_and(|wanted| usize::try_from(wanted) == Ok(made.len()));
    let items: Vec<Item> = made
        .iter()
        .map(|it| {
            Item::of(id(it.product.key()))
                .href(links::subject(&it.product))
                .status(Status::Ok)
                .detail(html! {
                    (page.eye.code(&it.mark.by)) " · " (page.eye.when(it.mark.occurred))
                })
        })
        .collect();
    html! {
        div.panel__body {
            p {
                b { (both(t, &output.name)) } " · "
                @match wanted {
                    Some(wanted) => (t.with("outputs-of", &[
                        ("made", made.len().into()), ("wanted", wanted.into())])),
                    None => (t.with("outputs-made", &[("made", made.len().into())])),
                }
            }
        }
        @if !items.is_empty() { (list(&items)) }
        @if page.is_underway() && !full {
            div.panel__body {
                @match output.kind {
                    OutputKind::Container => (fill(page, output)),
                    OutputKind::Lot => {
                        @let link = page.link("batch.make-lot", &[("output", output.id.as_str())]);
                        (Button::link(t.label("outputs-lot"), link).primary().icon(Icon::Box))
                    },
                }
            }
        }
    }
}

fn fill(page: &Page<'_>, output: &Output) -> Markup {
    let t = page.t();
    let volume = output.holds.as_ref().map_or_else(|| VOLUME.to_owned(), |it| it.unit.to_string());
    let number = |field: &'static str, ucum: &str| {
        let name = format!("{field}.n");
        let typed = page.typed(FILL, &name).to_owned();
        Field::number(name, crate::pages::words::field(t, field), unit(ucum))
            .required()
            .value(typed)
            .error(page.wrong(FILL, field))
    };
    html! {
        (page.form(FILL, Said::Ask).hidden("output", output.id.as_str()).body(html! {
            (hidden("volume.u", &volume)) (hidden("cells.u", CELLS))
            div.grid2 { (number("volume", &volume)) (number("cells", CELLS)) }
            (Button::submit(t.label("outputs-fill")).primary().icon(Icon::Bag))
        }))
    }
}
