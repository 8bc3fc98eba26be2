//! Erasure: what names a person is gone from every file, and everything else still proves itself.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/asking.rs"]
mod asking;
#[path = "common/founding.rs"]
mod founding;

use asking::asking;
use domain::act::Meaning;
use domain::id::{PersonId, SubjectId};
use domain::people::Role;
use engine::Engine;
use engine::answer::{NotTaken, Receipt};
use engine::backup::{KEEP_KEYS_DAYS, Taking, take};
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::found::{Founded, found_with};
use engine::request::{How, SignRequest};
use engine::second_suite::Suites;
use engine::start::Options;
use engine::verify::{self, Report, verify};
use founding::founding;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

const PASSWORD: &str = "synthetic-password";
const NAME: &str = "Synthetic Forgotten Person";
const NUMBER: &str = "H-000047";

fn options() -> Options {
    Options::with_clock(Arc::new(SystemClock))
}

async fn act(
    engine: &Engine,
    by: &PersonId,
    role: Role,
    is: &str,
    with: Value,
    means: Option<Meaning>,
) -> Result<Receipt, NotTaken> {
    let how = How::Password(PASSWORD.to_owned());
    let sign = means.map(|means| SignRequest::by(means, how));
    engine.submit(asking(by, role, is, with, sign)).await
}

/// A centre with a coordinator, who registers, and a reviewer, who decides.
async fn a_centre(data: &DataFolder) -> (Engine, PersonId, PersonId) {
    a_centre_with(data, Suites::One).await
}

async fn a_centre_with(data: &DataFolder, suites: Suites) -> (Engine, PersonId, PersonId) {
    let founded = found_with(data, &founding(), suites, options()).await.unwrap();
    let Founded { engine, admin, .. } = founded.opened(PASSWORD).await.unwrap();
    let mut people = Vec::new();
    for (code, role) in [("CO-01", "coordinator"), ("QA-01", "qa-reviewer")] {
        let enrol = json!({ "code": code, "name": "Synthetic Colleague" });
        let done = act(&engine, &admin, Role::Administrator, "people.enrol", enrol, None).await;
        let done = done.unwrap();
        let person = PersonId::try_from(done.facts.first().unwrap().0.clone()).unwrap();
        let until = SystemClock.now().plus_minutes(24 * 60).instant();
        let until = until.to_zoned(jiff::tz::TimeZone::UTC).date();
        let with = json!({ "person": person, "role": role, "until": until });
        let (is, means) = ("people.assign-role", Some(Meaning::Approved));
        act(&engine, &admin, Role::Administrator, is, with, means).await.unwrap();
        engine.admit(&admin, &person, PASSWORD).await.unwrap();
        people.push(person);
    }
    let reviewer = people.pop().unwrap();
    (engine, people.pop().unwrap(), reviewer)
}

async fn register(engine: &Engine, by: &PersonId) -> Result<SubjectId, NotTaken> {
    let with = json!({ "name": NAME, "birth_date": "1970-01-01", "number": NUMBER });
    let done = act(engine, by, Role::Coordinator, "custody.register-patient", with, None).await?;
    Ok(done.facts.first().unwrap().0.clone())
}

