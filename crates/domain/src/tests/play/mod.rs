//! A play: several people act on one centre at random, asking and telling sense and nonsense. After
//! each act, and at the end, the laws of the record are checked (see [`world`] and [`laws`]).
//!
//! **To let a room's acts take part:** write `play/ROOM.rs` with a `MOVES` list, each a name and a
//! function that makes a command out of the dice and the world, or `None` if there is nothing to do
//! it with; and add the list to [`all_moves`]. Nothing else: who acts, when, asked or told, and
//! what is checked is the same for all.

mod batch;
mod custody;
mod dice;
mod facility;
mod laws;
mod materials;
mod people;
mod quality;
mod single_sign_on;
mod ward;
mod world;

use crate::act::Said;
use crate::command::{Command, Manner};
use crate::people::Role;
use dice::Dice;
use proptest::prelude::*;
use std::collections::BTreeMap;
use world::{Came, World};

/// One kind of thing somebody may try.
struct Move {
    /// What the report of an idle move calls it.
    name: &'static str,
    /// The command, if the world has what it needs.
    make: fn(&mut Dice, &World) -> Option<Command>,
}

/// Every move of every room.
fn all_moves() -> Vec<&'static Move> {
    let rooms = [
        people::MOVES,
        single_sign_on::MOVES,
        materials::MOVES,
        facility::MOVES,
        custody::MOVES,
        ward::MOVES,
        quality::MOVES,
    ];
    rooms.into_iter().flatten().collect()
}

/// One step of a play, all of it drawn from one number.
fn step(world: &mut World, seed: u64) -> Option<(&'static str, Came)> {
    let mut dice = Dice::new(seed);
    let minutes = if dice.chance(20) { dice.below(900) } else { dice.below(8) };
    world.pass(minutes);
    let moves = all_moves();
    let chosen = dice.one_of(&moves)?;
    let command = (chosen.make)(&mut dice, world)?;
    let came = play_out(world, &mut dice, command, None);
    Some((chosen.name, came))
}

/// Somebody, perhaps in a role that suits, does it.
fn play_out(world: &mut World, dice: &mut Dice, command: Command, role: Option<Role>) -> Came {
    let said = match command.action().manner {
        Manner::Asked if dice.chance(97) => Said::Ask,
        Manner::Told if dice.chance(97) => Said::Tell,
        _ if dice.chance(60) => Said::Ask,
        _ => Said::Tell,
    };
    let suits = role.filter(|_| dice.chance(90));
    let somebody = suits.and_then(|role| Some((dice.one_of(&world.holders(role))?, role)));
    let (by, role) = somebody.unwrap_or_else(|| world.actor(dice, command.action()));
    let oneself = people::done_for_oneself(&command).filter(|_| dice.chance(80));
    let (by, role) = oneself.and_then(|it| world.as_oneself(&it)).unwrap_or((by, role));
    let came = world.take(dice, by, role, said, command);
    world.forget_some(dice);
    came
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_acts_breaks_the_laws(seeds in prop::collection::vec(any::<u64>(), 1..200)) {
        let mut world = World::open();
        for seed in seeds {
            step(&mut world, seed);
        }
        laws::must_hold(&world);
    }
}

/// A play in which nothing ever happens proves nothing: each move is made, and stands, somewhere.
#[test]
fn every_move_stands_at_some_time() {
    let mut stood: BTreeMap<&str, u32> = all_moves().iter().map(|made| (made.name, 0)).collect();
    let (mut refused, mut found) = (0, 0);
    for play in 0..40_u64 {
        let mut world = World::open();
        for nth in 0..200_u64 {
            match step(&mut world, (play * 1_000 + nth).wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
                Some((name, Came::Stood)) => *stood.entry(name).or_default() += 1,
                Some((name, Came::StoodWithFindings)) => {
                    *stood.entry(name).or_default() += 1;
                    found += 1;
                }
                Some((_, Came::Refused)) => refused += 1,
                None => {}
            }
        }
    }
    let idle: Vec<&&str> = stood.iter().filter(|(_, times)| **times == 0).map(|(n, _)| n).collect();
    assert!(idle.is_empty(), "these never stood: {idle:?} of {stood:#?}");
    assert!(refused > 100 && found > 100, "{refused} refused, {found} with findings");
}
