//! A centre with the second suite: founded, opened again, damaged, backed up, brought back, resumed; and
//! with what it seals.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/asking.rs"]
mod asking;
#[path = "common/founding.rs"]
mod founding;
#[path = "common/opening.rs"]
mod opening;
#[path = "common/tampering.rs"]
mod tampering;

use asking::asking;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::id::{Kind, PersonId};
use domain::people::{Person, Role};
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
use engine::vault::{Algorithm, Given, Keys, MasterKey, PASSPHRASE_VARIABLE, rotate, sealed_with};
use engine::verify::{self, Report, verify};
use founding::founding;
use ledger::note::{KeyName, Note, Sm2SigningKey, create_sm2_key_file, read_sm2_key_file};
use ledger::store::sqlite::SqliteReader;
use ledger::store::{Injected, Reader as _};
use opening::{by_sm4, by_xchacha, opened, wrapping};
use rusqlite::Connection;
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
    let report = check(&data);
    assert_eq!(report.bytes.second_commits, 0);
    assert_eq!(report.sealed_with, Some(Algorithm::XChaCha20Poly1305));
    let own = "SELECT group_concat(name) FROM own";
    let own: String = vault(&data).query_row(own, [], |row| row.get(0)).unwrap();
    assert_eq!(own, "blinding", "what is not marked is as it always was");
    assert_eq!(opened(&data, by_xchacha, by_xchacha), (3, 3));
    assert_eq!(opened(&data, by_xchacha, by_sm4), (0, 3));
    assert!(advice(&data, "sealing").is_none());
}

fn vault(data: &DataFolder) -> Connection {
    Connection::open(data.vault()).unwrap()
}

/// What the doctor says about one thing.
fn advice(data: &DataFolder, about: &str) -> Option<(Grade, String)> {
    let examined = examine(data, &Expected::default(), SystemClock.now());
    let about = examined.into_iter().find(|advice| advice.about == about);
    about.map(|advice| (advice.grade, advice.says))
}

#[tokio::test]
async fn everything_it_keeps_sealed_is_sealed_with_sm4() {
    let (_folder, data, admin) = a_centre(3).await;
    assert_eq!(sealed_with(&data.vault()).unwrap(), Algorithm::Sm4Gcm);
    // A name and a key for each of four people, and the secret that blinds numbers.
    assert_eq!(opened(&data, by_sm4, by_sm4), (9, 9));
    assert_eq!(opened(&data, by_sm4, by_xchacha), (0, 9));

    let engine = Engine::start(&data, options()).unwrap();
    enrol(&engine, &admin, 3..4).await;
    let snapshot = engine.snapshot();
    let people = snapshot.centre.summaries::<Person>(Kind::Person);
    let names = people.filter_map(|(_, person)| engine.open_sealed(&person.name.as_ref()?.0));
    let names: Vec<String> = names.collect();
    engine.close();
    for n in 0..4 {
        assert!(names.contains(&format!("Synthetic Person {n}")), "{names:?}");
    }
    assert_eq!(opened(&data, by_sm4, by_sm4), (11, 11), "it goes on so when opened again");
    let report = check(&data);
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!((report.sealed_with, report.meaning.opened), (Some(Algorithm::Sm4Gcm), 5));
    let (grade, says) = advice(&data, "sealing").unwrap();
    assert!(grade == Grade::Well && says.contains("SM4-GCM"), "{says}");
}

