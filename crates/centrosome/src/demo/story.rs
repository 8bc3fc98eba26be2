//! What happens, from the founding of the centre to the day after the infusion.

use super::care::{self, TO_THE_SUITE, TO_THE_WARD, Therapy};
use super::client::{Deed, set};
use super::execute::{Making, Start, Twist};
use super::figures::{CART_FIRST_LOT, CART_RESULTS, VECTOR_LOT, VECTOR_RESULTS};
use super::laboratory;
use super::people::{NU_02, NU_06, OP_07, OP_11, PE_01, QA_03, Who};
use super::quality::{self, Inquiry};
use super::scene::Scene;
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

/// How many viable cells are wanted at harvest.
const TARGET_CELLS: &str = r#"{"n":"5000","u":"10*6"}"#;

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

    let (vector_batch, lot) = make_the_vector(scene, &vector, &supplies)?;
    supplies.take_in(&vector, &lot);

    let (therapy, cart_batch, bag) = make_the_cells(scene, &cart, &supplies)?;
    give_the_cells(scene, &cart, &therapy, &bag)?;
    let journey = care::journey(&therapy);
    Ok(Told { journey, batches: vec![vector_batch, cart_batch] })
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
    let mut making = Making::start(scene, process, supplies, VECTOR_LOT, Start::default())?;
    making.finish()?;
    scene.chapter("The vector is tested");
    laboratory::receive(scene, &making.samples)?;
    let all = [Phase::InProcess, Phase::Release, Phase::AfterRelease];
    laboratory::test(scene, process, &making.samples, &all, VECTOR_RESULTS)?;
    quality::release(scene, &making.batch)?;
    let lot = making.made().into_iter().next().context("the vector batch made no lot")?;
    Ok((making.batch.clone(), lot))
}

/// The patient's cells: ordered, collected, made with all that goes wrong, tested, released.
fn make_the_cells(
    scene: &Scene,
    process: &Process,
    supplies: &Supplies,
) -> anyhow::Result<(Therapy, String, String)> {
    scene.chapter("A patient");
    scene.wait_for_day(scene.day() + 1, 9, 0)?;
    let therapy = care::order(scene, process, care::FIRST)?;
    scene.wait_for_day(scene.day() + 1, 8, 0)?;
    let collection = care::collect(scene, NU_02, &therapy)?;
    care::bring(scene, &TO_THE_SUITE, &collection.container, &therapy.chain)?;

    scene.chapter("A batch of CAR-T cells");
    let start = Start {
        order: Some((therapy.order.clone(), therapy.weight.clone())),
        inputs: BTreeMap::from([(
            InputName::from("order.target_cells"),
            serde_json::from_str(TARGET_CELLS).context("a number of cells")?,
        )]),
        containers: BTreeMap::from([(
            ContainerId::from("apheresis"),
            (collection.label.clone(), collection.ended),
        )]),
    };
    let mut making = Making::start(scene, process, supplies, CART_FIRST_LOT, start)?;
    let left_open = a_bag_is_left_open(&mut making)?;
    quality::contain(scene, OP_07, &left_open, LEFT_OPEN)?;
    let too_warm = a_chamber_is_too_warm(&mut making)?;
    scene.wait_for_day(scene.day() + 1, 8, 0)?;
    quality::settle(scene, &left_open, LEFT_OPEN)?;
    quality::settle(scene, &too_warm, TOO_WARM)?;
    a_value_is_corrected(scene, &mut making)?;
    making.finish()?;
    care::store(scene, &making.made())?;

    scene.chapter("The cells are tested and released");
    laboratory::receive(scene, &making.samples)?;
    let needed = [Phase::InProcess, Phase::Release];
    laboratory::test(scene, process, &making.samples, &needed, CART_RESULTS)?;
    scene.wait_for_day(scene.day() + 1, 9, 0)?;
    quality::release(scene, &making.batch)?;
    let bag = making.made().into_iter().next().context("the batch filled no bag")?;
    Ok((therapy, making.batch.clone(), bag))
}

/// The bag of another patient at the bedside, then the right one.
fn give_the_cells(
    scene: &Scene,
    process: &Process,
    therapy: &Therapy,
    bag: &str,
) -> anyhow::Result<()> {
    scene.chapter("At the bedside");
    scene.wait_for_day(scene.day() + 1, 8, 30)?;
    let other = care::order(scene, process, care::SECOND)?;
    let others_bag = care::collect(scene, NU_06, &other)?;
    care::issue(scene, bag)?;
    care::bring(scene, &TO_THE_WARD, bag, &therapy.chain)?;
    let wristband = therapy.patient.wristband;

    scene.says(NU_02, format!("scans the wristband, and by mistake {}", others_bag.container));
    let wrong = care::identify(therapy, wristband, &others_bag.label);
    scene.is_refused(NU_02, &wrong, &["wrong-chain", "not-released"])?;
    let with = json!({
        "about": others_bag.container,
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

    scene.chapter("Today");
    scene.arrive_today()?;
    care::vitals(scene, &infusion, "37.1", "120", "97")
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
    action: "retained-sample-to-qc",
    cause: "The cabinet's airflow alarm interrupted the sampling. / 安全柜气流报警中断取样。",
    impact: "Grade A air was kept; the sterility tests of the batch decide. / A 级环境保持，以无菌检查为准。",
    severity: "major",
    conclusion: "No impact found; the alarm was repaired. / 未见影响，报警已修复。",
};

const TOO_WARM: Inquiry = Inquiry {
    action: "chamber-set-to-37",
    cause: "The door had been open while the chamber heated. / 升温时舱门未关。",
    impact: "Below 39 °C for minutes: no effect on activation is known. / 短时低于 39 °C，未见已知影响。",
    severity: "minor",
    conclusion: "Counts on day 1 are as expected; closed. / 第 1 天计数正常，关闭。",
};

const NEAR_MISS: Inquiry = Inquiry {
    action: "bag-returned-to-its-patient",
    cause: "Two bags lay on one trolley. / 两袋置于同一推车。",
    impact: "None: the bag was never connected. / 无：未连接。",
    severity: "minor",
    conclusion: "One trolley for one patient from now on. / 自此一车一患。",
};

#[cfg(test)]
mod tests {
    use super::*;
    use standards::reading::Reading;

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

    #[test]
    fn what_is_wanted_at_harvest_can_be_read() {
        let target: Reading = serde_json::from_str(TARGET_CELLS).unwrap();
        assert_eq!(target.to_string(), "5000 10*6");
    }
}
