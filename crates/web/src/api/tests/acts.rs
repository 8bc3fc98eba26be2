//! Acts: taken, repeated, refused, unreadable.

use crate::testing::{Bench, FOUNDED, PASSWORD, ask};
use engine::seam::Seam;
use ledger::store::Injected;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn enrol(code: &str) -> Value {
    ask("people.enrol", json!({ "code": code, "name": "Synthetic Person" }))
}

#[tokio::test]
async fn an_act_is_answered_with_its_receipt_and_a_retry_with_the_same() {
    let bench = Bench::open().await;
    let mut act = enrol("OP-07");
    act["occurred"] = json!("2026-11-22T02:00:00.000Z");
    let first = bench.post(&bench.admin, "/api/v1/acts", &act).await;
    let receipt = first.is(201);
    assert_eq!(receipt["position"], FOUNDED);
    assert_eq!(receipt["facts"][0]["is"], "person-enrolled");
    assert_eq!(receipt["findings"], json!([]));
    assert!(receipt["checkpoint"].as_str().unwrap().starts_with("test.example/c01/1\n4\n"));
    let id = act["id"].as_str().unwrap().to_owned();
    assert_eq!(first.header("location"), format!("/api/v1/acts/{id}"));
    bench.clock.move_by(60_000);
    let again = bench.post(&bench.admin, "/api/v1/acts", &act).await.is(200);
    assert_eq!(again["leaf"], receipt["leaf"]);
    let asked = bench.get(&bench.admin, &format!("/api/v1/acts/{id}")).await.is(200);
    assert_eq!(asked["leaf"], receipt["leaf"]);
    act["with"]["code"] = json!("OP-08");
    let other = bench.post(&bench.admin, "/api/v1/acts", &act).await;
    other.problem(409, "id-taken", "id-taken");
    let unknown = uuid::Uuid::now_v7();
    let unknown = bench.get(&bench.admin, &format!("/api/v1/acts/{unknown}")).await;
    unknown.problem(404, "not-found", "unknown-act");
    bench.get(&bench.admin, "/api/v1/acts/x").await.problem(400, "bad-parameter", "field-wrong");
    bench.get("", &format!("/api/v1/acts/{id}")).await.problem(401, "not-signed-in", "");
}

#[tokio::test]
async fn a_refusal_says_every_reason_in_both_languages_at_its_field() {
    let bench = Bench::open().await;
    bench.post(&bench.admin, "/api/v1/acts", &enrol("OP-07")).await.is(201);
    let refused = bench.post(&bench.admin, "/api/v1/acts", &enrol("OP-07")).await;
    let problem = refused.problem(409, "refused", "code-taken");
    let reason = &problem["reasons"][0];
    assert_eq!(reason["field"], "/with/code");
    assert_eq!(reason["args"]["code"], "OP-07");
    assert!(reason["en"].as_str().unwrap().contains("OP-07"));
    assert!(reason["zh"].as_str().unwrap().contains("OP-07"));
    assert!(reason["next"]["zh"].is_string());
    assert_eq!(bench.app.engine.snapshot().size, FOUNDED + 1, "a refusal leaves no entry");
}

#[tokio::test]
async fn whoever_may_not_is_told_so_and_the_unknown_is_not_found() {
    let bench = Bench::open().await;
    let (person, operator) = bench.person("OP-07", &["operator"]).await;
    let refused = bench.post(&operator, "/api/v1/acts", &enrol("OP-08")).await;
    refused.problem(403, "not-permitted", "role-may-not");
    let mut act = enrol("OP-08");
    act["as"] = json!("administrator");
    let refused = bench.post(&operator, "/api/v1/acts", &act).await;
    refused.problem(403, "not-permitted", "role-not-held");
    let refused = bench.assign("person/nobody", "operator").await;
    refused.problem(404, "unknown-subject", "unknown-subject");
    // The role that may is taken by itself, though it is not the person's first.
    bench.assign(&person, "storekeeper").await.is(201);
    let item = json!({ "item": "item/transact", "name": "Synthetic medium", "unit": "mL" });
    bench.act(&operator, "materials.define-item", item).await.is(201);
}

