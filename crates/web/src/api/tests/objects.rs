//! Objects and compiled processes.

use crate::testing::Bench;
use axum::http::header;
use serde_json::Value;

const PROCESS: &str = include_str!("../../../../../processes/cart-cd19.yaml");

#[tokio::test]
async fn an_object_is_kept_by_its_hash_and_never_run_by_a_browser() {
    let bench = Bench::open().await;
    let path = "/api/v1/objects";
    let script = "<script>alert(1)</script>";
    bench.send_text("POST", "", path, "text/html", script).await.problem(401, "not-signed-in", "");
    let kept = bench.send_text("POST", &bench.admin, path, "text/html", script).await.is(201);
    let hash = kept["sha256"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
    let found = bench.get(&bench.admin, &format!("{path}/{hash}")).await;
    found.is(200);
    assert_eq!(found.body, script.as_bytes());
    assert_eq!(found.header(header::CONTENT_TYPE), "application/octet-stream");
    assert!(found.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
    assert_eq!(found.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    bench.get("", &format!("{path}/{hash}")).await.problem(401, "not-signed-in", "");
    let answer = bench.send_text("POST", &bench.admin, path, "image/png", script).await;
    answer.problem(415, "wrong-content-type", "content-other");
    let answer = bench.send_text("POST", &bench.admin, path, "image/png", "words").await;
    answer.problem(415, "wrong-content-type", "content-not");
    let missing = bench.get(&bench.admin, &format!("{path}/{}", "0".repeat(64))).await;
    missing.problem(404, "not-found", "unknown-object");
    let bad = bench.get(&bench.admin, &format!("{path}/..%2f..%2flog.db")).await;
    bad.problem(400, "bad-parameter", "field-wrong");
}

#[tokio::test]
async fn an_object_of_more_than_32_megabytes_is_not_taken() {
    let bench = Bench::open().await;
    let body = vec![0_u8; 33 * 1024 * 1024];
    let answer =
        bench.send_text("POST", &bench.admin, "/api/v1/objects", "application/pdf", body).await;
    answer.problem(413, "too-large", "body-too-large");
}

#[tokio::test]
async fn a_process_is_compiled_or_its_mistakes_are_told() {
    let bench = Bench::open().await;
    let path = "/api/v1/processes/compile";
    let kind = "text/yaml";
    let made = bench.send_text("POST", &bench.admin, path, kind, PROCESS).await.is(201);
    for form in ["text", "compiled"] {
        let hash = made[form].as_str().unwrap();
        bench.get(&bench.admin, &format!("/api/v1/objects/{hash}")).await.is(200);
    }
    let wrong = PROCESS.replacen("\nprocess:", "\nproces:", 1);
    let answer = bench.send_text("POST", &bench.admin, path, kind, wrong).await;
    let problem = answer.problem(422, "does-not-compile", "process-mistakes");
    let first = &problem["diagnostics"][0];
    for member in ["line", "column"] {
        assert!(first[member].as_u64().is_some_and(|n| n > 0), "{first}");
    }
    assert!(first["cure"].is_string() && first["code"].is_string(), "{first}");
    let json = bench.send_text("POST", &bench.admin, path, "application/json", "{}").await;
    json.problem(415, "wrong-content-type", "content-type");
    let bytes = bench.send_text("POST", &bench.admin, path, kind, vec![0xff_u8, 0xfe]).await;
    bytes.problem(400, "malformed", "not-utf-8");
    assert_eq!(made["diagnostics"].as_array().map(Vec::is_empty), Some(true), "{made}");
    assert_ne!(made["text"], Value::Null);
}
