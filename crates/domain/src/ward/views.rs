//! What other rooms ask about infusions.

use super::Infusion;
use crate::custody::journey::{Stage, StageKind, TrailStep};
use crate::desk::Desk;
use crate::id::{ContainerId, InfusionId, Kind, OrderId, PersonId};
use crate::index::Index;
use crate::refusal::Stop;
use crate::time::Timestamp;

/// The infusions of an order, in order of their numbers.
pub fn infusions_of(desk: &Desk<'_>, order: &OrderId) -> Vec<InfusionId> {
    let found = desk.found_under(Index::InfusionOfOrder, &order.to_string());
    found.into_iter().filter_map(|id| id.clone().try_into().ok()).collect()
}

/// The state of an infusion.
pub fn infusion_state<'a>(desk: &Desk<'a>, infusion: &InfusionId) -> Result<&'a Infusion, Stop> {
    desk.state(infusion.subject())
}

/// The infusion of a bag for an order that was identified for and has not begun.
pub fn waiting_infusion(
    desk: &Desk<'_>,
    order: &OrderId,
    container: &ContainerId,
) -> Result<Option<InfusionId>, Stop> {
    for infusion in infusions_of(desk, order) {
        let summary = desk.summary::<Infusion>(infusion.subject())?;
        let waits = summary.started.is_none() && summary.ended.is_none();
        if waits && summary.container == *container {
            return Ok(Some(infusion));
        }
    }
    Ok(None)
}

/// What happened at the bedside for an order, for its journey.
pub fn stages(desk: &Desk<'_>, order: &OrderId) -> Result<Vec<Stage>, Stop> {
    let mut stages = Vec::new();
    for subject in desk.found_under(Index::InfusionOfOrder, &order.to_string()) {
        if subject.kind() != Kind::Infusion {
            continue;
        }
        let infusion: &Infusion = desk.state(subject)?;
        let mut stage = |kind, position, occurred: Timestamp, by: &PersonId| {
            let step = TrailStep { kind, position, occurred, by: by.clone() };
            stages.push(Stage { subject: subject.clone(), step });
        };
        for look in &infusion.identifications {
            stage(StageKind::Identified, look.position, look.occurred, &look.by);
        }
        if let Some((position, started)) = &infusion.started {
            stage(StageKind::InfusionStarted, *position, started.occurred, &started.by);
        }
        if let Some((position, ended)) = &infusion.ended {
            stage(StageKind::Infused, *position, ended.ended, &ended.by);
        }
    }
    Ok(stages)
}
