//! Scanning a lot for a step.

use super::derive::follow;
use super::work::Work;
use super::{Batch, Deed, MaterialScanned};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, ItemId, Kind, LotId, ProcessId};
use crate::materials::Lot;
use crate::materials::views::{in_unit_of, lot_state, must_be_usable};
use crate::process::id_in_centre;
use crate::refusal::{Broken, Stop};
use crate::scanned;
use crate::text::{Code, Reason, Scanned};
use process::model::{LotRule, Material, Scan};
use process::words::{MaterialId, ValueId};
use standards::decimal::Decimal;
use standards::reading::{Quantity, Reading};
use std::collections::BTreeMap;

crate::command! {
    /// Scans a lot for a step, and draws on it if it is known how much is used.
    ///
    /// Refuses: a lot of another item, one that is not released, one that had expired, one there is
    /// too little of, a second lot where the process wants one, and for what the centre makes itself
    /// a lot of another process.
    pub struct ScanMaterial = "batch.scan-material" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// For which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// As which material of the process.
    pub material: Code,
    /// The lot.
    pub lot: Scanned,
    /// How much is taken; left out: as much as the process says, at the latest when the step is signed.
    pub quantity: Option<Reading>,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a lot is not used.
    pub enum Refused {
        /// The whole batch uses one lot of it.
        SecondLot { material: MaterialId, lot: LotId, first: LotId } "second-lot" Major,
        /// The centre makes it itself, and this lot was made otherwise.
        NotMadeByProcess { lot: LotId, process: ProcessId } "lot-not-made-by-process" Critical,
        /// Something formulas read of it is not known.
        LotAttributeMissing { lot: LotId, attribute: ValueId } "lot-attribute-missing" Major,
        /// A quantity is a number above zero.
        QuantityUnfit { reading: Reading } "quantity-unfit" Minor,
    }
}

impl Rule for ScanMaterial {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let material = self.wanted(&work)?;
        let lot = LotId::try_from(
            scanned::find(desk, &self.lot, Kind::Lot).map_err(|stop| scanned::at(stop, "lot"))?,
        )
        .map_err(|_| scanned::unknown("another-kind"))?;
        let state = lot_state(desk, &lot)?;
        let quantity = self.quantity_of(&work, material)?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        let taken = match &quantity {
            Some(quantity) => in_unit_of(desk, &state.item, quantity)?,
            None => Decimal::ZERO,
        };
        must_be_usable(desk, act, &lot, &item_of(material, state), taken, broken)?;
        must_be_the_one_lot(work.batch, material, &lot, broken);
        must_be_made_by(desk, material, &lot, state, broken)?;
        let deed = Deed::of(act);
        let scanned = MaterialScanned {
            step: work.step.id.clone(),
            round: work.round,
            material: material.id.clone(),
            lot: lot.clone(),
            attributes: attributes(material, &lot, state, broken),
            deed: deed.clone(),
        };
        let mut facts = vec![Fact::new(self.batch.clone(), scanned)];
        if let Some(quantity) = &quantity {
            facts.extend(work.draw(desk, &deed, &material.id, &lot, quantity)?);
        }
        follow(desk, &work, &deed, &mut facts, broken);
        Ok(facts)
    }
}

impl ScanMaterial {
    fn wanted<'a>(&self, work: &Work<'a>) -> Result<&'a Material, Stop> {
        let wanted = |scan: &&Scan| matches!(scan, Scan::Material(id) if id.as_str() == self.material.as_str());
        let scan = work.step.scans.iter().find(wanted);
        let Some(Scan::Material(id)) = scan else { return Err(work.not_in_step(&self.material)) };
        work.process.material(id).ok_or_else(|| work.not_in_step(&self.material))
    }

    /// How much is taken now: as given, else as the process says, if nothing was taken yet.
    fn quantity_of(&self, work: &Work<'_>, material: &Material) -> Result<Option<Quantity>, Stop> {
        let Some(reading) = &self.quantity else {
            let mut uses = work.record().into_iter().flat_map(|record| &record.uses);
            let taken = uses.any(|used| used.material == material.id);
            return Ok(work.amount(&material.id).filter(|_| !taken));
        };
        let found = reading.exact().filter(|quantity| quantity.value > Decimal::ZERO);
        let unfit = || Refused::QuantityUnfit { reading: reading.clone() };
        Ok(Some(found.ok_or_else(unfit)?.clone()))
    }
}

/// The item a material is in the stock; what is no identifier of an item is no item of the lot.
fn item_of(material: &Material, lot: &Lot) -> ItemId {
    ItemId::new(&material.item).unwrap_or_else(|_| lot.item.clone())
}

fn must_be_the_one_lot(batch: &Batch, material: &Material, lot: &LotId, broken: &mut Broken) {
    if !material.lot.contains(&LotRule::OneLot) {
        return;
    }
    let scanned = batch.materials.get(&material.id);
    if let Some(first) = scanned.and_then(|lots| lots.first()).filter(|it| it.lot != *lot) {
        let (material, lot, first) = (material.id.clone(), lot.clone(), first.lot.clone());
        broken.because_of("lot", Refused::SecondLot { material, lot, first });
    }
}

