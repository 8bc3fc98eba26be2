//! Which subjects a dossier is whole with: the record, and what its decisions read.

use super::find::Entry;
use domain::id::{Kind, SubjectId};
use domain::materials::LotEvent;
use domain::state::Event;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The subjects of a dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Whole {
    /// The batch and what belongs to it.
    pub record: BTreeSet<SubjectId>,
    /// What else its entries are about, or read.
    pub read: BTreeSet<SubjectId>,
}

impl Whole {
    /// Every subject whose entries must all be there.
    pub fn subjects(&self) -> impl Iterator<Item = &SubjectId> {
        self.record.iter().chain(&self.read)
    }

    /// Whether the entries about a subject must all be there.
    pub fn has(&self, subject: &SubjectId) -> bool {
        self.record.contains(subject) || self.read.contains(subject)
    }

    /// Whether an entry belongs to the record.
    pub fn records(&self, entry: &Entry) -> bool {
        entry.about.iter().any(|about| self.record.contains(&about.s))
    }
}

/// Gives the entries about a subject, in order.
pub(super) type Chains<'a, E> = dyn FnMut(&SubjectId) -> Result<Vec<Arc<Entry>>, E> + 'a;

/// Follows a batch through the entries about each subject.
pub(super) fn whole<E>(batch: &SubjectId, chain: &mut Chains<'_, E>) -> Result<Whole, E> {
    let mut whole = Whole::default();
    let mut lots = BTreeSet::new();
    let mut open = vec![batch.clone()];
    while let Some(subject) = open.pop() {
        if !whole.record.insert(subject.clone()) {
            continue;
        }
        for entry in chain(&subject)? {
            let about = entry.about.iter().map(|about| &about.s);
            open.extend(about.filter(|s| s.kind() == Kind::Deviation).cloned());
            match subject.kind() {
                Kind::Batch => {
                    for other in named(&entry) {
                        if belongs_to_a_batch(other.kind()) {
                            open.push(other.clone());
                        } else if other.kind() == Kind::Lot && lots.insert(other.clone()) {
                            open.extend(makers(other, &chain(other)?));
                        }
                    }
                }
                Kind::Container => {
                    let about = entry.about.iter().map(|about| &about.s);
                    open.extend(about.filter(|s| s.kind() == Kind::Infusion).cloned());
                }
                _ => {}
            }
        }
    }
    for subject in &whole.record {
        for entry in chain(subject)? {
            let others = named(&entry).filter(|other| other.kind() != Kind::Centre);
            whole.read.extend(others.filter(|other| !whole.record.contains(*other)).cloned());
        }
    }
    Ok(whole)
}

/// Everything an entry is about or read.
fn named(entry: &Entry) -> impl Iterator<Item = &SubjectId> {
    entry.about.iter().map(|about| &about.s).chain(entry.read.iter().map(|read| &read.s))
}

fn belongs_to_a_batch(kind: Kind) -> bool {
    match kind {
        Kind::Container | Kind::Order | Kind::Sample | Kind::Deviation => true,
        Kind::Centre
        | Kind::Person
        | Kind::Patient
        | Kind::Process
        | Kind::Item
        | Kind::Lot
        | Kind::Room
        | Kind::Equipment
        | Kind::Station
        | Kind::Batch
        | Kind::Infusion => false,
    }
}

/// The batches a lot was made by, by the entries about it.
fn makers(lot: &SubjectId, chain: &[Arc<Entry>]) -> Vec<SubjectId> {
    let facts = chain.iter().flat_map(|entry| &entry.facts).filter(|fact| fact.subject == *lot);
    let maker = |event: &Event| match event {
        Event::Lot(LotEvent::Made(made)) => Some(made.batch.subject().clone()),
        _ => None,
    };
    facts.filter_map(|fact| maker(&fact.event)).collect()
}
