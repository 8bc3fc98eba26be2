//! Having a step's calculations taken down.

use super::Deed;
use super::derive::follow;
use super::work::Work;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use process::words::StepId;

crate::command! {
    /// Takes down what can be computed and is not on record.
    ///
    /// Recording a value takes down what follows from it by itself. What follows from a scan and
    /// stands outside its limits waits for this: a scan is asked, and findings are told.
    pub struct Calculate = "batch.calculate" 1;
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
    /// Why it comes late, if it does.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why there is nothing to take down.
    pub enum Refused {
        /// Everything that can be computed is on record.
        NothingToCalculate { step: StepId, round: u32 } "nothing-to-calculate" Minor,
    }
}

impl Rule for Calculate {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        let mut facts = Vec::new();
        follow(desk, &work, &Deed::of(act), &mut facts, broken);
        if facts.is_empty() {
            let (step, round) = (work.step.id.clone(), work.round);
            return Err(Refused::NothingToCalculate { step, round }.into());
        }
        Ok(facts)
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;

    /// What a scan makes computable is within its limits taken down with it, and outside waits.
    #[test]
    fn what_follows_from_a_scan_and_stands_badly_waits_to_be_told() {
        let mut bench = Bench::seeded();
        bench.begin("culture.transduce").stands();
        bench.value("culture.transduce", "moi", "3.0 1").stands();
        let lot = bench.vector_of("40 10*6/mL");
        let mut good = bench.clone();
        good.scans("culture.transduce", "vector", &lot).stands();
        assert!(good.record("culture.transduce").value(&"dose".into()).is_some());
        good.calculates("culture.transduce").refused("nothing-to-calculate");
        let weak = bench.vector_of("20 10*6/mL");
        bench.scans("culture.transduce", "vector", &weak).stands();
        assert!(bench.record("culture.transduce").value(&"dose".into()).is_none());
        bench.done("culture.transduce").refused("calculation-missing");
        bench.calculates("culture.transduce").found("action-limit-exceeded");
        assert!(bench.record("culture.transduce").value(&"dose".into()).is_some());
    }
}
