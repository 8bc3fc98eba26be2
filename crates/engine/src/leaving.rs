//! Subjects leave memory once nothing has touched them for long; their summaries stay.

use domain::centre::Centre;
use domain::id::SubjectId;
use std::collections::VecDeque;

/// How many entries ago a subject must have been touched last.
pub const IDLE_ENTRIES: u64 = 10_000;

/// Subjects that may leave, by the position that touched them last, oldest first.
#[derive(Debug, Default)]
pub struct Leaving(VecDeque<(u64, SubjectId)>);

impl Leaving {
    /// The subjects of a centre that may leave memory.
    pub fn of(centre: &Centre) -> Self {
        let may = centre.slots().filter(|(_, slot)| slot.state.is_some());
        let may = may.filter(|(id, slot)| slot.may_leave(id));
        let mut may: Vec<_> = may.map(|(id, slot)| (slot.last, id.clone())).collect();
        may.sort();
        Self(may.into())
    }

    /// Takes down which of the subjects an entry was about may leave after it.
    pub fn note<'a>(
        &mut self,
        centre: &Centre,
        position: u64,
        subjects: impl IntoIterator<Item = &'a SubjectId>,
    ) {
        for subject in subjects {
            if centre.slot(subject).is_some_and(|slot| slot.may_leave(subject)) {
                self.0.push_back((position, subject.clone()));
            }
        }
    }

    /// Lets go of those that have been idle for long and may leave still.
    pub fn let_go(&mut self, centre: &mut Centre) {
        let horizon = centre.size().saturating_sub(IDLE_ENTRIES);
        while let Some((position, subject)) = self.0.pop_front_if(|(last, _)| *last < horizon) {
            let idle = centre
                .slot(&subject)
                .is_some_and(|slot| slot.last == position && slot.may_leave(&subject));
            if idle {
                centre.evict(&subject);
            }
        }
    }
}
