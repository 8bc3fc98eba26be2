//! Samples are tested, results reviewed and corrected, deviations opened and closed.

use super::{Dice, Move, World};
use crate::batch::Batch;
use crate::command::Command;
use crate::fact::Fact;
use crate::id::{BatchId, DeviationId, EquipmentId, Kind, SampleId, SubjectId};
use crate::index::Index;
use crate::materials::Lot;
use crate::pair::Pair;
use crate::quality::testing::{PROCESS, close, contain, correct, enter, investigate, review};
use crate::quality::{
    Deviation, EnterResult, InvalidateResult, OpenDeviation, ReceiveSample, ReviewResults, Sample,
    SampleCondition, SampleTaken, WithdrawSignature,
};
use crate::refusal::Severity;
use crate::signature::Signature;
use crate::testing::sealed;
use crate::text::{Code, Digest, Note, Reason};

pub const MOVES: &[Move] = &[
    Move { name: "open-deviation", make: open_deviation },
    Move { name: "contain-deviation", make: contain_deviation },
    Move { name: "investigate-deviation", make: investigate_deviation },
    Move { name: "close-deviation", make: close_deviation },
    Move { name: "receive-sample", make: receive_sample },
    Move { name: "enter-result", make: enter_result },
    Move { name: "correct-result", make: correct_result },
    Move { name: "review-result", make: review_result },
    Move { name: "review-results", make: review_results },
    Move { name: "invalidate-result", make: invalidate_result },
    Move { name: "withdraw-signature", make: withdraw_signature },
];

/// Samples of two batches, as a batch would have taken them.
pub fn samples(world: &World) -> Vec<Fact> {
    let by = world.centre().of_kind(Kind::Person).next().unwrap().0;
    let taken = |number: u32, batch: &str, attributes: &[&str]| {
        let sample = SampleId::new(&format!("S26-{number:04}")).unwrap();
        let taken = SampleTaken {
            batch: BatchId::new(batch).unwrap(),
            step: "harvest.sample".parse().unwrap(),
            round: 1,
            code: "release_sample".parse().unwrap(),
            attributes: attributes.iter().map(|attribute| attribute.parse().unwrap()).collect(),
            process: PROCESS,
            container: None,
            by: by.clone().try_into().unwrap(),
            occurred: world.now(),
        };
        Fact::new(sample, taken)
    };
    vec![
        taken(1, "B26-0001", &["viability", "sterility"]),
        taken(2, "B26-0001", &["viability", "endotoxin", "vcn"]),
        taken(3, "B26-0002", &["viability"]),
        taken(4, "B26-0002", &[]),
    ]
}

/// A signature of anything that has one is withdrawn; now and then one that is none.
pub fn withdraw_signature(dice: &mut Dice, world: &World) -> Option<Command> {
    let signed = |id: &SubjectId| -> Vec<u64> {
        let position = |signature: &Signature| signature.position;
        match id.kind() {
            Kind::Batch => world
                .state::<Batch>(id)
                .into_iter()
                .flat_map(Batch::signatures)
                .map(position)
                .collect(),
            Kind::Sample => world
                .state::<Sample>(id)
                .into_iter()
                .flat_map(Sample::signatures)
                .map(position)
                .collect(),
            Kind::Deviation => {
                let found = world.state::<Deviation>(id);
                found.into_iter().flat_map(|it| &it.signatures).map(position).collect()
            }
            Kind::Lot => {
                let found = world.state::<Lot>(id);
                found.into_iter().flat_map(|it| &it.released).map(position).collect()
            }
            _ => Vec::new(),
        }
    };
    let subjects = world.centre().slots().map(|(id, _)| id);
    let all: Vec<(SubjectId, u64)> =
        subjects.flat_map(|id| signed(id).into_iter().map(|at| (id.clone(), at))).collect();
    let (about, entry) = dice.one_of(&all)?;
    let entry = if dice.chance(95) { u32::try_from(entry).ok()? } else { dice.below(40) };
    Some(WithdrawSignature { reason: Reason(sealed(&about)), about, entry }.into())
}

fn open_deviation(dice: &mut Dice, world: &World) -> Option<Command> {
    let subjects: Vec<SubjectId> = world.centre().slots().map(|(id, _)| id.clone()).collect();
    let about = dice.one_of(&subjects)?;
    let description = Note(sealed(&about));
    let step = dice.perhaps(50, "harvest.count".parse().unwrap());
    let severity = dice.one_of(Severity::ALL)?;
    Some(OpenDeviation { about, severity, description, step }.into())
}

fn contain_deviation(dice: &mut Dice, world: &World) -> Option<Command> {
    Some(contain(&dice.subject::<DeviationId>(world, Kind::Deviation)?).into())
}

fn investigate_deviation(dice: &mut Dice, world: &World) -> Option<Command> {
    Some(investigate(&dice.subject::<DeviationId>(world, Kind::Deviation)?).into())
}

fn close_deviation(dice: &mut Dice, world: &World) -> Option<Command> {
    Some(close(&dice.subject::<DeviationId>(world, Kind::Deviation)?).into())
}

