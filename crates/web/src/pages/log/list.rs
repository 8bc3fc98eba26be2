//! `/log`: the checkpoint, and the entries, the newest first.

use super::witnesses;
use crate::lang::number;
use crate::pages::eye::Eye;
use crate::pages::frame::{Place, show as page};
use crate::pages::proof::{self, Checked};
use crate::pages::sentence::{self, Sentence};
use crate::pages::visit::Visit;
use crate::pages::{links, parameters};
use crate::parts::{Empty, Icon, Item, Kv, Pagination, Panel, list};
use crate::problem::Result;
use crate::shell::{Ctx, Head};
use maud::{Markup, html};

/// How many entries a page holds.
const PAGE: u64 = 50;

struct View {
    entries: Vec<Sentence>,
    from: u64,
    to: u64,
    checked: Checked,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let size = visit.snapshot.size;
    let to: Option<u64> = parameters(&visit).get("to").parse().ok();
    let to = to.unwrap_or(size).min(size);
    let view = visit.ask(move |eye| Ok(of(eye, to))).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let head = Head::new(t.label("log-title"))
        .meta(html! { (visit.app.engine.origin()) })
        .action(html! { (proof::seal(t, &visit, &view.checked, "#checkpoint")) });
    let body = html! {
        div.columns {
            (entries(&ctx, size, &view))
            aside.stack."stack--lg" aria-label=(t.get("log-checkpoint")) {
                (checkpoint(&ctx, &visit))
                (witnesses::panel(&ctx, &visit))
                (yourself(&ctx))
            }
        }
    };
    Ok(page(&visit, &ctx, Place::Log, &head, body))
}

fn of(eye: &Eye<'_>, to: u64) -> View {
    let from = to.saturating_sub(PAGE);
    View {
        entries: sentence::between(eye, from..to),
        from,
        to,
        checked: proof::of_entries(eye.call, from..to),
    }
}

fn entries(ctx: &Ctx, size: u64, view: &View) -> Markup {
    let t = ctx.texts();
    let items: Vec<Item> = view.entries.iter().map(Sentence::item).collect();
    let n = |n: u64| number(&n.to_string());
    let at = |to: u64| links::with(links::LOG, &[("to", &to.to_string())]);
    let shown = t.with(
        "log-shown",
        &[
            ("from", n(view.from).into()),
            ("to", n(view.to.saturating_sub(1)).into()),
            ("all", n(size).into()),
        ],
    );
    let hidden = view.to - view.from > view.entries.len() as u64;
    html! {
        (Panel::new("entries", t.label("log-entries")).live().flush().body(html! {
            @if items.is_empty() {
                (Empty::new(Icon::Lock, t.label("log-hidden")).words(t.get("log-hidden.words")))
            } @else {
                (list(&items))
                @if hidden { p.more.muted { (t.get("log-some-hidden")) } }
            }
            (Pagination::new(t, t.get("log-entries"), shown)
                .before((view.from > 0).then(|| at(view.from)))
                .after((view.to < size).then(|| at(view.to + PAGE))))
        }))
    }
}

fn checkpoint(ctx: &Ctx, visit: &Visit) -> Markup {
    let t = ctx.texts();
    let note = visit.app.engine.cosigned_checkpoint();
    let text = String::from_utf8_lossy(&note).into_owned();
    let rows = Kv::new()
        .start()
        .id(t.label("log-size"), &number(&visit.snapshot.size.to_string()))
        .row(t.label("log-root"), html! { span.id.hash { (visit.snapshot.root.to_string()) } });
    html! {
        (Panel::new("checkpoint", t.label("log-checkpoint")).live().body(html! {
            (rows)
            p.small.muted { (t.get("log-checkpoint.words")) }
            pre.bytes tabindex="0" aria-label=(t.get("log-checkpoint")) { (text) }
            p { a href="/log/checkpoint" { (t.get("log-checkpoint-file")) } }
        }))
    }
}

fn yourself(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    html! {
        (Panel::new("yourself", t.label("log-yourself")).body(html! {
            p { (t.get("log-yourself.words")) }
            pre.bytes tabindex="0" aria-label=(t.get("log-yourself")) { "centrosome verify --data DIR" }
        }))
    }
}
