//! Reads: subjects, lists, chains, entries, and who sees what in clear.

use crate::testing::{Bench, ROLE_UNTIL};
use serde_json::json;

#[tokio::test]
async fn a_subject_is_read_with_its_names_by_whom_they_are_meant_for() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    let path = format!("/api/v1/subjects/{person}");
    let read = bench.get(&token, &path).await.is(200);
    assert_eq!(read["subject"], person);
    assert_eq!(read["state"]["code"], "OP-07");
    assert_eq!(read["state"]["name"], "Synthetic Person");
    assert_eq!(read["summary"]["roles"], json!({ "operator": ROLE_UNTIL }));
    assert_eq!(read["ordinal"], 4);
    bench.get("", &path).await.problem(401, "not-signed-in", "");
    // Somebody without a role sees nothing.
    let (_, nobody) = bench.person("OP-08", &[]).await;
    bench.get(&nobody, &path).await.problem(403, "not-permitted", "");
    let unknown = bench.get(&token, "/api/v1/subjects/person/nobody").await;
    unknown.problem(404, "unknown-subject", "unknown-subject");
    bench.get(&token, "/api/v1/subjects/bag/1").await.problem(400, "bad-parameter", "field-wrong");
    let bad = bench.get(&token, "/api/v1/subjects/person/%00").await;
    bad.problem(400, "bad-parameter", "field-wrong");
}

#[tokio::test]
async fn lists_come_in_pages_and_subjects_are_found_by_key() {
    let bench = Bench::open().await;
    for n in 0..5 {
        let with = json!({ "code": format!("OP-{n}"), "name": "Synthetic Person" });
        bench.act(&bench.admin, "people.enrol", with).await.is(201);
    }
    let mut seen = Vec::new();
    let mut path = "/api/v1/subjects/person?limit=2".to_owned();
    loop {
        let page = bench.get(&bench.admin, &path).await.is(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|item| item["summary"]["code"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/subjects/person?limit=2&after={next}");
    }
    seen.sort();
    assert_eq!(seen, ["AD-01", "OP-0", "OP-1", "OP-2", "OP-3", "OP-4", "SYSTEM"]);
    let found = bench.get(&bench.admin, "/api/v1/subjects?index=person-code&text=OP-3").await;
    assert_eq!(found.is(200)["items"][0]["summary"]["code"], "OP-3");
    for query in ["limit=0", "limit=x", "limit=501", "limit=1&limit=2"] {
        let answer = bench.get(&bench.admin, &format!("/api/v1/subjects/person?{query}")).await;
        answer.problem(400, "bad-parameter", "field-wrong");
    }
    let answer = bench.get(&bench.admin, "/api/v1/subjects?index=colour&text=red").await;
    answer.problem(400, "bad-parameter", "field-wrong");
}

#[tokio::test]
async fn the_chain_of_a_subject_is_read_entry_by_entry() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator", "courier"]).await;
    let path = format!("/api/v1/subjects/{person}/entries");
    let all = bench.get(&token, &path).await.is(200);
    let ordinals: Vec<_> =
        all["items"].as_array().unwrap().iter().map(|item| item["ordinal"].clone()).collect();
    assert_eq!(ordinals, [5, 4, 3, 2, 1]);
    let first = &all["items"][4];
    assert_eq!(first["sentence"]["who"], "AD-01");
    assert_eq!(first["sentence"]["is"], "people.enrol");
    assert_eq!(first["said"]["with"]["name"], "Synthetic Person");
    assert_eq!(first["made"]["facts"][0]["is"], "person-enrolled");
    let page = bench.get(&token, &format!("{path}?limit=1")).await.is(200);
    let rest = bench.get(&token, &format!("{path}?limit=9&from={}", page["next"])).await.is(200);
    assert_eq!(rest["items"].as_array().unwrap().len(), 4);
    let other = bench.get(&token, &format!("{path}?from=0")).await;
    other.problem(400, "bad-parameter", "field-wrong");
}

#[tokio::test]
async fn an_entry_is_read_with_the_very_lines_that_were_hashed() {
    let bench = Bench::open().await;
    let entry = bench.get(&bench.admin, "/api/v1/log/entries/0").await.is(200);
    let line = |n: usize| entry["lines"][n].as_str().unwrap();
    let leaf = format!("{}\n{}", line(0), line(1));
    let hash = ledger::tree::hash_leaf(leaf.as_bytes()).to_string();
    assert_eq!(entry["leaf"], hash);
    assert!(!leaf.contains("Synthetic"), "a name in clear");
    let unknown = bench.get(&bench.admin, "/api/v1/log/entries/3").await;
    unknown.problem(404, "not-found", "unknown-entry");
    let bad = bench.get(&bench.admin, "/api/v1/log/entries/-1").await;
    bad.problem(400, "bad-parameter", "field-wrong");
    bench.get("", "/api/v1/log/entries/0").await.problem(401, "not-signed-in", "");
}

#[tokio::test]
async fn a_patient_has_a_name_for_those_at_their_side_and_a_code_for_everybody_else() {
    let bench = Bench::open().await;
    let (_, coordinator) = bench.person("CO-01", &["coordinator"]).await;
    let (_, operator) = bench.person("OP-07", &["operator"]).await;
    let with =
        json!({ "name": "Synthetic Patient", "birth_date": "1970-01-01", "number": "H-0001" });
    let receipt = bench.act(&coordinator, "custody.register-patient", with.clone()).await.is(201);
    let patient = receipt["facts"][0]["subject"].as_str().unwrap();
    let addresses = [
        format!("/api/v1/subjects/{patient}"),
        "/api/v1/subjects/patient".to_owned(),
        format!("/api/v1/subjects/{patient}/entries"),
        format!("/api/v1/log/entries/{}", receipt["position"]),
    ];
    for address in &addresses {
        let named = bench.get(&coordinator, address).await;
        named.is(200);
        assert!(named.text().contains("Synthetic Patient"), "{address}: {}", named.text());
        let coded = bench.get(&operator, address).await;
        coded.is(200);
        for secret in ["Synthetic Patient", "1970-01-01", "H-0001"] {
            assert!(!coded.text().contains(secret), "{address}: {}", coded.text());
        }
        assert!(coded.text().contains("{\"sealed\":true}"), "{address}: {}", coded.text());
    }
    let again = bench.act(&coordinator, "custody.register-patient", with).await;
    again.problem(409, "refused", "known-patient");
}
