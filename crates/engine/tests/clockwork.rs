//! The program's own acts: done when the centre's facts say they are due, once, and proven as such.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/founding.rs"]
mod founding;

use domain::act::Said;
use domain::id::Kind;
use engine::Engine;
use engine::access::{Note, What};
use engine::answer::NotTaken;
use engine::clock::{Clock as _, SetClock};
use engine::clockwork::{CHORES as CHORES_OF_THE_PROGRAM, Chore, Due};
use engine::data::DataFolder;
use engine::engine::{Inner, Snapshot};
use engine::entry::{self, Proof};
use engine::found::found;
use engine::start::Options;
use engine::verify::{self, verify};
use founding::founding;
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

#[tokio::test]
async fn what_is_due_is_done_once_and_what_was_missed_is_caught_up_with() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let clock = Arc::new(SetClock::at("2026-11-22T02:00:00.000Z".parse().unwrap()));
    let options = || Options::with_clock(clock.clone());
    let engine = found(&data, &founding(), options()).await.unwrap().engine;
    assert!(engine.do_chores(CHORES).await.is_empty(), "nothing is due yet");

    clock.move_by(2 * 24 * 3_600_000);
    let done = engine.do_chores(CHORES).await;
    assert_eq!(done.len(), 2, "what was missed is caught up with");
    let receipt = done.first().unwrap().as_ref().unwrap().clone();
    engine.close();

    // A restart remembers nothing, and needs to remember nothing.
    let engine = Engine::start(&data, options()).unwrap();
    for (days, expected) in [(0, 0), (1, 1), (0, 0)] {
        clock.move_by(days * 24 * 3_600_000);
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

#[tokio::test]
async fn days_of_the_access_log_are_sealed_and_what_is_done_to_them_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let clock = Arc::new(SetClock::at("2026-11-22T02:00:00.000Z".parse().unwrap()));
    let engine =
        found(&data, &founding(), Options::with_clock(clock.clone())).await.unwrap().engine;
    let note = |clock: &SetClock| {
        let of = vec!["patient/p1".parse().unwrap()];
        Note::new(clock.now(), None, What::Read { of, page: "GET /x".to_owned() })
    };
    for _ in 0..3 {
        engine.access().noted(note(&clock)).await.unwrap();
        clock.move_by(24 * 3_600_000);
    }
    let done = engine.do_chores(CHORES_OF_THE_PROGRAM).await;
    assert_eq!(done.len(), 4, "three days, and the heads of all records: {done:#?}");
    engine.close();
    let check = || {
        let report = verify(&data, &verify::Options::default(), &|_| {}).unwrap();
        let first = report.sentences().first().cloned();
        (report.access_notes, first)
    };
    assert_eq!(check(), (3, None));
    let days = data.access();
    let of = |day: &str| days.join(format!("{day}.db"));
    // Yesterday's notes instead of today's, whole in themselves.
    std::fs::copy(of("2026-11-23"), of("2026-11-25")).unwrap();
    assert!(check().1.unwrap().contains("2026-11-25"), "a day under another name");
    std::fs::remove_file(of("2026-11-25")).unwrap();
    let kept = std::fs::read(of("2026-11-23")).unwrap();
    std::fs::remove_file(of("2026-11-23")).unwrap();
    assert!(check().1.unwrap().contains("2026-11-23 is missing"));
    let mut bent = kept.clone();
    let at = bent.windows(10).position(|part| part == b"patient/p1").unwrap();
    bent[at + 9] = b'2';
    std::fs::write(of("2026-11-23"), bent).unwrap();
    assert!(check().1.unwrap().contains("2026-11-23"));
    std::fs::write(of("2026-11-23"), kept).unwrap();
    assert_eq!(check(), (3, None));
}

#[tokio::test]
async fn heads_are_sealed_once_a_day_if_anything_happened() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let clock = Arc::new(SetClock::at("2026-11-22T02:00:00.000Z".parse().unwrap()));
    let engine =
        found(&data, &founding(), Options::with_clock(clock.clone())).await.unwrap().engine;
    let day = 24 * 3_600_000;
    assert!(engine.do_chores(CHORES_OF_THE_PROGRAM).await.is_empty(), "opened today");
    clock.move_by(day);
    let done = engine.do_chores(CHORES_OF_THE_PROGRAM).await;
    let receipt = done.last().unwrap().as_ref().unwrap().clone();
    assert_eq!(receipt.facts, [("centre/c01".parse().unwrap(), "heads-sealed")]);
    assert!(engine.do_chores(CHORES_OF_THE_PROGRAM).await.is_empty(), "sealed today");
    let done = engine.do_chores(CHORES).await;
    assert!(done.iter().all(Result::is_ok) && !done.is_empty());
    assert!(engine.do_chores(CHORES_OF_THE_PROGRAM).await.is_empty(), "sealed today");
    clock.move_by(day);
    // A day of the access log was sealed since, so the heads are others.
    assert_eq!(engine.do_chores(CHORES_OF_THE_PROGRAM).await.len(), 2);
    engine.close();
    let options = verify::Options { kept: Vec::new(), decisions: true };
    let report = verify(&data, &options, &|_| {}).unwrap();
    assert!(report.is_sound(), "{:#?}", report.sentences());
}
