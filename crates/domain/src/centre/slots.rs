//! Slots, the fold into them, and the indexes that follow.

use super::Settings;
use super::part::Share;
use crate::fact::{Anomaly, At, Fact, Impossible};
use crate::id::{Kind, SubjectId};
use crate::index::{Index, Key};
use crate::process::Compiled as Process;
use crate::series;
use crate::state::{Held, State, Summarise, Summary};
use crate::text::{Code, Digest};
use crate::time::Timestamp;
use imbl::{OrdMap, OrdSet, Vector};
use std::sync::Arc;

/// A subject's place in the centre.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Slot {
    /// How many entries are about it.
    pub ordinal: u64,
    /// Position of the latest of them.
    pub last: u64,
    /// What lists and indexes read.
    pub summary: Summary,
    /// Its full state; `None` when it has left memory.
    pub state: Option<State>,
}

/// How many entries may be about a subject for its state to be refolded in no time.
const SHORT_CHAIN: u64 = 64;

/// Whether the state of a subject may leave memory once nothing has touched it for long: nothing more
/// is expected of it; or it is one of thousands, and refolded from its few entries in no time. A
/// sample that waits for its last result for weeks need not be held all that while. The people, rooms
/// and items of the centre stay: they are looked at without being touched.
pub(super) fn may_leave(subject: &SubjectId, ordinal: u64, closed: impl FnOnce() -> bool) -> bool {
    let one_of_thousands = series::letters(subject.kind()).is_some();
    (one_of_thousands && ordinal <= SHORT_CHAIN) || closed()
}

impl Slot {
    /// Whether the state of the subject may leave memory once nothing has touched it for long.
    pub fn may_leave(&self, subject: &SubjectId) -> bool {
        may_leave(subject, self.ordinal, || self.summary.closed())
    }
}

/// Why a fact cannot be folded now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoldError {
    /// Its subject has left memory: load it, then fold again.
    Closed(SubjectId),
}

/// What is wrong with a fact that cannot be the first about its subject, and is.
pub(super) const NOT_YET: Impossible = "the subject does not exist yet";

/// The whole centre at one position of its log.
#[derive(Debug, Clone, Default)]
pub struct Centre {
    slots: OrdMap<SubjectId, Arc<Slot>>,
    index: OrdSet<(Key, SubjectId)>,
    counters: OrdMap<Arc<str>, u32>,
    anomalies: Vector<Anomaly>,
    library: OrdMap<Digest, Arc<Process>>,
    size: u64,
    recorded: Option<Timestamp>,
    settings: Option<Arc<Settings>>,
}

impl Centre {
    /// How many entries have been folded.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// When the latest entry was recorded.
    pub fn recorded(&self) -> Option<Timestamp> {
        self.recorded
    }

    /// The centre's own settings, once it has been opened.
    pub fn settings(&self) -> Option<&Settings> {
        self.settings.as_deref()
    }

    /// For how many minutes an identification at the bedside counts.
    pub fn identification_minutes(&self) -> u32 {
        self.settings().map_or(super::IDENTIFICATION_MINUTES, |it| it.identification_minutes)
    }

    /// For how many years after the last product was given what names a patient is kept, and where
    /// that is laid down.
    pub fn record_retention(&self) -> Option<(u32, &Code)> {
        self.settings().map(|it| (it.record_years, &it.record_source))
    }

    /// A subject's slot.
    pub fn slot(&self, subject: &SubjectId) -> Option<&Arc<Slot>> {
        self.slots.get(subject)
    }

    /// Whether what was sealed for a subject is gone for good.
    pub fn is_erased(&self, subject: &SubjectId) -> bool {
        self.slot(subject).is_some_and(|slot| slot.summary.text_erased())
    }

    /// All slots, ordered by subject.
    pub fn slots(&self) -> impl Iterator<Item = (&SubjectId, &Arc<Slot>)> {
        self.slots.iter()
    }

    /// Subjects of one kind with their summaries, in order of their keys.
    pub fn of_kind(&self, kind: Kind) -> impl DoubleEndedIterator<Item = (&SubjectId, &Slot)> {
        let first = SubjectId::lowest(kind);
        let end = SubjectId::beyond(kind);
        self.slots.range(first..end).map(|(id, slot)| (id, slot.as_ref()))
    }

