//! People, patients, orders and containers for the tests of custody and ward.

use super::{
    BeginHandOver, Collect, ConsentScope, Container, ContainerFilled, ContainerReleased, Order,
    OrderTherapy, Place, ReceiveContainer, RecordConsent, RegisterPatient, SignHandOver,
    TemperatureClass,
};
use crate::act::Meaning;
use crate::id::{BatchId, ContainerId, Kind, OrderId, PatientId, ProcessId};
use crate::people::Role;
use crate::process::{ProcessApproved, ProcessSubmitted};
use crate::signature::Signed;
use crate::testing::{Stage, sealed};
use crate::text::{BirthDate, Code, Digest, HospitalNumber, Name, Wristband};
use crate::time::Timestamp;
use standards::reading::Reading;

/// The donation number of the first collection.
pub const DIN: &str = "A999926000001";

/// Everybody who has to do with a patient.
pub fn team(stage: &mut Stage) {
    for (code, role) in [
        ("PH-05", Role::Physician),
        ("RN-12", Role::Nurse),
        ("RN-31", Role::Nurse),
        ("CO-01", Role::Courier),
        ("CN-01", Role::Coordinator),
        ("OP-07", Role::Operator),
        ("OP-08", Role::Operator),
        ("SK-01", Role::Storekeeper),
        ("QA-01", Role::QaReviewer),
    ] {
        if !stage.knows(code) {
            stage.person(code, &[role]);
        }
    }
}

/// `71.2 kg` as a reading; a word is the reason why there is none.
pub fn reading(text: &str) -> Reading {
    let json = match text.split_once(' ') {
        Some((number, unit)) => serde_json::json!({ "n": number, "u": unit }),
        None => serde_json::json!({ "none": text }),
    };
    serde_json::from_value(json).unwrap()
}

/// A patient, registered by the coordinator.
pub fn patient(stage: &mut Stage) -> PatientId {
    let owner = stage.admin();
    let register = RegisterPatient {
        name: Name(sealed(&owner)),
        birth_date: BirthDate(sealed(&owner)),
        number: HospitalNumber(sealed(&owner)),
    };
    stage.asks("CN-01", register).stands();
    stage.latest_new(Kind::Patient).try_into().unwrap()
}

/// A wristband as the door resolves it.
pub fn wristband(patient: Option<&PatientId>) -> Wristband {
    let mut text = sealed(&"order/O26-0001");
    text.resolved = patient.cloned();
    Wristband(text)
}

/// A process whose only version is effective from a day on, as far as orders need one.
pub fn approved_process(stage: &mut Stage, process: &str, from: Timestamp) {
    let process = ProcessId::new(process).unwrap();
    if stage.centre.slot(process.subject()).is_some() {
        return;
    }
    let version: Code = "1".parse().unwrap();
    let [author, approver] = [stage.find("QA-01"), stage.admin()];
    let signed = |by, means| Signed { by, means, occurred: stage.now, covers: Vec::new() };
    let submitted = ProcessSubmitted {
        version: version.clone(),
        text: Digest([7; 32]),
        compiled: Digest([8; 32]),
        signed: signed(author, Meaning::Authored),
    };
    let signed = signed(approver, Meaning::Approved);
    let from = from.day_in(&jiff::tz::TimeZone::UTC);
    let approved = ProcessApproved { version, from, signed };
    stage.happens(&process, submitted);
    stage.happens(&process, approved);
}

/// An order without consent.
pub fn order(stage: &mut Stage, patient: &PatientId) -> OrderId {
    let process = ProcessId::new("cart-cd19").unwrap();
    approved_process(stage, process.key(), stage.now);
    let ordering = OrderTherapy { patient: patient.clone(), process, weight: reading("71.2 kg") };
    let decision = stage.asks("PH-05", ordering).stands();
    decision.facts[0].subject.clone().try_into().unwrap()
}

/// An order with consent to everything.
pub fn consented_order(stage: &mut Stage, patient: &PatientId) -> OrderId {
    let order = order(stage, patient);
    let scopes = ConsentScope::ALL.to_vec();
    let consent = RecordConsent { order: order.clone(), scopes, document: None, reason: None };
    stage.asks("PH-05", consent).stands();
    order
}