fn receive_sample(dice: &mut Dice, world: &World) -> Option<Command> {
    let sample: SampleId = dice.subject(world, Kind::Sample)?;
    let good = dice.chance(80);
    let condition =
        if good { SampleCondition::Acceptable } else { dice.one_of(SampleCondition::ALL)? };
    let note = dice.perhaps(30, Note(sealed(&sample)));
    let reason = dice.perhaps(60, Reason(sealed(&sample)));
    Some(ReceiveSample { sample, condition, note, reason }.into())
}

/// A line of the specification, mostly one the sample was taken for.
fn attribute(dice: &mut Dice, world: &World, sample: &SampleId) -> Option<Code> {
    let served = &world.state::<Sample>(sample.subject())?.taken.attributes;
    let any = ["viability", "endotoxin", "vcn", "sterility", "colour"];
    let odd = dice.one_of(&any)?.parse().ok();
    if dice.chance(85) { dice.one_of(served) } else { odd }
}

/// A reading, mostly one that fits the line.
fn reading(dice: &mut Dice, attribute: &Code) -> &'static str {
    const VIABILITY: &[&str] = &[
        r#"{"n":"97.9","u":"%"}"#,
        r#"{"n":"70.0","u":"%"}"#,
        r#"{"n":"61.5","u":"%"}"#,
        r#"{"n":"0.8","u":"1"}"#,
        r#"{"none":"not-done"}"#,
    ];
    const ENDOTOXIN: &[&str] =
        &[r#"{"lt":"0.05","u":"[EU]/mL"}"#, r#"{"gt":"0.50","u":"[EU]/mL"}"#];
    const STERILITY: &[&str] = &[r#"{"is":"no-growth"}"#, r#"{"is":"growth"}"#];
    const ODD: &[&str] = &[r#"{"is":"unsure"}"#, r#"{"n":"1.45","u":"{copies}/{cell}"}"#];
    let fitting = match attribute.as_str() {
        "viability" => VIABILITY,
        "endotoxin" => ENDOTOXIN,
        "sterility" => STERILITY,
        _ => ODD,
    };
    let odd = dice.one_of(ODD).unwrap();
    if dice.chance(92) { dice.one_of(fitting).unwrap() } else { odd }
}

fn enter_result(dice: &mut Dice, world: &World) -> Option<Command> {
    let sample: SampleId = dice.subject(world, Kind::Sample)?;
    let attribute = attribute(dice, world, &sample)?;
    let entered = enter(&sample, attribute.as_str(), reading(dice, &attribute));
    let method = dice.one_of(&["flow-cytometry", "flow-cytometry", "qpcr"])?.parse().unwrap();
    let equipment = dice.perhaps(5, EquipmentId::new("nobody-has-this").unwrap());
    let raw_data = dice.perhaps(50, Digest([3; 32]));
    Some(EnterResult { method, equipment, raw_data, ..entered }.into())
}

/// A sample with one of its results, by line and round, if it has any.
fn result(dice: &mut Dice, world: &World) -> Option<(SampleId, Code, u32)> {
    let sample: SampleId = dice.subject(world, Kind::Sample)?;
    let results = &world.state::<Sample>(sample.subject())?.results;
    let rounds: Vec<(Code, u32)> =
        results.iter().map(|result| (result.attribute.clone(), result.round)).collect();
    let (attribute, round) = dice.one_of(&rounds)?;
    Some((sample, attribute, if dice.chance(95) { round } else { round + 1 }))
}

fn correct_result(dice: &mut Dice, world: &World) -> Option<Command> {
    let (sample, attribute, round) = result(dice, world)?;
    let reading = reading(dice, &attribute);
    Some(correct(&sample, attribute.as_str(), round, reading).into())
}

fn review_result(dice: &mut Dice, world: &World) -> Option<Command> {
    let (sample, attribute, _) = result(dice, world)?;
    Some(review(&sample, attribute.as_str()).into())
}

/// Several lines in one go, now and then of a sample of another batch.
fn review_results(dice: &mut Dice, world: &World) -> Option<Command> {
    let batch = BatchId::new(dice.one_of(&["B26-0001", "B26-0001", "B26-0002"])?).ok()?;
    let mut results = Vec::new();
    for _ in 0..=dice.below(3) {
        let (sample, attribute, _) = result(dice, world)?;
        let same = world.state::<Sample>(sample.subject())?.taken.batch == batch;
        let line = Pair(sample, attribute);
        if (same || dice.chance(5)) && !results.contains(&line) {
            results.push(line);
        }
    }
    Some(ReviewResults { batch, results }.into())
}

fn invalidate_result(dice: &mut Dice, world: &World) -> Option<Command> {
    let (sample, attribute, round) = result(dice, world)?;
    let key = sample.to_string();
    let about = world.centre().found_under(Index::DeviationOf, &key);
    let about: Vec<DeviationId> = about.filter_map(|id| id.clone().try_into().ok()).collect();
    let any = dice.subject(world, Kind::Deviation);
    let deviation = if dice.chance(80) { dice.one_of(&about)? } else { any? };
    let reason = Reason(sealed(&sample));
    Some(InvalidateResult { sample, attribute, round, deviation, reason }.into())
}
