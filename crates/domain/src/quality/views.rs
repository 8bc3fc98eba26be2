//! What other rooms ask about quality.

use super::{Deviation, DeviationState, DeviationSummary};
use crate::desk::Desk;
use crate::id::{DeviationId, SubjectId};
use crate::index::Index;
use crate::refusal::{Broken, Stop};

crate::refusals! {
    /// What stands against acting on a deviation.
    pub enum Refused {
        /// It has been closed.
        DeviationClosed { deviation: DeviationId } "deviation-closed" Minor,
        /// Its cause and impact are not known yet.
        DeviationNotInvestigated { deviation: DeviationId, state: &'static str } "deviation-not-investigated" Critical,
    }
}

/// Notes it when a deviation has been closed.
pub(super) fn must_not_be_closed(deviation: &Deviation, id: &DeviationId, broken: &mut Broken) {
    if deviation.closed.is_some() {
        broken.because(Refused::DeviationClosed { deviation: id.clone() });
    }
}

/// Notes it when cause and impact of a deviation are not known.
pub(super) fn must_be_investigated(deviation: &Deviation, id: &DeviationId, broken: &mut Broken) {
    if deviation.investigated.is_none() {
        let state = deviation.state().word();
        broken.because(Refused::DeviationNotInvestigated { deviation: id.clone(), state });
    }
}

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
