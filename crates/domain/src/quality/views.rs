//! What other rooms ask about quality.

use super::{Deviation, DeviationState, DeviationSummary};
use crate::desk::Desk;
use crate::id::{DeviationId, SubjectId};
use crate::index::Index;
use crate::refusal::Stop;

/// The deviations about a subject that are not closed.
pub fn open_deviations<'a>(
    desk: &Desk<'a>,
    subject: &SubjectId,
) -> Result<Vec<(DeviationId, &'a DeviationSummary)>, Stop> {
    let mut open = Vec::new();
    for id in desk.found_under(Index::OpenDeviation, &subject.to_string()) {
        let summary = desk.summary::<Deviation>(id)?;
        if let Ok(id) = DeviationId::try_from(id.clone()) {
            open.push((id, summary));
        }
    }
    Ok(open)
}

/// The deviations about a subject on which nobody has acted yet: they hold it.
pub fn holding_deviations<'a>(
    desk: &Desk<'a>,
    subject: &SubjectId,
) -> Result<Vec<(DeviationId, &'a DeviationSummary)>, Stop> {
    let mut open = open_deviations(desk, subject)?;
    open.retain(|(_, summary)| summary.state == DeviationState::Opened);
    Ok(open)
}
