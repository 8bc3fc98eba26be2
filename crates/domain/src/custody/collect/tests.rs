//! What stands against a collection, one reason at a time.

use super::*;
use crate::custody::Container;
use crate::custody::fixtures::{
    DIN, a_collection, collection, consented_order, order, patient, reading, team, wristband,
};
use crate::id::PatientId;
use crate::testing::Stage;

fn set() -> (Stage, PatientId, OrderId) {
    let mut stage = Stage::open();
    team(&mut stage);
    let patient = patient(&mut stage);
    let order = consented_order(&mut stage, &patient);
    stage.pass_minutes(60 * 8);
    (stage, patient, order)
}

fn scan(text: &str) -> Scanned {
    text.parse().unwrap()
}

#[test]
fn a_collection_carries_the_chain_of_its_order() {
    let mut stage = Stage::open();
    let (_, bag) = a_collection(&mut stage);
    let bag: &Container = stage.state(bag.subject());
    assert_eq!(bag.chain, "CHA999926000001".parse().unwrap());
    assert_eq!((bag.din, bag.product_code), (DIN.parse().unwrap(), "S1234100".parse().unwrap()));
}

/// INV-CUSTODY-2.
#[test]
fn only_the_patient_of_the_order_is_collected_from() {
    let (mut stage, patient, order) = set();
    let other = crate::custody::fixtures::patient(&mut stage);
    let right = collection(&stage, &order, &patient, DIN);
    let wrong = Collect { wristband: wristband(Some(&other)), ..right.clone() };
    stage.asks("RN-12", wrong).refused("wrong-patient");
    let nobody = Collect { wristband: wristband(None), ..right.clone() };
    stage.asks("RN-12", nobody).refused("unknown-wristband");
    stage.asks("RN-12", right).stands();
}

/// INV-CUSTODY-3.
#[test]
fn nothing_is_collected_without_consent_but_what_was_is_recorded() {
    let (mut stage, patient, _) = set();
    let order = order(&mut stage, &patient);
    let collect = collection(&stage, &order, &patient, DIN);
    stage.asks("RN-12", collect.clone()).refused("consent-missing");
    stage.tells("RN-12", collect.clone()).refused("reason-needed");
    let told = Collect { reason: Some(stage.reason(order.subject())), ..collect };
    let decision = stage.tells("RN-12", told).found("consent-missing");
    assert!(decision.facts.iter().any(|fact| fact.subject.kind() == Kind::Container));
    assert!(decision.facts.iter().any(|fact| fact.subject.kind() == Kind::Deviation));
}

#[test]
fn a_label_is_used_once_and_says_what_it_must() {
    let (mut stage, patient, order) = set();
    let right = collection(&stage, &order, &patient, DIN);
    let with = |din: &str, product: Option<&str>| Collect {
        din: scan(din),
        product_code: product.map(scan),
        ..right.clone()
    };
    stage.asks("RN-12", with("room/cr-b2", None)).refused("unknown-scan");
    stage.asks("RN-12", with("=A99992600000100", None)).refused("unknown-scan");
    let undivided = with("=A99992600000100", Some("=<S1234199"));
    stage.asks("RN-12", undivided).refused("unknown-scan");
    let other_chain = "=+03000=A99992600000100=<S1234100&/CHA999926000009";
    stage.asks("RN-12", with(other_chain, None)).refused("wrong-chain");
    let article = Collect { other_label: Some(scan("]d20180614141123458")), ..right.clone() };
    stage.asks("RN-12", article).refused("unknown-scan");
    let carton = Some(scan("]d2018061414112345821A5"));
    stage.asks("RN-12", Collect { other_label: carton.clone(), ..right.clone() }).stands();
    stage.asks("RN-12", right.clone()).refused("label-taken");
    let other = with("=A99992600000200", Some("=<S1234100"));
    stage.asks("RN-12", Collect { other_label: carton, ..other }).refused("label-taken");
}

#[test]
fn times_and_volume_make_sense() {
    let (mut stage, patient, order) = set();
    let right = collection(&stage, &order, &patient, DIN);
    let now = stage.now;
    let never = Collect { ended: right.started.plus_minutes(-1), ..right.clone() };
    stage.asks("RN-12", never).refused("collection-ended-before-start");
    let soon = Collect { ended: now.plus_minutes(10), ..right.clone() };
    stage.asks("RN-12", soon).refused("occurred-ahead");
    let old = Collect { expiry: right.ended, ..right.clone() };
    stage.asks("RN-12", old).refused("expired-when-collected");
    for volume in ["0 mL", "212 kg", "9000 mL"] {
        let odd = Collect { volume: reading(volume), ..right.clone() };
        stage.asks("RN-12", odd).refused("volume-not-plausible");
    }
}
