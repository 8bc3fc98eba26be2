//! Patients are identified, bags given, vital signs taken.

use super::custody::wristband_of;
use super::{Dice, Move, World};
use crate::command::Command;
use crate::custody::fixtures::reading;
use crate::custody::{Container, Order};
use crate::id::{ContainerId, InfusionId, Kind, OrderId};
use crate::testing::sealed;
use crate::text::{Note, Reason, Scanned};
use crate::ward::{EndInfusion, Identify, RecordVitals, StartInfusion};

pub const MOVES: &[Move] = &[
    Move { name: "identify", make: identify },
    Move { name: "start-infusion", make: start_infusion },
    Move { name: "record-vitals", make: record_vitals },
    Move { name: "end-infusion", make: end_infusion },
];

/// An order and the label of a bag, mostly one of its own.
fn bedside(dice: &mut Dice, world: &World) -> Option<(OrderId, Scanned)> {
    let order: OrderId = dice.subject(world, Kind::Order)?;
    let chain = &world.state::<Order>(order.subject())?.placed.chain;
    let own: Vec<ContainerId> = world
        .centre()
        .of_kind(Kind::Container)
        .filter(|(id, _)| world.state::<Container>(id).is_some_and(|bag| bag.chain == *chain))
        .filter_map(|(id, _)| id.clone().try_into().ok())
        .collect();
    let any: ContainerId = dice.subject(world, Kind::Container)?;
    let bag = if dice.chance(90) { dice.one_of(&own)? } else { any };
    Some((order, bag.to_string().parse().ok()?))
}

fn identify(dice: &mut Dice, world: &World) -> Option<Command> {
    let (order, label) = bedside(dice, world)?;
    let wristband = wristband_of(dice, world, &order)?;
    Some(Identify { order, wristband, label }.into())
}

fn start_infusion(dice: &mut Dice, world: &World) -> Option<Command> {
    let (order, label) = bedside(dice, world)?;
    let wristband = wristband_of(dice, world, &order)?;
    let minutes = i64::from(dice.below(60));
    let thawed = dice.perhaps(80, world.now().plus_minutes(-minutes));
    let reason = dice.perhaps(60, Reason(sealed(&order)));
    Some(StartInfusion { order, wristband, label, thawed, reason }.into())
}

fn record_vitals(dice: &mut Dice, world: &World) -> Option<Command> {
    let infusion: InfusionId = dice.subject(world, Kind::Infusion)?;
    let vitals = RecordVitals {
        temperature: reading(dice.one_of(&["37.4 Cel", "39.1 Cel", "not-done", "3 kg"])?),
        systolic: reading("118 mm[Hg]"),
        saturation: reading("97 %"),
        note: dice.perhaps(30, Note(sealed(&infusion))),
        infusion,
    };
    Some(vitals.into())
}

fn end_infusion(dice: &mut Dice, world: &World) -> Option<Command> {
    let infusion: InfusionId = dice.subject(world, Kind::Infusion)?;
    let volume = reading(dice.one_of(&["48 mL", "0 mL", "3 kg"])?);
    let ended = world.now().plus_minutes(i64::from(dice.below(40)) - 35);
    Some(EndInfusion { infusion, volume, ended }.into())
}
