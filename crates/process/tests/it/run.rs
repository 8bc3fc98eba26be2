//! Carrying a process out: plan, calculations, judgements, what is missing.
use crate::common::{Notes, cart, found, reading, stage, tiny, value};
use process::expression::{Lack, Source};
use process::model::Process;
use process::run::{
    Calculated, Lacking, Stage, StepState, Unfit, Verdict, Wait, calculate, calculate_result, fits,
    judge, judge_result, plan, what_is_missing,
};
use process::words::{OperationId, StepId, ValueId};
use standards::reading::Reading;

fn counted(record: Notes, round: u32, density: &str, viability: &str) -> Notes {
    record
        .done("grow.feed", round)
        .done("grow.count", round)
        .value("grow.count", round, "density", reading(&format!("{density} 10*6/mL")))
        .value("grow.count", round, "volume", reading("100.0 mL"))
        .value("grow.count", round, "viability", reading(&format!("{viability} %")))
}

fn received() -> Notes {
    Notes::default().done("receipt.check", 1).value(
        "receipt.check",
        1,
        "identity",
        reading("match"),
    )
}

fn cells(process: &Process, round: u32, record: &Notes) -> Result<Calculated, Vec<Lack>> {
    let step = StepId::from("grow.count");
    let calculation = process.calculation(&step, &ValueId::from("cells")).unwrap();
    calculate(process, &step, round, calculation, record).map_err(|missing| missing.0)
}

#[test]
fn an_empty_record_can_begin_with_the_first_step_only() {
    let process = tiny();
    let plan = plan(&process, &Notes::default());
    let ready: Vec<&str> = plan.ready().map(|i| i.step.as_str()).collect();
    assert_eq!(ready, ["receipt.check"]);
    assert_eq!((plan.settled(), plan.known(), plan.complete), (0, 5, false));
    let waits = vec![Wait::Operation(OperationId::from("receipt"))];
    assert_eq!(found(&plan, "grow.feed", 1), Some(Stage::Waiting(waits)));
    let mut waits = vec![Wait::Operation(OperationId::from("receipt"))];
    waits.push(Wait::Step(StepId::from("grow.feed"), 1));
    assert_eq!(found(&plan, "grow.count", 1), Some(Stage::Waiting(waits)));
}

#[test]
fn a_step_is_done_when_it_is_verified_if_anybody_verifies_it() {
    let process = tiny();
    let performed = Notes::default().state("receipt.check", 1, StepState::Performed);
    assert_eq!(stage(&process, &performed, "receipt.check", 1), Some(Stage::AwaitsVerification));
    assert!(matches!(stage(&process, &performed, "grow.feed", 1), Some(Stage::Waiting(_))));
    let record = received().state("grow.feed", 1, StepState::Performed);
    assert_eq!(stage(&process, &record, "grow.feed", 1), Some(Stage::Done), "nobody verifies it");
    assert_eq!(stage(&process, &record, "grow.count", 1), Some(Stage::Ready));
}

#[test]
fn rounds_go_on_until_the_condition_holds() {
    let process = tiny();
    // 0.80 × 100.0 × 97.5 % = 78.0, below the target of 100.
    let record = counted(received(), 1, "0.80", "97.5");
    assert_eq!(stage(&process, &record, "grow.feed", 2), Some(Stage::Ready));
    assert!(matches!(stage(&process, &record, "finish.fill", 1), Some(Stage::Waiting(_))));
    let record = counted(record, 2, "1.60", "97.5");
    assert_eq!(stage(&process, &record, "grow.feed", 3), None, "the target is reached");
    assert_eq!(stage(&process, &record, "finish.fill", 1), Some(Stage::Ready));
}

#[test]
fn the_last_round_ends_a_repeat_and_is_told_as_unmet() {
    let process = tiny();
    let record = (1..=5).fold(received(), |record, round| counted(record, round, "0.10", "97.5"));
    let plan = plan(&process, &record);
    assert_eq!(plan.unmet, [OperationId::from("grow")]);
    assert_eq!(found(&plan, "grow.feed", 6), None);
    assert_eq!(found(&plan, "finish.fill", 1), Some(Stage::Ready));
}

#[test]
fn a_round_begun_beyond_the_end_is_shown_all_the_same() {
    let process = tiny();
    let record = counted(received(), 1, "2.00", "97.5").state("grow.feed", 2, StepState::Started);
    assert_eq!(stage(&process, &record, "grow.feed", 2), Some(Stage::Underway));
}

#[test]
fn a_branch_is_skipped_with_what_decided_it_or_taken() {
    let process = tiny();
    let record = counted(received(), 1, "2.00", "97.5");
    let Some(Stage::Skipped(skip)) = stage(&process, &record, "finish.rescue", 1) else {
        unreachable!("viability is above 80 %");
    };
    assert_eq!(&*skip.condition, "grow.count.viability < 80 '%'");
    assert_eq!(
        skip.read.iter().map(|r| r.reading.clone()).collect::<Vec<_>>(),
        [reading("97.5 %")]
    );
    let record = counted(received(), 1, "2.00", "79.9");
    assert_eq!(stage(&process, &record, "finish.rescue", 1), Some(Stage::Ready));
    assert!(matches!(stage(&process, &record, "finish.fill", 1), Some(Stage::Waiting(_))));
}

