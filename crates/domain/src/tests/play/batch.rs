//! Batches are carried out: what comes next, mostly, and at times something else.
//!
//! A play of its own, begun from scenes of [`Bench`]: in a play of all rooms a batch would hardly
//! ever come beyond its first step.

use super::world::Came;
use super::{Dice, World, laws, play_out};
use crate::act::Meaning;
use crate::batch::testing::Bench;
use crate::batch::{
    Batch, Calculate, CompleteRecord, CompleteStep, CorrectValue, Fill, MakeLot, Open, Phase,
    PrintLabels, ReaffirmStep, ReaffirmSteps, ReconcileLabels, RecordValue, ScanContainer,
    ScanEquipment, ScanMaterial, ScanRoom, StartStep, StepKey, TakeSample, ValueSource, VerifyStep,
    VerifySteps, views,
};
use crate::command::Command;
use crate::custody::Container;
use crate::custody::fixtures::reading;
use crate::desk::Desk;
use crate::id::{BatchId, DeviationId, ItemId, Kind, SubjectId};
use crate::index::Index;
use crate::pair::Pair;
use crate::people::Role;
use crate::quality::testing::contain;
use crate::quality::{DeviationEvent, RejectBatch, ReleaseBatch, ReviewBatch};
use crate::state::Event;
use crate::testing::sealed;
use crate::text::{Code, Reason, Scanned};
use process::model::{Scan, Step, Value, ValueKind};
use process::run::{Record as _, Stage, StepState};
use proptest::prelude::*;
use standards::decimal::Decimal;
use standards::reading::{Quantity, Reading};
use std::collections::BTreeMap;

/// Something to do with one step.
struct At<'a> {
    batch: BatchId,
    state: &'a Batch,
    step: &'a Step,
    round: u32,
    stage: Stage,
}

impl At<'_> {
    fn code(&self) -> Code {
        self.step.id.as_str().parse().unwrap()
    }

    fn why(&self, dice: &mut Dice) -> Option<Reason> {
        dice.perhaps(60, Reason(sealed(&self.batch)))
    }
}

/// A step of some batch: mostly one whose turn it is.
fn somewhere<'a>(dice: &mut Dice, world: &'a World) -> Option<At<'a>> {
    let batch: BatchId = dice.subject(world, Kind::Batch)?;
    let state: &Batch = world.state(batch.subject())?;
    let process = world.centre().process(&state.started.compiled)?;
    let plan = process::run::plan(process, state);
    let current =
        |stage: &Stage| matches!(stage, Stage::Ready | Stage::Underway | Stage::AwaitsVerification);
    let turn: Vec<_> = plan.instances.iter().filter(|it| current(&it.stage)).collect();
    let all: Vec<_> = plan.instances.iter().collect();
    let chosen = if turn.is_empty() || dice.chance(15) { all } else { turn };
    let instance = dice.one_of(&chosen)?;
    let (_, step) = process.step(&instance.step)?;
    Some(At { batch, state, step, round: instance.round, stage: instance.stage.clone() })
}

/// What comes next: the play goes on.
fn go_on(dice: &mut Dice, world: &World) -> Option<Command> {
    let at = somewhere(dice, world)?;
    let (batch, step, round) = (at.batch.clone(), at.code(), at.round);
    let reason = at.why(dice);
    match at.stage {
        Stage::Ready | Stage::Waiting(_) => Some(StartStep { batch, step, round, reason }.into()),
        Stage::AwaitsVerification if dice.chance(40) => Some(verify_all(&at)),
        Stage::AwaitsVerification => Some(VerifyStep { batch, step, round, reason }.into()),
        Stage::Underway => match lacking(dice, world, &at) {
            Some(open) => fill_in(dice, world, &at, &open),
            None => Some(CompleteStep { batch, step, round, reason }.into()),
        },
        Stage::Done | Stage::Skipped(_) => judge(dice, world, &at),
    }
}

/// Every step of the batch that waits for a second person, in one go.
fn verify_all(at: &At<'_>) -> Command {
    let waits = |key: &StepKey| at.state.state(&key.step, key.round) == StepState::Performed;
    let step = |key: &StepKey| Pair(key.step.as_str().parse().unwrap(), key.round);
    let wanted = at.state.steps.iter().filter(|(_, record)| record.verifies.is_some());
    let steps = wanted.map(|(key, _)| key).filter(|key| waits(key)).map(step).collect();
    VerifySteps { batch: at.batch.clone(), steps }.into()
}

