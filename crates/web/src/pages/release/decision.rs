//! The decision: what is ready and what is not, and the one signature that is the viewer's to give.

use crate::lang::Texts;
use crate::pages::acting::NotTaken;
use crate::pages::eye::Eye;
use crate::pages::offer::{Offer, unwritten};
use crate::pages::{links, signed, words};
use crate::parts::{Field, Gate, Panel, Seg, Sign, Status, gates, hidden, signs};
use crate::shell::Ctx;
use domain::batch::views::{WholeRecord, exceptions};
use domain::command::Command;
use domain::id::BatchId;
use domain::people::Role;
use domain::quality::views::open_deviations;
use domain::quality::{LineState, RejectBatch, ReleaseBatch, ReviewBatch, specification_lines};
use domain::refusal::Stop;
use domain::text::Reason;
use maud::{Markup, html};

/// The decisions there are.
const DECISIONS: [&str; 3] = ["review", "release", "reject"];

/// Which decision an action is.
pub fn asked(action: &str) -> &'static str {
    match action {
        "quality.release-batch" => "release",
        "quality.reject-batch" => "reject",
        _ => "review",
    }
}

/// The panel.
pub fn panel(
    eye: &Eye<'_>,
    ctx: &Ctx,
    id: &BatchId,
    whole: &WholeRecord<'_>,
    decide: &str,
    refused: Option<&NotTaken>,
) -> Result<Markup, Stop> {
    let t = eye.t;
    let ready = ready(eye, id, whole)?;
    let decide = match decide {
        "" => first(eye, whole),
        other => DECISIONS.iter().find(|it| **it == other).copied().unwrap_or("review"),
    };
    let all = sign(eye, ctx, id, whole, decide, refused)?;
    Ok(html! {
        (Panel::new("decision", t.label("release-decision")).flush().live_unless_typing().body(html! {
            (gates(t, &ready))
            @if !decided(whole) {
                div.panel__body { (seg(t, id, decide)) }
            }
            (signs(t, &all))
        }))
    })
}

/// Whether nothing is left to decide: rejected, or released and nothing changed since.
fn decided(whole: &WholeRecord<'_>) -> bool {
    whole.batch.rejected.is_some() || whole.batch.release_stands()
}

fn seg(t: Texts, id: &BatchId, decide: &str) -> Seg {
    let mut seg = Seg::new(t.get("release-decision"));
    for decision in DECISIONS {
        let href = links::with(&super::path(id), &[("decide", decision)]);
        let label = t.label(&format!("decide-{decision}")).alone();
        seg = if decision == decide { seg.current(label, href) } else { seg.view(label, href) };
    }
    seg
}

/// The decision that is due, and the viewer's if they can give one.
fn first(eye: &Eye<'_>, whole: &WholeRecord<'_>) -> &'static str {
    let releases = eye.call.roles().contains(&Role::ReleasingPerson);
    if releases || whole.batch.review_stands() { "release" } else { "review" }
}

/// What must be so before a release, each with how it stands.
fn ready(eye: &Eye<'_>, id: &BatchId, whole: &WholeRecord<'_>) -> Result<Vec<Gate>, Stop> {
    let t = eye.t;
    let found = exceptions(eye.desk, id)?;
    let open = found.iter().filter(|exception| exception.open).count();
    let deviations = open_deviations(eye.desk, id.subject())?.len();
    let lines = specification_lines(eye.desk, id)?;
    let count = |state: LineState| lines.iter().filter(|line| line.state == state).count();
    let lacking = count(LineState::Missing) + count(LineState::NotReviewed);
    let (failing, pending) = (count(LineState::Fails), count(LineState::Pending));
    let superseded = whole.batch.tally.superseded;
    let yes_no = |good: bool| if good { Status::Ok } else { Status::Action };
    let gate = |status, key: &str, n: usize| {
        Gate::new(status, t.label_with(key, &[("n", n.into())]).alone())
    };
    let mut all = vec![
        gate(
            yes_no(whole.batch.completion_stands()),
            "ready-complete",
            whole.known.saturating_sub(whole.settled),
        ),
        gate(
            yes_no(superseded == 0),
            "ready-signatures",
            usize::try_from(superseded).unwrap_or(usize::MAX),
        ),
        gate(yes_no(open == 0), "ready-exceptions", open),
        gate(yes_no(deviations == 0), "ready-deviations", deviations),
        gate(yes_no(lacking + failing == 0), "ready-results", lacking + failing),
        gate(yes_no(whole.batch.review_stands()), "ready-reviewed", 0),
    ];
    if pending > 0 {
        all.push(gate(Status::Alert, "ready-pending", pending));
    }
    Ok(all)
}

fn sign(
    eye: &Eye<'_>,
    ctx: &Ctx,
    id: &BatchId,
    whole: &WholeRecord<'_>,
    decide: &str,
    refused: Option<&NotTaken>,
) -> Result<Vec<Sign>, Stop> {
    let t = eye.t;
    let mut all: Vec<Sign> = Vec::new();
    let batch = &whole.batch;
    all.extend(batch.reviewed.iter().map(|it| {
        signed::done(
            eye,
            t.label("release-review-signed"),
            &it.signature,
            batch.standing(&it.signature),
        )
    }));
    all.extend(batch.released.iter().map(|it| {
        signed::done(eye, t.label("release-signed"), &it.signature, batch.standing(&it.signature))
    }));
    if let Some(signature) = &batch.rejected {
        all.push(signed::standing(eye, t.label("release-rejected"), signature));
    }
    if decided(whole) {
        return Ok(all);
    }
    let about = hidden("batch", &id.to_string());
    let path = super::path(id);
    let (command, part, body) = match decide {
        "release" => (
            Command::ReleaseBatch(ReleaseBatch { batch: id.clone(), note: None }),
            t.label("decide-release"),
            html! { (about) (text(t, "note", "quality.release-batch", refused)) },
        ),
        "reject" => (
            Command::RejectBatch(RejectBatch {
                batch: id.clone(),
                reason: Reason(unwritten(id.subject())),
            }),
            t.label("decide-reject"),
            html! { (about) (text(t, "reason", "quality.reject-batch", refused)) },
        ),
        _ => {
            let seen = u32::try_from(exceptions(eye.desk, id)?.len()).unwrap_or(u32::MAX);
            (
                Command::ReviewBatch(ReviewBatch { batch: id.clone(), exceptions: seen }),
                t.label("decide-review"),
                html! {
                    (about) (hidden("exceptions", &seen.to_string()))
                    p { (t.with("decide-review-words", &[("n", seen.into())])) }
                },
            )
        }
    };
    let offer = Offer::of(eye, command)?;
    all.push(offer.sign(ctx, &path, part, body, refused));
    Ok(all)
}

fn text(t: Texts, field: &'static str, action: &str, refused: Option<&NotTaken>) -> Field {
    let typed = refused.map_or("", |not| not.typed(action, field));
    let wrong = refused.and_then(|not| not.at(action, field));
    let line = Field::textarea(field, words::field(t, field)).value(typed).error(wrong);
    if field == "reason" { line.required() } else { line }
}