#[tokio::test]
async fn another_master_key_and_a_passphrase_leave_it_with_sm4() {
    let (folder, data, admin) = a_centre(2).await;
    assert_eq!(rotate(&data, &Given::default()).unwrap().keys, 4, "the mark is no key");
    assert_eq!(opened(&data, by_sm4, by_sm4), (7, 7));
    assert_eq!(opened(&data, by_sm4, by_xchacha), (0, 7));

    // Its file under a passphrase, and another key under the same.
    let file = folder.path().join("passphrase");
    std::fs::write(&file, "a synthetic passphrase of a test\n").unwrap();
    let given = Given { key: None, passphrase_file: Some(file) };
    let passphrase = given.passphrase().unwrap().unwrap();
    let master = MasterKey::read(&data.master_key(), &given).unwrap();
    let keys = Keys::open_to_read(&data.vault(), &master).unwrap();
    master.write(&data.master_key(), Some(&passphrase), keys.algorithm()).unwrap();
    drop(keys);
    let text = || std::fs::read_to_string(data.master_key()).unwrap();
    let before = text();
    rotate(&data, &given).unwrap();
    assert_ne!(before, text());
    for text in [before, text()] {
        assert!(text.contains(r#""suite":"sm4-gcm argon2id""#), "{text}");
    }
    let error = Engine::start(&data, options()).err().unwrap().to_string();
    assert!(error.contains(PASSPHRASE_VARIABLE), "{error}");

    let master = MasterKey::read(&data.master_key(), &given).unwrap();
    master.write(&data.master_key(), None, Algorithm::Sm4Gcm).unwrap();
    let engine = Engine::start(&data, options()).unwrap();
    enrol(&engine, &admin, 2..3).await;
    engine.close();
    assert_eq!(opened(&data, by_sm4, by_sm4), (9, 9));
    let report = check(&data);
    assert!(report.is_sound(), "{:#?}", report.sentences());
}

/// The mark is in clear; a wrong one opens nothing, and is told beside what the first entry says.
#[tokio::test]
async fn a_vault_marked_otherwise_than_its_log_has_it_is_told() {
    let told = |data: &DataFolder| {
        let report = check(data);
        assert_eq!(report.first_bad(), Some(0), "{:#?}", report.sentences());
        report.sentences().join("\n")
    };
    let (_folder, data, _) = a_centre(1).await;
    vault(&data).execute("DELETE FROM own WHERE name = 'sealing'", []).unwrap();
    let otherwise = "marked as sealed with XChaCha20-Poly1305";
    assert!(told(&data).contains(otherwise), "{}", told(&data));
    let (grade, says) = advice(&data, "sealing").unwrap();
    assert!(grade == Grade::Act && says.contains(otherwise), "{says}");
    assert!(Engine::start(&data, options()).is_err(), "it went on by the other cipher");

    vault(&data)
        .execute("INSERT INTO own VALUES ('sealing', x'', CAST('rot13' AS BLOB))", [])
        .unwrap();
    assert!(told(&data).contains("in a way this build does not know"), "{}", told(&data));
    let (grade, says) = advice(&data, "keys").unwrap();
    assert!(grade == Grade::Act && says.contains("in a way this build does not know"), "{says}");

    // What is put there whole, by another master key, is told as well: it opens, and seals otherwise.
    let plain = tempfile::tempdir().unwrap();
    let plain = DataFolder::at(plain.path().join("data"));
    found(&plain, &founding(), options()).await.unwrap().engine.close();
    std::fs::copy(plain.vault(), data.vault()).unwrap();
    std::fs::copy(plain.master_key(), data.master_key()).unwrap();
    assert!(told(&data).contains(otherwise), "{}", told(&data));

    vault(&plain)
        .execute("INSERT INTO own VALUES ('sealing', x'', CAST('sm4-gcm' AS BLOB))", [])
        .unwrap();
    let otherwise = "marked as sealed with SM4-GCM";
    assert!(told(&plain).contains(otherwise), "{}", told(&plain));
    let (grade, says) = advice(&plain, "sealing").unwrap();
    assert!(grade == Grade::Act && says.contains(otherwise), "{says}");
}

/// The bytes of the first builds, written here: keys alone, wrapped by XChaCha20-Poly1305, no mark.
#[tokio::test]
async fn a_vault_written_before_there_was_a_choice_opens() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let founded = found(&data, &founding(), options()).await.unwrap();
    let Founded { engine, admin, .. } = founded.opened("synthetic-password").await.unwrap();
    enrol(&engine, &admin, 0..2).await;
    engine.close();
    let vault = vault(&data);
    let rows: Vec<(String, Vec<u8>)> = vault
        .prepare("SELECT owner, CAST(nonce || wrapped AS BLOB) FROM keys")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let cipher = XChaCha20Poly1305::new(&wrapping(&data).into());
    for (n, (owner, kept)) in (1u8..).zip(&rows) {
        let key = by_xchacha(&wrapping(&data), kept, owner.as_bytes()).unwrap();
        let payload = Payload { msg: &key, aad: owner.as_bytes() };
        let wrapped = cipher.encrypt(&XNonce::from([n; 24]), payload).unwrap();
        let update = "UPDATE keys SET nonce = ?2, wrapped = ?3 WHERE owner = ?1";
        vault.execute(update, rusqlite::params![owner, [n; 24].as_slice(), wrapped]).unwrap();
    }
    vault.execute_batch("DROP TABLE own").unwrap();
    drop(vault);
    assert_eq!(rows.len(), 3);
    let sound = |data: &DataFolder| {
        let report = check(data);
        assert!(report.is_sound(), "{:#?}", report.sentences());
        assert_eq!(report.meaning.opened, 3);
    };
    sound(&data);
    Engine::start(&data, options()).unwrap().close();
    sound(&data);
    assert_eq!(opened(&data, by_xchacha, by_xchacha), (7, 7));
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
    let advice = |data: &DataFolder| advice(data, "sm2-key");
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
    assert_eq!(restored.manifest.sealed.unwrap().suite, "sm4-gcm argon2id");
    assert_eq!(sealed_with(&back.vault()).unwrap(), Algorithm::Sm4Gcm);
    assert_eq!(opened(&back, by_sm4, by_sm4), opened(&data, by_sm4, by_sm4));
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
