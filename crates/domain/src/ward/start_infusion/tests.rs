//! The infusion begins after two people, in time, with the right bag; or the record says it did not.

use super::*;
use crate::custody::fixtures::{a_second_collection, product_of, wristband};
use crate::custody::journey::{StageKind, journey};
use crate::custody::{Container, ContainerStanding};
use crate::refusal::Severity;
use crate::testing::Stage;
use crate::ward::identify::tests::{at_the_bedside, patient, right};

/// A start that nothing stands against, once both have looked.
pub fn start(stage: &Stage, order: &OrderId, bag: &ContainerId) -> StartInfusion {
    StartInfusion {
        order: order.clone(),
        wristband: wristband(Some(&patient(stage, order))),
        label: bag.to_string().parse().unwrap(),
        thawed: Some(stage.now),
        reason: None,
    }
}

/// Two nurses have looked.
pub fn identified() -> (Stage, OrderId, ContainerId) {
    let (mut stage, order, bag) = at_the_bedside();
    let identify = right(&stage, &order, &bag);
    stage.asks("RN-12", identify.clone()).stands();
    stage.asks("RN-31", identify).stands();
    (stage, order, bag)
}

/// INV-WARD-1.
#[test]
fn an_infusion_takes_two_people() {
    let (mut stage, order, bag) = at_the_bedside();
    let begin = start(&stage, &order, &bag);
    stage.asks("RN-12", begin.clone()).refused("one-identification-only");
    let identify = right(&stage, &order, &bag);
    stage.asks("RN-12", identify.clone()).stands();
    stage.asks("RN-12", begin.clone()).refused("one-identification-only");
    stage.asks("RN-31", identify).stands();
    let both = vec![stage.centre.size() - 2, stage.centre.size() - 1];
    assert_eq!(begin.covers(&Desk::new(&stage.centre, stage.now)), Ok(both));
    let decision = stage.asks("RN-12", begin.clone()).stands();
    assert_eq!(decision.facts[0].subject.key(), "INF26-0001");
    let state: &Container = stage.state(bag.subject());
    assert_eq!(state.standing(), ContainerStanding::Infused);
    stage.asks("RN-12", begin).refused("already-infused");
}

#[test]
fn what_was_looked_at_half_an_hour_ago_is_looked_at_again() {
    let (mut stage, order, bag) = identified();
    stage.pass_minutes(30);
    let begin = start(&stage, &order, &bag);
    stage.clone().asks("RN-12", begin).stands();
    stage.pass_minutes(1);
    let begin = start(&stage, &order, &bag);
    stage.asks("RN-12", begin.clone()).refused("identification-lapsed");
    let again = right(&stage, &order, &bag);
    stage.asks("RN-12", again.clone()).stands();
    stage.asks("RN-31", again).stands();
    stage.asks("RN-12", begin).stands();
}

#[test]
fn how_long_an_identification_counts_is_for_the_centre_to_say() {
    let (mut stage, order, bag) = identified();
    let centre = stage.centre.of_kind(crate::id::Kind::Centre).next().unwrap().0.clone();
    let set = crate::centre::SetIdentification { centre: centre.try_into().unwrap(), minutes: 10 };
    stage.asks("QA-01", set).stands();
    stage.pass_minutes(10);
    let begin = start(&stage, &order, &bag);
    stage.clone().asks("RN-12", begin).stands();
    stage.pass_minutes(1);
    let begin = start(&stage, &order, &bag);
    stage.asks("RN-12", begin).refused("identification-lapsed");
}

#[test]
fn a_thawed_bag_does_not_wait() {
    let (mut stage, order, bag) = identified();
    let begin = start(&stage, &order, &bag);
    let thawed =
        |minutes| StartInfusion { thawed: Some(stage.now.plus_minutes(minutes)), ..begin.clone() };
    let (early, late) = (thawed(-31), thawed(1));
    stage.asks("RN-12", early).refused("in-use-time-exceeded");
    stage.asks("RN-12", late).refused("thawed-after-start");
    let unknown = StartInfusion { thawed: None, ..begin.clone() };
    stage.asks("RN-12", unknown).refused("thaw-time-missing");
    stage.asks("RN-12", begin).stands();
}

/// INV-WARD-2.
#[test]
fn told_that_the_wrong_bag_was_given_the_record_takes_it_down_whole() {
    let (mut stage, order, _) = at_the_bedside();
    let (other_order, _) = a_second_collection(&mut stage);
    let wrong = product_of(&mut stage, &other_order, "S1234XB0");
    let begin = start(&stage, &order, &wrong);
    stage.asks("RN-12", begin.clone()).refused("wrong-chain");
    stage.tells("RN-12", begin.clone()).refused("reason-needed");
    let told = StartInfusion { reason: Some(stage.reason(order.subject())), ..begin };
    let decision = stage.tells("RN-12", told).found("wrong-chain");
    let found: Vec<_> = decision.findings.iter().map(|found| found.code.as_str()).collect();
    assert!(found.contains(&"not-released") && found.contains(&"one-identification-only"));
    assert!(decision.findings.iter().any(|found| found.severity == Severity::Critical));
    let deviation = decision.facts.last().unwrap();
    assert_eq!(deviation.subject.kind(), Kind::Deviation);
    let state: &Container = stage.state(wrong.subject());
    assert_eq!(state.standing(), ContainerStanding::Infused);
    for order in [&order, &other_order] {
        let told = journey(&Desk::new(&stage.centre, stage.now), order).unwrap();
        assert_eq!(told.of(StageKind::InfusionStarted).count(), 1, "both journeys tell of it");
    }
    let theirs = start(&stage, &other_order, &wrong);
    stage.asks("RN-12", theirs).refused("already-infused");
}

#[test]
fn who_was_treated_is_erased_when_the_records_need_not_be_kept_any_longer() {
    use crate::centre::SetRecordRetention;
    use crate::custody::{ErasePatient, ErasureBasis};
    use crate::state::Summarise as _;
    let (mut stage, order, bag) = at_the_bedside();
    stage.asks("RN-12", right(&stage, &order, &bag)).stands();
    stage.asks("RN-31", right(&stage, &order, &bag)).stands();
    let begin = start(&stage, &order, &bag);
    let infusion = stage.asks("RN-12", begin).stands().facts[0].subject.clone();
    let patient = patient(&stage, &order);
    let basis = ErasureBasis::RetentionEnded;
    let erase = ErasePatient { patient: patient.clone(), basis };
    stage.asks("QA-01", erase.clone()).refused("retention-holds");
    stage.pass_minutes(30 * 365 * 24 * 60);
    let reviewer = stage.find("QA-01");
    stage.gives(&reviewer, crate::people::Role::QaReviewer).stands();
    stage.asks("QA-01", erase.clone()).refused("retention-holds");
    stage.pass_minutes(30 * 24 * 60);
    let keep = |years| SetRecordRetention {
        centre: "centre/c01".parse().unwrap(),
        years,
        laid_down: "site/SOP-017".parse().unwrap(),
    };
    stage.asks("QA-01", keep(31)).stands();
    stage.asks("QA-01", erase.clone()).refused("retention-holds");
    stage.asks("QA-01", keep(30)).stands();
    stage.asks("QA-01", erase).stands();
    for subject in [patient.subject(), order.subject(), &infusion] {
        assert!(stage.centre.slot(subject).unwrap().summary.text_erased(), "{subject}");
    }
}
