//! The program's own acts: done when the centre's facts say they are due, once, and proven as such.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

use domain::act::Said;
use domain::id::Kind;
use engine::Engine;
use engine::answer::NotTaken;
use engine::clock::SetClock;
use engine::clockwork::{Chore, Due};
use engine::data::DataFolder;
use engine::engine::{Inner, Snapshot};
use engine::entry::{self, Proof};
use engine::found::{Founding, found};
use engine::start::Options;
use engine::verify::{self, verify};
use serde_json::{Value, json};
use std::sync::Arc;

/// One deviation a day: due while there are fewer than days since the first entry.
fn one_a_day(inner: &Inner, snapshot: &Snapshot) -> Result<Option<Due>, NotTaken> {
    let there = snapshot.centre.of_kind(Kind::Deviation).count();
    let start = "2026-11-22T02:00:00.000Z".parse().unwrap();
    let days = inner.now().minutes_since(start) / (24 * 60);
    let with = json!({ "about": "centre/c01", "severity": "minor", "description": "Synthetic" });
    let Value::Object(with) = with else { panic!() };
    let due = Due { is: "quality.open-deviation", said: Said::Tell, with };
    Ok((i64::try_from(there).unwrap() < days).then_some(due))
}

const CHORES: &[Chore] = &[Chore { name: "one a day", due: one_a_day }];

fn founding() -> Founding {
    Founding {
        origin: "test.example/c01/1".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        facility: "A9999".to_owned(),
        training: true,
        host: "localhost".to_owned(),
        code: "AD-01".to_owned(),
        name: "Synthetic Administrator".to_owned(),
    }
}

#[tokio::test]
async fn what_is_due_is_done_once_and_what_was_missed_is_caught_up_with() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let clock = Arc::new(SetClock::at("2026-11-22T02:00:00.000Z".parse().unwrap()));
    let options = || Options::with_clock(clock.clone());
    let engine = found(&data, &founding(), options()).await.unwrap().engine;
    assert!(engine.do_chores(CHORES).await.is_empty(), "nothing is due yet");

    clock.move_by(3 * 24 * 3_600_000);
    let done = engine.do_chores(CHORES).await;
    let receipt = done.first().unwrap().as_ref().unwrap().clone();
    engine.close();

    // A restart remembers nothing, and needs to remember nothing.
    let engine = Engine::start(&data, options()).unwrap();
    for expected in [1, 1, 0] {
        assert_eq!(engine.do_chores(CHORES).await.len(), expected);
    }
    // Before the last entry nothing is taken, so nothing is tried.
    clock.move_by(-48 * 3_600_000);
    assert!(engine.do_chores(CHORES).await.is_empty());

    let leaf =
        engine.log().with(|reader| reader.entry(receipt.position)).unwrap().unwrap().unwrap();
    assert_eq!(entry::made(&leaf).unwrap().proof, Proof::System {});
    assert_eq!(entry::said(&leaf).unwrap().by, domain::people::system());
    engine.close();
    let options = verify::Options { decisions: true, ..verify::Options::default() };
    let report = verify(&data, &options, &|_| {}).unwrap();
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!((report.signatures.system, report.signatures.session), (3, 2));
}

#[tokio::test]
async fn the_program_has_its_own_acts_and_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let clock = Arc::new(SetClock::at("2026-11-22T02:00:00.000Z".parse().unwrap()));
    let engine = found(&data, &founding(), Options::with_clock(clock)).await.unwrap().engine;
    let Value::Object(with) = json!({ "code": "OP-07", "name": "Synthetic Person" }) else {
        panic!()
    };
    let due = Due { is: "people.enrol", said: Said::Ask, with };
    let Err(NotTaken::Refused(refusal)) = engine.act_itself(due).await else { panic!() };
    assert!(refusal.has("role-may-not"));
    engine.close();
}
