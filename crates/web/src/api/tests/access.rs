//! The access log as requests fill it.

use crate::testing::{Bench, PASSWORD};
use engine::access::{Attempted, Filter, Noted, What};
use serde_json::json;

impl Bench {
    fn noted(&self, read: bool) -> Vec<Noted> {
        let filter = Filter { read: Some(read), ..Filter::default() };
        self.app.engine.access().recent(&filter).unwrap()
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
    let about = bench.app.engine.access().about(&patient.parse().unwrap()).unwrap();
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
