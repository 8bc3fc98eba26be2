//! Folding apart: some of the subjects, by themselves, put into the centre at the end.
//!
//! INV-LOCAL-1 allows it: a fact is folded into its own subject alone, so that the subjects of a log
//! can be shared out, each share folded in order of the log on a core of its own. What only the
//! whole centre needs (summaries, indexes, counters) is made once for each subject at the end, not
//! after every fact.

use super::slots::{NOT_YET, may_leave};
use super::{Centre, FoldError, Slot};
use crate::fact::{Anomaly, At, Fact, Impossible};
use crate::id::SubjectId;
use crate::state::{State, Summarise as _, Summary};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A share of the subjects, being folded.
#[derive(Debug)]
pub struct Part {
    /// The centre before: what none of the facts has touched yet is there.
    base: Centre,
    folded: BTreeMap<SubjectId, Folded>,
    /// Subjects whose state is in memory, each with when to look whether it may leave.
    resident: VecDeque<(u64, SubjectId)>,
    anomalies: Vec<Anomalous>,
}

/// A subject as far as it has been folded.
#[derive(Debug)]
struct Folded {
    ordinal: u64,
    last: u64,
    held: Held,
}

/// What is in memory of a subject.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "most of a long log is away, and the large one is that"
)]
enum Held {
    Whole(State),
    Away(Summary),
}

/// An anomaly, and which fact of its entry it is about: parts are joined in order of these.
pub(super) type Anomalous = (u64, usize, Anomaly);

/// A share of the subjects as the end of the log leaves them.
#[derive(Debug)]
pub struct Share {
    pub(super) slots: Vec<(SubjectId, Arc<Slot>)>,
    pub(super) anomalies: Vec<Anomalous>,
}

impl Part {
    /// Goes on from a centre.
    pub fn of(base: Centre) -> Self {
        Self { base, folded: BTreeMap::new(), resident: VecDeque::new(), anomalies: Vec::new() }
    }

    /// How many entries about a subject have been folded, and the position of the latest.
    pub fn place(&self, subject: &SubjectId) -> Option<(u64, u64)> {
        match self.folded.get(subject) {
            Some(folded) => Some((folded.ordinal, folded.last)),
            None => self.base.slot(subject).map(|slot| (slot.ordinal, slot.last)),
        }
    }

    /// Folds the `nth` fact of its entry. Facts about one subject come in order of the log.
    ///
    /// On `Err` nothing has been changed.
    pub fn fold(&mut self, at: At, nth: usize, fact: &Fact) -> Result<(), FoldError> {
        let subject = &fact.subject;
        let folded = match self.folded.get_mut(subject) {
            Some(folded) => folded,
            None => match self.base.slot(subject) {
                Some(slot) => {
                    let held = match &slot.state {
                        Some(state) => {
                            self.resident.push_back((at.position, subject.clone()));
                            Held::Whole(state.clone())
                        }
                        None => Held::Away(slot.summary.clone()),
                    };
                    let folded = Folded { ordinal: slot.ordinal, last: slot.last, held };
                    self.folded.entry(subject.clone()).or_insert(folded)
                }
                None => {
                    self.begin(at, nth, fact);
                    return Ok(());
                }
            },
        };
        let Held::Whole(state) = &mut folded.held else {
            return Err(FoldError::Closed(subject.clone()));
        };
        // An entry counts once a subject, however many of its facts are about it.
        if folded.last != at.position {
            folded.ordinal += 1;
            folded.last = at.position;
        }
        if let Err(problem) = state.fold(at, &fact.event) {
            self.wrong(at, nth, fact, problem);
        }
        Ok(())
    }

    fn begin(&mut self, at: At, nth: usize, fact: &Fact) {
        let Some(state) = State::begin(at, &fact.event) else {
            return self.wrong(at, nth, fact, NOT_YET);
        };
        let folded = Folded { ordinal: 1, last: at.position, held: Held::Whole(state) };
        self.folded.insert(fact.subject.clone(), folded);
        self.resident.push_back((at.position, fact.subject.clone()));
    }

