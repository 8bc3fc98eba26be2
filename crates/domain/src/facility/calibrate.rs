//! Calibrating equipment.

use super::{Equipment, EquipmentCalibrated};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::EquipmentId;
use crate::refusal::{Broken, Stop};
use crate::text::{Digest, Reason};
use crate::time::LocalDate;

crate::command! {
    /// Declares a piece of equipment calibrated until a day.
    pub struct Calibrate = "facility.calibrate" 1;
    said: Either;
    roles: [FacilityEngineer];
    signed: [Performed];
    about: Field("equipment");
    /// Which piece.
    pub equipment: EquipmentId,
    /// The last day the calibration holds.
    pub due: LocalDate,
    /// The certificate, as an object.
    pub certificate: Option<Digest>,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a calibration cannot be taken down.
    pub enum Refused {
        /// It would have run out before it was done.
        DueBeforeDone { due: LocalDate } "due-before-done" Minor,
    }
}

impl Rule for Calibrate {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Equipment = desk.state(self.equipment.subject())?;
        if self.due < desk.day_of(act.occurred) {
            broken.because_of("due", Refused::DueBeforeDone { due: self.due });
        }
        let calibrated = EquipmentCalibrated {
            due: self.due,
            certificate: self.certificate,
            occurred: act.occurred,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.equipment.clone(), calibrated)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facility::views::tests::equipment;
    use crate::testing::Stage;

    #[test]
    fn a_calibration_holds_at_least_the_day_it_is_done() {
        let mut stage = Stage::open();
        let equipment = equipment(&mut stage, "e-nc202", "cell-counter");
        let calibrate = |due: &str| Calibrate {
            equipment: equipment.clone(),
            due: due.parse().unwrap(),
            certificate: None,
            reason: None,
        };
        stage.asks("FE-01", calibrate("2026-11-21")).refused("due-before-done");
        stage.asks("FE-01", calibrate("2026-11-22")).stands();
    }
}
