//! The access log as requests fill it.

use crate::testing::{Bench, PASSWORD};
use domain::people::Person;
use domain::state::Held as _;
use engine::access::{Attempted, Filter, Noted, Sort, What};
use serde_json::json;

impl Bench {
    fn noted(&self, read: bool) -> Vec<Noted> {
        let mut notes = self.app.engine.access().find(&Filter::default(), None, 1_000).notes;
        notes.retain(|noted| (noted.note.what.sort() == Sort::Read) == read);
        notes
    }

    fn code_of(&self, person: &domain::id::PersonId) -> String {
        let snapshot = self.app.engine.snapshot();
        let slot = snapshot.centre.slot(person.subject()).unwrap();
        Person::of_summary(&slot.summary).unwrap().code.to_string()
    }

    /// A patient, registered by a coordinator: identifier and the coordinator's token.
    async fn patient(&self) -> (String, String) {
        let (_, coordinator) = self.person("CO-01", &["coordinator"]).await;
        let with = json!({
            "number": "SYN-0001",
            "name": "Synthetic Patient",
            "birth_date": "1980-01-01",
        });
        let receipt = self.act(&coordinator, "custody.register-patient", with).await.is(201);
        (receipt["facts"][0]["subject"].as_str().unwrap().to_owned(), coordinator)
    }
}

#[tokio::test]
async fn who_is_shown_a_patients_data_is_noted_and_who_is_not_is_not() {
    let bench = Bench::open().await;
    let (patient, coordinator) = bench.patient().await;
    let before = bench.noted(true).len();
    let path = format!("/api/v1/subjects/{patient}");
    bench.get(&bench.admin, &path).await.is(200);
    assert_eq!(bench.noted(true).len(), before, "an administrator is shown no names");
    let shown = bench.get(&coordinator, &path).await.is(200).to_string();
    assert!(shown.contains("Synthetic Patient"), "{shown}");
    let filter = Filter { about: vec![patient.parse().unwrap()], ..Filter::default() };
    let about = bench.app.engine.access().find(&filter, None, 10).notes;
    let What::Read { of, page } = &about[0].note.what else { panic!("{about:?}") };
    assert_eq!(of[0].to_string(), patient);
    assert_eq!(page, &format!("GET {path}"));
    assert_eq!(about[0].note.role.map(domain::people::Role::word), Some("coordinator"));
    assert_eq!(bench.noted(true).len(), before + 1);
}

