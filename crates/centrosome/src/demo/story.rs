//! What happens, from the founding of the centre to the day after the infusion.

use super::care::{self, Collection, TO_THE_SUITE, TO_THE_WARD, Therapy};
use super::client::{Deed, set};
use super::execute::{Making, Start, Twist};
use super::figures::{self, CART_LOTS, Lot};
use super::laboratory;
use super::people::{NU_02, NU_06, OP_07, OP_11, PE_01, QA_03, Who};
use super::quality::{self, Inquiry};
use super::scene::Scene;
use super::station;
use super::supplies::{self, Supplies};
use anyhow::{Context as _, anyhow};
use process::model::Phase;
use process::words::{ContainerId, InputName};
use process::{Process, Vocabulary};
use serde_json::json;
use std::collections::BTreeMap;

/// The processes this program comes with.
const VOCABULARY: &str = include_str!("../../../../processes/vocabulary.yaml");
const VECTOR: &str = include_str!("../../../../processes/lentiviral-vector.yaml");
const CART: &str = include_str!("../../../../processes/cart-cd19.yaml");

/// What was told.
pub struct Told {
    /// Where the patient's journey can be looked at.
    pub journey: String,
    /// The batches.
    pub batches: Vec<String>,
}

/// Tells the story.
pub fn tell(scene: &Scene) -> anyhow::Result<Told> {
    let vector = compile(VECTOR).context("the vector's process")?;
    let cart = compile(CART).context("the CAR-T process")?;
    let people = supplies::enrol(scene)?;
    supplies::qualify(scene, &people, &[&vector, &cart])?;
    let mut supplies = supplies::supply(scene, &[&vector, &cart])?;
    scene.chapter("Processes");
    supplies::take_into_use(scene, PE_01, QA_03, &vector, VECTOR)?;
    supplies::take_into_use(scene, PE_01, QA_03, &cart, CART)?;

    let second = people.get(&OP_11).context("a second operator is enrolled")?;
    station::works_at_it(scene, &supplies, OP_11, second)?;
    let (vector_batch, lot) = make_the_vector(scene, &vector, &supplies)?;
    supplies.take_in(&vector, &lot);
    let cells = Cells { scene, process: &cart, supplies: &supplies };
    let [first_lot, second_lot, third_lot] = CART_LOTS;

    scene.chapter("A patient");
    scene.wait_for_day(scene.day() + 1, 9, 0)?;
    let first = care::order(scene, &cart, care::FIRST)?;
    scene.wait_for_day(scene.day() + 1, 8, 0)?;
    let collection = care::collect(scene, NU_02, &first)?;
    let mut making = cells.start(&first, &collection, first_lot)?;
    with_all_that_happens(scene, &mut making)?;
    let (first_batch, bag) = cells.finish(&first, making, first_lot)?;

    scene.chapter("At the bedside");
    scene.wait_for_day(scene.day() + 1, 8, 30)?;
    let second = care::order(scene, &cart, care::SECOND)?;
    let collection = care::collect(scene, NU_06, &second)?;
    give_the_cells(scene, &first, &bag, &collection.label)?;

    let making = cells.start(&second, &collection, second_lot)?;
    let (second_batch, _) = cells.finish(&second, making, second_lot)?;

    scene.chapter("A third patient");
    scene.wait_for_day(scene.day() + 1, 8, 0)?;
    let third = care::order(scene, &cart, care::THIRD)?;
    let collection = care::collect(scene, NU_02, &third)?;
    let making = cells.start(&third, &collection, third_lot)?;
    let (third_batch, bag) = cells.finish(&third, making, third_lot)?;

    scene.chapter("Work of today");
    scene.wait_for_day(scene.day() + 1, 8, 0)?;
    let fourth = care::order(scene, &cart, care::FOURTH)?;
    let collection = care::collect(scene, NU_06, &fourth)?;
    let mut making = cells.start(&fourth, &collection, first_lot)?;
    left_for_whoever_looks(scene, &mut making, &third, &bag)?;
    let batches = vec![vector_batch, first_batch, second_batch, third_batch, making.batch.clone()];
    scene.arrive_today()?;
    scene.chapter("The record, handed out");
    let seal = Deed::ask("centre.seal-heads", json!({ "centre": "centre/c01" }));
    scene.does(QA_03, &seal)?;
    scene.says(QA_03, "seals how far the record of everything goes");
    Ok(Told { journey: care::journey(&first), batches })
}

fn compile(source: &str) -> anyhow::Result<Process> {
    let told = |mistakes: Vec<process::Diagnostic>| {
        let first = mistakes.first().map(|mistake| mistake.message.clone());
        anyhow!("{} mistakes, the first: {}", mistakes.len(), first.unwrap_or_default())
    };
    let vocabulary = Vocabulary::parse(VOCABULARY).map_err(told)?;
    process::compile(source, &vocabulary).map_err(told)
}

