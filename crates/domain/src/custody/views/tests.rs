//! What stands against a container, met one by one; and the journey.

use super::*;
use crate::custody::fixtures::{
    DIN, a_collection, a_product, a_second_collection, arrive, hand_over, product_of, release,
    take_over, team, wristband,
};
use crate::custody::journey::StageKind;
use crate::custody::{
    ContainerInfused, ContainerRejected, ContainerTakenIntoBatch, StoreContainer, TemperatureClass,
};
use crate::testing::{Outcome, Stage as Scene};

fn at_hand(stage: &Scene, bag: &ContainerId, place: Place) -> Outcome {
    stage.looks(|desk, _, broken| must_be_at_hand(desk, bag, place, broken))
}

fn fit(stage: &Scene, bag: &ContainerId) -> Outcome {
    stage.looks(|desk, act, broken| must_be_fit_to_give(desk, act, bag, broken))
}

#[test]
fn a_container_is_at_hand_where_it_was_received() {
    let mut stage = Scene::open();
    let (_, bag) = a_collection(&mut stage);
    at_hand(&stage, &bag, Place::CollectionUnit).stands();
    at_hand(&stage, &bag, Place::Suite).refused("not-at-hand");
    stage.asks("RN-12", hand_over(&bag, Place::Courier, 1)).stands();
    at_hand(&stage, &bag, Place::CollectionUnit).refused("hand-over-open");
    take_over(&mut stage, &bag, &["CO-01"]);
    at_hand(&stage, &bag, Place::Courier).stands();
    stage.asks("CO-01", hand_over(&bag, Place::Suite, 1)).stands();
    take_over(&mut stage, &bag, &["OP-07"]);
    at_hand(&stage, &bag, Place::Suite).refused("not-received");
    let arrival = crate::custody::fixtures::arrival(&stage, &bag);
    stage.asks("OP-07", arrival).stands();
    at_hand(&stage, &bag, Place::Suite).stands();
    let store = StoreContainer {
        container: bag.clone(),
        location: "F-02.A".parse().unwrap(),
        temperature: TemperatureClass::Refrigerated,
        reason: None,
    };
    stage.asks("OP-07", store).stands();
    at_hand(&stage, &bag, Place::Suite).refused("still-stored");
}

#[test]
fn a_container_goes_into_one_batch() {
    let mut stage = Scene::open();
    let (_, bag) = a_collection(&mut stage);
    let batch = |key| BatchId::new(key).unwrap();
    let taken = ContainerTakenIntoBatch {
        batch: batch("B26-0001"),
        step: "receipt.scan".parse().unwrap(),
        by: stage.find("OP-07"),
        occurred: stage.now,
    };
    stage.happens(&bag, taken);
    let by = |key| {
        let batch = batch(key);
        stage.looks(|desk, _, broken| must_not_be_taken_by_another(desk, &bag, &batch, broken))
    };
    by("B26-0001").stands();
    by("B26-0002").refused("taken-by-another");
}

#[test]
fn a_chain_is_one_orders() {
    let mut stage = Scene::open();
    let (order, bag) = a_collection(&mut stage);
    let (other, _) = a_second_collection(&mut stage);
    let of = |order| stage.looks(|desk, _, broken| must_be_of_chain(desk, &bag, order, broken));
    of(&order).stands();
    of(&other).refused("wrong-chain");
}

#[test]
fn a_product_is_given_when_released_unexpired_and_above_doubt() {
    let mut stage = Scene::open();
    let (order, bag) = a_product(&mut stage);
    fit(&stage, &bag).refused("not-released");
    release(&mut stage, &bag);
    fit(&stage, &bag).stands();
    let late = stage.now.plus_minutes(60 * 24 * 90 + 1);
    let now = std::mem::replace(&mut stage.now, late);
    fit(&stage, &bag).refused("expired");
    stage.now = now;
    let reason = Some(stage.reason(bag.subject()));
    let store = StoreContainer {
        container: bag.clone(),
        location: "LN2-02.C".parse().unwrap(),
        temperature: TemperatureClass::Nitrogen,
        reason: reason.clone(),
    };
    stage.asks("OP-07", store.clone()).stands();
    stage.tells("OP-07", store).found("still-stored");
    fit(&stage, &bag).refused("container-deviation-open");
    let by = stage.find("QA-01");
    let rejected = ContainerRejected { reason, by: by.clone(), occurred: stage.now };
    stage.happens(&bag, rejected);
    fit(&stage, &bag).refused("container-rejected");
    let other = product_of(&mut stage, &order, "S1234XB0");
    let infusion = InfusionId::new("INF26-0001").unwrap();
    let infused = ContainerInfused { infusion, by, occurred: stage.now };
    stage.happens(&other, infused);
    at_hand(&stage, &other, Place::Suite).refused("already-infused");
}

#[test]
fn a_wristband_is_somebodys_and_the_right_ones() {
    let mut stage = Scene::open();
    let (order, _) = a_collection(&mut stage);
    let (other, _) = a_second_collection(&mut stage);
    let patient = |order| stage.state::<Order>(OrderId::subject(order)).placed.patient.clone();
    let worn = |band: Option<&PatientId>| {
        let band = wristband(band);
        stage.looks(|desk, _, broken| must_be_wristband_of(desk, &order, &band, broken))
    };
    worn(Some(&patient(&order))).stands();
    worn(Some(&patient(&other))).refused("wrong-patient");
    worn(None).refused("unknown-wristband");
}

#[test]
fn a_container_is_found_by_each_of_its_labels() {
    let mut stage = Scene::open();
    team(&mut stage);
    let (order, bag) = a_product(&mut stage);
    let find = |stage: &Scene, text: &str| {
        let (scanned, bag) = (text.parse().unwrap(), bag.clone());
        stage.looks(move |desk, _, _| find_container(desk, &scanned).map(|id| assert_eq!(id, bag)))
    };
    find(&stage, &bag.to_string()).stands();
    let whole = format!("=+02000={DIN}00=<S1234XA0");
    find(&stage, &whole).stands();
    find(&stage, &format!("={DIN}00")).refused("unknown-scan");
    find(&stage, &format!("=+02000={DIN}00=<S1234XB0")).refused("unknown-scan");
    find(&stage, "container/C26-9999").refused("unknown-scan");
    find(&stage, "room/cr-b2").refused("unknown-scan");
    product_of(&mut stage, &order, "S1234XA0");
    find(&stage, &whole).refused("unknown-scan");
}

#[test]
fn a_journey_tells_every_stage_in_order() {
    let mut stage = Scene::open();
    let (order, bag) = a_collection(&mut stage);
    arrive(&mut stage, &bag, Place::Suite);
    let journey = journey(&Desk::new(&stage.centre, stage.now), &order).unwrap();
    let kinds: Vec<StageKind> = journey.stages.iter().map(|stage| stage.step.kind).collect();
    assert_eq!(
        kinds,
        [
            StageKind::Ordered,
            StageKind::Consented,
            StageKind::Collected,
            StageKind::HandOverBegun,
            StageKind::HandedOver,
            StageKind::Received,
        ]
    );
    let received = journey.of(StageKind::Received).next().unwrap();
    assert_eq!(received.subject, bag.clone().into());
    assert_eq!(received.step.by, stage.find("OP-08"));
    assert_eq!(containers_of(&Desk::new(&stage.centre, stage.now), &order), [bag]);
}
