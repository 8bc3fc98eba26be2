//! `/sample/{key}`: a sample with every line of the specification it serves.

use super::super::acting::{self, NotTaken};
use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::super::{links, parameters, words};
use super::{attribute, receive};
use crate::parts::{Kv, Panel, Status, chip, id};
use crate::problem::Result;
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use axum::response::Response;
use domain::id::SampleId;
use domain::people::Role;
use domain::quality::{Sample, Waits};
use domain::refusal::Stop;
use domain::text::Code;
use maud::{Markup, html};

/// What the page is asked to open: a line of the specification, and what to do with it.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Which line.
    pub at: String,
    /// `correct`, with the round in `round`.
    pub act: String,
    /// Which test of it.
    pub round: u32,
}

/// The page.
pub async fn show(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    render(&visit, &super::sample_id(&key)?, None).await
}

/// An act about the sample.
pub async fn act(visit: Visit, Path(key): Path<String>, posted: Posted) -> Result<Response> {
    let id = super::sample_id(&key)?;
    let back =
        links::with(&links::subject(id.subject()), &[("attribute", posted.get("attribute"))]);
    let again = async |not| render(&visit, &id, Some(not)).await;
    acting::answer(&visit, posted, &back, again).await
}

async fn render(visit: &Visit, id: &SampleId, refused: Option<NotTaken>) -> Result<Markup> {
    let ctx = if refused.is_some() { visit.ctx() } else { visit.live() };
    let asked = parameters(visit);
    let mut asked = Asked {
        at: asked.get("attribute").to_owned(),
        act: asked.get("act").to_owned(),
        round: asked.get("round").parse().unwrap_or(0),
    };
    if let Some(not) = &refused {
        asked.at = not.typed.get("attribute").to_owned();
        if not.action == "quality.correct-result" {
            asked.act = "correct".to_owned();
            asked.round = not.typed.get("round").parse().unwrap_or(0);
        }
    }
    let (wanted, shell) = (id.clone(), ctx.clone());
    let (head, body) =
        visit.ask(move |eye| of(eye, &shell, &wanted, &asked, refused.as_ref())).await?;
    Ok(page(visit, &ctx, Place::Testing, &head, body))
}

fn of(
    eye: &Eye<'_>,
    ctx: &Ctx,
    sample_id: &SampleId,
    asked: &Asked,
    refused: Option<&NotTaken>,
) -> std::result::Result<(Head, Markup), Stop> {
    let t = eye.t;
    let sample: &Sample = eye.desk.state(sample_id.subject())?;
    let path = links::subject(sample_id.subject());
    let waits = sample.waits();
    let status = if waits == Waits::Nothing { Status::Ok } else { Status::Info };
    let head = Head::new(words::kind(t, domain::id::Kind::Sample))
        .code(sample_id.key())
        .meta(chip(status, &words::choice(t, waits.word())))
        .meta(html! { (sample.taken.code) });
    let mut lines: Vec<&Code> = sample.taken.attributes.iter().collect();
    for result in &sample.results {
        if !lines.contains(&&result.attribute) {
            lines.push(&result.attribute);
        }
    }
    let open = match asked.at.as_str() {
        "" => first_of_mine(eye, sample, &lines),
        at => lines.iter().find(|line| line.as_str() == at).copied(),
    };
    let mut panels = Vec::new();
    for line in &lines {
        let page = attribute::Line {
            eye,
            ctx,
            id: sample_id,
            sample,
            attribute: line,
            path: &path,
            asked: (open == Some(*line)).then_some(asked),
            refused,
        };
        panels.push(attribute::panel(&page)?);
    }
    let body = html! {
        @if let Some(not) = refused { (not.head(ctx, &path)) }
        div.columns {
            div.stack."stack--lg" {
                (receive::panel(eye, ctx, sample_id, sample, &path, refused)?)
                @for panel in &panels { (panel) }
                @if lines.is_empty() { (retained(eye)) }
            }
            aside aria-label=(t.get("sample-about")) { (about(eye, sample)) }
        }
    };
    Ok((head, body))
}

/// The first line that waits for the person at the page: to test, or to review.
fn first_of_mine<'a>(eye: &Eye<'_>, sample: &Sample, lines: &[&'a Code]) -> Option<&'a Code> {
    let roles = eye.call.roles();
    let untested = |line: &&&Code| sample.valid(line).next().is_none();
    let unreviewed =
        |line: &&&Code| sample.results_of(line).next().is_some() && !sample.is_reviewed(line);
    if roles.contains(&Role::QcReviewer) {
        return lines.iter().find(unreviewed).copied();
    }
    lines.iter().find(untested).copied()
}

fn about(eye: &Eye<'_>, sample: &Sample) -> Markup {
    let t = eye.t;
    let taken = &sample.taken;
    let step: process::words::StepId = taken.step.as_str().into();
    let kv = Kv::new()
        .row(words::field(t, "batch"), html! {
            a.id href=(links::subject(taken.batch.subject())) { (taken.batch.key()) }
        })
        .row(words::field(t, "step"), html! {
            a.id href=(super::super::batch::step_path(&taken.batch, &step, taken.round)) { (taken.step) }
        })
        .row(t.label("sample-taken-by"), id(&eye.code(&taken.by)))
        .text(t.label("sample-taken"), &eye.when(taken.occurred))
        .row(t.label("record-entry"), html! {
            a href=(links::entry(sample.position)) { (id(&sample.position.to_string())) }
        });
    html! { (Panel::new("about", t.label("sample-about")).live().body(html! { (kv) })) }
}

fn retained(eye: &Eye<'_>) -> Markup {
    let t = eye.t;
    html! {
        (Panel::new("retained", t.label("sample-retained-title")).body(html! { p { (t.get("sample-retained-words")) } }))
    }
}
