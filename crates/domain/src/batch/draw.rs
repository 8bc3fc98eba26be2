//! Drawing on lots: what a step uses is taken from the lot that was scanned for it.

use super::work::Work;
use super::{Deed, MaterialUsed};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::LotId;
use crate::materials::Drawn;
use crate::materials::views::{in_unit_of, lot_state, must_be_enough};
use crate::refusal::{Broken, Stop};
use process::words::MaterialId;
use standards::reading::Quantity;

impl Work<'_> {
    /// The facts of using some of a lot: one about the batch, one about the lot.
    pub fn draw(
        &self,
        desk: &Desk<'_>,
        deed: &Deed,
        material: &MaterialId,
        lot: &LotId,
        quantity: &Quantity,
    ) -> Result<[Fact; 2], Stop> {
        let item = &lot_state(desk, lot)?.item;
        let drawn = Drawn {
            batch: self.id.clone(),
            quantity: in_unit_of(desk, item, quantity)?,
            by: deed.by.clone(),
        };
        let used = MaterialUsed {
            step: self.step.id.clone(),
            round: self.round,
            material: material.clone(),
            lot: lot.clone(),
            quantity: quantity.clone(),
            deed: deed.clone(),
        };
        Ok([Fact::new(self.id.clone(), used), Fact::new(lot.clone(), drawn)])
    }

    /// The facts of using, at the end of the step, what nobody drew by hand: as much as the process
    /// says, of the lot scanned last.
    pub fn drawn_at_the_end(
        &self,
        desk: &Desk<'_>,
        deed: &Deed,
        broken: &mut Broken,
    ) -> Result<Vec<Fact>, Stop> {
        let mut facts = Vec::new();
        let Some(record) = self.record() else { return Ok(facts) };
        for used in &self.step.uses {
            let material = &used.material;
            let by_hand = record.uses.iter().any(|used| used.material == *material);
            let last = record.lots(material).last();
            let lot = last.and_then(|scanned| LotId::try_from(scanned.found.clone()).ok());
            let (false, Some(lot), Some(amount)) = (by_hand, lot, self.amount(material)) else {
                continue;
            };
            let item = &lot_state(desk, &lot)?.item;
            must_be_enough(desk, &lot, in_unit_of(desk, item, &amount)?, broken)?;
            facts.extend(self.draw(desk, deed, material, &lot, &amount)?);
        }
        Ok(facts)
    }
}