#[test]
fn a_branch_is_not_decided_by_a_step_that_is_half_done() {
    let process = tiny();
    let record =
        counted(received(), 1, "2.00", "97.5").state("grow.count", 1, StepState::Performed);
    assert!(matches!(stage(&process, &record, "finish.rescue", 1), Some(Stage::Waiting(_))));
}

#[test]
fn a_branch_reads_the_last_round() {
    let process = tiny();
    let record = counted(counted(received(), 1, "0.10", "97.5"), 2, "2.00", "75.0");
    assert_eq!(stage(&process, &record, "finish.rescue", 1), Some(Stage::Ready));
}

#[test]
fn everything_done_is_complete() {
    let process = tiny();
    let record = counted(received(), 1, "2.00", "97.5").done("finish.fill", 1);
    let plan = plan(&process, &record);
    assert!(plan.complete);
    assert_eq!(plan.settled(), plan.known());
}

#[test]
fn a_calculation_shows_how_it_came_about() {
    let process = tiny();
    let record = counted(received(), 1, "1.13", "97.5");
    let found = cells(&process, 1, &record).unwrap();
    // 1.13 × 100.0 × 0.975 = 110.175: half up at the first decimal is 110.2.
    assert_eq!(found.value.to_string(), "110.2 10*6");
    assert_eq!(&*found.formula, "density * volume * viability");
    assert_eq!(found.substituted, "1.13 '10*6/mL' * 100.0 'mL' * 97.5 '%'");
    assert_eq!(found.inputs.len(), 3);
    assert!(found.inputs.iter().all(|read| read.round == 1));
}

