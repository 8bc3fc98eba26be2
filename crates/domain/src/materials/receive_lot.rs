//! Taking in a lot from a supplier.

use super::LotReceived;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{ItemId, Kind};
use crate::materials::Item;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use crate::time::LocalDate;
use standards::decimal::Decimal;

crate::command! {
    /// Takes in a lot from a supplier, into quarantine, under a number of our own.
    pub struct ReceiveLot = "materials.receive-lot" 1;
    said: Either;
    roles: [Storekeeper];
    signed: [];
    about: Field("item");
    /// Of which item.
    pub item: ItemId,
    /// The supplier's own lot number.
    pub supplier_lot: Code,
    /// Its last day.
    pub expiry: LocalDate,
    /// How much, in the item's unit.
    pub quantity: Decimal,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a lot cannot be taken in.
    pub enum Refused {
        /// It is past its last day.
        ArrivedExpired { expiry: LocalDate } "arrived-expired" Major,
        /// There must be some of it.
        QuantityNotPositive { quantity: Decimal } "quantity-not-positive" Minor,
    }
}

impl Rule for ReceiveLot {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Item = desk.state(self.item.subject())?;
        if self.expiry < desk.day_of(act.occurred) {
            broken.because_of("expiry", Refused::ArrivedExpired { expiry: self.expiry });
        }
        if self.quantity <= Decimal::ZERO {
            let quantity = self.quantity;
            broken.because_of("quantity", Refused::QuantityNotPositive { quantity });
        }
        let received = LotReceived {
            item: self.item.clone(),
            supplier_lot: self.supplier_lot.clone(),
            expiry: self.expiry,
            quantity: self.quantity,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(desk.next(Kind::Lot), received)])
    }
}

#[cfg(test)]
mod tests {
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn a_lot_past_its_day_is_refused_at_the_door_but_recorded_when_it_is_in() {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        let item = stage.item("transact");
        stage.asks("SK-01", item.clone()).stands();
        let lot = super::ReceiveLot {
            item: item.item,
            supplier_lot: "5201-A".parse().unwrap(),
            expiry: "2026-01-31".parse().unwrap(),
            quantity: "10".parse().unwrap(),
            reason: None,
        };
        stage.asks("SK-01", lot.clone()).refused("arrived-expired");
        stage.tells("SK-01", lot.clone()).refused("reason-needed");
        let told =
            super::ReceiveLot { reason: Some(stage.reason(lot.item.subject())), ..lot.clone() };
        let told = stage.tells("SK-01", told).stands();
        assert_eq!(told.findings.len(), 1);
        assert!(told.facts.iter().any(|fact| fact.subject.key() == "L26-0001"));
        assert!(told.facts.iter().any(|fact| fact.subject.key() == "DV26-0001"));
        let none = super::ReceiveLot { quantity: "0".parse().unwrap(), ..lot };
        stage.asks("SK-01", none).refused("quantity-not-positive");
    }
}
