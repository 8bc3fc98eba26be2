//! `/batch/{key}/together/{what}`: one signing panel for all that was ticked.

use super::super::acting::{self, NotTaken};
use super::super::eye::Eye;
use super::super::frame::show as framed;
use super::super::naming::Voice;
use super::super::offer::Offer;
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::super::{links, parameters};
use super::{What, facts};
use crate::parts::{Button, Empty, Icon, Panel, Status, hidden, signs};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use axum::response::Response;
use domain::batch::views::process_of;
use domain::id::BatchId;
use domain::refusal::Stop;
use domain::together::THINGS_MAX;
use maud::{Markup, html};

/// What is signed of which batch.
#[derive(Debug, Clone)]
struct At {
    batch: BatchId,
    what: What,
    things: Vec<String>,
}

impl At {
    fn of((key, what): &(String, String), things: Vec<String>) -> Result<Self> {
        let nowhere = || Problem::new(Kind::NotFound);
        let what: What = what.parse().map_err(|()| nowhere())?;
        let batch = BatchId::new(key).map_err(|_| nowhere())?;
        what.command(&batch, &things).ok_or_else(nowhere)?;
        Ok(Self { batch, what, things })
    }

    fn path(&self) -> String {
        self.what.path(&self.batch)
    }
}

/// One of the things, as the panel lists it.
struct Thing<'a> {
    text: &'a str,
    name: String,
    facts: Markup,
    href: String,
    offer: Offer,
}

/// The page.
pub async fn show(visit: Visit, Path(at): Path<(String, String)>) -> Result<Markup> {
    let asked = parameters(&visit);
    let things = asked.all("thing").filter(|thing| !thing.is_empty());
    let at = At::of(&at, things.map(str::to_owned).collect())?;
    render(&visit, &at, None).await
}

/// Signing for all of them.
pub async fn act(
    visit: Visit,
    Path(at): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let field = At::of(&at, Vec::new())?.what.field();
    let at = At::of(&at, posted.all(field).map(str::to_owned).collect())?;
    let again = async |not| render(&visit, &at, Some(not)).await;
    acting::answer(&visit, posted, at.what.queue(), again).await
}

async fn render(visit: &Visit, at: &At, refused: Option<NotTaken>) -> Result<Markup> {
    // Not live: what is signed is what the page said when it was opened.
    let ctx = visit.ctx();
    let (shell, wanted) = (ctx.clone(), at.clone());
    let body = visit.ask(move |eye| body(eye, &shell, &wanted, refused.as_ref())).await?;
    let t = ctx.texts();
    let head = Head::new(at.what.title(t))
        .code(at.batch.key())
        .meta(html! { (t.with("together-count", &[("n", at.things.len().into())])) });
    Ok(framed(visit, &ctx, at.what.place(), &head, body))
}

fn body(
    eye: &Eye<'_>,
    ctx: &Ctx,
    at: &At,
    refused: Option<&NotTaken>,
) -> std::result::Result<Markup, Stop> {
    let t = eye.t;
    let path = at.path();
    let process = process_of(eye.desk, &at.batch)?;
    let several = at.what.command(&at.batch, &at.things).filter(|_| !at.things.is_empty());
    let Some((command, together)) = several else {
        return Ok(html! {
            (Panel::new("things", t.label("together-things")).body(html! {
                (Empty::new(Icon::Pen, t.label("together-none")).words(t.get("together-none.words")))
                (Button::link(t.label("together-back"), at.what.queue()))
            }))
        });
    };
    let mut things = Vec::new();
    // Of more than one signature is given for, the page says so and lists the first.
    for (text, one) in at.things.iter().zip(together.commands()).take(THINGS_MAX) {
        let (facts, href) = facts::of(eye, process, one)?;
        let name = Voice::of(eye, process).among(text);
        let offer = Offer::in_batch(eye, process, one.clone())?;
        things.push(Thing { text, name, facts, href, offer });
    }
    let offer = Offer::in_batch(eye, process, command)?;
    let fields = html! {
        (hidden("batch", &at.batch.to_string()))
        @for thing in &at.things { (hidden(at.what.field(), thing)) }
    };
    let sign = offer.sign(ctx, &path, at.what.part(t), fields, refused);
    Ok(html! {
        @if let Some(not) = refused { (not.head(ctx, &path)) }
        div.columns {
            div.stack {
                @for (n, thing) in things.iter().enumerate() { (panel(eye, n, thing)) }
            }
            aside aria-label=(t.get("together-sign")) {
                (Panel::new("signatures", t.label("together-sign"))
                    .flush().body(html! {
                        (signs(t, &[sign]))
                        div.panel__body {
                            p.small.muted { (t.get("together-things-note")) }
                            (without(eye, at, &things))
                            p.small { a href=(at.what.queue()) { (t.get("together-back")) } }
                        }
                    }))
            }
        }
    })
}

/// One thing: its facts, the entries its signature covers, and what stands against it.
fn panel(eye: &Eye<'_>, n: usize, thing: &Thing<'_>) -> Markup {
    let t = eye.t;
    let panel = Panel::new(format!("thing-{n}"), thing.name.as_str())
        .note(html! { a href=(thing.href) { (t.get("together-open")) } });
    let panel = if thing.offer.is_open() { panel } else { panel.tone(Status::Action) };
    html! {
        (panel.body(html! {
            @if !thing.offer.is_open() {
                p { b { (t.get("together-against")) } }
                (thing.offer.why(t))
            }
            (thing.facts)
            (thing.offer.covering(t))
        }))
    }
}

/// The way on without the things that something stands against.
fn without(eye: &Eye<'_>, at: &At, things: &[Thing<'_>]) -> Markup {
    let open: Vec<_> =
        things.iter().filter(|it| it.offer.is_open()).map(|it| ("thing", it.text)).collect();
    let some = !open.is_empty() && open.len() < at.things.len();
    html! {
        @if some {
            p { (Button::link(eye.t.label("together-without"), links::with(&at.path(), &open))) }
        }
    }
}