/// A vector batch: made, tested for weeks, released. Its lot goes into the cells.
fn make_the_vector(
    scene: &Scene,
    process: &Process,
    supplies: &Supplies,
) -> anyhow::Result<(String, String)> {
    scene.chapter("A vector batch");
    let mut making = Making::start(scene, process, supplies, figures::VECTOR.0, Start::default())?;
    making.finish()?;
    station::leaves_it(scene, OP_11);
    scene.chapter("The vector is tested");
    laboratory::receive(scene, &making.samples)?;
    let all = [Phase::InProcess, Phase::Release, Phase::AfterRelease];
    laboratory::test(scene, process, &making.samples, &all, figures::VECTOR.1)?;
    quality::release(scene, &making.batch)?;
    let lot = making.made().into_iter().next().context("the vector batch made no lot")?;
    Ok((making.batch.clone(), lot))
}

/// What every batch of cells needs.
struct Cells<'s> {
    scene: &'s Scene,
    process: &'s Process,
    supplies: &'s Supplies,
}

impl<'s> Cells<'s> {
    /// Brings what was collected to the suite and starts a batch on it.
    fn start(
        &self,
        therapy: &Therapy,
        collection: &Collection,
        lot: Lot,
    ) -> anyhow::Result<Making<'s>> {
        let Self { scene, process, supplies } = self;
        care::bring(scene, &TO_THE_SUITE, &collection.container, &therapy.chain)?;
        scene.chapter(&format!("A batch of CAR-T cells for {}", therapy.order));
        let target = json!({ "n": lot.target, "u": "10*6" });
        let target = serde_json::from_value(target).context("a number of cells")?;
        let start = Start {
            order: Some((therapy.order.clone(), therapy.weight.clone())),
            inputs: BTreeMap::from([(InputName::from("order.target_cells"), target)]),
            containers: BTreeMap::from([(
                ContainerId::from("apheresis"),
                (collection.label.clone(), collection.ended),
            )]),
        };
        Making::start(scene, process, supplies, lot.made, start)
    }

    /// Makes what is left, stores, tests and releases it. Gives the batch and its first bag.
    fn finish(
        &self,
        therapy: &Therapy,
        mut making: Making<'s>,
        lot: Lot,
    ) -> anyhow::Result<(String, String)> {
        let Self { scene, process, .. } = self;
        making.finish()?;
        care::store(scene, therapy, &making.made())?;
        scene.chapter("The cells are tested and released");
        laboratory::receive(scene, &making.samples)?;
        let needed = [Phase::InProcess, Phase::Release];
        laboratory::test(scene, process, &making.samples, &needed, lot.found)?;
        scene.wait_for_day(scene.day() + 1, 9, 0)?;
        quality::release(scene, &making.batch)?;
        let bag = making.made().into_iter().next().context("the batch filled no bag")?;
        Ok((making.batch, bag))
    }
}

/// The batch of the first patient, with what goes wrong in it and is put right.
fn with_all_that_happens(scene: &Scene, making: &mut Making<'_>) -> anyhow::Result<()> {
    let left_open = a_bag_is_left_open(making)?;
    quality::contain(scene, OP_07, &left_open, LEFT_OPEN)?;
    let too_warm = a_chamber_is_too_warm(making)?;
    scene.wait_for_day(scene.day() + 1, 8, 0)?;
    quality::settle(scene, &left_open, LEFT_OPEN)?;
    quality::settle(scene, &too_warm, TOO_WARM)?;
    a_value_is_corrected(scene, making)
}

/// The bag of another patient at the bedside, then the right one.
fn give_the_cells(
    scene: &Scene,
    therapy: &Therapy,
    bag: &str,
    others_bag: &str,
) -> anyhow::Result<()> {
    care::issue(scene, therapy, bag)?;
    care::bring(scene, &TO_THE_WARD, bag, &therapy.chain)?;
    let wristband = therapy.patient.wristband;

    scene.says(NU_02, format!("scans the wristband, and by mistake {others_bag}"));
    let wrong = care::identify(therapy, wristband, others_bag);
    scene.is_refused(NU_02, &wrong, &["wrong-chain", "not-released"])?;
    let with = json!({
        "about": others_bag,
        "severity": "minor",
        "description": "The bag of another patient lay on the trolley and was scanned; the system \
                        refused it. Nothing was given. / 误扫另一患者的血袋，系统拒绝，未输注。",
    });
    let near_miss = scene.does(NU_02, &Deed::tell("quality.open-deviation", with))?;
    let near_miss = near_miss.deviation().context("a near miss is a deviation")?;
    scene.says(NU_02, format!("tells the near miss: {near_miss}"));

    let right = care::identify(therapy, wristband, bag);
    scene.does(NU_02, &right)?;
    scene.says(NU_02, format!("scans the wristband and {bag}: they belong together"));
    scene.is_refused(NU_02, &right, &["same-person"])?;
    scene.does(NU_06, &right)?;
    scene.says(NU_06, format!("scans the wristband and {bag} independently: they belong together"));
    let infusion = care::infuse(scene, therapy, bag)?;
    quality::contain(scene, NU_06, &near_miss, NEAR_MISS)?;
    quality::settle(scene, &near_miss, NEAR_MISS)?;
    care::vitals(scene, &infusion, "37.1", "120", "97")
}

