//! The stages of a journey on the line of identity, and how long the parts between them took.

use crate::lang::Texts;
use crate::pages::words;
use crate::parts::{Icon, Stage, StageState};
use domain::custody::journey::{Journey, Stage as Reached, StageKind};
use domain::time::Timestamp;

/// A stage of the line: what it is called, its shape, and what in the record marks it done.
struct Milestone {
    key: &'static str,
    icon: Icon,
    kinds: &'static [StageKind],
}

const fn milestone(key: &'static str, icon: Icon, kinds: &'static [StageKind]) -> Milestone {
    Milestone { key, icon, kinds }
}

/// The line of every journey. A stage is behind us once the record holds one of its kinds.
const LINE: &[Milestone] = &[
    milestone("journey-order", Icon::File, &[StageKind::Ordered]),
    milestone("journey-consent", Icon::Pen, &[StageKind::Consented]),
    milestone("journey-collection", Icon::Drop, &[StageKind::Collected]),
    milestone("journey-arrival", Icon::Truck, &[StageKind::Received]),
    milestone("journey-making", Icon::Flask, &[StageKind::Filled]),
    milestone("journey-release", Icon::Shield, &[StageKind::Released]),
    milestone("journey-issue", Icon::Box, &[StageKind::Issued]),
    milestone("journey-identity", Icon::Scan, &[StageKind::Identified]),
    milestone("journey-infusion", Icon::Infuse, &[StageKind::Infused]),
];

/// When something first happened.
fn first(journey: &Journey, kind: StageKind) -> Option<Timestamp> {
    journey.of(kind).map(|stage| stage.step.occurred).min()
}

/// Whether a stage is still behind us: a release is not, once it was withdrawn.
fn stands(journey: &Journey, stage: &Reached) -> bool {
    let mut withdrawn = journey.of(StageKind::ReleaseWithdrawn);
    stage.step.kind != StageKind::Released
        || !withdrawn.any(|later| {
            later.subject == stage.subject && later.step.position > stage.step.position
        })
}

/// The stages of a journey on the line, with the anchor of the step that finished each.
pub fn line(t: Texts, journey: &Journey, day: impl Fn(Timestamp) -> String) -> Vec<Stage> {
    let done = |one: &Milestone| {
        one.kinds.iter().find_map(|kind| journey.of(*kind).find(|stage| stands(journey, stage)))
    };
    let latest = LINE.iter().rposition(|one| done(one).is_some());
    let here = latest.map_or(0, |latest| latest + 1);
    LINE.iter()
        .enumerate()
        .map(|(n, one)| {
            let step = done(one);
            let state = match step {
                Some(_) => StageState::Done,
                None if n == here => StageState::Now,
                None => StageState::Next,
            };
            Stage {
                label: t.label(one.key),
                when: step.map(|stage| day(stage.step.occurred)).unwrap_or_default(),
                state,
                icon: one.icon,
                href: step
                    .map(|stage| format!("#{}", anchor(stage.step.position, stage.step.kind))),
            }
        })
        .collect()
}

/// How many stages are behind, of how many.
pub fn progress(journey: &Journey) -> (usize, usize) {
    let done = |one: &&Milestone| {
        one.kinds.iter().any(|kind| journey.of(*kind).any(|stage| stands(journey, stage)))
    };
    (LINE.iter().filter(done).count(), LINE.len())
}

/// The anchor of a step on the page.
pub fn anchor(position: u64, kind: StageKind) -> String {
    format!("step-{position}-{}", kind.word())
}

/// The shape of a step.
pub fn icon(kind: StageKind) -> Icon {
    match kind {
        StageKind::Ordered => Icon::File,
        StageKind::Consented | StageKind::ConsentWithdrawn => Icon::Pen,
        StageKind::Collected => Icon::Drop,
        StageKind::HandOverBegun | StageKind::HandedOver => Icon::Hand,
        StageKind::Received => Icon::Truck,
        StageKind::Stored | StageKind::Retrieved => Icon::Snow,
        StageKind::TakenIntoBatch | StageKind::Filled => Icon::Flask,
        StageKind::Released => Icon::Shield,
        StageKind::Rejected | StageKind::ReleaseWithdrawn => Icon::Action,
        StageKind::Issued => Icon::Box,
        StageKind::Identified => Icon::Scan,
        StageKind::InfusionStarted | StageKind::Infused => Icon::Infuse,
    }
}

/// The parts between vein and vein: the locale key, and how long it took or is taking.
pub fn spans(t: Texts, journey: &Journey) -> Vec<(&'static str, Option<String>)> {
    let span = |from: StageKind, to: StageKind| {
        let minutes = first(journey, to)?.minutes_since(first(journey, from)?);
        Some(words::span(t, minutes))
    };
    vec![
        ("span-order-collection", span(StageKind::Ordered, StageKind::Collected)),
        ("span-collection-arrival", span(StageKind::Collected, StageKind::Received)),
        ("span-making", span(StageKind::TakenIntoBatch, StageKind::Filled)),
        ("span-release", span(StageKind::Filled, StageKind::Released)),
        ("span-to-bedside", span(StageKind::Released, StageKind::InfusionStarted)),
        ("span-vein", span(StageKind::Collected, StageKind::InfusionStarted)),
    ]
}
