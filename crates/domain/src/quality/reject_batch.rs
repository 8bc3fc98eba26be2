//! Rejecting a batch: nothing of it is to be used.

use crate::act::Act;
use crate::batch::BatchRejected;
use crate::batch::views::{batch, must_not_be_rejected, products_of};
use crate::command::Rule;
use crate::custody::ContainerRejected;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, ContainerId, LotId};
use crate::materials::LotRejected;
use crate::refusal::{Broken, Stop};
use crate::signature::Signed;
use crate::text::Reason;

crate::command! {
    /// Rejects a batch and everything it made, at whatever stage it is.
    pub struct RejectBatch = "quality.reject-batch" 1;
    said: Asked;
    roles: [QaReviewer, ReleasingPerson];
    signed: [Rejected];
    about: Field("batch");
    /// Which batch.
    pub batch: BatchId,
    /// Why.
    pub reason: Reason,
}

impl Rule for RejectBatch {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let state = batch(desk, &self.batch)?;
        must_not_be_rejected(&self.batch, state, broken);
        super::must_be_independent::must_not_have_taken_part(desk, act, &self.batch, broken)?;
        let rejected = BatchRejected { reason: self.reason.clone(), signed: Signed::of(act)? };
        let mut facts = vec![Fact::new(self.batch.clone(), rejected)];
        facts.extend(crate::batch::views::leaving(desk, &self.batch, &act.by)?);
        for product in products_of(desk, &self.batch)? {
            let reason = self.reason.clone();
            if let Ok(container) = ContainerId::try_from(product.clone()) {
                let rejected = ContainerRejected {
                    reason: Some(reason),
                    by: act.by.clone(),
                    occurred: act.occurred,
                };
                facts.push(Fact::new(container, rejected));
            } else if let Ok(lot) = LotId::try_from(product.clone()) {
                facts.push(Fact::new(lot, LotRejected { by: act.by.clone(), reason }));
            }
        }
        Ok(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Phase;
    use crate::batch::testing::Bench;
    use crate::custody::{Container, ContainerStanding};

    #[test]
    fn nothing_of_a_rejected_batch_is_used_and_nothing_goes_on_in_it() {
        let mut bench = Bench::completed();
        let bag = bench.products().remove(0);
        let batch = bench.batch.clone();
        let reject = RejectBatch { reason: bench.reason(batch.subject()), batch };
        bench.asks("QA-01", reject.clone()).stands();
        bench.asks("QA-01", reject).refused("batch-rejected");
        assert_eq!(bench.state_now().phase(), Phase::Rejected);
        let state: &Container = bench.state(bag.subject());
        assert_eq!(state.standing(), ContainerStanding::Rejected);
        bench.value("culture.seed", "remark", "=red").found("record-closed");
    }
}