#[test]
fn a_calculation_says_what_it_lacks() {
    let process = tiny();
    let lacks = cells(&process, 2, &counted(received(), 1, "1.13", "97.5")).unwrap_err();
    let names: Vec<String> = lacks
        .iter()
        .map(|lack| match lack {
            Lack::NotRecorded { from: Source::Value { value, .. }, round: 2 } => value.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["density", "volume", "viability"]);
}

#[test]
fn a_bound_is_not_computed_with() {
    let process = tiny();
    let record = counted(received(), 1, "1.13", "97.5").value(
        "grow.count",
        1,
        "density",
        reading("< 0.05 10*6/mL"),
    );
    let lacks = cells(&process, 1, &record).unwrap_err();
    assert!(matches!(lacks.as_slice(), [Lack::NotANumber { round: 1, .. }]), "{lacks:?}");
}

#[test]
fn a_reading_in_another_unit_is_converted_and_one_of_another_kind_is_not() {
    let process = tiny();
    let litres =
        counted(received(), 1, "1.13", "97.5").value("grow.count", 1, "volume", reading("0.1 L"));
    assert_eq!(cells(&process, 1, &litres).unwrap().value.to_string(), "110.2 10*6");
    let kilos =
        counted(received(), 1, "1.13", "97.5").value("grow.count", 1, "volume", reading("0.1 kg"));
    assert!(cells(&process, 1, &kilos).is_err());
}

#[test]
fn judgements_stand_at_the_limit() {
    let process = cart();
    let viability = value(&process, "harvest.count", "viability");
    for (text, verdict) in [
        ("80.0 %", Verdict::Within),
        ("79.9 %", Verdict::Alert),
        ("70.0 %", Verdict::Alert),
        ("69.9 %", Verdict::Action),
        ("< 70.0 %", Verdict::Action),
        ("< 75.0 %", Verdict::Unjudged),
        ("> 80.0 %", Verdict::Within),
    ] {
        assert_eq!(judge(viability, &reading(text)), verdict, "{text}");
    }
    let identity = value(&process, "receipt.identity", "chain_of_identity");
    assert_eq!(judge(identity, &reading("match")), Verdict::Within);
    assert_eq!(judge(identity, &reading("mismatch")), Verdict::Action);
    let transport = value(&process, "receipt.identity", "transport");
    assert_eq!(judge(transport, &reading("chilled")), Verdict::Unjudged, "nothing is accepted");
}

#[test]
fn results_are_judged_by_the_specification() {
    let process = cart();
    let line = |id: &str| process.specification.iter().find(|a| a.id.as_str() == id).unwrap();
    assert_eq!(judge_result(line("endotoxin"), &reading("0.50 [EU]/mL")), Verdict::Within);
    assert_eq!(judge_result(line("endotoxin"), &reading("< 0.05 [EU]/mL")), Verdict::Within);
    assert_eq!(judge_result(line("endotoxin"), &reading("0.51 [EU]/mL")), Verdict::Action);
    assert_eq!(judge_result(line("residual_beads"), &reading("100 {beads}")), Verdict::Action);
    assert_eq!(judge_result(line("sterility"), &reading("growth")), Verdict::Action);
    assert_eq!(judge_result(line("day5_endotoxin"), &reading("9.00 [EU]/mL")), Verdict::Unjudged);
}

/// The published product passes by either criterion.
#[test]
fn potency_is_judged_by_the_better_of_its_two_criteria() {
    let process = cart();
    let margin = process.attribute(&"potency_margin".into()).unwrap();
    let judged = |survival: &str, difference: &str| {
        let record = Notes::default()
            .input("result.potency", reading(&format!("{survival} %")))
            .input("result.potency_difference", reading(&format!("{difference} %")));
        let found = calculate_result(&process, margin, &record).unwrap().unwrap();
        judge_result(margin, &Reading::Exact(found.value))
    };
    assert_eq!(judged("69.9", "10.0"), Verdict::Within);
    assert_eq!(judged("95.0", "50.1"), Verdict::Within);
    assert_eq!(judged("70.0", "50.0"), Verdict::Action);
}

#[test]
fn what_is_typed_must_be_as_the_record_asks() {
    let process = tiny();
    let viability = value(&process, "grow.count", "viability");
    assert_eq!(fits(viability, &reading("97.5 %")), Ok(()));
    assert_eq!(fits(viability, &reading("97 %")), Err(Unfit::OtherDecimals { wanted: 1 }));
    assert!(matches!(fits(viability, &reading("0.9 1")), Err(Unfit::OtherUnit { .. })));
    assert!(matches!(fits(viability, &reading("975.0 %")), Err(Unfit::Implausible { .. })));
    assert_eq!(fits(viability, &reading("match")), Err(Unfit::NotANumber));
    let identity = value(&process, "receipt.check", "identity");
    assert_eq!(fits(identity, &reading("mismatch")), Ok(()));
    assert_eq!(fits(identity, &reading("perhaps")), Err(Unfit::NotAChoice));
    assert_eq!(fits(identity, &reading("97.5 %")), Err(Unfit::NotAChoice));
}

#[test]
fn a_step_says_what_it_lacks() {
    let process = tiny();
    let step = StepId::from("grow.count");
    let full = counted(received(), 1, "1.13", "97.5");
    assert_eq!(what_is_missing(&process, &step, 1, &full), []);
    let lacking = what_is_missing(&process, &step, 2, &full);
    let named = |id: &str| Lacking::Value(ValueId::from(id));
    assert_eq!(
        lacking.get(..3),
        Some(&[named("density"), named("volume"), named("viability")][..])
    );
    assert!(matches!(lacking.get(3), Some(Lacking::Calculation(id, _)) if id.as_str() == "cells"));
}

#[test]
fn vector_volume_is_cells_times_moi_over_titre() {
    let process = cart();
    let record = Notes::default()
        .value("transduction.count", 1, "density", reading("1.12 10*6/mL"))
        .value("transduction.count", 1, "volume", reading("98.0 mL"))
        .value("transduction.count", 1, "viability", reading("96.0 %"))
        .value("transduction.add", 1, "moi", reading("5.0 {TU}/{cell}"))
        // The lot's titre in another power of ten than the process declares.
        .input("material.vector.titre", reading("240 10*6{TU}/mL"));
    let step = StepId::from("transduction.add");
    let volume = process.calculation(&step, &ValueId::from("vector_volume")).unwrap();
    let found = calculate(&process, &step, 1, volume, &record).unwrap();
    // Viable cells 105.4 × 10⁶ as reported, times 5, over 240 × 10⁶ per mL.
    assert_eq!(found.value.to_string(), "2.20 mL");
    assert_eq!(found.substituted, "105.4 '10*6' * 5.0 '{TU}/{cell}' / 240 '10*6{TU}/mL'");
}

#[test]
fn the_dose_comes_from_the_record_and_the_results() {
    let process = cart();
    let dose = process.specification.iter().find(|a| a.id.as_str() == "dose").unwrap();
    let record = Notes::default()
        .value("formulation.count", 1, "density", reading("60.00 10*6/mL"))
        .value("formulation.count", 1, "volume", reading("100.0 mL"))
        .value("formulation.count", 1, "viability", reading("98.0 %"))
        .value("formulation.formulate", 1, "volume_added", reading("100.0 mL"))
        .value("filling.fill", 1, "bags_filled", reading("4 {bags}"))
        .value("filling.fill", 1, "bag_volume", reading("45.0 mL/{bags}"))
        .input("result.cd3_positive", reading("98.0 %"))
        .input("result.car_positive", reading("26.0 %"))
        .input("patient.weight", reading("70.0 kg"));
    let found = calculate_result(&process, dose, &record).unwrap().unwrap();
    // 29.40 × 180.0 = 5292; × 0.98 × 0.26 / 70 = 19.26 × 10⁶/kg.
    assert_eq!(found.value.to_string(), "19.26 10*6/kg");
    let missing = calculate_result(&process, dose, &Notes::default()).unwrap();
    assert!(missing.is_err());
}
