//! Rejecting a lot.

use super::{Lot, LotRejected};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::LotId;
use crate::refusal::{Broken, Stop};
use crate::text::Reason;

crate::command! {
    /// Rejects a lot: it is not to be used, ever.
    pub struct RejectLot = "materials.reject-lot" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Rejected];
    about: Field("lot");
    /// Which lot.
    pub lot: LotId,
    /// Why.
    pub reason: Reason,
}

impl Rule for RejectLot {
    fn judge(&self, desk: &Desk<'_>, act: &Act, _: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Lot = desk.state(self.lot.subject())?;
        let rejected = LotRejected { by: act.by.clone(), reason: self.reason.clone() };
        Ok(vec![Fact::new(self.lot.clone(), rejected)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::materials::LotState;
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn a_released_lot_can_still_be_rejected() {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        stage.person("QA-01", &[Role::QaReviewer]);
        let lot = stage.lot("transact", "2026-12-31", "SK-01");
        let reason = stage.reason(lot.subject());
        stage.asks("QA-01", RejectLot { lot: lot.clone(), reason }).stands();
        let state: &Lot = stage.state(lot.subject());
        assert_eq!(state.state, LotState::Rejected);
    }
}
