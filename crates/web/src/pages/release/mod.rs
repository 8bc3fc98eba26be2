//! `/batch/{key}/release`: review by exception, and the decision.
//!
//! The figures first, then what differs, then what the product must be, where it comes from, what
//! happened, who signed; beside it the decision with everything that stands against it.

mod decision;
mod figures;
mod signatures;
mod specification;

use super::acting::{self, NotTaken};
use super::batch::{both, chain, phase_status, record_parts};
use super::eye::Eye;
use super::frame::{Place, show as page};
use super::posted::Posted;
use super::quality::state_chip;
use super::visit::Visit;
use super::{links, parameters, sentence, words};
use crate::app::App;
use crate::parts::{
    Button, Col, Empty, Icon, Panel, Row, Status, Table, chip, chip_with, id, identity_id,
};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use domain::batch::Phase;
use domain::batch::views::{WholeRecord, record};
use domain::id::BatchId;
use domain::quality::views::all_deviations;
use domain::refusal::Stop;
use maud::{Markup, html};

/// The route of release reviews.
pub fn routes() -> Router<App> {
    Router::new().route("/batch/{key}/release", get(show).post(act))
}

fn batch_id(key: &str) -> Result<BatchId> {
    BatchId::new(key).map_err(|_| Problem::new(Kind::NotFound))
}

/// The address of a release review.
pub fn path(batch: &BatchId) -> String {
    format!("{}/release", links::subject(batch.subject()))
}

async fn show(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    render(&visit, &batch_id(&key)?, None).await
}

async fn act(visit: Visit, Path(key): Path<String>, posted: Posted) -> Result<Response> {
    let id = batch_id(&key)?;
    let again = async |not| render(&visit, &id, Some(not)).await;
    acting::answer(&visit, posted, &path(&id), again).await
}

async fn render(visit: &Visit, id: &BatchId, refused: Option<NotTaken>) -> Result<Markup> {
    let ctx = if refused.is_some() { visit.ctx() } else { visit.live() };
    let decide = match &refused {
        Some(not) => decision::asked(not.action).to_owned(),
        None => parameters(visit).get("decide").to_owned(),
    };
    let (wanted, shell) = (id.clone(), ctx.clone());
    let (head, body) =
        visit.ask(move |eye| of(eye, &shell, &wanted, &decide, refused.as_ref())).await?;
    Ok(page(visit, &ctx, Place::Batches, &head, body))
}

fn of(
    eye: &Eye<'_>,
    ctx: &Ctx,
    id: &BatchId,
    decide: &str,
    refused: Option<&NotTaken>,
) -> std::result::Result<(Head, Markup), Stop> {
    let t = eye.t;
    let whole = record(eye.desk, id)?;
    let head = head(eye, id, &whole);
    let body = html! {
        @if let Some(not) = refused { (not.head(ctx, &path(id))) }
        div.columns {
            div.stack."stack--lg" {
                (figures::panel(eye, id, &whole)?)
                (record_parts::exceptions_of(eye, id)?)
                (specification::panel(eye, id, &whole)?)
                (record_parts::genealogy(eye, id)?)
                (deviations(eye, id)?)
                (signatures::panel(eye, id, &whole))
            }
            aside aria-label=(t.get("release-decision")) {
                (decision::panel(eye, ctx, id, &whole, decide, refused)?)
            }
        }
    };
    Ok((head, body))
}

fn head(eye: &Eye<'_>, batch: &BatchId, whole: &WholeRecord<'_>) -> Head {
    let t = eye.t;
    let phase = whole.batch.phase();
    let word = words::choice(t, phase.word());
    let mut head = Head::new(t.label("release-title")).code(batch.key());
    head = match phase {
        Phase::Complete | Phase::Reviewed => {
            head.meta(chip_with(Status::Alert, Icon::Lock, &words::choice(t, "quarantine")))
        }
        Phase::Running | Phase::Released | Phase::Rejected => head,
    };
    head = head.meta(chip(phase_status(phase), &word)).meta(
        html! { (*whole.process.product.code) " " (both(t, &whole.process.product.name).plain()) },
    );
    if let Some(order) = &whole.batch.started.order {
        head = head.meta(html! { a href=(links::order(order)) { (id(order.key())) } });
    }
    if let Some(chain) = chain(eye, whole.batch) {
        head = head.meta(identity_id(&chain));
    }
    head.action(html! {
        (Button::link(t.label("release-record").alone(), links::subject(batch.subject())).icon(Icon::File))
        (super::batch::dossier::button(t, batch))
    })
}

fn deviations(eye: &Eye<'_>, batch: &BatchId) -> std::result::Result<Markup, Stop> {
    let t = eye.t;
    let all = all_deviations(eye.desk, batch.subject())?;
    let cols = vec![
        Col::text(words::kind(t, domain::id::Kind::Deviation)),
        Col::text(words::field(t, "severity")),
        Col::text(words::field(t, "step")),
        Col::number(t.label("release-days")),
        Col::text(t.label("release-state")),
    ];
    let rows = all.iter().map(|(deviation, summary)| {
        let days = eye.desk.now().minutes_since(summary.occurred) / 1440;
        let row = Row::new(vec![
            html! { a.id href=(links::subject(deviation.subject())) { (deviation.key()) } },
            chip(sentence::status(summary.severity), &words::choice(t, summary.severity.word())),
            html! { @if let Some(step) = &summary.step { (id(step.as_str())) } @else { (crate::lang::MISSING) } },
            html! { (days) },
            state_chip(t, summary.state),
        ]);
        match summary.state {
            domain::quality::DeviationState::Closed => row,
            _ => row.flag(Status::Alert),
        }
    });
    let table = Table::new(t.get("step-deviations"), cols).dense().rows(rows);
    Ok(html! {
        (Panel::new("deviations", t.label("step-deviations")).flush().live().body(html! {
            @if all.is_empty() { (Empty::new(Icon::Ok, t.label("record-no-deviations"))) } @else { (table) }
        }))
    })
}
