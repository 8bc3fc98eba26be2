//! Releasing a lot for use.

use super::{Lot, LotReleased, LotState};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::LotId;
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::text::{Digest, Note};
use crate::time::LocalDate;

crate::command! {
    /// Releases a lot for use.
    pub struct ReleaseLot = "materials.release-lot" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Released];
    about: Field("lot");
    /// Which lot.
    pub lot: LotId,
    /// The supplier's certificate, as an object.
    pub certificate: Option<Digest>,
    /// Anything to add.
    pub note: Option<Note>,
}

crate::refusals! {
    /// Why a lot cannot be released.
    pub enum Refused {
        /// It has been judged already.
        LotNotInQuarantine { lot: LotId, state: &'static str } "lot-not-in-quarantine" Major,
        /// It is past its last day.
        LotPastExpiry { lot: LotId, expiry: LocalDate } "lot-past-expiry" Major,
        /// A lot made here is released with its batch.
        LotMadeHere { lot: LotId } "lot-made-here" Major,
    }
}

impl Rule for ReleaseLot {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let lot: &Lot = desk.state(self.lot.subject())?;
        if lot.state != LotState::Quarantine {
            let state = lot.state.word();
            broken.because(Refused::LotNotInQuarantine { lot: self.lot.clone(), state });
        }
        if lot.made_by.is_some() {
            broken.because(Refused::LotMadeHere { lot: self.lot.clone() });
        }
        if lot.expiry < desk.today() {
            let expiry = lot.expiry;
            broken.because(Refused::LotPastExpiry { lot: self.lot.clone(), expiry });
        }
        if let Some(receiver) = &lot.received_by {
            must_be_another(desk, act, &[receiver], broken)?;
        }
        let released = LotReleased {
            by: act.by.clone(),
            certificate: self.certificate,
            note: self.note.clone(),
        };
        Ok(vec![Fact::new(self.lot.clone(), released)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn whoever_received_a_lot_does_not_release_it_and_nobody_does_twice() {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper, Role::QaReviewer]);
        stage.person("QA-01", &[Role::QaReviewer]);
        let lot = stage.lot("transact", "2026-12-31", "SK-01");
        let release = ReleaseLot { lot, certificate: None, note: None };
        stage.asks_as("SK-01", Role::QaReviewer, release.clone()).refused("same-person");
        stage.asks("QA-01", release.clone()).stands();
        stage.asks("QA-01", release).refused("lot-not-in-quarantine");
        let old = stage.lot("medium", "2026-11-23", "SK-01");
        stage.pass_days(2);
        let release = ReleaseLot { lot: old, certificate: None, note: None };
        stage.asks("QA-01", release).refused("lot-past-expiry");
    }
}