/// What waits for whoever signs in afterwards: a bag at the bedside, samples without a result, an
/// open deviation, a step that nobody has verified.
fn left_for_whoever_looks(
    scene: &Scene,
    making: &mut Making<'_>,
    therapy: &Therapy,
    bag: &str,
) -> anyhow::Result<()> {
    let too_warm = a_chamber_is_too_warm(making)?;
    making.until("expansion.count")?;
    laboratory::receive(scene, &making.samples)?;
    making.with_a_twist(Twist::Unverified)?;
    scene.says(OP_11, format!("is called away: {too_warm} is open, the count is unverified"));
    care::issue(scene, therapy, bag)?;
    care::bring(scene, &TO_THE_WARD, bag, &therapy.chain)
}

/// A told fact that breaks a rule: the product stood open longer than it may.
fn a_bag_is_left_open(making: &mut Making<'_>) -> anyhow::Result<String> {
    making.until("receipt.count")?;
    let deviation = making.with_a_twist(Twist::LeftOpen(38))?;
    deviation.context("leaving the product open opens a deviation")
}

/// A value out of its action limits opens a deviation by itself.
fn a_chamber_is_too_warm(making: &mut Making<'_>) -> anyhow::Result<String> {
    making.until("activation.culture")?;
    let deviation = making.with_a_twist(Twist::OutOfLimits("temperature", "38.4", TOO_WARM))?;
    deviation.context("a value out of its action limits opens a deviation")
}

/// A value is corrected after two people have signed for it; both look again.
fn a_value_is_corrected(scene: &Scene, making: &mut Making<'_>) -> anyhow::Result<()> {
    making.until("harvest.collect")?;
    let (step, round, value) = ("expansion.count", 1, "glucose");
    let was = making.value(step, round, value).cloned().context("a value to correct")?;
    let reading = making.reading(step, value, "12.4")?;
    let at = json!({ "batch": making.batch, "step": step, "round": round });
    let mut with = at.clone();
    set(&mut with, "value", json!(value));
    set(&mut with, "reading", json!(reading));
    let reason = "Two digits were exchanged; the analyser's printout says 12.4. / 数字抄写颠倒，仪器打印为 12.4。";
    set(&mut with, "reason", json!(reason));
    scene.does(OP_07, &Deed::tell("batch.correct-value", with).signed("corrected"))?;
    making.corrected(step, round, value, reading.clone());
    scene.says(OP_07, format!("CORRECTS {step} #{round} {value} from {was} to {reading}"));
    let complete = json!({ "batch": making.batch });
    let complete = Deed::ask("batch.complete-record", complete).signed("performed");
    scene.is_refused(OP_11, &complete, &["signature-superseded"])?;
    reaffirm(scene, OP_07, &at)?;
    reaffirm(scene, OP_11, &at)
}

fn reaffirm(scene: &Scene, who: Who, at: &serde_json::Value) -> anyhow::Result<()> {
    scene.does(who, &Deed::ask("batch.reaffirm-step", at.clone()).signed("reaffirmed"))?;
    scene.says(who, "looks at what was corrected and reaffirms their signature");
    Ok(())
}

const LEFT_OPEN: Inquiry = Inquiry {
    action: "stopped",
    cause: "The cabinet's airflow alarm interrupted the sampling. / 安全柜气流报警中断取样。",
    impact: "Grade A air was kept; the sterility tests of the batch decide. / A 级环境保持，以无菌检查为准。",
    severity: "major",
    conclusion: "No impact found; the alarm was repaired. / 未见影响，报警已修复。",
};

const TOO_WARM: Inquiry = Inquiry {
    action: "condition-restored",
    cause: "The door had been open while the chamber heated. / 升温时舱门未关。",
    impact: "Below 39 °C for minutes: no effect on activation is known. / 短时低于 39 °C，未见已知影响。",
    severity: "minor",
    conclusion: "Counts on day 1 are as expected; closed. / 第 1 天计数正常，关闭。",
};

const NEAR_MISS: Inquiry = Inquiry {
    action: "set-aside",
    cause: "Two bags lay on one trolley. / 两袋置于同一推车。",
    impact: "None: the bag was never connected. / 无：未连接。",
    severity: "minor",
    conclusion: "One trolley for one patient from now on. / 自此一车一患。",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processes_of_the_story_compile_and_have_its_places() {
        let cart = compile(CART).unwrap();
        for (step, value) in [
            ("receipt.count", "viability"),
            ("activation.culture", "temperature"),
            ("expansion.count", "glucose"),
        ] {
            assert!(cart.value(&step.into(), &value.into()).is_some(), "{step}.{value}");
        }
        assert!(cart.container(&ContainerId::from("apheresis")).is_some());
        let vector = compile(VECTOR).unwrap();
        assert!(cart.materials.iter().any(|it| it.made_by.as_ref() == Some(&vector.id)));
    }
}