#[tokio::test]
async fn what_cannot_be_read_is_named_field_by_field() {
    let bench = Bench::open().await;
    let body = json!({ "id": "x", "is": "people.enrol", "said": "maybe", "with": {}, "colour": 1 });
    let answer = bench.post(&bench.admin, "/api/v1/acts", &body).await;
    let problem = answer.problem(422, "unreadable", "field-wrong");
    let fields: Vec<_> =
        problem["reasons"].as_array().unwrap().iter().map(|r| r["field"].clone()).collect();
    assert_eq!(fields, ["/id", "/said", "/colour"]);
    let answer = bench.act(&bench.admin, "people.enrol", json!({ "code": 7, "colour": 1 })).await;
    let problem = answer.problem(422, "unreadable", "field-missing");
    let fields: Vec<_> =
        problem["reasons"].as_array().unwrap().iter().map(|r| r["field"].clone()).collect();
    assert_eq!(fields, ["/with/code", "/with/name", "/with/colour"]);
    let answer = bench.act(&bench.admin, "people.fly", json!({})).await;
    answer.problem(422, "unreadable", "unknown-action");
    let mut act = enrol("OP-07");
    act["iv"] = json!(99_999_999_999_u64);
    let answer = bench.post(&bench.admin, "/api/v1/acts", &act).await;
    answer.problem(422, "unreadable", "unknown-version");
    act["iv"] = Value::Null;
    act["occurred"] = json!("2027-01-01T00:00:00Z");
    let answer = bench.post(&bench.admin, "/api/v1/acts", &act).await;
    answer.problem(409, "refused", "occurred-ahead");
    act["occurred"] = json!("9999999-01-01T00:00:00Z");
    let answer = bench.post(&bench.admin, "/api/v1/acts", &act).await;
    answer.problem(422, "unreadable", "field-wrong");
}

#[tokio::test]
async fn a_signature_takes_the_password_and_guessing_it_takes_for_ever() {
    let bench = Bench::open().await;
    let (_, qa) = bench.person("QA-01", &["qa-reviewer"]).await;
    let (other, _) = bench.person("OP-07", &["operator"]).await;
    let with = json!({ "person": other, "skill": "method/flow", "until": "2027-12-31" });
    let unsigned = bench.act(&qa, "people.qualify", with.clone()).await;
    unsigned.problem(409, "refused", "signature-needed");
    let mut act = ask("people.qualify", with);
    act["sign"] = json!({ "means": "approved", "password": PASSWORD,
        "shown": { "view": "test/1", "lang": "en", "text": "Qualify OP-07" } });
    let receipt = bench.post(&qa, "/api/v1/acts", &act).await.is(201);
    let path = format!("/api/v1/log/entries/{}", receipt["position"]);
    let entry = bench.get(&qa, &path).await.is(200);
    assert_eq!(entry["said"]["sign"]["means"], "approved");
    assert_eq!(entry["made"]["proof"]["how"], "password");
    act["id"] = json!(uuid::Uuid::now_v7().to_string());
    act["sign"]["covers"] = json!([999]);
    bench.post(&qa, "/api/v1/acts", &act).await.problem(422, "unreadable", "field-wrong");
    act["sign"] = json!({ "means": "approved", "password": "wrong" });
    for _ in 0..5 {
        let wrong = bench.post(&qa, "/api/v1/acts", &act).await;
        wrong.problem(403, "wrong-password", "wrong-password");
    }
    let waits = bench.post(&qa, "/api/v1/acts", &act).await;
    waits.problem(429, "too-many-attempts", "");
    assert_eq!(waits.header("retry-after"), "30");
}

#[tokio::test]
async fn what_the_server_cannot_do_is_said_as_such() {
    let failing = Arc::new(AtomicBool::new(false));
    let trigger = failing.clone();
    let bench = Bench::open_with(move |options| {
        let trigger = trigger.clone();
        options.hook = Arc::new(move |seam| {
            let fails = seam == Seam::RowsWritten && trigger.swap(false, Ordering::SeqCst);
            if fails { Err(Injected) } else { Ok(()) }
        });
    })
    .await;
    failing.store(true, Ordering::SeqCst);
    let act = enrol("OP-07");
    let answer = bench.post(&bench.admin, "/api/v1/acts", &act).await;
    answer.problem(503, "not-durable", "");
    assert_eq!(answer.header("retry-after"), "1");
    bench.post(&bench.admin, "/api/v1/acts", &act).await.is(201);
    bench.clock.move_by(-1_000);
    let answer = bench.post(&bench.admin, "/api/v1/acts", &enrol("OP-08")).await;
    answer.problem(503, "clock-back", "clock-back");
}

#[tokio::test]
async fn a_writer_that_stopped_is_not_ready() {
    let failing = Arc::new(AtomicBool::new(false));
    let trigger = failing.clone();
    let bench = Bench::open_with(move |options| {
        let trigger = trigger.clone();
        options.hook = Arc::new(move |seam| {
            let fails = seam == Seam::Marked && trigger.load(Ordering::SeqCst);
            if fails { Err(Injected) } else { Ok(()) }
        });
    })
    .await;
    bench.get("", "/ready").await.is(200);
    failing.store(true, Ordering::SeqCst);
    let answer = bench.post(&bench.admin, "/api/v1/acts", &enrol("OP-07")).await;
    answer.problem(503, "stopped", "");
    bench.get("", "/ready").await.problem(503, "stopped", "");
    bench.get("", "/health").await.is(200);
}
