//! `/batch/{key}/dossier`: the record in one file, how far it can be shown complete, and the page
//! that checks it.

use super::batch_id;
use crate::lang::{Texts, number};
use crate::pages::acting::{self, NotTaken};
use crate::pages::eye::Eye;
use crate::pages::frame::{Place, show as page};
use crate::pages::offer::Offer;
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::pages::{links, words};
use crate::parts::{Button, Icon, Kv, Panel, Status, chip, id};
use crate::problem::Result;
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use axum::response::Response;
use domain::batch::Batch;
use domain::centre::SealHeads;
use domain::command::Command;
use domain::id::{BatchId, CentreId, Kind};
use domain::refusal::Stop;
use maud::{Markup, html};

/// The address of a batch's dossier.
pub fn path(batch: &BatchId) -> String {
    format!("{}/dossier", links::subject(batch.subject()))
}

/// The button that leads here.
pub fn button(t: Texts, batch: &BatchId) -> Button {
    Button::link(t.label("dossier").alone(), path(batch)).icon(Icon::Layers)
}

pub async fn show(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    render(&visit, &batch_id(&key)?, None).await
}

pub async fn act(visit: Visit, Path(key): Path<String>, posted: Posted) -> Result<Response> {
    let batch = batch_id(&key)?;
    let again = async |not| render(&visit, &batch, Some(not)).await;
    acting::answer(&visit, posted, &path(&batch), again).await
}

async fn render(visit: &Visit, batch: &BatchId, refused: Option<NotTaken>) -> Result<Markup> {
    let ctx = if refused.is_some() { visit.ctx() } else { visit.live() };
    let (wanted, shell) = (batch.clone(), ctx.clone());
    let (head, body) = visit.ask(move |eye| of(eye, &shell, &wanted, refused.as_ref())).await?;
    Ok(page(visit, &ctx, Place::Batches, &head, body))
}

fn of(
    eye: &Eye<'_>,
    ctx: &Ctx,
    batch: &BatchId,
    refused: Option<&NotTaken>,
) -> std::result::Result<(Head, Markup), Stop> {
    let t = eye.t;
    eye.desk.state::<Batch>(batch.subject())?;
    let head = Head::new(t.label("dossier")).code(batch.key()).action(html! {
        (Button::link(words::kind(t, Kind::Batch).alone(), links::subject(batch.subject())).icon(Icon::File))
    });
    let body = html! {
        @if let Some(not) = refused { (not.head(ctx, &path(batch))) }
        div.columns {
            div.stack."stack--lg" { (file(t, batch)) (super::papers::panel(t, batch)) (check(t, batch)) }
            aside aria-label=(t.get("dossier-heads")) { (heads(eye, ctx, batch)?) }
        }
    };
    Ok((head, body))
}

/// The file, without personal texts and with them.
fn file(t: Texts, batch: &BatchId) -> Panel {
    let href = format!("/api/v1/batches/{}/dossier", batch.key());
    Panel::new("file", t.label("dossier-file")).body(html! {
        p { (t.get("dossier-file.words")) }
        p.row {
            (Button::link(t.label("dossier-take").alone(), href.clone()).primary().icon(Icon::File))
            (Button::link(t.label("dossier-take-named").alone(), format!("{href}?named=yes")).icon(Icon::User))
        }
        p.muted { (t.get("dossier-take-named.words")) }
    })
}

/// How to check it.
fn check(t: Texts, batch: &BatchId) -> Panel {
    Panel::new("check", t.label("dossier-check")).body(html! {
        p { (t.get("dossier-check.words")) }
        p.row {
            (Button::link(t.label("dossier-verifier").alone(), "/verifier/dossier.html").icon(Icon::Shield))
        }
        p { (t.get("dossier-check-command")) }
        pre.bytes tabindex="0" aria-label=(t.get("dossier-check-command")) { "centrosome verify --dossier " (batch.key()) ".dossier" }
    })
}

/// Up to where the record can be shown complete.
fn heads(eye: &Eye<'_>, ctx: &Ctx, batch: &BatchId) -> std::result::Result<Markup, Stop> {
    let t = eye.t;
    let settings = eye.desk.centre().settings();
    let sealed =
        settings.and_then(|settings| Some((settings.heads_sealed_at?, settings.heads_sealed_on?)));
    let last = eye.desk.centre().slot(batch.subject()).map_or(0, |slot| slot.last);
    let whole = sealed.is_some_and(|(at, _)| last < at);
    let centre = eye.desk.centre().of_kind(Kind::Centre).next();
    let centre = centre.and_then(|(centre, _)| CentreId::try_from(centre.clone()).ok());
    let offer = match &centre {
        Some(centre) => {
            Some(Offer::of(eye, Command::SealHeads(SealHeads { centre: centre.clone() }))?)
        }
        None => None,
    };
    Ok(html! {
        (Panel::new("heads", t.label("dossier-heads")).live().body(html! {
            p {
                @if whole { (chip(Status::Ok, &t.label("dossier-whole"))) }
                @else { (chip(Status::Alert, &t.label("dossier-not-whole"))) }
            }
            p { (t.get("dossier-heads.words")) }
            @if let Some((at, on)) = sealed {
                (Kv::new()
                    .row(t.label("dossier-sealed-at"), html! { a href=(links::entry(at)) { (id(&number(&at.to_string()))) } })
                    .text(t.label("dossier-sealed-on"), &eye.moment(on)))
            }
            @if let (Some(offer), Some(centre)) = (&offer, &centre) {
                @if offer.is_open() {
                    (offer.form(ctx, &path(batch)).hidden("centre", centre.to_string()).body(html! {
                        (Button::submit(words::action(t, offer.action.name).alone()).icon(Icon::Lock))
                    }))
                } @else { div.muted { (offer.why(t)) } }
            }
        }))
    })
}
