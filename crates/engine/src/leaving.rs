//! Closed subjects leave memory once nothing has touched them for long; their summaries stay.

use domain::centre::Centre;
use domain::id::SubjectId;
use domain::state::Summarise as _;
use std::collections::VecDeque;

/// How many entries ago a closed subject must have been touched last.
const IDLE_ENTRIES: u64 = 10_000;

/// Closed subjects by the position that touched them last, oldest first.
#[derive(Debug, Default)]
pub struct Leaving(VecDeque<(u64, SubjectId)>);

impl Leaving {
    /// The closed subjects of a centre that are in memory.
    pub fn of(centre: &Centre) -> Self {
        let closed =
            centre.slots().filter(|(_, slot)| slot.state.is_some() && slot.summary.closed());
        let mut closed: Vec<_> = closed.map(|(id, slot)| (slot.last, id.clone())).collect();
        closed.sort();
        Self(closed.into())
    }

    /// Takes down which of the subjects an entry was about are closed after it.
    pub fn note<'a>(
        &mut self,
        centre: &Centre,
        position: u64,
        subjects: impl IntoIterator<Item = &'a SubjectId>,
    ) {
        for subject in subjects {
            if centre.slot(subject).is_some_and(|slot| slot.summary.closed()) {
                self.0.push_back((position, subject.clone()));
            }
        }
    }

    /// Lets go of those that have been idle for long and are closed still.
    pub fn let_go(&mut self, centre: &mut Centre) {
        let horizon = centre.size().saturating_sub(IDLE_ENTRIES);
        while let Some((position, subject)) = self.0.pop_front_if(|(last, _)| *last < horizon) {
            let idle = centre
                .slot(&subject)
                .is_some_and(|slot| slot.last == position && slot.summary.closed());
            if idle {
                centre.evict(&subject);
            }
        }
    }
}
