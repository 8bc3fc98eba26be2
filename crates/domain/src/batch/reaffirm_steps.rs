//! Reaffirming superseded signatures on several steps of a batch in one go.

use super::ReaffirmStep;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::pair::Pair;
use crate::refusal::{Broken, Stop};
use crate::text::Code;
use crate::together::Together;

crate::command! {
    /// Signs once that what one signed of several steps holds all the same, having looked at what was
    /// changed in each.
    ///
    /// Guarantees: it stands for each step what reaffirming that step alone would; all of them, or
    /// none (INV-SIGN-4).
    pub struct ReaffirmSteps = "batch.reaffirm-steps" 1;
    said: Asked;
    roles: [Operator, Storekeeper, QcAnalyst, QcReviewer, QaReviewer, FacilityEngineer, Coordinator];
    signed: [Reaffirmed];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// Which steps, each in its round: `culture.seed#1`.
    pub steps: Vec<Pair<Code, u32>>,
}

impl ReaffirmSteps {
    /// The steps, each reaffirmed by itself.
    pub fn together(&self) -> Together {
        Together::of("steps", &self.steps, |Pair(step, round)| {
            let (batch, step, round) = (self.batch.clone(), step.clone(), *round);
            ReaffirmStep { batch, step, round }.into()
        })
    }
}

impl Rule for ReaffirmSteps {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        self.together().judge(desk, act, broken)
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        self.together().covers(desk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;
    use crate::signature::Standing;

    fn reaffirm(bench: &Bench, steps: &[&str]) -> ReaffirmSteps {
        let steps = steps.iter().map(|step| step.parse().unwrap()).collect();
        ReaffirmSteps { batch: bench.batch.clone(), steps }
    }

    #[test]
    fn what_was_superseded_on_several_steps_is_reaffirmed_by_one_signature() {
        let mut bench = Bench::seeded();
        bench.corrects("culture.seed", "volume", "99.0 mL").stands();
        let too_many = reaffirm(&bench, &["culture.seed#1", "receipt.identity#1"]);
        bench.asks("OP-07", too_many.clone()).refused("nothing-to-reaffirm");
        bench.corrects("receipt.identity", "integrity", "=damaged").stands();
        bench.asks("OP-07", too_many.clone()).stands();
        bench.asks("OP-08", too_many).stands();
        for step in ["culture.seed", "receipt.identity"] {
            let record = bench.record(step);
            let standings = record.signatures.iter().map(|it| record.standing(it));
            assert!(standings.into_iter().all(Standing::counts), "{step}");
        }
    }
}
