//! The bedside check: the right patient, the right bag, and two people.

use super::*;
use crate::custody::fixtures::{
    a_product, a_second_collection, arrive, hand_over, product_of, release, team, wristband,
};
use crate::custody::{
    ConsentScope, IssueContainer, Order, Place, StoreContainer, TemperatureClass, WithdrawConsent,
};
use crate::id::{ContainerId, PatientId};
use crate::testing::Stage;

/// Who an order is for.
pub fn patient(stage: &Stage, order: &OrderId) -> PatientId {
    stage.state::<Order>(order.subject()).placed.patient.clone()
}

/// A bag released, issued and received on the ward.
pub fn at_the_bedside() -> (Stage, OrderId, ContainerId) {
    let mut stage = Stage::open();
    team(&mut stage);
    let (order, bag) = a_product(&mut stage);
    bring(&mut stage, &bag);
    (stage, order, bag)
}

fn bring(stage: &mut Stage, bag: &ContainerId) {
    release(stage, bag);
    stage.asks("SK-01", IssueContainer { container: bag.clone(), reason: None }).stands();
    arrive(stage, bag, Place::Ward);
}

/// The right wristband and the right bag.
pub fn right(stage: &Stage, order: &OrderId, bag: &ContainerId) -> Identify {
    Identify {
        order: order.clone(),
        wristband: wristband(Some(&patient(stage, order))),
        label: bag.to_string().parse().unwrap(),
    }
}

#[test]
fn two_people_identify_and_the_first_does_not_count_twice() {
    let (mut stage, order, bag) = at_the_bedside();
    let identify = right(&stage, &order, &bag);
    let first = stage.asks("RN-12", identify.clone()).stands();
    assert_eq!(first.facts[0].subject.key(), "INF26-0001");
    stage.asks("RN-12", identify.clone()).refused("same-person");
    let second = stage.asks("RN-31", identify.clone()).stands();
    assert_eq!(second.facts[0].subject.key(), "INF26-0001");
    stage.pass_minutes(31);
    stage.asks("RN-12", identify).stands();
}

#[test]
fn the_wrong_patient_or_the_wrong_bag_is_refused_by_name() {
    let (mut stage, order, bag) = at_the_bedside();
    let (other_order, _) = a_second_collection(&mut stage);
    let other_bag = product_of(&mut stage, &other_order, "S1234XB0");
    bring(&mut stage, &other_bag);
    let identify = right(&stage, &order, &bag);
    let other = patient(&stage, &other_order);
    let wrong = Identify { wristband: wristband(Some(&other)), ..identify.clone() };
    stage.asks("RN-12", wrong).refused("wrong-patient");
    let nobody = Identify { wristband: wristband(None), ..identify.clone() };
    stage.asks("RN-12", nobody).refused("unknown-wristband");
    let label: Scanned = other_bag.to_string().parse().unwrap();
    stage.asks("RN-12", Identify { label, ..identify.clone() }).refused("wrong-chain");
    let label = "container/C26-9999".parse().unwrap();
    stage.asks("RN-12", Identify { label, ..identify.clone() }).refused("unknown-scan");
    stage.asks("RN-12", identify).stands();
}

#[test]
fn a_bag_is_released_and_issued_and_here_before_it_is_identified() {
    let mut stage = Stage::open();
    let (order, bag) = a_product(&mut stage);
    let identify = right(&stage, &order, &bag);
    stage.asks("RN-12", identify.clone()).refused("not-released");
    stage.asks("RN-12", identify.clone()).refused("not-issued");
    release(&mut stage, &bag);
    stage.asks("SK-01", IssueContainer { container: bag.clone(), reason: None }).stands();
    stage.asks("RN-12", identify.clone()).refused("not-at-hand");
    arrive(&mut stage, &bag, Place::Ward);
    stage.asks("RN-12", identify.clone()).stands();
    stage.asks("CN-01", hand_over(&bag, Place::Suite, 1)).stands();
    stage.asks("RN-31", identify).refused("hand-over-open");
}

#[test]
fn an_expired_or_doubtful_bag_and_a_patient_who_withdrew_are_refused() {
    let (mut stage, order, bag) = at_the_bedside();
    let identify = right(&stage, &order, &bag);
    let mut later = stage.clone();
    later.pass_days(91);
    later.asks("RN-12", identify.clone()).refused("expired");
    let mut doubtful = stage.clone();
    let store = StoreContainer {
        container: bag.clone(),
        location: "LN2-02.C".parse().unwrap(),
        temperature: TemperatureClass::Nitrogen,
        reason: Some(stage.reason(bag.subject())),
    };
    doubtful.asks("SK-01", store.clone()).stands();
    doubtful.asks("RN-12", identify.clone()).refused("still-stored");
    doubtful.tells("SK-01", store).found("still-stored");
    doubtful.asks("RN-12", identify.clone()).refused("container-deviation-open");
    let scopes = vec![ConsentScope::Treatment];
    stage.tells("PH-05", WithdrawConsent { order, scopes, note: None }).stands();
    stage.asks("RN-12", identify).refused("consent-withdrawn");
}
