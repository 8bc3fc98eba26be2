//! The journey of one therapy: every stage with its time and its person, in the order recorded.

use super::{Container, Order};
use crate::desk::Desk;
use crate::id::{Kind, OrderId, PatientId, PersonId, SubjectId};
use crate::index::Index;
use crate::refusal::Stop;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use standards::isbt128::ChainOfIdentity;

crate::choice! {
    /// A stage of a therapy.
    pub enum StageKind {
        /// The physician ordered it.
        Ordered "ordered",
        /// The patient consented.
        Consented "consented",
        /// The patient withdrew consent.
        ConsentWithdrawn "consent-withdrawn",
        /// The cells were collected.
        Collected "collected",
        /// A hand-over began.
        HandOverBegun "hand-over-begun",
        /// Everybody it named had signed.
        HandedOver "handed-over",
        /// It arrived.
        Received "received",
        /// It was put into a store.
        Stored "stored",
        /// It was taken out.
        Retrieved "retrieved",
        /// It went into a batch.
        TakenIntoBatch "taken-into-batch",
        /// The product was filled.
        Filled "filled",
        /// The product was released.
        Released "released",
        /// Its release was withdrawn.
        ReleaseWithdrawn "release-withdrawn",
        /// It was rejected.
        Rejected "rejected",
        /// It was issued to be given.
        Issued "issued",
        /// Somebody identified patient and product at the bedside.
        Identified "identified",
        /// The infusion began.
        InfusionStarted "infusion-started",
        /// The infusion ended.
        Infused "infused",
    }
}

/// Something that happened to a subject, as its own state keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrailStep {
    /// What.
    pub kind: StageKind,
    /// The position of its entry.
    pub position: u64,
    /// When.
    pub occurred: Timestamp,
    /// By whom.
    pub by: PersonId,
}

/// A stage of a journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// To what it happened.
    pub subject: SubjectId,
    /// What, when, where in the log and by whom.
    pub step: TrailStep,
}

/// The journey of one therapy.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// The order.
    pub order: OrderId,
    /// Whose therapy it is.
    pub patient: PatientId,
    /// The chain of identity that holds it together.
    pub chain: ChainOfIdentity,
    /// Everything that happened so far, in the order it was recorded.
    pub stages: Vec<Stage>,
}

impl Journey {
    /// The stages of a kind.
    pub fn of(&self, kind: StageKind) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(move |stage| stage.step.kind == kind)
    }
}

/// The journey of an order: what happened to the order, to its containers and at the bedside.
pub fn journey(desk: &Desk<'_>, id: &OrderId) -> Result<Journey, Stop> {
    let order: &Order = desk.state(id.subject())?;
    let mut stages = of_order(id, order);
    for subject in desk.found_under(Index::ContainerOfOrder, &id.to_string()) {
        if subject.kind() == Kind::Container {
            let container: &Container = desk.state(subject)?;
            let stage = |step: &TrailStep| Stage { subject: subject.clone(), step: step.clone() };
            stages.extend(container.trail.iter().map(stage));
        }
    }
    stages.extend(crate::ward::views::stages(desk, id)?);
    stages.sort_by_key(|stage| stage.step.position);
    stages.dedup_by(|later, earlier| begun_together(&later.step, &earlier.step));
    Ok(Journey {
        order: id.clone(),
        patient: order.placed.patient.clone(),
        chain: order.placed.chain,
        stages,
    })
}

/// Whether both tell of one infusion, once about the bag and once about the infusion. Each is told
/// where the other is missing: when a bag was given under another order than its own.
fn begun_together(a: &TrailStep, b: &TrailStep) -> bool {
    a.position == b.position
        && a.kind == StageKind::InfusionStarted
        && b.kind == StageKind::InfusionStarted
}

fn of_order(id: &OrderId, order: &Order) -> Vec<Stage> {
    let stage = |kind, position, occurred, by: &PersonId| Stage {
        subject: id.subject().clone(),
        step: TrailStep { kind, position, occurred, by: by.clone() },
    };
    let placed = &order.placed;
    let mut stages = vec![stage(StageKind::Ordered, order.position, placed.occurred, &placed.by)];
    stages.extend(order.consents.iter().map(|change| {
        let kind = if change.given { StageKind::Consented } else { StageKind::ConsentWithdrawn };
        stage(kind, change.position, change.occurred, &change.by)
    }));
    stages
}
