//! What must hold of a whole log, however it came about.

use super::World;
use super::world::{Entry, used_unreleased};
use crate::centre::{Centre, FoldError, Part, Slot};
use crate::fact::Fact;
use crate::id::{BatchId, ItemId, PersonId};
use crate::materials::{Drawn, LotReceived};
use crate::refusal::{Finding, Severity};
use std::collections::BTreeSet;

/// Checks everything.
pub fn must_hold(world: &World) {
    forgetting_changes_nothing(world);
    each_subject_folds_alone(world);
    subjects_can_be_shared_out(world);
    disjoint_entries_commute(world);
}

fn forgetting_changes_nothing(world: &World) {
    assert!(world.forgetful().same_as(world.centre()), "a centre that forgets is another centre");
    let remembered = world.remembered();
    assert!(remembered.same_as(world.centre()), "what was forgotten came back otherwise");
}

/// INV-LOCAL-1: the facts about a subject alone make its state; put together, such states make the
/// centre, indexes and counters included.
fn each_subject_folds_alone(world: &World) {
    let whole = world.centre();
    let mut built = Centre::default();
    for (subject, slot) in whole.slots() {
        let state = world.refolded(subject);
        assert_eq!(slot.state.as_ref(), Some(&state), "{subject} alone is another");
        let positions: BTreeSet<u64> = world.chain(subject).map(|(at, _)| at.position).collect();
        let alone = Slot {
            ordinal: u64::try_from(positions.len()).unwrap(),
            last: *positions.last().unwrap(),
            summary: state.summary(),
            state: Some(state),
        };
        let cached = serde_json::to_string(&alone).unwrap();
        let restored: Slot = serde_json::from_str(&cached).unwrap();
        assert_eq!(restored, alone, "{subject} comes out of the cache another");
        built.restore(subject.clone(), restored);
    }
    built.restore_head(whole.size(), whole.recorded(), Vec::new());
    assert!(built.same_as(whole), "the subjects alone do not make the centre");
}

/// INV-LOCAL-1: the subjects shared out in any way, each share folded by itself with closed subjects
/// leaving and coming back, and all put together: from the first entry on, and from the middle.
fn subjects_can_be_shared_out(world: &World) {
    let log = world.log();
    for (shares, from) in [(1, 0), (3, 0), (2, log.len() / 2)] {
        let mut centre = log.get(from).map_or_else(Centre::default, |entry| entry.before.clone());
        let parts: Vec<_> = (0..shares)
            .map(|share| {
                let mut part = Part::of(centre.clone());
                for entry in log.iter().skip(from) {
                    let own = |fact: &&Fact| fact.subject.key().len() % shares == share;
                    for (nth, fact) in entry.facts.iter().enumerate().filter(|(_, it)| own(it)) {
                        while let Err(FoldError::Closed(subject)) = part.fold(entry.at, nth, fact) {
                            let (_, last) = part.place(&subject).unwrap();
                            part.reload(&subject, world.refolded_until(&subject, last));
                        }
                    }
                    part.let_go(entry.at.position);
                }
                part.finish()
            })
            .collect();
        let recorded = log.iter().map(|entry| entry.at.recorded).max();
        centre.join(parts, world.centre().size(), recorded);
        assert!(
            centre.same_as(world.centre()),
            "{shares} shares from {from} on make another centre"
        );
    }
}

fn disjoint_entries_commute(world: &World) {
    let log = world.log();
    for (first, second) in log.iter().zip(log.iter().skip(1)) {
        let subjects: BTreeSet<_> = first.facts.iter().map(|fact| &fact.subject).collect();
        if second.facts.iter().any(|fact| subjects.contains(&fact.subject)) {
            continue;
        }
        let folded = |one: &Entry, other: &Entry| {
            let mut centre = first.before.clone();
            centre.fold(one.at, &one.facts).unwrap();
            centre.fold(other.at, &other.facts).unwrap();
            centre.restore_head(second.at.position + 1, centre.recorded(), Vec::new());
            centre
        };
        let same = folded(first, second).same_as(&folded(second, first));
        assert!(same, "entries {} and {} do not commute", first.at.position, second.at.position);
    }
}

/// The watch over lots sees what it is there for, though no act of a play may ever do it.
#[test]
fn the_use_of_an_unreleased_lot_is_seen() {
    let mut world = World::open();
    let by = PersonId::new("ad01").unwrap();
    let lot = crate::id::LotId::new("L26-0001").unwrap();
    let received = LotReceived {
        item: ItemId::new("transact").unwrap(),
        supplier_lot: "5201-A".parse().unwrap(),
        expiry: "2026-12-31".parse().unwrap(),
        quantity: "10".parse().unwrap(),
        by: by.clone(),
    };
    world.establish(&[Fact::new(lot.clone(), received)]);
    let batch = BatchId::new("B26-0001").unwrap();
    let drawn = [Fact::new(lot.clone(), Drawn { batch, quantity: "1".parse().unwrap(), by })];
    let finding = Finding {
        code: "lot-not-released".to_owned(),
        severity: Severity::Critical,
        args: std::collections::BTreeMap::new(),
    };
    let seen = used_unreleased(world.centre(), &drawn, &[]);
    assert_eq!(seen.as_ref(), Some(lot.subject()));
    assert_eq!(used_unreleased(world.centre(), &drawn, &[finding]), None);
}
