//! Counting labels.

use super::work::Work;
use super::{Deed, LabelsReconciled};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use process::words::LabelId;

crate::command! {
    /// Counts what became of the labels that were printed.
    ///
    /// Guarantees: a difference opens a deviation (INV-BATCH-7).
    pub struct ReconcileLabels = "batch.reconcile-labels" 1;
    said: Told;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// Which label of the process.
    pub label: Code,
    /// How many were used.
    pub used: u32,
    /// How many were destroyed.
    pub destroyed: u32,
    /// How many are left, kept with the record.
    pub spare: u32,
    /// Why it comes late, if it does.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// What is noted of a count.
    pub enum Refused {
        /// Printed is not used, destroyed and left together.
        LabelsUnaccounted { label: LabelId, printed: u32, accounted: u64 } "labels-unaccounted" Major,
    }
}

impl Rule for ReconcileLabels {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let label = work.step.reconciles.iter().find(|it| it.as_str() == self.label.as_str());
        let label = label.ok_or_else(|| work.not_in_step(&self.label))?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        let printed = work.batch.labels(label).printed;
        let accounted = [self.used, self.destroyed, self.spare].into_iter().map(u64::from).sum();
        if u64::from(printed) != accounted {
            let label = label.clone();
            broken.because(Refused::LabelsUnaccounted { label, printed, accounted });
        }
        let reconciled = LabelsReconciled {
            step: work.step.id.clone(),
            round: work.round,
            label: label.clone(),
            printed,
            used: self.used,
            destroyed: self.destroyed,
            spare: self.spare,
            deed: Deed::of(act),
        };
        Ok(vec![Fact::new(self.batch.clone(), reconciled)])
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;

    /// INV-BATCH-7.
    #[test]
    fn a_label_that_is_not_found_is_a_deviation() {
        let mut bench = Bench::filling();
        bench.fill_all();
        bench.begin("filling.reconcile").stands();
        bench.counts("filling.reconcile", "other", [2, 0, 0]).refused("not-in-step");
        let decision = bench.counts("filling.reconcile", "bag_label", [1, 0, 0]);
        let decision = decision.found("labels-unaccounted");
        assert!(decision.facts.iter().any(|fact| fact.subject.key().starts_with("DV26")));
        bench.contain_all();
        bench.counts("filling.reconcile", "bag_label", [1, 1, 0]).stands();
        assert_eq!(bench.state_now().labels(&"bag_label".into()).accounted, Some(2));
    }
}
