//! Taking down vital signs around an infusion.

use super::{Infusion, VitalsRecorded};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::InfusionId;
use crate::refusal::{Broken, Reason, Stop};
use crate::text::Note;
use standards::reading::Reading;
use standards::unit::Unit;

crate::command! {
    /// Takes down vital signs before, during or after an infusion.
    pub struct RecordVitals = "ward.record-vitals" 1;
    said: Told;
    roles: [Nurse, Physician];
    signed: [];
    about: Field("infusion");
    /// Around which infusion.
    pub infusion: InfusionId,
    /// Body temperature, in Cel.
    pub temperature: Reading,
    /// Systolic blood pressure, in mm[Hg].
    pub systolic: Reading,
    /// Oxygen saturation, in %.
    pub saturation: Reading,
    /// Anything to add.
    pub note: Option<Note>,
}

crate::refusals! {
    /// Why a measurement says nothing.
    pub enum Refused {
        /// It is in a unit of something else.
        UnitDoesNotFit { reading: Reading, wanted: &'static str } "unit-does-not-fit" Minor,
    }
}

/// Whether a reading, if there is a number in it, is in a unit that can be `wanted`.
pub(super) fn must_be_in(
    field: &'static str,
    reading: &Reading,
    wanted: &'static str,
) -> Result<(), Stop> {
    let fits = |unit: &Unit| Unit::parse(wanted).is_ok_and(|wanted| unit.commensurable(&wanted));
    if reading.quantity().is_none_or(|quantity| fits(&quantity.unit)) {
        return Ok(());
    }
    let wrong = Refused::UnitDoesNotFit { reading: reading.clone(), wanted };
    Err(Reason::from(wrong).at(field).into())
}

impl Rule for RecordVitals {
    fn judge(&self, desk: &Desk<'_>, act: &Act, _: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Infusion = desk.state(self.infusion.subject())?;
        must_be_in("temperature", &self.temperature, "Cel")?;
        must_be_in("systolic", &self.systolic, "mm[Hg]")?;
        must_be_in("saturation", &self.saturation, "%")?;
        let vitals = VitalsRecorded {
            temperature: self.temperature.clone(),
            systolic: self.systolic.clone(),
            saturation: self.saturation.clone(),
            note: self.note.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(self.infusion.clone(), vitals)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::reading;
    use crate::ward::identify::tests::{at_the_bedside, right};

    #[test]
    fn vital_signs_are_in_their_units_or_not_done() {
        let (mut stage, order, bag) = at_the_bedside();
        let identify = right(&stage, &order, &bag);
        stage.asks("RN-12", identify).stands();
        let infusion = InfusionId::new("INF26-0001").unwrap();
        let vitals = RecordVitals {
            infusion: infusion.clone(),
            temperature: reading("36.8 Cel"),
            systolic: reading("118 mm[Hg]"),
            saturation: reading("not-done"),
            note: None,
        };
        stage.tells("RN-12", vitals.clone()).stands();
        let odd = RecordVitals { temperature: reading("118 mm[Hg]"), ..vitals };
        stage.tells("RN-12", odd).refused("unit-does-not-fit");
        let state: &Infusion = stage.state(infusion.subject());
        assert_eq!(state.vitals.len(), 1);
    }
}