fn must_be_made_by(
    desk: &Desk<'_>,
    material: &Material,
    lot: &LotId,
    state: &Lot,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let Some(process) = material.made_by.as_ref().and_then(|it| id_in_centre(it).ok()) else {
        return Ok(());
    };
    let made_so = match &state.made_by {
        Some(batch) => desk.summary::<Batch>(batch.subject())?.process == process,
        None => false,
    };
    if !made_so {
        broken.because_of("lot", Refused::NotMadeByProcess { lot: lot.clone(), process });
    }
    Ok(())
}

/// What formulas read of the lot; notes what is not known, or not in a unit they can read.
fn attributes(
    material: &Material,
    lot: &LotId,
    state: &Lot,
    broken: &mut Broken,
) -> BTreeMap<ValueId, Reading> {
    let mut found = BTreeMap::new();
    for attribute in &material.attributes {
        let known =
            state.attributes.iter().find(|(name, _)| name.as_str() == attribute.id.as_str());
        let reading = known.map(|(_, reading)| reading.clone());
        let fits = |reading: &Reading| {
            reading.exact().is_some_and(|it| it.convert(&attribute.number.unit).is_some())
        };
        if let Some(reading) = reading.filter(fits) {
            found.insert(attribute.id.clone(), reading);
        } else {
            let (lot, attribute) = (lot.clone(), attribute.id.clone());
            broken.because_of("lot", Refused::LotAttributeMissing { lot, attribute });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;

    fn left(bench: &Bench, lot: &LotId) -> String {
        bench.state::<Lot>(lot.subject()).left.to_string()
    }

    #[test]
    fn what_a_step_always_uses_is_drawn_when_it_is_scanned() {
        let mut bench = Bench::received();
        bench.begin("culture.seed").stands();
        let lot = bench.reagent();
        bench.scans("culture.seed", "reagent", &lot).stands();
        assert_eq!(left(&bench, &lot), "98.0");
        bench.scans("culture.seed", "reagent", &lot).stands();
        assert_eq!(left(&bench, &lot), "98.0");
        let more = Some(crate::custody::fixtures::reading("0.5 mL"));
        let more =
            ScanMaterial { quantity: more, ..bench.scan_material("culture.seed", "reagent", &lot) };
        bench.asks("OP-07", more.clone()).stands();
        assert_eq!(left(&bench, &lot), "97.5");
        let odd = |text| ScanMaterial {
            quantity: Some(crate::custody::fixtures::reading(text)),
            ..more.clone()
        };
        bench.asks("OP-07", odd("0 mL")).refused("quantity-unfit");
        bench.asks("OP-07", odd("1 kg")).refused("item-other-unit");
        bench.asks("OP-07", odd("1 L")).refused("lot-too-little");
    }

    #[test]
    fn what_is_computed_first_is_drawn_when_the_step_is_signed() {
        let bench = Bench::completed();
        let used = &bench.record("culture.transduce").uses;
        assert_eq!(used.len(), 1);
        assert_eq!(used[0].quantity.to_string(), "8.24 mL");
        let lot = used[0].lot.clone();
        assert_eq!(left(&bench, &lot), "41.76");
    }

    #[test]
    fn only_a_released_unexpired_lot_of_the_right_item_is_used() {
        let mut bench = Bench::received();
        bench.begin("culture.seed").stands();
        let quarantined = bench.lot("transact", "2027-12-31", "SK-01");
        bench.scans("culture.seed", "reagent", &quarantined).refused("lot-not-released");
        let other = bench.released_lot("medium", "2027-12-31", "SK-01", "QA-01");
        bench.scans("culture.seed", "reagent", &other).refused("wrong-item");
        let short = bench.released_lot("transact", "2026-11-23", "SK-01", "QA-01");
        let first = bench.reagent();
        bench.scans("culture.seed", "reagent", &first).stands();
        bench.scans("culture.seed", "reagent", &short).refused("second-lot");
        bench.pass_days(2);
        bench.scans("culture.seed", "reagent", &short).refused("lot-expired");
        bench.scans("culture.seed", "vector", &first).refused("not-in-step");
        let scan = bench.scan_material("culture.seed", "reagent", &first);
        let unread = ScanMaterial { lot: "lot/L26-9999".parse().unwrap(), ..scan };
        bench.asks("OP-07", unread).refused("unknown-scan");
    }

    #[test]
    fn what_the_centre_makes_itself_is_of_that_process_released_and_known() {
        let mut bench = Bench::seeded();
        bench.begin("culture.transduce").stands();
        let bought = bench.released_lot("vector", "2027-12-31", "SK-01", "QA-01");
        bench.scans("culture.transduce", "vector", &bought).refused("lot-not-made-by-process");
        bench.scans("culture.transduce", "vector", &bought).refused("lot-attribute-missing");
        let fresh = bench.unreleased_vector("40 10*6/mL");
        bench.scans("culture.transduce", "vector", &fresh).refused("lot-not-released");
        let lot = bench.vector();
        bench.scans("culture.transduce", "vector", &lot).stands();
        let titre = process::run::Record::input(bench.state_now(), &"material.vector.titre".into());
        assert_eq!(titre.unwrap().to_string(), "40 10*6/mL");
    }
}
