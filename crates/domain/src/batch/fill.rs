//! Filling the product into a container.

use super::span::whole_minutes;
use super::work::Work;
use super::{Deed, OutputMade};
use crate::act::Act;
use crate::command::Rule;
use crate::custody::ContainerFilled;
use crate::custody::views::{container_state, order_state};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, ContainerId, Kind, OrderId};
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use process::model::{Count, Output, OutputKind};
use process::words::{OutputId, StepId};
use standards::isbt128::{Din, Division, ProductCode};
use standards::reading::Reading;

crate::command! {
    /// Fills the product into a container, under a number and a division of its own.
    ///
    /// Guarantees: the container carries the order's chain of identity and the donation number of
    /// the cells it was made from (INV-BATCH-6); no two carry the same label.
    pub struct Fill = "batch.fill" 1;
    said: Either;
    roles: [Operator];
    signed: [];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// Which output of the process.
    pub output: Code,
    /// How much is in it.
    pub volume: Reading,
    /// How many cells are in it.
    pub cells: Reading,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a container is not filled.
    pub enum Refused {
        /// It is made as another kind of thing.
        OutputOtherKind { output: OutputId, kind: &'static str } "output-other-kind" Minor,
        /// The batch is made for no order: its product can be no patient's.
        ProductWithoutOrder { batch: BatchId } "product-without-order" Critical,
        /// No container of starting material was taken in: there is no donation number to carry.
        DonationUnknown { batch: BatchId } "donation-unknown" Critical,
        /// The process gives the output no product code.
        ProductCodeMissing { output: OutputId } "product-code-missing" Major,
        /// All of them are filled that the step is to fill.
        OutputFull { step: StepId, output: OutputId, wanted: u32 } "output-full" Major,
        /// A volume and a number of cells are numbers above zero.
        ContentUnfit { field: &'static str, reading: Reading } "content-unfit" Minor,
    }
}

impl Rule for Fill {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let (output, count) = work.output_named(&self.output)?;
        if output.kind != OutputKind::Container {
            let (output, kind) = (output.id.clone(), output.kind.word());
            return Err(Refused::OutputOtherKind { output, kind }.into());
        }
        let (order, din) = self.origin(desk, &work)?;
        must_be_positive("volume", &self.volume)?;
        must_be_positive("cells", &self.cells)?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        work.must_have_room_for_one(output, count, broken);
        let container = ContainerId::try_from(desk.next(Kind::Container))
            .map_err(|_| work.not_in_step(&self.output))?;
        let filled = ContainerFilled {
            batch: self.batch.clone(),
            order: order.clone(),
            chain: order_state(desk, &order)?.placed.chain,
            din,
            product_code: product_code(&work, output, count)?,
            volume: self.volume.clone(),
            cells: self.cells.clone(),
            expiry: act.occurred.plus_minutes(work.shelf_life_minutes()),
            in_use_minutes: work.in_use_minutes(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        let made = work.made(output, container.subject(), Deed::of(act));
        Ok(vec![Fact::new(self.batch.clone(), made), Fact::new(container, filled)])
    }
}

impl Fill {
    /// For whom the product is, and the donation it was made from.
    fn origin(&self, desk: &Desk<'_>, work: &Work<'_>) -> Result<(OrderId, Din), Stop> {
        let batch = self.batch.clone();
        let Some(order) = work.batch.started.order.clone() else {
            return Err(Refused::ProductWithoutOrder { batch }.into());
        };
        let Some((_, taken)) = work.batch.containers.iter().next() else {
            return Err(Refused::DonationUnknown { batch }.into());
        };
        Ok((order, container_state(desk, &taken.container)?.din))
    }
}

fn must_be_positive(field: &'static str, reading: &Reading) -> Result<(), Stop> {
    let number = reading.exact().map(|quantity| quantity.value);
    if number.is_some_and(|value| value > standards::decimal::Decimal::ZERO) {
        return Ok(());
    }
    Err(Refused::ContentUnfit { field, reading: reading.clone() }.into())
}

/// The output's product code, divided unless it is known that there is one of it only.
fn product_code(work: &Work<'_>, output: &Output, count: &Count) -> Result<ProductCode, Stop> {
    let missing = || Refused::ProductCodeMissing { output: output.id.clone() };
    let code = output.isbt128.as_deref().or(work.process.product.isbt128.as_deref());
    let code: ProductCode = code.and_then(|code| code.parse().ok()).ok_or_else(missing)?;
    let before = work.made_before(output);
    if before == 0 && work.count(count) == Some(1) {
        return code.with_division(Division::Undivided).map_err(|_| missing().into());
    }
    // The first of A0 to Z0, then A to Z divided again: 26 letters, each with 27 parts.
    let nth = u8::try_from(before).map_err(|_| missing())?;
    let part = char::from(b'A' + nth % 26);
    let again = (nth >= 26).then(|| char::from(b'a' - 1 + nth / 26));
    code.with_division(Division::Part(part, again)).map_err(|_| missing().into())
}

impl<'a> Work<'a> {
    /// The output the step makes that a command names, and how many of it.
    pub fn output_named(&self, name: &Code) -> Result<(&'a Output, &'a Count), Stop> {
        let made = self.step.produces.iter().find(|it| it.output.as_str() == name.as_str());
        let made = made.ok_or_else(|| self.not_in_step(name))?;
        let output = self.process.output(&made.output).ok_or_else(|| self.not_in_step(name))?;
        Ok((output, &made.count))
    }

    /// The fact that the step has made something.
    pub fn made(&self, output: &Output, product: &crate::id::SubjectId, deed: Deed) -> OutputMade {
        OutputMade {
            step: self.step.id.clone(),
            round: self.round,
            output: output.id.clone(),
            product: product.clone(),
            deed,
        }
    }

    /// Notes it when all are made that the step is to make.
    pub fn must_have_room_for_one(&self, output: &Output, count: &Count, broken: &mut Broken) {
        let made = self.record().map_or(0, |record| {
            record.products.iter().filter(|product| product.output == output.id).count()
        });
        let wanted =
            self.count(count).filter(|wanted| made >= usize::try_from(*wanted).unwrap_or(made));
        if let Some(wanted) = wanted {
            let (step, output) = (self.step.id.clone(), output.id.clone());
            broken.because_of("output", Refused::OutputFull { step, output, wanted });
        }
    }

    /// How many of an output the whole batch has made so far.
    fn made_before(&self, output: &Output) -> usize {
        let products = self.batch.steps.values().flat_map(|record| &record.products);
        products.filter(|product| product.output == output.id).count()
    }

    /// From the end of the process to expiry.
    pub fn shelf_life_minutes(&self) -> i64 {
        whole_minutes(&self.process.product.shelf_life).unwrap_or(0)
    }

    /// From thawing to the end of use.
    fn in_use_minutes(&self) -> Option<u32> {
        let minutes = whole_minutes(self.process.product.in_use.as_ref()?)?;
        u32::try_from(minutes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;
    use crate::custody::fixtures::{DIN, reading};
    use crate::custody::{Container, Order};

    /// INV-BATCH-6.
    #[test]
    fn a_bag_carries_the_chain_and_the_donation_it_was_made_from() {
        let mut bench = Bench::filling();
        bench.fills("filling.fill", "dose_bag").stands();
        bench.fills("filling.fill", "dose_bag").stands();
        bench.fills("filling.fill", "dose_bag").refused("output-full");
        let order = bench.state_now().started.order.clone().unwrap();
        let chain = bench.state::<Order>(order.subject()).placed.chain;
        let bags = bench.products();
        let bag = |nth: usize| bench.state::<Container>(bags[nth].subject());
        assert_eq!((bag(0).chain, bag(0).din), (chain, DIN.parse().unwrap()));
        let codes = [bag(0).product_code.as_str(), bag(1).product_code.as_str()];
        assert_eq!(codes, ["S12341A0", "S12341B0"]);
        assert_eq!(bag(0).in_use_minutes, Some(30));
        assert_eq!(bag(0).expiry.minutes_since(bench.now), 90 * 24 * 60);
    }

    #[test]
    fn an_only_bag_is_undivided() {
        let mut bench = Bench::filling_of("1 {bags}");
        bench.fills("filling.fill", "dose_bag").stands();
        let bag = bench.products().remove(0);
        assert_eq!(bench.state::<Container>(bag.subject()).product_code.as_str(), "S1234100");
    }

    #[test]
    fn a_bag_holds_something_and_somebodys() {
        let mut bench = Bench::filling();
        let fill = bench.fill("filling.fill", "dose_bag");
        bench
            .asks("OP-07", Fill { volume: reading("0 mL"), ..fill.clone() })
            .refused("content-unfit");
        bench
            .asks("OP-07", Fill { cells: reading("not-done"), ..fill.clone() })
            .refused("content-unfit");
        bench
            .asks("OP-07", Fill { output: "other".parse().unwrap(), ..fill })
            .refused("not-in-step");
        let mut bench = Bench::open();
        bench.begins_vector();
        bench.begin("make.fill").stands();
        bench.fills("make.fill", "bulk").refused("output-other-kind");
    }

    #[test]
    fn a_bag_needs_an_order_a_donation_and_a_product_code() {
        let bags = |process: &str| process.replace("kind: lot", "kind: container");
        let mut bench = Bench::open();
        let vector =
            bags(crate::batch::testing::VECTOR).replace("version: \"1\"", "version: \"2\"");
        bench.effective(&vector, "PE-01", "QA-01");
        bench.qualify("OP-07", "process/tiny@2");
        bench.begins_vector();
        bench.begin("make.fill").stands();
        bench.fills("make.fill", "bulk").refused("product-without-order");

        let skipping = crate::batch::testing::BENCH
            .replace("version: \"1\"", "version: \"2\"")
            .replace("scan: [container/apheresis, room/suite]", "scan: [room/suite]");
        let mut bench = Bench::filling_on(&skipping);
        bench.fills("filling.fill", "dose_bag").refused("donation-unknown");

        let mut bench = Bench::filling();
        let mut process = bench.compiled();
        process.product.isbt128 = None;
        process.outputs[0].isbt128 = Some("no code".into());
        bench.exchange(process);
        bench.fills("filling.fill", "dose_bag").refused("product-code-missing");
    }
}