/// A collection over the last two hours that nothing stands against, but for missing consent.
pub fn collection(stage: &Stage, order: &OrderId, patient: &PatientId, din: &str) -> Collect {
    Collect {
        order: order.clone(),
        wristband: wristband(Some(patient)),
        din: format!("={din}00").parse().unwrap(),
        product_code: Some("=<S1234100".parse().unwrap()),
        other_label: None,
        volume: reading("212 mL"),
        started: stage.now.plus_minutes(-150),
        ended: stage.now.plus_minutes(-10),
        expiry: stage.now.plus_minutes(60 * 72),
        reason: None,
    }
}

/// A container collected from a patient, still with the nurse.
pub fn a_collection(stage: &mut Stage) -> (OrderId, ContainerId) {
    a_collection_labelled(stage, DIN)
}

/// A container of another patient.
pub fn a_second_collection(stage: &mut Stage) -> (OrderId, ContainerId) {
    a_collection_labelled(stage, "A999926000777")
}

fn a_collection_labelled(stage: &mut Stage, din: &str) -> (OrderId, ContainerId) {
    team(stage);
    let patient = patient(stage);
    let order = consented_order(stage, &patient);
    stage.pass_minutes(180);
    let collect = collection(stage, &order, &patient, din);
    let decision = stage.asks("RN-12", collect).stands();
    (order, decision.facts[0].subject.clone().try_into().unwrap())
}

/// A hand-over at 2 to 8 degrees.
pub fn hand_over(container: &ContainerId, to: Place, signatures_needed: u32) -> BeginHandOver {
    BeginHandOver {
        container: container.clone(),
        to,
        transport: TemperatureClass::Refrigerated,
        signatures_needed,
        reason: None,
    }
}

/// These people take a container over.
#[track_caller]
pub fn take_over(stage: &mut Stage, container: &ContainerId, people: &[&str]) {
    for person in people {
        let sign = SignHandOver { container: container.clone(), reason: None };
        stage.asks(person, sign).stands();
    }
}

/// An arrival that nothing stands against once the hand-over is signed.
pub fn arrival(stage: &Stage, container: &ContainerId) -> ReceiveContainer {
    let state: &Container = stage.state(container.subject());
    ReceiveContainer {
        container: container.clone(),
        label: container.to_string().parse().unwrap(),
        chain: Some(format!("&/{}", state.chain).parse().unwrap()),
        coldest: reading("3.4 Cel"),
        warmest: reading("5.9 Cel"),
        reason: None,
    }
}

/// A container is handed over, taken over and received.
#[track_caller]
pub fn arrive(stage: &mut Stage, container: &ContainerId, to: Place) {
    stage.asks("CN-01", hand_over(container, to, 1)).stands();
    take_over(stage, container, &["SK-01"]);
    let arrival = arrival(stage, container);
    stage.asks("OP-08", arrival).stands();
}

/// A product of a patient's order, filled by a batch and not yet released.
pub fn a_product(stage: &mut Stage) -> (OrderId, ContainerId) {
    let (order, _) = a_collection(stage);
    let bag = product_of(stage, &order, "S1234XA0");
    (order, bag)
}

/// A bag filled for an order.
pub fn product_of(stage: &mut Stage, order: &OrderId, product_code: &str) -> ContainerId {
    let number = stage.centre.counter("C26") + 1;
    let bag = ContainerId::new(&format!("C26-{number:04}")).unwrap();
    let placed = stage.state::<Order>(order.subject()).placed.clone();
    let filled = ContainerFilled {
        batch: BatchId::new("B26-0001").unwrap(),
        order: order.clone(),
        chain: placed.chain,
        din: DIN.parse().unwrap(),
        product_code: product_code.parse().unwrap(),
        volume: reading("50 mL"),
        cells: reading("1.4 10*8"),
        expiry: stage.now.plus_minutes(60 * 24 * 90),
        in_use_minutes: Some(30),
        by: stage.find("OP-07"),
        occurred: stage.now,
    };
    stage.happens(&bag, filled);
    bag
}

/// A releasing person releases a bag.
pub fn release(stage: &mut Stage, bag: &ContainerId) {
    let released = ContainerReleased { by: stage.find("QA-01"), occurred: stage.now };
    stage.happens(bag, released);
}
