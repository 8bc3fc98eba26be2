//! Identifying the patient and the bag at the bedside.

use super::must_be_theirs::must_be_theirs;
use super::{Infusion, PatientIdentified, views};
use crate::act::Act;
use crate::command::Rule;
use crate::custody::views::{find_container, patient_of};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{Kind, OrderId, SubjectId};
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::scanned::at;
use crate::text::{Scanned, Wristband};

crate::command! {
    /// Declares that the wristband and the bag were scanned and belong together. Two different
    /// people do it, each for themselves, before an infusion begins.
    ///
    /// Refuses: another patient's wristband or bag, a bag that is not released, expired, rejected,
    /// given, not issued, not received on the ward or in doubt, and a second look by whoever took
    /// the first.
    pub struct Identify = "ward.identify" 1;
    said: Asked;
    roles: [Nurse, Physician];
    signed: [Identified];
    about: Field("order");
    /// Whose therapy.
    pub order: OrderId,
    /// The wristband of the patient in the bed.
    pub wristband: Wristband,
    /// The label of the bag.
    pub label: Scanned,
}

impl Rule for Identify {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let patient = patient_of(desk, &self.order)?;
        let container = find_container(desk, &self.label).map_err(|stop| at(stop, "label"))?;
        must_be_theirs(desk, act, &self.order, &self.wristband, &container, broken)?;
        let infusion = match views::waiting_infusion(desk, &self.order, &container)? {
            Some(infusion) => {
                let state: &Infusion = desk.state(infusion.subject())?;
                let minutes = desk.centre().identification_minutes();
                let looked = state.identified_by(act.occurred, minutes);
                let looked: Vec<_> = looked.into_iter().collect();
                must_be_another(desk, act, &looked, broken)?;
                SubjectId::from(infusion)
            }
            None => desk.next(Kind::Infusion),
        };
        let identified = PatientIdentified {
            order: self.order.clone(),
            container,
            patient: patient.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(infusion, identified)])
    }
}

#[cfg(test)]
pub(super) mod tests;
