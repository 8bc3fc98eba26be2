//! People come, get roles, lose them, and qualify.

use super::{Dice, Move, World};
use crate::command::Command;
use crate::id::Kind;
use crate::people::{AssignRole, EndRole, Enrol, Person, Qualify, Role};
use crate::testing::sealed;
use crate::text::Name;

pub const MOVES: &[Move] = &[
    Move { name: "enrol", make: enrol },
    Move { name: "assign-role", make: assign_role },
    Move { name: "end-role", make: end_role },
    Move { name: "qualify", make: qualify },
];

fn enrol(dice: &mut Dice, _: &World) -> Option<Command> {
    let code = format!("P-{:02}", dice.below(20)).parse().ok()?;
    Some(Enrol { code, name: Name(sealed(&"person/ad01")) }.into())
}

fn assign_role(dice: &mut Dice, world: &World) -> Option<Command> {
    let days = i64::from(dice.below(40)) - 5;
    let until = world.now().plus_minutes(days * 24 * 60).day_in(&jiff::tz::TimeZone::UTC);
    let (person, role) = (dice.subject(world, Kind::Person)?, dice.one_of(Role::ALL)?);
    Some(AssignRole { person, role, until: dice.perhaps(50, until) }.into())
}

fn end_role(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: crate::id::PersonId = dice.subject(world, Kind::Person)?;
    let held: Vec<Role> = world.state::<Person>(person.subject())?.roles.keys().copied().collect();
    // Seldom, or soon nobody could act any more.
    let role = if dice.chance(20) { dice.one_of(&held)? } else { dice.one_of(Role::ALL)? };
    Some(EndRole { person, role }.into())
}

fn qualify(dice: &mut Dice, world: &World) -> Option<Command> {
    let person = dice.subject(world, Kind::Person)?;
    let skills = ["method/flow-cytometry", "method/qpcr", "equipment/cell-counter"];
    let skill = dice.one_of(&skills)?.parse().unwrap();
    let until = dice.one_of(&["2026-11-25", "2026-12-31", "2027-12-31"])?.parse().unwrap();
    Some(Qualify { person, skill, until }.into())
}
