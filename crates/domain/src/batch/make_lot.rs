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

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;
    use crate::materials::{Lot, LotState};

    #[test]
    fn a_lot_is_in_quarantine_and_knows_the_numbers_of_its_step() {
        let mut bench = Bench::open();
        let lot = bench.unreleased_vector("40 10*6/mL");
        let state: &Lot = bench.state(lot.subject());
        assert_eq!(state.state, LotState::Quarantine);
        let titre = &state.attributes[&"titre".parse().unwrap()];
        assert_eq!(titre.to_string(), "40 10*6/mL");
        assert_eq!(state.expiry.to_string(), "2027-09-18");
    }

    #[test]
    fn a_lot_is_some_of_an_item_and_of_an_output_that_is_a_lot() {
        let mut bench = Bench::filling();
        bench.makes_lot("filling.fill", "dose_bag", "50").refused("output-no-lot");
        let mut bench = Bench::open();
        bench.begins_vector();
        bench.begin("make.fill").stands();
        bench.makes_lot("make.fill", "bulk", "0").refused("lot-empty");
        bench.makes_lot("make.fill", "other", "1").refused("not-in-step");
        bench.makes_lot("make.fill", "bulk", "50").stands();
        bench.makes_lot("make.fill", "bulk", "50").refused("output-full");
    }
}
