//! Printing labels.

use super::work::Work;
use super::{Deed, LabelsPrinted};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use process::words::{LabelId, StepId};

crate::command! {
    /// Prints labels of a batch. Each that is printed must be accounted for.
    pub struct PrintLabels = "batch.print-labels" 1;
    said: Either;
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
    /// How many.
    pub count: u32,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why labels are not printed.
    pub enum Refused {
        /// They were printed before: a second printing needs a reason.
        LabelsAlreadyPrinted { step: StepId, label: LabelId, count: u32 } "labels-already-printed" Minor,
        /// None is no printing.
        LabelCountZero { label: LabelId } "label-count-zero" Minor,
        /// More than the process asks for.
        LabelsTooMany { label: LabelId, count: u32, wanted: u32 } "labels-too-many" Minor,
    }
}

impl Rule for PrintLabels {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let print = work.step.prints.iter().find(|it| it.label.as_str() == self.label.as_str());
        let print = print.ok_or_else(|| work.not_in_step(&self.label))?;
        let label = print.label.clone();
        if self.count == 0 {
            return Err(Refused::LabelCountZero { label }.into());
        }
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        let prints = work.record().into_iter().flat_map(|record| &record.prints);
        let before: u32 = prints.filter(|it| it.label == label).map(|it| it.count).sum();
        if before > 0 && self.reason.is_none() {
            let (step, label) = (work.step.id.clone(), label.clone());
            broken.because(Refused::LabelsAlreadyPrinted { step, label, count: before });
        }
        let wanted = work.count(&print.count).filter(|wanted| before == 0 && self.count > *wanted);
        if let Some(wanted) = wanted {
            let (label, count) = (label.clone(), self.count);
            broken.because_of("count", Refused::LabelsTooMany { label, count, wanted });
        }
        let printed = LabelsPrinted {
            step: work.step.id.clone(),
            round: work.round,
            label,
            count: self.count,
            deed: Deed::of(act),
        };
        Ok(vec![Fact::new(self.batch.clone(), printed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;

    #[test]
    fn a_second_printing_needs_a_reason() {
        let mut bench = Bench::filling();
        bench.prints("filling.fill", "bag_label", 0).refused("label-count-zero");
        bench.prints("filling.fill", "bag_label", 3).refused("labels-too-many");
        bench.prints("filling.fill", "other", 2).refused("not-in-step");
        bench.prints("filling.fill", "bag_label", 2).stands();
        bench.prints("filling.fill", "bag_label", 1).refused("labels-already-printed");
        let again = bench.print_labels("filling.fill", "bag_label", 1);
        let reason = bench.why();
        bench.asks("OP-07", PrintLabels { reason, ..again }).stands();
        assert_eq!(bench.state_now().labels(&"bag_label".into()).printed, 3);
    }
}
