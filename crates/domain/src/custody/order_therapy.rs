//! Ordering a therapy.

use super::{OrderPlaced, Patient, erase_patient};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{Kind, PatientId, ProcessId, SubjectId};
use crate::refusal::{Broken, Stop};
use crate::series;
use standards::decimal::Decimal;
use standards::isbt128::ChainOfIdentity;
use standards::reading::{Bound, Judgement, Limits, Reading};
use standards::unit::Unit;

crate::command! {
    /// Orders a therapy for a patient and issues its chain of identity.
    ///
    /// Guarantees: the chain is the centre's own facility number, the year and the number of the
    /// order, so that no two orders ever share one (INV-CUSTODY-1).
    pub struct OrderTherapy = "custody.order-therapy" 1;
    said: Asked;
    roles: [Physician];
    signed: [Ordered];
    about: Field("patient");
    /// For whom.
    pub patient: PatientId,
    /// Made by which process.
    pub process: ProcessId,
    /// The patient's weight, which the dose is computed from.
    pub weight: Reading,
}

crate::refusals! {
    /// Why a therapy cannot be ordered.
    pub enum Refused {
        /// Nobody weighs that, or it is no weight at all.
        WeightNotPlausible { weight: Reading } "weight-not-plausible" Major,
        /// The centre's facility number makes no chain of identity, or the year has no more.
        ChainNotIssued { order: SubjectId } "chain-not-issued" Major,
    }
}

/// From a premature child to the heaviest adult, in kilograms.
fn weight_limits() -> Option<Limits> {
    let bound = |at: Decimal| Some(Bound { at, inclusive: true });
    Some(Limits {
        low: bound("0.5".parse().ok()?),
        high: bound("400".parse().ok()?),
        unit: Unit::parse("kg").ok()?,
    })
}

/// The chain of an order: facility, year and number of the order itself.
fn chain(desk: &Desk<'_>, order: &SubjectId) -> Option<ChainOfIdentity> {
    let facility = desk.centre().settings()?.facility.as_str().parse().ok()?;
    let (_, sequence) = series::number(order)?;
    let year = u16::try_from(desk.today().year()).ok()?;
    ChainOfIdentity::new(facility, year, sequence)
}

impl Rule for OrderTherapy {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let patient: &Patient = desk.state(self.patient.subject())?;
        if patient.erased.is_some() {
            let patient = self.patient.clone();
            broken.because_of("patient", erase_patient::Refused::PatientErasedBefore { patient });
        }
        let within = weight_limits().map(|limits| limits.judge(&self.weight));
        if self.weight.exact().is_none() || within != Some(Judgement::Within) {
            let weight = self.weight.clone();
            broken.because_of("weight", Refused::WeightNotPlausible { weight });
        }
        let order = desk.next(Kind::Order);
        let Some(chain) = chain(desk, &order) else {
            return Err(Refused::ChainNotIssued { order }.into());
        };
        let placed = OrderPlaced {
            patient: self.patient.clone(),
            process: self.process.clone(),
            weight: self.weight.clone(),
            chain,
            occurred: act.occurred,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(order, placed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::centre::{Open, Training};
    use crate::custody::Order;
    use crate::custody::fixtures::{order, patient, reading, team};
    use crate::testing::Stage;

    /// INV-CUSTODY-1.
    #[test]
    fn every_order_has_a_chain_of_its_own() {
        let mut stage = Stage::open();
        team(&mut stage);
        let patient = patient(&mut stage);
        let chains = ["CHA999926000001", "CHA999926000002"];
        for chain in chains {
            let order = order(&mut stage, &patient);
            let order: &Order = stage.state(order.subject());
            assert_eq!(order.placed.chain, chain.parse().unwrap());
        }
    }

    #[test]
    fn a_weight_is_a_weight() {
        let mut stage = Stage::open();
        team(&mut stage);
        let patient = patient(&mut stage);
        for weight in ["712 kg", "0 kg", "71.2 mL"] {
            let ordering = OrderTherapy {
                patient: patient.clone(),
                process: ProcessId::new("cart-cd19").unwrap(),
                weight: reading(weight),
            };
            stage.asks("PH-05", ordering).refused("weight-not-plausible");
        }
    }

    #[test]
    fn a_centre_without_a_facility_number_issues_no_chain() {
        let mut stage = Stage::open_with(|open: &mut Open| {
            open.facility = "nowhere".parse().unwrap();
            open.training = Training::No;
        });
        team(&mut stage);
        let patient = patient(&mut stage);
        let process = ProcessId::new("cart-cd19").unwrap();
        let ordering = OrderTherapy { patient, process, weight: reading("71.2 kg") };
        stage.asks("PH-05", ordering).refused("chain-not-issued");
    }
}