    fn wrong(&mut self, at: At, nth: usize, fact: &Fact, problem: Impossible) {
        self.anomalies.push((at.position, nth, Anomaly::of(at, fact, problem)));
    }

    /// Puts back the state of a subject, refolded from its chain of entries.
    pub fn reload(&mut self, subject: &SubjectId, state: State) {
        if let Some(folded) = self.folded.get_mut(subject) {
            self.resident.push_back((folded.last, subject.clone()));
            folded.held = Held::Whole(state);
        }
    }

    /// Lets subjects that may, and that nothing has touched since `horizon`, leave memory.
    pub fn let_go(&mut self, horizon: u64) {
        while let Some((_, subject)) = self.resident.pop_front_if(|(seen, _)| *seen < horizon) {
            let Some(folded) = self.folded.get_mut(&subject) else { continue };
            let Held::Whole(state) = &folded.held else { continue };
            // One that may not, or was touched since, is looked at again as long after.
            let (idle, summary) = (folded.last < horizon, || state.summary());
            if idle && may_leave(&subject, folded.ordinal, || summary().closed()) {
                folded.held = Held::Away(summary());
            } else {
                self.resident.push_back((folded.last.max(horizon), subject));
            }
        }
    }

    /// The share, its summaries made.
    pub fn finish(self) -> Share {
        let slot = |folded: Folded| {
            let (summary, state) = match folded.held {
                Held::Whole(state) => (state.summary(), Some(state)),
                Held::Away(summary) => (summary, None),
            };
            Arc::new(Slot { ordinal: folded.ordinal, last: folded.last, summary, state })
        };
        let slots = self.folded.into_iter().map(|(id, folded)| (id, slot(folded))).collect();
        Share { slots, anomalies: self.anomalies }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ItemId, LotId, PersonId};
    use crate::materials::{LotReceived, LotReleased};
    use crate::time::Timestamp;

    /// Facts that cannot be stand in order of the log, whichever share their subject was in.
    #[test]
    fn what_cannot_be_is_noted_in_order() {
        let by = PersonId::new("ad01").unwrap();
        let received = |lot: &LotId| {
            let event = LotReceived {
                item: ItemId::new("transact").unwrap(),
                supplier_lot: "5201-A".parse().unwrap(),
                expiry: "2026-12-31".parse().unwrap(),
                quantity: "10".parse().unwrap(),
                by: by.clone(),
            };
            Fact::new(lot.clone(), event)
        };
        let released = |lot: &LotId| {
            let event = LotReleased { by: by.clone(), certificate: None, note: None };
            Fact::new(lot.clone(), event)
        };
        let lots: Vec<_> = (1..4).map(|n| LotId::new(&format!("L26-000{n}")).unwrap()).collect();
        let [a, b, c] = lots.as_slice() else { panic!() };
        let log = [
            vec![released(a), received(b), received(b)],
            vec![received(a), released(c), received(a)],
            vec![received(c), received(b), received(c)],
        ];
        let at = |position| At { position, recorded: Timestamp::from_millisecond(7) };
        let (mut whole, mut centre) = (Centre::default(), Centre::default());
        for (position, facts) in (0..).zip(&log) {
            whole.fold(at(position), facts).unwrap();
        }
        let shares = lots.iter().rev().map(|lot| {
            let mut part = Part::of(Centre::default());
            for (position, facts) in (0..).zip(&log) {
                let own = |(_, fact): &(usize, &Fact)| fact.subject == *lot.subject();
                for (nth, fact) in facts.iter().enumerate().filter(own) {
                    part.fold(at(position), nth, fact).unwrap();
                }
            }
            part.finish()
        });
        centre.join(shares.collect(), 3, Some(at(2).recorded));
        assert_eq!(whole.anomalies().count(), 6);
        assert!(centre.anomalies().eq(whole.anomalies()));
        assert!(centre.same_as(&whole));
    }
}
