//! A centre with the second suite: founded, opened again, damaged, backed up, brought back, resumed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/asking.rs"]
mod asking;
#[path = "common/founding.rs"]
mod founding;
#[path = "common/tampering.rs"]
mod tampering;

use asking::asking;
use domain::id::PersonId;
use domain::people::Role;
use engine::Engine;
use engine::backup::{Restoring, Taking, restore, take};
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::doctor::{Expected, Grade, examine};
use engine::found::{Founded, found, found_with};
use engine::passphrase::Passphrase;
use engine::resume::{Resumed, Signer, resume};
use engine::seam::Seam;
use engine::second_suite::Suites;
use engine::start::Options;
use engine::verify::{self, Report, verify};
use founding::founding;
use ledger::note::{KeyName, Note, Sm2SigningKey, create_sm2_key_file, read_sm2_key_file};
use ledger::store::sqlite::SqliteReader;
use ledger::store::{Injected, Reader as _};
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tampering::tamper;

fn options() -> Options {
    Options::with_clock(Arc::new(SystemClock))
}

async fn enrol(engine: &Engine, admin: &PersonId, people: std::ops::Range<usize>) {
    for n in people {
        let with = json!({ "code": format!("OP-{n:03}"), "name": format!("Synthetic Person {n}") });
        let enrol = asking(admin, Role::Administrator, "people.enrol", with, None);
        engine.submit(enrol).await.unwrap();
    }
}

/// A centre with the suite; entries 0 to 2 found it, the others enrol somebody each.
async fn a_centre(people: usize) -> (tempfile::TempDir, DataFolder, PersonId) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let founded = found_with(&data, &founding(), Suites::WithSm, options()).await.unwrap();
    let Founded { engine, admin, .. } = founded.opened("synthetic-password").await.unwrap();
    enrol(&engine, &admin, 0..people).await;
    engine.close();
    (folder, data, admin)
}

fn check(data: &DataFolder) -> Report {
    verify(data, &verify::Options { kept: vec![], decisions: true }, &|_| {}).unwrap()
}

fn first_leaf(data: &DataFolder) -> String {
    let leaf = SqliteReader::open(&data.log()).unwrap().entry(0).unwrap().unwrap();
    String::from_utf8(leaf).unwrap()
}

fn newest(data: &DataFolder) -> Note {
    let head = SqliteReader::open(&data.log()).unwrap().head().unwrap();
    Note::parse(&head.checkpoint.unwrap()).unwrap()
}

