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
    if let Some(first) = batch.materials.get(&material.id).filter(|first| first.lot != *lot) {
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
        match reading.filter(fits) {
            Some(reading) => {
                found.insert(attribute.id.clone(), reading);
            }
            None => {
                let (lot, attribute) = (lot.clone(), attribute.id.clone());
                broken.because_of("lot", Refused::LotAttributeMissing { lot, attribute });
            }
        }
    }
    found
}