    /// Summaries of one kind of state.
    pub fn summaries<'a, S: Held<Summary: 'a>>(
        &'a self,
        kind: Kind,
    ) -> impl DoubleEndedIterator<Item = (&'a SubjectId, &'a S::Summary)> {
        self.of_kind(kind).filter_map(|(id, slot)| Some((id, S::of_summary(&slot.summary)?)))
    }

    /// The subjects found under a key, in order.
    pub fn found_under(&self, index: Index, text: &str) -> impl Iterator<Item = &SubjectId> {
        let key = Key::new(index, text);
        let start =
            (key.clone(), SubjectId::lowest(Kind::ALL.first().copied().unwrap_or(Kind::Centre)));
        self.index.range(start..).take_while(move |(found, _)| *found == key).map(|(_, id)| id)
    }

    /// The highest number of a series that has been given out.
    pub fn counter(&self, prefix: &str) -> u32 {
        self.counters.get(prefix).copied().unwrap_or(0)
    }

    /// Every series with its highest number.
    pub fn counters(&self) -> impl Iterator<Item = (&str, u32)> {
        self.counters.iter().map(|(prefix, number)| (prefix.as_ref(), *number))
    }

    /// Takes the numbers of a series as given out up to this one: for a part of a centre, which does
    /// not hold the subjects that have them.
    pub fn count_to(&mut self, prefix: &str, number: u32) {
        if self.counter(prefix) < number {
            self.counters.insert(Arc::from(prefix), number);
        }
    }

    /// Facts met that could not be.
    pub fn anomalies(&self) -> impl Iterator<Item = &Anomaly> {
        self.anomalies.iter()
    }

    /// A compiled process by the hash of its compiled form.
    pub fn process(&self, compiled: &Digest) -> Option<&Arc<Process>> {
        self.library.get(compiled)
    }

    /// Puts a compiled process on the shelf. Content by hash: it is no state.
    pub fn shelve(&mut self, compiled: Digest, process: Arc<Process>) {
        self.library.insert(compiled, process);
    }

    /// Folds one entry: its facts, in order, each into its own subject.
    ///
    /// On `Err` nothing has been changed.
    pub fn fold(&mut self, at: At, facts: &[Fact]) -> Result<(), FoldError> {
        if let Some(fact) = facts.iter().find(|fact| self.is_closed(&fact.subject)) {
            return Err(FoldError::Closed(fact.subject.clone()));
        }
        for (nth, fact) in facts.iter().enumerate() {
            let first = !facts.iter().take(nth).any(|earlier| earlier.subject == fact.subject);
            self.fold_fact(at, fact, first);
        }
        self.size = at.position + 1;
        self.recorded = self.recorded.max(Some(at.recorded));
        Ok(())
    }

    fn is_closed(&self, subject: &SubjectId) -> bool {
        self.slots.get(subject).is_some_and(|slot| slot.state.is_none())
    }

    /// `first`: the first fact of its entry about its subject; an entry counts once a subject.
    fn fold_fact(&mut self, at: At, fact: &Fact, first: bool) {
        let result = if let Some(slot) = self.slots.get_mut(&fact.subject) {
            let slot = Arc::make_mut(slot);
            if first {
                slot.ordinal += 1;
                slot.last = at.position;
            }
            let result = match &mut slot.state {
                Some(state) => state.fold(at, &fact.event),
                None => Err("the subject is closed"),
            };
            let summary = slot.state.as_ref().map(State::summary);
            if let Some(after) = summary.filter(|after| *after != slot.summary) {
                let before = std::mem::replace(&mut slot.summary, after.clone());
                self.reindex(&fact.subject, Some(&before), &after);
            }
            result
        } else if let Some(state) = State::begin(at, &fact.event) {
            let summary = state.summary();
            self.reindex(&fact.subject, None, &summary);
            let slot = Slot { ordinal: 1, last: at.position, summary, state: Some(state) };
            self.slots.insert(fact.subject.clone(), Arc::new(slot));
            series::count(&mut self.counters, &fact.subject);
            Ok(())
        } else {
            Err(NOT_YET)
        };
        if let Err(problem) = result {
            self.anomalies.push_back(Anomaly::of(at, fact, problem));
        }
    }

