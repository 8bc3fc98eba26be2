//! What must be done before what: the steps as a graph.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Operation, Process, Step};
use crate::words::{OperationId, StepId};

/// The steps of a process and their order. Built from a process that may still be wrong: then
/// [`Flow::stuck`] names the steps that wait for each other.
#[derive(Debug)]
pub struct Flow<'p> {
    /// In an order in which each comes after all it waits for; stuck steps are missing.
    order: Vec<&'p StepId>,
    before: BTreeMap<&'p StepId, BTreeSet<&'p StepId>>,
    ancestors: BTreeMap<&'p StepId, BTreeSet<&'p StepId>>,
}

impl<'p> Flow<'p> {
    /// The order of this process.
    pub fn of(process: &'p Process) -> Self {
        let before: BTreeMap<&StepId, BTreeSet<&StepId>> =
            process.steps().map(|(o, s)| (&s.id, direct(process, o, s))).collect();
        let mut flow = Self { order: Vec::new(), before, ancestors: BTreeMap::new() };
        flow.sort(process);
        flow
    }

    /// Each step after all it waits for.
    pub fn order(&self) -> &[&'p StepId] {
        &self.order
    }

    /// The steps this one waits for directly.
    pub fn before(&self, step: &StepId) -> impl Iterator<Item = &'p StepId> + '_ {
        self.before.get(step).into_iter().flatten().copied()
    }

    /// Whether `earlier` is always done, or skipped, before `later` begins.
    pub fn comes_before(&self, earlier: &StepId, later: &StepId) -> bool {
        self.ancestors.get(later).is_some_and(|a| a.contains(earlier))
    }

    /// The steps that wait, directly or not, for themselves.
    pub fn stuck(&self) -> Vec<&'p StepId> {
        let waits_for_itself = |step: &&&'p StepId| {
            let mut seen: BTreeSet<&StepId> = BTreeSet::new();
            let mut open: Vec<&StepId> = self.before(step).collect();
            while let Some(next) = open.pop() {
                if next == **step {
                    return true;
                }
                if seen.insert(next) {
                    open.extend(self.before(next));
                }
            }
            false
        };
        let unsorted = self.before.keys().filter(|s| !self.ancestors.contains_key(**s));
        unsorted.filter(waits_for_itself).copied().collect()
    }

    fn sort(&mut self, process: &'p Process) {
        loop {
            let found = self.order.len();
            for (_, step) in process.steps() {
                if self.ancestors.contains_key(&step.id) {
                    continue;
                }
                let Some(ancestors) = self.ancestors_of(&step.id) else { continue };
                self.ancestors.insert(&step.id, ancestors);
                self.order.push(&step.id);
            }
            if self.order.len() == found {
                return;
            }
        }
    }

    fn ancestors_of(&self, step: &StepId) -> Option<BTreeSet<&'p StepId>> {
        let mut all = BTreeSet::new();
        for before in self.before(step) {
            all.insert(before);
            all.extend(self.ancestors.get(before)?);
        }
        Some(all)
    }
}

/// A step waits for its own `after` and for all steps of the operations before its operation.
fn direct<'p>(
    process: &'p Process,
    operation: &'p Operation,
    step: &'p Step,
) -> BTreeSet<&'p StepId> {
    let gates = operation.after.iter().flat_map(|id| steps_of(process, id));
    step.after.iter().chain(gates).collect()
}

fn steps_of<'p>(process: &'p Process, id: &OperationId) -> impl Iterator<Item = &'p StepId> {
    process.operation(id).into_iter().flat_map(|o| &o.steps).map(|s| &s.id)
}
