//! Erasing what names a patient.

use super::{ConsentScope, ConsentStanding, Order, OrderTextErased, Patient, PatientErased};
use super::{ErasureBasis, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{OrderId, PatientId};
use crate::refusal::{Broken, Stop};
use crate::text::Code;
use crate::time::LocalDate;
use crate::ward::{Infusion, InfusionTextErased};
use jiff::ToSpan as _;

crate::command! {
    /// Erases whatever names a patient: the keys that open it are destroyed, for good.
    ///
    /// Guarantees: name, day of birth, hospital number, and what was written about the orders and
    /// infusions of the patient open no more, here or in a later backup. Every entry, number and
    /// proof still stands: the coded trail remains.
    /// Refuses: as long as a therapy is under way, and while records must be kept.
    pub struct ErasePatient = "custody.erase-patient" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("patient");
    /// Whose.
    pub patient: PatientId,
    /// Why.
    pub basis: ErasureBasis,
}

crate::refusals! {
    /// Why a patient cannot be erased.
    pub enum Refused {
        /// It has been done.
        PatientErasedBefore { patient: PatientId } "patient-erased" Minor,
        /// A therapy is under way.
        TherapyUnderWay { order: OrderId } "therapy-under-way" Critical,
        /// A record must be kept, as is laid down somewhere.
        RetentionHolds { order: OrderId, until: LocalDate, source: Code } "retention-holds" Critical,
    }
}

impl Rule for ErasePatient {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let patient: &Patient = desk.state(self.patient.subject())?;
        if patient.erased.is_some() {
            return Err(Refused::PatientErasedBefore { patient: self.patient.clone() }.into());
        }
        let by = &act.by;
        let erased = PatientErased { basis: self.basis, by: by.clone() };
        let mut facts = vec![Fact::new(self.patient.clone(), erased)];
        for order in views::orders_of(desk, &self.patient) {
            let mut until = None;
            for infusion in crate::ward::views::infusions_of(desk, &order) {
                let given = desk.summary::<Infusion>(infusion.subject())?;
                let latest = given.ended.or(given.started);
                until = until.max(latest.map(|moment| desk.day_of(moment)));
                facts.push(Fact::new(infusion, InfusionTextErased { by: by.clone() }));
            }
            judge_order(desk, act, &order, until, broken)?;
            facts.push(Fact::new(order, OrderTextErased { by: by.clone() }));
        }
        Ok(facts)
    }
}

/// `given`: the day a product of the order was last given.
fn judge_order(
    desk: &Desk<'_>,
    act: &Act,
    order: &OrderId,
    given: Option<LocalDate>,
    broken: &mut Broken,
) -> Result<(), Stop> {
    if let Some(given) = given {
        if let Some((years, source)) = desk.centre().record_retention() {
            let until = given.saturating_add(i64::from(years).years());
            if desk.today() <= until {
                let (order, source) = (order.clone(), source.clone());
                broken.because(Refused::RetentionHolds { order, until, source });
            }
        }
        return Ok(());
    }
    let state: &Order = desk.state(order.subject())?;
    let consent = state.consent(ConsentScope::Treatment, act.recorded);
    if consent == ConsentStanding::Standing {
        broken.because(Refused::TherapyUnderWay { order: order.clone() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::{consented_order, order, patient, team};
    use crate::custody::{OrderTherapy, WithdrawConsent};
    use crate::state::Summarise as _;
    use crate::testing::Stage;

    fn erase(patient: &PatientId) -> ErasePatient {
        ErasePatient { patient: patient.clone(), basis: ErasureBasis::Asked }
    }

    #[test]
    fn nobody_is_erased_while_a_therapy_is_under_way_and_nobody_twice() {
        let mut stage = Stage::open();
        team(&mut stage);
        let patient = patient(&mut stage);
        order(&mut stage, &patient);
        stage.pass_minutes(10);
        let order = consented_order(&mut stage, &patient);
        stage.pass_minutes(10);
        stage.asks("QA-01", erase(&patient)).refused("therapy-under-way");
        let scopes = vec![ConsentScope::Treatment];
        let withdraw = WithdrawConsent { order: order.clone(), scopes, note: None };
        stage.tells("RN-12", withdraw).stands();
        stage.pass_minutes(10);
        stage.asks("RN-12", erase(&patient)).refused("role-may-not");
        stage.asks("QA-01", erase(&patient)).stands();
        for subject in [patient.subject(), order.subject()] {
            let slot = stage.centre.slot(subject).unwrap();
            assert!(slot.summary.text_erased(), "{subject}");
        }
        stage.asks("QA-01", erase(&patient)).refused("patient-erased");
        let again = OrderTherapy {
            patient,
            process: "process/cart-cd19".parse().unwrap(),
            weight: crate::custody::fixtures::reading("71.2 kg"),
        };
        stage.asks("PH-05", again).refused("patient-erased");
    }
}
