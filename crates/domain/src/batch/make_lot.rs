//! Making a lot: what the batch makes is a material of later batches.

use super::Deed;
use super::work::Work;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, ItemId, Kind, LotId};
use crate::materials::LotMade;
use crate::materials::views::item_must_exist;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use process::model::OutputKind;
use process::words::OutputId;
use standards::decimal::Decimal;
use standards::reading::Reading;
use std::collections::BTreeMap;

crate::command! {
    /// Makes a lot of an item, in quarantine until its batch is released.
    ///
    /// Guarantees: the numbers recorded in the step are known of the lot by their names, for what
    /// later batches compute with them.
    pub struct MakeLot = "batch.make-lot" 1;
    said: Either;
    roles: [Operator];
    signed: [];
    about: Field("batch");
    /// By which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// Which output of the process.
    pub output: Code,
    /// As which item of the stock.
    pub item: ItemId,
    /// How much, in the item's unit.
    pub quantity: Decimal,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a lot is not made.
    pub enum Refused {
        /// It is made as another kind of thing.
        OutputNoLot { output: OutputId, kind: &'static str } "output-no-lot" Minor,
        /// There must be some of it.
        LotEmpty { quantity: Decimal } "lot-empty" Minor,
    }
}

impl Rule for MakeLot {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let (output, count) = work.output_named(&self.output)?;
        if output.kind != OutputKind::Lot {
            let (output, kind) = (output.id.clone(), output.kind.word());
            return Err(Refused::OutputNoLot { output, kind }.into());
        }
        if self.quantity <= Decimal::ZERO {
            return Err(Refused::LotEmpty { quantity: self.quantity }.into());
        }
        item_must_exist(desk, &self.item)?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        work.must_have_room_for_one(output, count, broken);
        let lot =
            LotId::try_from(desk.next(Kind::Lot)).map_err(|_| work.not_in_step(&self.output))?;
        let made = LotMade {
            item: self.item.clone(),
            batch: self.batch.clone(),
            expiry: desk.day_of(act.occurred.plus_minutes(work.shelf_life_minutes())),
            quantity: self.quantity,
            attributes: numbers_of(&work),
        };
        let output = work.made(output, lot.subject(), Deed::of(act));
        Ok(vec![Fact::new(self.batch.clone(), output), Fact::new(lot, made)])
    }
}

/// The numbers recorded in the step, by name.
fn numbers_of(work: &Work<'_>) -> BTreeMap<Code, Reading> {
    let Some(record) = work.record() else { return BTreeMap::new() };
    let numbers = record.values.iter().filter_map(|(id, versions)| {
        let reading = &versions.last()?.reading;
        reading.exact()?;
        Some((id.as_str().parse().ok()?, reading.clone()))
    });
    numbers.collect()
}
