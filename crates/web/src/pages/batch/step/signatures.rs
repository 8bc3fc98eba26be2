//! The signatures of a step: who did it, who verified it, and what was signed again after a change.

use super::super::super::offer::Offer;
use super::super::super::signed;
use super::page::Page;
use crate::lang::Text;
use crate::parts::{Field, Panel, Sign, hidden, signs};
use domain::act::Meaning;
use domain::batch::views::NextAct;
use domain::batch::{CompleteStep, ReaffirmStep, VerifyStep};
use domain::command::Command;
use domain::refusal::Stop;
use domain::signature::Standing;
use maud::{Markup, html};

/// What can be signed at a step, judged for the person at the page.
pub struct Signing {
    /// Signing it as performed; none while it is not underway.
    pub complete: Option<Offer>,
    /// Verifying it; none unless it waits for that.
    pub verify: Option<Offer>,
    /// Reaffirming a signature of theirs that was superseded; none if there is none.
    pub reaffirm: Option<Offer>,
}

impl Signing {
    /// What can be signed.
    pub fn of(page: &Page<'_>) -> Result<Self, Stop> {
        let (batch, step, round) = (&page.at.batch, &page.at.step, page.at.round);
        let next = page.sheet.next;
        let offer =
            |command| Offer::in_batch(page.eye, page.sheet.whole.process, command).map(Some);
        let me = page.eye.call.session.as_ref().map(|session| &session.person);
        let superseded = page
            .sheet
            .record
            .is_some_and(|record| record.superseded().any(|signature| Some(&signature.by) == me));
        Ok(Self {
            complete: match next {
                Some(NextAct::Complete) => offer(Command::CompleteStep(CompleteStep {
                    batch: batch.clone(),
                    step: step.clone(),
                    round,
                    reason: None,
                }))?,
                _ => None,
            },
            verify: match next {
                Some(NextAct::Verify) => offer(Command::VerifyStep(VerifyStep {
                    batch: batch.clone(),
                    step: step.clone(),
                    round,
                    reason: None,
                }))?,
                _ => None,
            },
            reaffirm: if superseded {
                offer(Command::ReaffirmStep(ReaffirmStep {
                    batch: batch.clone(),
                    step: step.clone(),
                    round,
                }))?
            } else {
                None
            },
        })
    }
}

/// The panel of signatures.
pub fn panel(page: &Page<'_>, signing: &Signing) -> Markup {
    let t = page.t();
    let mut all: Vec<Sign> = page
        .sheet
        .signatures
        .iter()
        .map(|(signature, standing)| {
            let part = part(page, signature.means);
            signed::done(page.eye, part, signature, *standing)
        })
        .collect();
    let superseded =
        page.sheet.signatures.iter().any(|(_, standing)| *standing == Standing::Superseded);
    if let Some(offer) = &signing.complete {
        all.push(offer.sign(
            page.ctx,
            &page.path,
            part(page, Meaning::Performed),
            about(page),
            page.refused,
        ));
    } else if page.sheet.signatures.is_empty() {
        let why = html! { (t.get("sign-after-begin")) };
        all.push(Sign::Waiting { part: part(page, Meaning::Performed), why });
    }
    if page.sheet.step.verifies.is_some() {
        all.extend(verifier(page, signing));
    }
    if let Some(offer) = &signing.reaffirm {
        let part = t.label("sign-reaffirm");
        all.push(offer.sign(page.ctx, &page.path, part, about(page), page.refused));
    }
    html! {
        (Panel::new("signatures", t.label("step-signatures"))
            .note(html! { @if superseded { (t.get("sign-superseded-note")) } })
            .flush().live_unless_typing().body(signs(t, &all)))
    }
}

/// The hidden fields that say which step is signed.
fn about(page: &Page<'_>) -> Markup {
    html! {
        (hidden("batch", &page.at.batch.to_string()))
        (hidden("step", page.at.step.as_str()))
        (hidden("round", &page.at.round.to_string()))
    }
}

fn part(page: &Page<'_>, means: Meaning) -> Text {
    let t = page.t();
    match means {
        Meaning::Performed => t.label("sign-performer"),
        Meaning::Verified => t.label("sign-verifier"),
        other => super::super::super::words::means(t, other),
    }
}

/// The independent verifier: the person at the page, or a second person at the same tablet.
fn verifier(page: &Page<'_>, signing: &Signing) -> Option<Sign> {
    let t = page.t();
    let part = part(page, Meaning::Verified);
    let verified = page.sheet.record.is_some_and(|it| it.signed(Meaning::Verified).is_some());
    if verified {
        return None;
    }
    let Some(offer) = &signing.verify else {
        let role = page.sheet.step.verifies.as_ref().map(ToString::to_string).unwrap_or_default();
        let role = role
            .parse()
            .map(|role| super::super::super::words::role(t, role).plain().to_owned())
            .unwrap_or(role);
        let why = html! { (t.with("sign-verifier-waits", &[("role", role.into())])) };
        return Some(Sign::Waiting { part, why });
    };
    if offer.is_open() {
        return Some(offer.sign(page.ctx, &page.path, part, about(page), page.refused));
    }
    // Whoever performed it may hand the tablet to somebody else, who signs under their own name.
    let name = Field::text("signer", t.label("sign-second-name"))
        .required()
        .autocomplete("off")
        .value(page.typed("batch.verify-step", "signer"))
        .error(page.wrong("batch.verify-step", "signer"))
        .hint(html! { (t.get("sign-second-hint")) });
    let why = offer.why(t);
    let body = html! { (why) (about(page)) (name) };
    Some(offer.sign_by_another(page.ctx, &page.path, part, body, page.refused))
}
