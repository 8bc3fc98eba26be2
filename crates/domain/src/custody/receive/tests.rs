//! What stands against receiving a container, one reason at a time.

use super::*;
use crate::custody::fixtures::{
    a_collection, a_second_collection, arrival, hand_over, reading, take_over,
};
use crate::custody::{ContainerStanding, Place};
use crate::testing::Stage;

fn on_the_way() -> (Stage, ContainerId, ReceiveContainer) {
    let mut stage = Stage::open();
    let (_, bag) = a_collection(&mut stage);
    stage.asks("RN-12", hand_over(&bag, Place::Suite, 2)).stands();
    let arrival = arrival(&stage, &bag);
    (stage, bag, arrival)
}

#[test]
fn nothing_is_received_before_everybody_has_signed_or_twice() {
    let (mut stage, bag, arrival) = on_the_way();
    stage.asks("OP-07", arrival.clone()).refused("hand-over-open");
    take_over(&mut stage, &bag, &["CO-01", "OP-07"]);
    stage.asks("OP-07", arrival.clone()).stands();
    let state: &Container = stage.state(bag.subject());
    assert_eq!((state.standing(), state.place), (ContainerStanding::AtHand, Place::Suite));
    stage.asks("OP-07", arrival).refused("not-handed-over");
}

#[test]
fn what_arrived_is_what_was_sent() {
    let (mut stage, bag, arrival) = on_the_way();
    let (_, other) = a_second_collection(&mut stage);
    take_over(&mut stage, &bag, &["CO-01", "OP-07"]);
    let label = other.to_string().parse().unwrap();
    stage.asks("OP-07", ReceiveContainer { label, ..arrival.clone() }).refused("wrong-label");
    let with = |chain: Option<&str>| ReceiveContainer {
        chain: chain.map(|text| text.parse().unwrap()),
        ..arrival.clone()
    };
    stage.asks("OP-07", with(None)).refused("chain-not-scanned");
    stage.asks("OP-07", with(Some("&/CHA999926000002"))).refused("wrong-chain");
    stage.asks("OP-07", with(Some("=A99992600000100"))).refused("unknown-scan");
    let whole = "=+03000=A99992600000100=<S1234100&/CHA999926000001".parse().unwrap();
    stage.asks("OP-07", ReceiveContainer { label: whole, ..with(None) }).stands();
}

#[test]
fn the_way_was_neither_too_warm_nor_unwatched() {
    let (mut stage, bag, arrival) = on_the_way();
    take_over(&mut stage, &bag, &["CO-01", "OP-07"]);
    let warm = ReceiveContainer { warmest: reading("9.1 Cel"), ..arrival.clone() };
    stage.asks("OP-07", warm.clone()).refused("transport-out-of-limits");
    let unwatched = ReceiveContainer { coldest: reading("not-done"), ..arrival.clone() };
    stage.asks("OP-07", unwatched).refused("transport-not-measured");
    let told = ReceiveContainer { reason: Some(stage.reason(bag.subject())), ..warm };
    stage.tells("OP-07", told).found("transport-out-of-limits");
}

#[test]
fn what_arrives_too_late_is_expired() {
    let (mut stage, bag, arrival) = on_the_way();
    take_over(&mut stage, &bag, &["CO-01", "OP-07"]);
    stage.pass_days(4);
    stage.asks("OP-07", arrival).refused("expired");
}