#[tokio::test]
async fn who_does_not_get_in_is_noted_without_what_they_typed() {
    let bench = Bench::open().await;
    for name in ["ad-01", "my secret password"] {
        let body = json!({ "name": name, "password": "wrong horse" });
        bench.post("", "/api/v1/session", &body).await.problem(401, "wrong-sign-in", "");
    }
    bench.get("", "/api/v1/session").await.problem(401, "not-signed-in", "");
    bench.get(&bench.admin, "/log/tile/entries/000.p/1").await.problem(403, "not-permitted", "");
    // What nobody waits for is kept in order: whoever waits for the last knows the rest.
    let (patient, coordinator) = bench.patient().await;
    bench.get(&coordinator, &format!("/api/v1/subjects/{patient}")).await.is(200);
    let noted = bench.noted(false);
    let names: Vec<_> = noted
        .iter()
        .filter_map(|noted| match &noted.note.what {
            What::SignInFailed { name, .. } => Some(name.clone()),
            _ => None,
        })
        .collect();
    assert!(matches!(names.as_slice(), [Attempted::Hash(_), Attempted::Person(_)]), "{names:?}");
    let refused: Vec<_> = noted
        .iter()
        .filter_map(|noted| match &noted.note.what {
            What::Refused { status, why, page, .. } => Some((*status, why.as_str(), page.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        refused,
        [
            (403, "not-permitted", "GET /log/tile/{*path}"),
            (401, "not-signed-in", "GET /api/v1/session"),
        ]
    );
    let all = format!("{noted:?}");
    assert!(!all.contains("secret") && !all.contains(PASSWORD) && !all.contains("horse"), "{all}");
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_shown() {
    let bench = Bench::open().await;
    let (patient, coordinator) = bench.patient().await;
    // The next day's file cannot be made: something else is in its place.
    bench.clock.move_by(24 * 3_600_000);
    drop(coordinator);
    let coordinator = bench.sign_in("co-01").await;
    std::fs::create_dir(bench.data().access().join("2026-11-23.db")).unwrap();
    let answer = bench.get(&coordinator, &format!("/api/v1/subjects/{patient}")).await;
    answer.problem(503, "not-noted", "");
    assert!(!answer.text().contains("Synthetic Patient"));
    // What is nobody's personal data is shown all the same, and the writer goes on.
    bench.get(&bench.admin, "/api/v1/openapi.json").await;
    let admin = bench.sign_in("ad-01").await;
    let with = json!({ "code": "OP-07", "name": "Synthetic Person" });
    bench.act(&admin, "people.enrol", with).await.is(201);
}

#[tokio::test]
async fn what_was_erased_is_said_to_be_erased_and_its_record_stays() {
    let bench = Bench::open().await;
    let (patient, coordinator) = bench.patient().await;
    let (_, reviewer) = bench.person("QA-01", &["qa-reviewer"]).await;
    let places = [
        (format!("/api/v1/subjects/{patient}"), r#""name":{"erased":true}"#),
        (format!("/{patient}"), "erased"),
    ];
    for (place, erased) in &places {
        let shown = bench.get(&coordinator, place).await.text();
        assert!(shown.contains("Synthetic Patient") && !shown.contains(erased), "{shown}");
    }
    let erase = json!({
        "id": uuid::Uuid::now_v7().to_string(), "is": "custody.erase-patient", "said": "ask",
        "as": "qa-reviewer", "with": { "patient": patient, "basis": "asked" },
        "sign": { "means": "approved", "password": PASSWORD },
    });
    bench.post(&reviewer, "/api/v1/acts", &erase).await.is(201);
    for (place, erased) in &places {
        let answer = bench.get(&coordinator, place).await;
        let shown = answer.text();
        assert_eq!(answer.status, 200);
        assert!(shown.contains(erased) && !shown.contains("Synthetic Patient"), "{shown}");
    }
}

#[tokio::test]
async fn who_gets_in_is_noted_with_what() {
    let bench = Bench::open().await;
    let (patient, coordinator) = bench.patient().await;
    // What nobody waits for is kept in order: whoever waits for the last knows the rest.
    bench.get(&coordinator, &format!("/api/v1/subjects/{patient}")).await.is(200);
    let noted = bench.noted(false);
    let What::SignedIn { how } = &noted[0].note.what else { panic!("{noted:?}") };
    assert_eq!(how, "password");
    let person = noted[0].note.by.as_ref().unwrap();
    assert_eq!(bench.code_of(person), "CO-01");
}

#[tokio::test]
async fn who_judges_it_sees_who_looked_and_is_noted_in_turn() {
    let bench = Bench::open().await;
    let (patient, coordinator) = bench.patient().await;
    let (_, quality) = bench.person("QA-01", &["qa-reviewer"]).await;
    let of_patient = format!("/api/v1/subjects/{patient}");
    bench.get(&coordinator, &of_patient).await.is(200);
    let path = format!("{of_patient}/access");
    for nobody in ["/api/v1/access", &path, "/access", "/access/export.csv"] {
        bench.get(&coordinator, nobody).await.problem(403, "not-permitted", "");
    }
    let found = bench.get(&quality, &path).await.is(200);
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{found}");
    assert_eq!(items[0]["person"], "CO-01");
    assert_eq!(items[0]["role"], "coordinator");
    assert_eq!(items[0]["page"], format!("GET {of_patient}"));
    assert_eq!(items[0]["seal"], "open");
    let again = bench.get(&quality, &path).await.is(200);
    assert_eq!(again["items"][0]["person"], "QA-01", "{again}");
    assert_eq!(again["items"][0]["page"], format!("GET {path}"));
    // The page, and the way to it.
    let looked = format!("/{patient}/access");
    let page = bench.get(&quality, &looked).await;
    page.is(200);
    assert!(page.text().contains("CO-01") && !page.text().contains('⟦'), "{}", page.text());
    let leads = format!("href=\"{looked}\"");
    let record = format!("/{patient}");
    assert!(bench.get(&quality, &record).await.text().contains(&leads));
    assert!(!bench.get(&coordinator, &record).await.text().contains(&leads));
    // The whole log, by sort and person, page by page.
    let refused = bench.get(&quality, "/api/v1/access?sort=refused&person=co-01").await.is(200);
    let refused = refused["items"].as_array().unwrap().clone();
    assert_eq!(refused.len(), 4, "{refused:?}");
    assert_eq!(refused[0]["why"], "not-permitted");
    let (mut all, mut path) = (0, "/api/v1/access?limit=2".to_owned());
    loop {
        let page = bench.get(&quality, &path).await.is(200);
        all += page["items"].as_array().unwrap().len();
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/access?limit=2&before={next}");
    }
    assert!(all > 8, "{all}");
    let whole = bench.get(&quality, "/api/v1/access?sort=read").await.is(200);
    assert_eq!(whole["items"][0]["of"], json!([]), "the whole log was looked at: {whole}");
    for wrong in ["person=XX-99", "subject=patient/none", "sort=blue", "from=yesterday"] {
        let answer = bench.get(&quality, &format!("/api/v1/access?{wrong}")).await;
        answer.problem(400, "bad-parameter", "field-wrong");
    }
    bench.get(&quality, "/api/v1/access?before=x").await.problem(400, "bad-parameter", "");
    bench.get(&quality, "/api/v1/subjects/person/x/access").await.is(404);
}

#[tokio::test]
async fn a_file_of_notes_says_what_it_is_and_names_nobody() {
    let bench = Bench::open().await;
    let (patient, coordinator) = bench.patient().await;
    bench.get(&coordinator, &format!("/api/v1/subjects/{patient}")).await.is(200);
    let answer = bench.get(&bench.admin, &format!("/access/export.csv?subject={patient}")).await;
    let text = answer.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("note,") && lines[0].contains("AD-01"), "{text}");
    assert!(lines[1].starts_with("day,position,at,person"), "{text}");
    assert!(lines[2].contains("CO-01,coordinator,read"), "{text}");
    assert!(!text.contains("Synthetic Patient"), "{text}");
    let lines = bench.get(&bench.admin, "/access/export.jsonl").await.text();
    let taken = lines.lines().find(|line| line.contains("GET /access/export.csv"));
    assert!(taken.is_some_and(|line| line.contains(&patient)), "{lines}");
}

#[tokio::test]
async fn a_day_is_held_against_what_was_sealed_of_it_and_the_past_is_as_it_was() {
    let bench = Bench::open().await;
    let (patient, coordinator) = bench.patient().await;
    bench.get(&coordinator, &format!("/api/v1/subjects/{patient}")).await.is(200);
    let (before, moment) = (bench.app.engine.snapshot().size - 1, "2026-11-22T02:00:00Z");
    bench.clock.move_by(24 * 3_600_000);
    bench.app.engine.do_chores(engine::clockwork::CHORES).await;
    let admin = bench.sign_in("ad-01").await;
    let path = "/api/v1/access?until=2026-11-22";
    let seal = async |path: &str| {
        let found = bench.get(&admin, path).await.is(200);
        let day = found["days"].as_array().unwrap().iter().find(|day| day["day"] == "2026-11-22");
        day.map(|day| day["seal"].as_str().unwrap().to_owned())
    };
    assert_eq!(seal(path).await.as_deref(), Some("agrees"));
    // As it was before the seal, and nothing noted since.
    assert_eq!(seal(&format!("/api/v1/access?at={before}")).await.as_deref(), Some("open"));
    let then = bench.get(&admin, &format!("/api/v1/access?at={moment}")).await.is(200);
    assert!(then["items"].as_array().unwrap().iter().all(|it| it["day"] == "2026-11-22"), "{then}");
    let file = bench.data().access().join("2026-11-22.db");
    let kept = std::fs::read(&file).unwrap();
    let at = kept.windows(11).position(|part| part == b"coordinator").unwrap();
    let mut bent = kept.clone();
    bent[at..at + 11].copy_from_slice(b"qc-reviewer");
    std::fs::write(&file, bent).unwrap();
    assert_eq!(seal(path).await.as_deref(), Some("differs"));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(seal(path).await.as_deref(), Some("missing"));
    std::fs::write(&file, kept).unwrap();
    assert_eq!(seal(path).await.as_deref(), Some("agrees"));
}
