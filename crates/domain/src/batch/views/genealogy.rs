//! Where a batch comes from and where it goes: both ways, as far as the centre knows.

use super::{batch, products_of};
use crate::batch::Batch;
use crate::custody::views::container_state;
use crate::desk::Desk;
use crate::id::{BatchId, ContainerId, Kind, LotId, SubjectId};
use crate::index::Index;
use crate::materials::views::lot_state;
use crate::refusal::Stop;
use std::collections::BTreeSet;

/// One subject came from, or went into, another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// What it came from.
    pub from: SubjectId,
    /// What came of it.
    pub to: SubjectId,
    /// In which way.
    pub how: EdgeKind,
}

crate::choice! {
    /// How one thing came of another.
    pub enum EdgeKind {
        /// An order led to a collection.
        CollectedFor "collected-for",
        /// A container was taken into a batch.
        TakenInto "taken-into",
        /// A lot was used in a batch.
        UsedIn "used-in",
        /// A batch made a container or a lot.
        Made "made",
        /// A sample was drawn of a batch.
        Sampled "sampled",
        /// A container was given in an infusion.
        GivenIn "given-in",
    }
}

/// The family of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Genealogy {
    /// Everything that belongs to it, in order of kinds.
    pub nodes: BTreeSet<SubjectId>,
    /// How they belong together.
    pub edges: BTreeSet<Edge>,
}

/// The family of a batch: backwards to collections, lots and the batches that made them; forwards to
/// its products, the batches that used them and the infusions they were given in.
pub fn genealogy(desk: &Desk<'_>, id: &BatchId) -> Result<Genealogy, Stop> {
    let mut family = Genealogy::default();
    let mut back = vec![id.clone()];
    let mut seen = BTreeSet::new();
    while let Some(next) = back.pop() {
        if seen.insert(next.clone()) {
            back.extend(family.backwards(desk, &next)?);
        }
    }
    let mut forth = vec![id.clone()];
    let mut seen = BTreeSet::new();
    while let Some(next) = forth.pop() {
        if seen.insert(next.clone()) {
            forth.extend(family.forwards(desk, &next)?);
        }
    }
    for sample in desk.found_under(Index::SampleOfBatch, &id.to_string()) {
        family.joins(id.subject(), sample, EdgeKind::Sampled);
    }
    Ok(family)
}

impl Genealogy {
    fn joins(&mut self, from: &SubjectId, to: &SubjectId, how: EdgeKind) {
        self.nodes.insert(from.clone());
        self.nodes.insert(to.clone());
        self.edges.insert(Edge { from: from.clone(), to: to.clone(), how });
    }

    /// What a batch was made from; gives the batches that made that.
    fn backwards(&mut self, desk: &Desk<'_>, id: &BatchId) -> Result<Vec<BatchId>, Stop> {
        self.nodes.insert(id.subject().clone());
        let mut makers = Vec::new();
        let state = batch(desk, id)?;
        for (_, taken) in &state.containers {
            let container = &taken.container;
            self.joins(container.subject(), id.subject(), EdgeKind::TakenInto);
            let order = &container_state(desk, container)?.order;
            self.joins(order.subject(), container.subject(), EdgeKind::CollectedFor);
        }
        for lot in state.lots.iter() {
            self.joins(lot.subject(), id.subject(), EdgeKind::UsedIn);
            if let Some(maker) = &lot_state(desk, lot)?.made_by {
                self.joins(maker.subject(), lot.subject(), EdgeKind::Made);
                makers.push(maker.clone());
            }
        }
        Ok(makers)
    }

    /// What a batch made; gives the batches that used that.
    fn forwards(&mut self, desk: &Desk<'_>, id: &BatchId) -> Result<Vec<BatchId>, Stop> {
        let mut users = Vec::new();
        for product in products_of(desk, id)? {
            self.joins(id.subject(), product, EdgeKind::Made);
            if let Ok(lot) = LotId::try_from(product.clone()) {
                for user in batches_using(desk, &lot) {
                    self.joins(product, user.subject(), EdgeKind::UsedIn);
                    users.push(user);
                }
            } else if let Ok(container) = ContainerId::try_from(product.clone())
                && let Some(infusion) = &container_state(desk, &container)?.infusion
            {
                self.joins(product, infusion.subject(), EdgeKind::GivenIn);
            }
        }
        Ok(users)
    }
}

/// The batches a lot went into.
pub fn batches_using(desk: &Desk<'_>, lot: &LotId) -> Vec<BatchId> {
    let found = desk.found_under(Index::BatchUsingLot, &lot.to_string());
    let batches = found.into_iter().filter(|id| id.kind() == Kind::Batch);
    batches.filter_map(|id| id.clone().try_into().ok()).collect()
}

/// Whether a batch is of a process: what a lot of it was made by.
pub fn is_of_process(
    desk: &Desk<'_>,
    id: &BatchId,
    process: &crate::id::ProcessId,
) -> Result<bool, Stop> {
    Ok(desk.summary::<Batch>(id.subject())?.process == *process)
}