fn lacking(dice: &mut Dice, world: &World, at: &At<'_>) -> Option<Open> {
    let desk = Desk::new(world.centre(), world.now());
    let by = world.centre().of_kind(Kind::Person).next()?.0.clone().try_into().ok()?;
    let sheet =
        views::step_sheet(&desk, &at.batch, &at.code(), at.round, (&by, Role::Operator)).ok()?;
    dice.one_of(&sheet.open)
}

fn fill_in(dice: &mut Dice, world: &World, at: &At<'_>, open: &Open) -> Option<Command> {
    match open {
        Open::Value(id) => {
            let value = at.step.values.iter().find(|value| value.id == *id)?;
            Some(record(dice, at, value))
        }
        Open::Calculation(_, _) => Some(calculate(at)),
        Open::Scan(what) => scan(dice, world, at, what),
        Open::Sample(id) => {
            let (batch, step, round) = (at.batch.clone(), at.code(), at.round);
            let (sample, reason) = (id.as_str().parse().ok()?, at.why(dice));
            Some(TakeSample { batch, step, round, sample, reason }.into())
        }
        Open::Print(id) => {
            let (batch, step, round) = (at.batch.clone(), at.code(), at.round);
            let (label, count, reason) = (id.as_str().parse().ok()?, dice.below(4), at.why(dice));
            Some(PrintLabels { batch, step, round, label, count, reason }.into())
        }
        Open::Reconciliation(id) => {
            let printed = at.state.labels(id).printed;
            let used = if dice.chance(80) { printed } else { dice.below(5) };
            let (batch, step, round) = (at.batch.clone(), at.code(), at.round);
            let (label, reason) = (id.as_str().parse().ok()?, at.why(dice));
            let (destroyed, spare) = (0, 0);
            let count =
                ReconcileLabels { batch, step, round, label, used, destroyed, spare, reason };
            Some(count.into())
        }
        Open::Output(id, _, _) => make(dice, at, id.as_str()),
    }
}

fn make(dice: &mut Dice, at: &At<'_>, output: &str) -> Option<Command> {
    let (batch, step, round) = (at.batch.clone(), at.code(), at.round);
    let (output, reason) = (output.parse().ok()?, at.why(dice));
    if dice.chance(90) {
        let (volume, cells) = (reading("50 mL"), reading("130 10*6"));
        return Some(Fill { batch, step, round, output, volume, cells, reason }.into());
    }
    let (item, quantity) = (ItemId::new("vector").unwrap(), "5".parse().unwrap());
    Some(MakeLot { batch, step, round, output, item, quantity, reason }.into())
}

fn record(dice: &mut Dice, at: &At<'_>, value: &Value) -> Command {
    RecordValue {
        batch: at.batch.clone(),
        step: at.code(),
        round: at.round,
        value: value.id.as_str().parse().unwrap(),
        reading: a_reading(dice, value),
        source: dice.one_of(ValueSource::ALL).unwrap(),
        note: None,
        reason: at.why(dice),
    }
    .into()
}

fn a_reading(dice: &mut Dice, value: &Value) -> Reading {
    match &value.kind {
        ValueKind::Number(number) => {
            let digits = i128::from(dice.below(300));
            let number_of = |scale| Decimal::from_parts(digits, scale).unwrap();
            let scale = if dice.chance(95) { number.decimals } else { 3 };
            Reading::Exact(Quantity::new(number_of(scale), number.unit.clone()))
        }
        ValueKind::Choice(choices) => Reading::Found(dice.one_of(choices).unwrap().code),
    }
}

fn calculate(at: &At<'_>) -> Command {
    let (batch, step, round) = (at.batch.clone(), at.code(), at.round);
    Calculate { batch, step, round, reason: None }.into()
}

