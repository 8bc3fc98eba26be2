//! Verification as the oracle: a whole log passes, and whatever is bent in it is found and named.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/asking.rs"]
mod asking;
#[path = "common/founding.rs"]
mod founding;
#[path = "common/tampering.rs"]
mod tampering;

use asking::asking;
use domain::people::Role;
use engine::Engine;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founded, found};
use engine::start::Options;
use engine::verify::{self, Report, verify};
use founding::founding;
use serde_json::json;
use std::sync::Arc;
use tampering::tamper;

async fn a_centre(people: usize) -> (tempfile::TempDir, DataFolder, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let options = Options::with_clock(Arc::new(SystemClock));
    let founded = found(&data, &founding(), options).await.unwrap();
    let Founded { engine, admin, .. } = founded.opened("synthetic-password").await.unwrap();
    for n in 0..people {
        let with = json!({ "code": format!("OP-{n:03}"), "name": format!("Synthetic Person {n}") });
        let enrol = asking(&admin, Role::Administrator, "people.enrol", with, None);
        engine.submit(enrol).await.unwrap();
    }
    let checkpoint = engine.snapshot().checkpoint.to_vec();
    Engine::close(engine);
    (folder, data, checkpoint)
}

fn check(data: &DataFolder, kept: &[Vec<u8>]) -> Report {
    let options = verify::Options { kept: kept.to_vec(), decisions: true };
    verify(data, &options, &|_| {}).unwrap()
}

#[tokio::test]
async fn a_whole_log_passes_and_every_decision_is_reproduced() {
    let (_folder, data, checkpoint) = a_centre(30).await;
    let report = check(&data, &[checkpoint]);
    assert!(report.is_sound(), "{:#?}", report.sentences());
    // The centre is opened, its administrator invited, her account opened.
    assert_eq!(report.meaning.entries, 33);
    assert_eq!(report.meaning.reproduced, 33);
    assert_eq!(report.meaning.opened, 31);
    assert_eq!(report.signatures.session, 32);
}

#[tokio::test]
async fn a_changed_entry_is_named() {
    let (_folder, data, _) = a_centre(12).await;
    tamper(
        &data,
        "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), 'OP-004', 'OP-904') AS BLOB)
         WHERE position = 7",
    );
    let report = check(&data, &[]);
    assert!(!report.is_sound());
    assert_eq!(report.first_bad(), Some(7), "{:#?}", report.sentences());
}

#[tokio::test]
async fn a_removed_entry_a_swapped_pair_and_a_cut_tail_are_found() {
    let (_folder, data, _) = a_centre(12).await;
    tamper(&data, "DELETE FROM entries WHERE position = 7");
    assert_eq!(check(&data, &[]).first_bad(), Some(7));

    let (_folder, data, _) = a_centre(12).await;
    tamper(
        &data,
        "UPDATE entries SET position = 100 WHERE position = 4;
         UPDATE entries SET position = 4 WHERE position = 9;
         UPDATE entries SET position = 9 WHERE position = 100;",
    );
    assert_eq!(check(&data, &[]).first_bad(), Some(4));

    let (_folder, data, checkpoint) = a_centre(12).await;
    tamper(
        &data,
        "DELETE FROM entries WHERE position >= 10; DELETE FROM commits WHERE first >= 10;
         DELETE FROM ids WHERE position >= 10;",
    );
    let without = check(&data, &[]);
    assert!(without.bytes.is_sound(), "a shorter log is whole by itself");
    let with = check(&data, &[checkpoint]);
    assert!(!with.is_sound(), "the kept checkpoint saw more");
}

#[tokio::test]
async fn a_sealed_text_that_went_missing_is_found() {
    let (_folder, data, _) = a_centre(3).await;
    tamper(&data, "DELETE FROM sealed WHERE key = (SELECT max(key) FROM sealed)");
    let report = check(&data, &[]);
    assert!(report.bytes.is_sound());
    assert!(report.sentences().iter().any(|s| s.contains("missing")), "{:#?}", report.sentences());
}
