//! `/batch/{key}`: the record of a batch by operation, and everything around it.

mod entries;
pub mod family;
pub mod panels;

use super::super::acting::{self, NotTaken};
use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::links;
use super::super::offer::Offer;
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::super::words;
use super::{both, chain, phase_status};
use crate::parts::{Button, Icon, Panel, chip, hidden, id, identity_id, signs};
use crate::problem::Result;
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use axum::response::Response;
use domain::batch::views::{WholeRecord, record};
use domain::batch::{CompleteRecord, Phase};
use domain::command::Command;
use domain::id::BatchId;
use domain::refusal::Stop;
use maud::{Markup, html};

/// The page.
pub async fn show(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    render(&visit, &super::batch_id(&key)?, None).await
}

/// Signing the record as complete.
pub async fn act(visit: Visit, Path(key): Path<String>, posted: Posted) -> Result<Response> {
    let id = super::batch_id(&key)?;
    let back = links::subject(id.subject());
    let again = async |not| render(&visit, &id, Some(not)).await;
    acting::answer(&visit, posted, &back, again).await
}

async fn render(visit: &Visit, id: &BatchId, refused: Option<NotTaken>) -> Result<Markup> {
    let ctx = if refused.is_some() { visit.ctx() } else { visit.live() };
    let (wanted, shell) = (id.clone(), ctx.clone());
    let (head, body) = visit.ask(move |eye| of(eye, &shell, &wanted, refused.as_ref())).await?;
    Ok(page(visit, &ctx, Place::Batches, &head, body))
}

fn of(
    eye: &Eye<'_>,
    ctx: &Ctx,
    id: &BatchId,
    refused: Option<&NotTaken>,
) -> std::result::Result<(Head, Markup), Stop> {
    let whole = record(eye.desk, id)?;
    let head = head(eye, id, &whole);
    let path = links::subject(id.subject());
    let body = html! {
        @if let Some(not) = refused { (not.head(ctx, &path)) }
        div.columns {
            div.stack."stack--lg" {
                (panels::figures_of(eye, id, &whole)?)
                (panels::tasks(eye, id)?)
                @for line in &whole.operations { (entries::operation(eye, id, line)) }
                (panels::exceptions_of(eye, id)?)
                (family::genealogy(eye, id)?)
            }
            aside aria-label=(eye.t.get("record-aside")) {
                (complete(eye, ctx, id, &path, &whole, refused)?)
                (panels::about(eye, id, &whole))
                (panels::samples(eye, id)?)
                (panels::deviations(eye, id)?)
                (super::papers::panel(eye.t, id))
            }
        }
    };
    Ok((head, body))
}

fn head(eye: &Eye<'_>, batch: &BatchId, whole: &WholeRecord<'_>) -> Head {
    let t = eye.t;
    let phase = whole.batch.phase();
    let mut head = Head::new(words::kind(t, domain::id::Kind::Batch))
        .code(batch.key())
        .meta(chip(phase_status(phase), &words::choice(t, phase.word())))
        .meta(html! { (*whole.process.product.code) " " (both(t, &whole.process.product.name).plain()) });
    if let Some(order) = &whole.batch.started.order {
        head = head.meta(html! { a href=(links::order(order)) { (id(order.key())) } });
    }
    if let Some(chain) = chain(eye, whole.batch) {
        head = head.meta(identity_id(&chain));
    }
    head.action(html! {
        (Button::link(t.label("nav-release").alone(), format!("{}/release", links::subject(batch.subject()))).icon(Icon::Shield))
        (super::dossier::button(t, batch))
    })
}

/// Signing the record as complete, or why not yet.
fn complete(
    eye: &Eye<'_>,
    ctx: &Ctx,
    batch: &BatchId,
    path: &str,
    whole: &WholeRecord<'_>,
    refused: Option<&NotTaken>,
) -> std::result::Result<Markup, Stop> {
    let t = eye.t;
    let part = t.label("record-complete");
    let signed = whole.batch.completed.iter().map(|signature| {
        let standing = whole.batch.standing(signature);
        super::super::signed::done(eye, part.clone().alone(), signature, standing)
    });
    let mut all: Vec<_> = signed.collect();
    if whole.batch.phase() == Phase::Running {
        let command = CompleteRecord { batch: batch.clone() };
        let offer = Offer::in_batch(eye, whole.process, Command::CompleteRecord(command))?;
        let body = hidden("batch", &batch.to_string());
        all.push(offer.sign(ctx, path, part.clone().alone(), body, refused));
    }
    if all.is_empty() {
        return Ok(html! {});
    }
    Ok(html! {
        (Panel::new("complete", part).flush().live_unless_typing().body(signs(t, &all)))
    })
}

/// A link to an entry of the log.
pub fn entry(position: u64) -> Markup {
    html! { a href=(links::entry(position)) { (id(&position.to_string())) } }
}