fn scan(dice: &mut Dice, world: &World, at: &At<'_>, what: &Scan) -> Option<Command> {
    let (batch, step, round) = (at.batch.clone(), at.code(), at.round);
    let reason = at.why(dice);
    let label = |dice: &mut Dice, kind| -> Option<Scanned> {
        let all: Vec<SubjectId> = world.centre().of_kind(kind).map(|(id, _)| id.clone()).collect();
        dice.one_of(&all)?.to_string().parse().ok()
    };
    Some(match what {
        Scan::Material(id) => {
            let (material, lot) = (id.as_str().parse().ok()?, label(dice, Kind::Lot)?);
            let quantity = dice.perhaps(10, reading("1.5 mL"));
            ScanMaterial { batch, step, round, material, lot, quantity, reason }.into()
        }
        Scan::Equipment(id) => {
            let (equipment, device) = (id.as_str().parse().ok()?, label(dice, Kind::Equipment)?);
            ScanEquipment { batch, step, round, equipment, device, reason }.into()
        }
        Scan::Room(id) => {
            let (room, scanned) = (id.as_str().parse().ok()?, label(dice, Kind::Room)?);
            ScanRoom { batch, step, round, room, scanned, reason }.into()
        }
        Scan::Container(_) | Scan::Output(_) => {
            let name = match what {
                Scan::Container(id) => id.as_str(),
                Scan::Output(id) => id.as_str(),
                _ => return None,
            };
            let (container, label) = (name.parse().ok()?, label(dice, Kind::Container)?);
            ScanContainer { batch, step, round, container, label, reason }.into()
        }
    })
}

/// Nothing is left to do in the step: the record is signed, reviewed, released.
fn judge(dice: &mut Dice, world: &World, at: &At<'_>) -> Option<Command> {
    let batch = at.batch.clone();
    let desk = Desk::new(world.centre(), world.now());
    let exceptions = views::exceptions(&desk, &batch).ok()?.len();
    match at.state.phase() {
        Phase::Running => Some(CompleteRecord { batch }.into()),
        Phase::Complete => {
            let exceptions = u32::try_from(exceptions).ok()?;
            Some(ReviewBatch { batch, exceptions }.into())
        }
        Phase::Reviewed if dice.chance(90) => Some(ReleaseBatch { batch, note: None }.into()),
        Phase::Reviewed | Phase::Released | Phase::Rejected => {
            let reason = Reason(sealed(&batch));
            Some(RejectBatch { batch, reason }.into())
        }
    }
}

/// A value is corrected, somewhere.
fn correct(dice: &mut Dice, world: &World) -> Option<Command> {
    let batch: BatchId = dice.subject(world, Kind::Batch)?;
    let state: &Batch = world.state(batch.subject())?;
    let process = world.centre().process(&state.started.compiled)?;
    let keys: Vec<StepKey> = state.steps.keys().cloned().collect();
    let key = dice.one_of(&keys)?;
    let (_, step) = process.step(&key.step)?;
    let value = dice.one_of(&step.values)?;
    let correct = CorrectValue {
        step: key.step.as_str().parse().ok()?,
        round: key.round,
        value: value.id.as_str().parse().ok()?,
        reading: a_reading(dice, &value),
        reason: Reason(sealed(&batch)),
        batch,
    };
    Some(correct.into())
}

/// A superseded signature is reaffirmed, by whoever happens to come along.
fn reaffirm(dice: &mut Dice, world: &World) -> Option<Command> {
    let batch: BatchId = dice.subject(world, Kind::Batch)?;
    let state: &Batch = world.state(batch.subject())?;
    let superseded = state.steps.iter().filter(|(_, record)| record.superseded().next().is_some());
    let keys: Vec<StepKey> = superseded.map(|(key, _)| key.clone()).collect();
    let key = dice.one_of(&keys)?;
    let (step, round) = (key.step.as_str().parse().ok()?, key.round);
    if dice.chance(30) {
        let steps = keys.iter().map(|it| Pair(it.step.as_str().parse().unwrap(), it.round));
        return Some(ReaffirmSteps { batch, steps: steps.collect() }.into());
    }
    Some(ReaffirmStep { batch, step, round }.into())
}

/// An immediate action lets the work go on.
fn act_on_deviation(dice: &mut Dice, world: &World) -> Option<Command> {
    let waiting = world.centre().found_under(Index::Waiting, "deviation");
    let open: Vec<DeviationId> = waiting.filter_map(|id| id.clone().try_into().ok()).collect();
    Some(contain(&dice.one_of(&open)?).into())
}

/// A signature is withdrawn, seldom: a batch of which much is withdrawn gets nowhere.
fn withdraw(dice: &mut Dice, world: &World) -> Option<Command> {
    if dice.chance(25) {
        super::quality::withdraw_signature(dice, world)
    } else {
        go_on(dice, world)
    }
}

type Make = fn(&mut Dice, &World) -> Option<Command>;

