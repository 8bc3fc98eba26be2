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