    fn reindex(&mut self, subject: &SubjectId, before: Option<&Summary>, after: &Summary) {
        let keys = |summary: &Summary| {
            let mut keys = Vec::new();
            summary.keys(&mut |key| keys.push(key));
            keys
        };
        let before = before.map(keys).unwrap_or_default();
        let after_keys = keys(after);
        for key in before.iter().filter(|key| !after_keys.contains(key)) {
            self.index.remove(&(key.clone(), subject.clone()));
        }
        for key in after_keys.into_iter().filter(|key| !before.contains(key)) {
            self.index.insert((key, subject.clone()));
        }
        if let Summary::Centre(settings) = after {
            for (prefix, number) in &settings.numbers_lost {
                series::raise(&mut self.counters, prefix, *number);
            }
            self.settings = Some(Arc::new(settings.clone()));
        }
    }

    /// Lets the state of a subject leave memory; its summary stays.
    pub fn evict(&mut self, subject: &SubjectId) {
        if let Some(slot) = self.slots.get_mut(subject)
            && slot.state.is_some()
        {
            Arc::make_mut(slot).state = None;
        }
    }

    /// Puts back the state of a subject, refolded from its chain of entries.
    pub fn reload(&mut self, subject: &SubjectId, state: State) {
        if let Some(slot) = self.slots.get_mut(subject) {
            Arc::make_mut(slot).state = Some(state);
        }
    }

    /// Takes over the slot of another centre at the same log, where it holds the same of a subject
    /// whose state has left both: then one slot serves both.
    pub fn share(&mut self, other: &Centre, subject: &SubjectId) {
        let (Some(ours), Some(theirs)) = (self.slots.get_mut(subject), other.slot(subject)) else {
            return;
        };
        if ours.state.is_none() && theirs.state.is_none() && ours.ordinal == theirs.ordinal {
            *ours = theirs.clone();
        }
    }

    /// Takes a slot that was made elsewhere, from a snapshot cache or apart from the centre, in
    /// place of the one there was.
    pub fn restore(&mut self, subject: SubjectId, slot: impl Into<Arc<Slot>>) {
        let slot = slot.into();
        let before = self.slots.get(&subject).cloned();
        self.reindex(&subject, before.as_ref().map(|slot| &slot.summary), &slot.summary);
        series::count(&mut self.counters, &subject);
        self.slots.insert(subject, slot);
    }

    /// Takes size, time and anomalies from a snapshot cache.
    pub fn restore_head(
        &mut self,
        size: u64,
        recorded: Option<Timestamp>,
        anomalies: Vec<Anomaly>,
    ) {
        self.size = size;
        self.recorded = recorded;
        self.anomalies = anomalies.into_iter().collect();
    }

    /// Puts in what was folded apart, up to `size` entries, the latest recorded at `recorded`.
    ///
    /// Guarantees: the centre that folding every fact into it, in order of the log, would have made.
    pub fn join(&mut self, shares: Vec<Share>, size: u64, recorded: Option<Timestamp>) {
        let mut anomalies = Vec::new();
        for Share { slots, anomalies: met } in shares {
            for (subject, slot) in slots {
                self.restore(subject, slot);
            }
            anomalies.extend(met);
        }
        anomalies.sort_by_key(|(position, nth, _)| (*position, *nth));
        self.anomalies.extend(anomalies.into_iter().map(|(_, _, anomaly)| anomaly));
        self.size = size;
        self.recorded = self.recorded.max(recorded);
    }

    /// Whether two centres are the same, whatever has left memory in either.
    pub fn same_as(&self, other: &Centre) -> bool {
        let slots = |centre: &Centre| {
            centre.slots.iter().map(|(id, slot)| (id.clone(), slot.clone())).collect::<Vec<_>>()
        };
        let (ours, theirs) = (slots(self), slots(other));
        ours.len() == theirs.len()
            && ours.iter().zip(&theirs).all(|((id, a), (other_id, b))| {
                id == other_id
                    && a.ordinal == b.ordinal
                    && a.last == b.last
                    && a.summary == b.summary
                    && match (&a.state, &b.state) {
                        (Some(a), Some(b)) => a == b,
                        _ => true,
                    }
            })
            && self.index == other.index
            && self.counters == other.counters
            && self.anomalies == other.anomalies
            && self.size == other.size
            && self.recorded == other.recorded
    }
}