/// What may be tried; what stands here more than once is tried more often.
const MOVES: &[(&str, Make, Option<Role>)] = &[
    ("go-on", go_on, Some(Role::Operator)),
    ("go-on", go_on, Some(Role::Operator)),
    ("go-on", go_on, Some(Role::Operator)),
    ("go-on", go_on, Some(Role::Operator)),
    ("go-on", go_on, None),
    ("correct", correct, Some(Role::Operator)),
    ("reaffirm", reaffirm, Some(Role::Operator)),
    ("withdraw", withdraw, Some(Role::QaReviewer)),
    ("act-on-deviation", act_on_deviation, Some(Role::QaReviewer)),
    ("act-on-deviation", act_on_deviation, Some(Role::QaReviewer)),
];

fn step(world: &mut World, seed: u64) -> Option<(&'static str, Came)> {
    let mut dice = Dice::new(seed);
    world.pass(dice.below(9));
    let (_, make, role) = dice.one_of(MOVES)?;
    let command = make(&mut dice, world)?;
    let name = command.action().name;
    let came = play_out(world, &mut dice, command, role);
    must_be_sound(world);
    Some((name, came))
}

/// INV-BATCH-3, INV-BATCH-5, INV-BATCH-6, INV-QUALITY-6: whatever happened, each computed value
/// follows from its record, no verifier had a hand in the step, what was made carries the chain of its
/// order, and nothing counts as released whose batch does not.
fn must_be_sound(world: &World) {
    let desk = Desk::new(world.centre(), world.now());
    for (id, _) in world.centre().of_kind(Kind::Batch) {
        let id: BatchId = id.clone().try_into().unwrap();
        let state: &Batch = world.state(id.subject()).unwrap();
        for (key, record) in &state.steps {
            let performed = record.signed(Meaning::Performed);
            let verified = record.signed(Meaning::Verified);
            if let (Some(performed), Some(verified)) = (performed, verified) {
                let positions = [performed.position, verified.position];
                let told = positions.iter().any(|at| found_at(world, *at, "same-person"));
                assert!(
                    performed.by != verified.by || told,
                    "{id} {key}: verified by its performer"
                );
            }
        }
        for (product, _) in world.centre().of_kind(Kind::Container) {
            let product: &Container = world.state(product).unwrap();
            if product.filled_by.as_ref() == Some(&id) && product.released_by.is_some() {
                assert!(state.is_released(), "{id}: its release was withdrawn, its product's not");
            }
        }
        let odd = views::not_reproduced(&desk, &id).unwrap();
        assert_eq!(odd, [], "{id}: a value does not follow from its record");
    }
}

/// Whether the entry at a position has this finding.
fn found_at(world: &World, position: u64, code: &str) -> bool {
    let entry = world.log().iter().find(|entry| entry.at.position == position).unwrap();
    entry.facts.iter().any(|fact| match &fact.event {
        Event::Deviation(DeviationEvent::Opened(opened)) => {
            opened.findings.iter().any(|finding| finding.code == code)
        }
        _ => false,
    })
}

fn scene(nth: u64) -> Bench {
    match nth % 4 {
        0 => Bench::started(),
        1 => Bench::seeding(),
        2 => Bench::filling(),
        _ => Bench::reviewed(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn no_way_through_a_batch_breaks_the_laws(
        nth in 0_u64..4,
        seeds in prop::collection::vec(any::<u64>(), 1..80),
    ) {
        let mut world = World::of(&scene(nth));
        for seed in seeds {
            step(&mut world, seed);
        }
        laws::must_hold(&world);
    }
}

#[test]
fn batches_get_somewhere() {
    let mut stood: BTreeMap<&str, u32> = BTreeMap::new();
    let mut refused = 0;
    for play in 0..12_u64 {
        let mut world = World::of(&scene(play));
        for nth in 0..120_u64 {
            match step(&mut world, (play * 1_000 + nth).wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
                Some((name, Came::Stood | Came::StoodWithFindings)) => {
                    *stood.entry(name).or_default() += 1;
                }
                Some((_, Came::Refused)) => refused += 1,
                None => {}
            }
        }
    }
    let ours = crate::command::ACTIONS.iter().map(|action| action.name);
    // The vectors of the scenes are made already; a scan seldom computes something out of limits.
    let elsewhere = ["batch.start", "batch.make-lot", "batch.calculate"];
    let ours = ours.filter(|name| name.starts_with("batch.") && !elsewhere.contains(name));
    let idle: Vec<&str> = ours.filter(|name| !stood.contains_key(name)).collect();
    assert!(idle.is_empty(), "these never stood: {idle:?} of {stood:#?}");
    assert!(refused > 50, "{refused} refused");
}