fn blobs(path: &Path, query: &str, owner: &SubjectId) -> Vec<Vec<u8>> {
    let database = rusqlite::Connection::open(path).unwrap();
    let mut query = database.prepare(query).unwrap();
    let rows = query.query_map([owner.to_string()], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Every file below the folder that holds these bytes.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).unwrap().windows(bytes.len()).any(|it| it == bytes) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn check(data: &DataFolder) -> Report {
    verify(data, &verify::Options { kept: vec![], decisions: true }, &|_| {}).unwrap()
}

#[tokio::test]
async fn after_an_erasure_nothing_names_the_person_and_everything_proves_itself() {
    erased_and_sound(Suites::One).await;
}

#[tokio::test]
async fn nor_does_anything_in_a_centre_that_seals_with_sm4() {
    erased_and_sound(Suites::WithSm).await;
}

async fn erased_and_sound(suites: Suites) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let (engine, admin, reviewer) = a_centre_with(&data, suites).await;
    let patient = register(&engine, &admin).await.unwrap();
    assert!(matches!(
        register(&engine, &admin).await,
        Err(NotTaken::KnownPatient { field: "number" })
    ));
    // Everything is on disk, and in no write-ahead log alone.
    engine.close();
    let sealed = b"SELECT value FROM sealed WHERE owner = CAST(?1 AS BLOB)";
    let mut secrets = blobs(&data.log(), std::str::from_utf8(sealed).unwrap(), &patient);
    secrets.extend(blobs(&data.vault(), "SELECT wrapped FROM keys WHERE owner = ?1", &patient));
    secrets.extend(blobs(&data.vault(), "SELECT blind FROM found WHERE subject = ?1", &patient));
    assert_eq!(secrets.len(), 5, "name, birth date and number; a key; a number to find it by");
    for secret in &secrets {
        assert!(!holding(data.path(), secret).is_empty(), "the search finds nothing at all");
    }

    let engine = Engine::start(&data, options()).unwrap();
    let with = json!({ "patient": patient, "basis": "asked" });
    let role = Role::QaReviewer;
    let asked = act(&engine, &reviewer, role, "custody.erase-patient", with.clone(), None).await;
    let Err(NotTaken::Refused(refusal)) = asked else { panic!("unsigned, and taken") };
    assert!(refusal.has("signature-needed"), "{refusal:?}");
    let means = Some(Meaning::Approved);
    act(&engine, &reviewer, role, "custody.erase-patient", with, means).await.unwrap();
    for secret in [NAME.as_bytes().to_vec(), NUMBER.as_bytes().to_vec()].iter().chain(&secrets) {
        assert_eq!(holding(data.path(), secret), Vec::<String>::new(), "while it is served");
    }
    let again = register(&engine, &admin).await.unwrap();
    assert_ne!(again, patient, "whoever comes again is somebody new");
    engine.keep_snapshot(&data).unwrap();
    engine.close();
    let report = check(&data);
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!(report.meaning.erased, 3);
    // The number is found again, under somebody else: its blind form is the last of them.
    for secret in secrets.iter().take(4) {
        assert_eq!(holding(data.path(), secret), Vec::<String>::new(), "after a snapshot was kept");
    }
    for cache in [true, false] {
        let engine = Engine::start(&data, Options { cache, ..options() }).unwrap();
        assert!(engine.snapshot().centre.is_erased(&patient));
        engine.close();
    }
}

#[tokio::test]
async fn an_erasure_reaches_backups_as_their_copies_of_keys_run_out() {
    let folder = tempfile::tempdir().unwrap();
    let (data, to) = (DataFolder::at(folder.path().join("data")), folder.path().join("backup"));
    let (engine, admin, reviewer) = a_centre(&data).await;
    let patient = register(&engine, &admin).await.unwrap();
    engine.close();
    let key = blobs(&data.vault(), "SELECT wrapped FROM keys WHERE owner = ?1", &patient);
    let engine = Engine::start(&data, options()).unwrap();
    let back_up = |days: i64| {
        let now = engine.now().plus_minutes(days * 24 * 60);
        let keep_keys_days = KEEP_KEYS_DAYS.into();
        let taking = Taking { passphrase: None, now, software: "test".to_owned(), keep_keys_days };
        take(&data, &to, &taking, &|_| {}).unwrap();
        holding(&to, &key[0]).len()
    };
    assert_eq!(back_up(0), 1);
    let with = json!({ "patient": patient, "basis": "asked" });
    let (role, means) = (Role::QaReviewer, Some(Meaning::Approved));
    act(&engine, &reviewer, role, "custody.erase-patient", with, means).await.unwrap();
    assert_eq!(back_up(6), 1, "a copy of before is kept for a week");
    assert_eq!(back_up(8), 0, "and no longer");
    engine.close();
}

#[tokio::test]
async fn an_erasure_that_was_broken_off_is_carried_out_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let (engine, admin, reviewer) = a_centre(&data).await;
    let patient = register(&engine, &admin).await.unwrap();
    engine.close();
    let before = std::fs::read(data.vault()).unwrap();
    let engine = Engine::start(&data, options()).unwrap();
    let with = json!({ "patient": patient, "basis": "mistake" });
    let means = Some(Meaning::Approved);
    let role = Role::QaReviewer;
    act(&engine, &reviewer, role, "custody.erase-patient", with, means).await.unwrap();
    engine.close();
    // As if the power had gone right after the entry was durable.
    std::fs::write(data.vault(), before).unwrap();
    let report = check(&data);
    let said = report.sentences().join("\n");
    assert!(!report.is_sound() && said.contains("its key is still there"), "{said}");
    Engine::start(&data, options()).unwrap().close();
    let report = check(&data);
    assert!(report.is_sound(), "{:#?}", report.sentences());
}

#[tokio::test]
async fn a_key_that_is_lost_is_no_erasure() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let (engine, admin, _) = a_centre(&data).await;
    let patient = register(&engine, &admin).await.unwrap();
    engine.close();
    let vault = rusqlite::Connection::open(data.vault()).unwrap();
    vault.execute("DELETE FROM keys WHERE owner = ?1", [patient.to_string()]).unwrap();
    drop(vault);
    let report = check(&data);
    let said = report.sentences().join("\n");
    assert!(!report.is_sound() && said.contains("is missing"), "{said}");
}