#[tokio::test]
async fn the_first_entry_names_the_key_and_every_checkpoint_is_signed_by_it() {
    let (_folder, data, admin) = a_centre(4).await;
    let key = read_sm2_key_file(&data.sm2_key()).unwrap();
    let mode = std::fs::metadata(data.sm2_key()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let second = format!(r#""second":{{"suite":"sm3-sm2","key":"{}"}}"#, key.verifier());
    assert!(first_leaf(&data).contains(&second), "{}", first_leaf(&data));
    let report = check(&data);
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!((report.bytes.commits, report.bytes.second_commits), (7, 7));

    // Opened again, it goes on.
    let engine = Engine::start(&data, options()).unwrap();
    enrol(&engine, &admin, 4..6).await;
    let checkpoint = engine.snapshot().checkpoint.to_vec();
    engine.close();
    let note = Note::parse(&checkpoint).unwrap();
    assert!(key.verifier().check(note.unverified_text(), &note.signatures()[1]));
    let report = check(&data);
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!(report.bytes.second_commits, 9);
}

#[tokio::test]
async fn a_centre_without_it_has_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    found(&data, &founding(), options()).await.unwrap().engine.close();
    assert!(!first_leaf(&data).contains("second"), "{}", first_leaf(&data));
    assert!(!data.sm2_key().exists() && !data.sm3_edge().exists());
    let note = newest(&data);
    assert_eq!((note.signatures().len(), note.unverified_text().lines().count()), (1, 3));
    assert_eq!(check(&data).bytes.second_commits, 0);
}

#[tokio::test]
async fn each_damage_is_found_and_the_first_bad_entry_named() {
    let (_folder, data, _) = a_centre(6).await;
    tamper(
        &data,
        "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), 'OP-004', 'OP-904') AS BLOB)
         WHERE position = 7",
    );
    let report = check(&data);
    assert_eq!(report.first_bad(), Some(7), "{:#?}", report.sentences());
    assert!(report.sentences().iter().any(|it| it.contains("root by SM3")));

    for line in ["sm3 ", "— test.example/c01/1 "] {
        let (_folder, data, _) = a_centre(6).await;
        let note = newest(&data).to_string();
        // Of the signature lines the last: the one by SM2.
        let at = note.rfind(line).unwrap() + line.len() + 9;
        let mut bent = note.into_bytes();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        let bent = String::from_utf8(bent).unwrap().replace('\n', "' || char(10) || '");
        tamper(
            &data,
            &format!("UPDATE commits SET checkpoint = CAST('{bent}' AS BLOB) WHERE first = 8"),
        );
        let report = check(&data);
        assert_eq!(report.first_bad(), Some(8), "{line}: {:#?}", report.sentences());
    }
}

/// Another key in the first entry is another first entry; but what is none must not pass for nothing.
#[tokio::test]
async fn a_key_that_is_none_is_told() {
    let (_folder, data, _) = a_centre(1).await;
    let key = read_sm2_key_file(&data.sm2_key()).unwrap().verifier().to_string();
    tamper(
        &data,
        &format!(
            "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), '{key}', 'none') AS BLOB)
             WHERE position = 0"
        ),
    );
    let report = check(&data);
    assert_eq!(report.first_bad(), Some(0));
    let told = report.sentences();
    assert!(told.iter().any(|it| it.contains("the key of the second suite")), "{told:#?}");
}

#[tokio::test]
async fn without_its_own_key_it_does_not_start_and_the_doctor_says_why() {
    let (folder, data, _) = a_centre(2).await;
    let advice = |data: &DataFolder| {
        let expected = Expected::default();
        let examined = examine(data, &expected, SystemClock.now());
        let about = examined.into_iter().find(|advice| advice.about == "sm2-key");
        about.map(|advice| (advice.grade, advice.says))
    };
    assert_eq!(advice(&data).unwrap().0, Grade::Well);

    let aside = folder.path().join("aside");
    std::fs::rename(data.sm2_key(), &aside).unwrap();
    let error = Engine::start(&data, options()).err().unwrap().to_string();
    assert!(error.contains("put back sm2.key"), "{error}");
    let (grade, says) = advice(&data).unwrap();
    assert!(grade == Grade::Act && says.contains("missing"), "{says}");
    assert!(check(&data).is_sound(), "an auditor needs no private key");

    let name = KeyName::new("test.example/c01/1").unwrap();
    let strange = Sm2SigningKey::from_seed(name, &[4; 32]).unwrap();
    create_sm2_key_file(&data.sm2_key(), &strange).unwrap();
    let error = Engine::start(&data, options()).err().unwrap().to_string();
    assert!(error.contains("not signed by the key of the second suite"), "{error}");
    let (grade, says) = advice(&data).unwrap();
    assert!(grade == Grade::Act && says.contains("not the key"), "{says}");

    std::fs::rename(&aside, data.sm2_key()).unwrap();
    Engine::start(&data, options()).unwrap().close();
}

#[tokio::test]
async fn an_error_at_any_seam_of_a_commit_leaves_a_log_that_holds_by_both() {
    let (folder, data, admin) = a_centre(1).await;
    let mut expected = 4;
    for (failing, word) in Seam::ALL {
        let failing = *failing;
        let armed = AtomicBool::new(true);
        let hook = move |seam| {
            let fails = seam == failing && armed.swap(false, Ordering::SeqCst);
            if fails { Err(Injected) } else { Ok(()) }
        };
        let failing_once = Options { hook: Arc::new(hook), ..options() };
        let engine = Engine::start(&data, failing_once).unwrap();
        let with = json!({ "code": format!("F-{word}"), "name": "Synthetic Person" });
        let request = asking(&admin, Role::Administrator, "people.enrol", with, None);
        let first = engine.submit(request.clone()).await;
        engine.close();
        let report = check(&data);
        assert!(report.is_sound(), "at {word}: {:#?}", report.sentences());
        // Asked again under the same id, it is there once.
        let engine = Engine::start(&data, options()).unwrap();
        let receipt = engine.submit(request).await.unwrap();
        engine.close();
        assert!(first.is_err() || first.unwrap().position == receipt.position, "at {word}");
        assert_eq!(receipt.position, expected, "at {word}");
        expected += 1;
        let report = check(&data);
        assert!(report.is_sound(), "at {word}: {:#?}", report.sentences());
        assert_eq!(report.bytes.second_commits, expected, "at {word}");
    }
    drop(folder);
}

#[tokio::test]
async fn a_backup_brings_it_back_with_both_keys() {
    let (folder, data, admin) = a_centre(5).await;
    let to = folder.path().join("backup");
    let passphrase = Passphrase::new("a synthetic passphrase of a test").unwrap();
    let taking = Taking {
        passphrase: Some(passphrase.clone()),
        now: SystemClock.now(),
        software: "test".to_owned(),
        keep_keys_days: 7,
    };
    take(&data, &to, &taking, &|_| {}).unwrap();
    let back = DataFolder::at(folder.path().join("back"));
    let restoring = Restoring {
        passphrase: Some(passphrase),
        keys: None,
        high_water: Some(data.high_water()),
        replace: false,
        decisions: true,
        now: SystemClock.now(),
    };
    let restored = restore(&to, &back, &restoring, &|_| {}, &|_| {}).unwrap();
    assert_eq!(restored.report.bytes.second_commits, 8);
    let same = std::fs::read(back.sm2_key()).unwrap() == std::fs::read(data.sm2_key()).unwrap();
    assert!(same, "the key came back");
    let engine = Engine::start(&back, options()).unwrap();
    enrol(&engine, &admin, 5..7).await;
    engine.close();
    let report = check(&back);
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!(report.bytes.second_commits, 10);
}

#[tokio::test]
async fn its_next_generation_is_signed_twice_by_the_same_keys() {
    let (_folder, data, admin) = a_centre(3).await;
    let before = read_sm2_key_file(&data.sm2_key()).unwrap().verifier();
    std::fs::remove_file(data.high_water()).unwrap();
    let signer = Signer {
        name: "ad-01".to_owned(),
        password: "synthetic-password".to_owned(),
        reason: "The mark was on a disk that is gone".to_owned(),
        mark_lost: true,
        newest: Vec::new(),
    };
    let resumed = resume(&data, signer, options()).await.unwrap();
    let Resumed::GoesOn { origin, .. } = resumed else { panic!("it was not resumed") };
    assert_eq!(origin, "test.example/c01/2");
    let after = read_sm2_key_file(&data.sm2_key()).unwrap().verifier();
    assert_eq!(after, before.renamed(KeyName::new(&origin).unwrap()));
    let engine = Engine::start(&data, options()).unwrap();
    enrol(&engine, &admin, 3..5).await;
    engine.close();
    let note = newest(&data);
    assert!(after.check(note.unverified_text(), &note.signatures()[1]));
    let report = check(&data);
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!((report.bytes.generations.len(), report.bytes.second_commits), (2, 9));
}
