//! What stands against a room or a piece of equipment, met one by one.

use super::*;
use crate::facility::{
    BatchEntered, BatchLeft, Calibrate, ClearRoom, ClearancePoint, DefineEquipment, DefineRoom,
    VerifyClearance,
};
use crate::id::PersonId;
use crate::people::Role;
use crate::testing::{Outcome, Stage, sealed};
use crate::text::Name;

/// A grade C room, defined by the engineer FE-01, who is enrolled if need be.
pub fn a_room(stage: &mut Stage, key: &str) -> RoomId {
    engineer(stage);
    let room = RoomId::new(key).unwrap();
    let name = Name(sealed(&room));
    let define = DefineRoom { room: room.clone(), name, grade: Grade::C, clearance_hours: None };
    stage.asks("FE-01", define).stands();
    room
}

/// A piece of equipment, never calibrated.
pub fn equipment(stage: &mut Stage, key: &str, class: &str) -> EquipmentId {
    engineer(stage);
    let equipment = EquipmentId::new(key).unwrap();
    let name = Name(sealed(&equipment));
    let class = class.parse().unwrap();
    let define = DefineEquipment { equipment: equipment.clone(), name, class, room: None };
    stage.asks("FE-01", define).stands();
    equipment
}

/// That a batch came into a room.
pub fn entered(key: &str, order: Option<&str>, open: bool, by: &PersonId) -> BatchEntered {
    let order = order.map(|order| OrderId::new(order).unwrap());
    BatchEntered { batch: batch(key), order, open, by: by.clone() }
}

fn engineer(stage: &mut Stage) {
    if !stage.knows("FE-01") {
        stage.person("FE-01", &[Role::FacilityEngineer]);
    }
}

fn batch(key: &str) -> BatchId {
    BatchId::new(key).unwrap()
}

fn left(key: &str, by: &PersonId) -> BatchLeft {
    BatchLeft { batch: batch(key), by: by.clone() }
}

fn clear(stage: &mut Stage, room: &RoomId) {
    let points = ClearancePoint::ALL.to_vec();
    stage.asks("OP-07", ClearRoom { room: room.clone(), points, reason: None }).stands();
}

fn verify(stage: &mut Stage, room: &RoomId) {
    stage.asks("OP-08", VerifyClearance { room: room.clone(), reason: None }).stands();
}

fn cleared(stage: &Stage, room: &RoomId, key: &str) -> Outcome {
    stage.looks(|desk, act, broken| must_be_cleared(desk, act, room, &batch(key), broken))
}

fn calibrated(stage: &Stage, id: &EquipmentId, class: &str) -> Outcome {
    let class = class.parse().unwrap();
    stage.looks(|desk, act, broken| {
        must_be_of_class(desk, id, &class, broken)?;
        must_be_calibrated(desk, act, id, broken)
    })
}

/// INV-FACILITY-3.
#[test]
fn equipment_counts_by_its_class_and_the_calibration_in_force() {
    let mut stage = Stage::open();
    let counter = equipment(&mut stage, "e-nc202", "cell-counter");
    calibrated(&stage, &counter, "cell-counter").refused("not-calibrated");
    let calibrate = |due: &str| Calibrate {
        equipment: counter.clone(),
        due: due.parse().unwrap(),
        certificate: None,
        reason: None,
    };
    stage.asks("FE-01", calibrate("2026-11-30")).stands();
    calibrated(&stage, &counter, "cell-counter").stands();
    calibrated(&stage, &counter, "centrifuge").refused("wrong-equipment-class");
    stage.pass_days(8);
    calibrated(&stage, &counter, "cell-counter").stands();
    stage.pass_days(1);
    calibrated(&stage, &counter, "cell-counter").refused("calibration-expired");
    let lapsed = stage.now;
    stage.pass_days(1);
    stage.asks("FE-01", calibrate("2027-11-30")).stands();
    calibrated(&stage, &counter, "cell-counter").stands();
    stage.now = lapsed;
    calibrated(&stage, &counter, "cell-counter").refused("calibration-expired");
}

/// INV-FACILITY-1.
#[test]
fn a_batch_enters_only_a_room_cleared_for_it() {
    let mut stage = Stage::open();
    let room = a_room(&mut stage, "cr-b2");
    let operator = stage.person("OP-07", &[Role::Operator]);
    stage.person("OP-08", &[Role::Operator]);
    cleared(&stage, &room, "B26-0001").refused("room-not-cleared");
    clear(&mut stage, &room);
    cleared(&stage, &room, "B26-0001").refused("clearance-not-verified");
    verify(&mut stage, &room);
    cleared(&stage, &room, "B26-0001").stands();
    stage.happens(&room, entered("B26-0001", None, true, &operator));
    cleared(&stage, &room, "B26-0001").stands();
    cleared(&stage, &room, "B26-0002").refused("clearance-void");
    stage.happens(&room, left("B26-0001", &operator));
    cleared(&stage, &room, "B26-0002").refused("clearance-void");
    cleared(&stage, &room, "B26-0001").stands();
    clear(&mut stage, &room);
    verify(&mut stage, &room);
    cleared(&stage, &room, "B26-0002").stands();
    stage.pass_minutes(24 * 60 + 1);
    cleared(&stage, &room, "B26-0002").refused("clearance-lapsed");
}

#[test]
fn a_clearance_does_not_reach_back() {
    let mut stage = Stage::open();
    let room = a_room(&mut stage, "cr-b2");
    stage.person("OP-07", &[Role::Operator]);
    stage.person("OP-08", &[Role::Operator]);
    let before = stage.now;
    stage.pass_minutes(30);
    clear(&mut stage, &room);
    verify(&mut stage, &room);
    stage.now = before;
    cleared(&stage, &room, "B26-0001").refused("room-not-cleared");
}

/// INV-FACILITY-2.
#[test]
fn two_patients_material_never_lies_open_in_one_room() {
    let mut stage = Stage::open();
    let room = a_room(&mut stage, "cr-b2");
    let operator = stage.person("OP-07", &[Role::Operator]);
    let free = |stage: &Stage, key: &str, order: Option<&str>, open: bool| {
        let order = order.map(|order| OrderId::new(order).unwrap());
        stage.looks(|desk, _, broken| {
            must_be_free_for(desk, &room, &batch(key), order.as_ref(), open, broken)
        })
    };
    stage.happens(&room, entered("B26-0001", Some("O26-0001"), true, &operator));
    free(&stage, "B26-0001", Some("O26-0001"), true).stands();
    free(&stage, "B26-0002", Some("O26-0001"), true).stands();
    free(&stage, "B26-0002", Some("O26-0002"), false).stands();
    free(&stage, "B26-0002", Some("O26-0002"), true).refused("other-material-open");
    free(&stage, "B26-0002", None, true).refused("other-material-open");
    stage.happens(&room, entered("B26-0001", Some("O26-0001"), false, &operator));
    free(&stage, "B26-0002", Some("O26-0002"), true).stands();
}

#[test]
fn a_better_grade_serves_and_a_lower_one_does_not() {
    let mut stage = Stage::open();
    let room = a_room(&mut stage, "cr-c1");
    let grade =
        |wanted| stage.looks(|desk, _, broken| must_have_grade(desk, &room, wanted, broken));
    grade(Grade::D).stands();
    grade(Grade::C).stands();
    grade(Grade::B).refused("room-grade-too-low");
}
