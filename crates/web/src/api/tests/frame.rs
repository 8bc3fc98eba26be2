//! What the frame does for every handler: headers, limits, unknown addresses, languages.

use crate::assets::SECURITY_HEADERS;
use crate::testing::{Bench, ask};
use axum::body::Body;
use axum::http::header;
use serde_json::json;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let bench = Bench::open().await;
    for path in ["/health", "/nowhere", "/log/checkpoint", "/api/v1/session", "/assets/x/y"] {
        let answer = bench.get("", path).await;
        for (name, value) in &SECURITY_HEADERS {
            assert_eq!(answer.headers.get(name), Some(value), "{path}");
        }
        assert!(answer.headers.contains_key(header::CACHE_CONTROL), "{path}");
        assert!(answer.headers.contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_for_programs_and_a_page_for_people() {
    let bench = Bench::open().await;
    bench.get("", "/nowhere").await.problem(404, "not-found", "");
    let request = Bench::request("DELETE", "/api/v1/acts", "").body(Body::empty()).unwrap();
    let answer = bench.send(request).await;
    answer.problem(405, "method-not-allowed", "");
    assert_eq!(answer.header("allow"), "POST");
    let request = Bench::request("GET", "/nowhere", "").header(header::ACCEPT, "text/html");
    let page = bench.send(request.body(Body::empty()).unwrap()).await;
    page.is(404);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.text().contains("<html lang=\"zh-CN\""), "{}", page.text());
    assert!(!page.text().contains('⟦'), "{}", page.text());
    let request = Bench::request("GET", "/nowhere?x=<script>", "")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, "lang=en");
    let Ok(request) = request.body(Body::empty()) else { return };
    let page = bench.send(request).await.text();
    assert!(page.contains("<html lang=\"en\"") && !page.contains("<script>"), "{page}");
}

#[tokio::test]
async fn a_problem_speaks_the_language_that_was_asked_for() {
    let bench = Bench::open().await;
    let mut titles = Vec::new();
    for language in ["en-GB,en;q=0.9", "zh-CN", "fr"] {
        let request = Bench::request("GET", "/api/v1/session", "")
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty());
        let problem = bench.send(request.unwrap()).await.problem(401, "not-signed-in", "");
        titles.push(problem["title"].as_str().unwrap().to_owned());
    }
    assert!(titles[0].is_ascii() && !titles[1].is_ascii(), "{titles:?}");
    assert_eq!(titles[1], titles[2], "the centre's own language when nothing else is asked for");
}

#[tokio::test]
async fn bodies_are_bounded_in_size_and_type() {
    let bench = Bench::open().await;
    let path = "/api/v1/acts";
    let admin = bench.admin.as_str();
    let json = "application/json";
    let large = format!("\"{}\"", "x".repeat(1_100_000));
    let answer = bench.send_text("POST", admin, path, json, large).await;
    answer.problem(413, "too-large", "body-too-large");
    let answer = bench.send_text("POST", admin, path, "text/plain", "{}").await;
    answer.problem(415, "wrong-content-type", "content-type");
    let answer = bench.send_text("POST", admin, path, json, "").await;
    answer.problem(400, "malformed", "body-empty");
    let answer = bench.send_text("POST", admin, path, json, "[]").await;
    answer.problem(422, "unreadable", "not-an-object");
    let answer = bench.send_text("POST", admin, path, json, "{\"id\":1,\"id\":2}").await;
    answer.problem(400, "malformed", "json-malformed");
    let answer = bench.send_text("POST", admin, path, json, "{\"id\":1").await;
    let problem = answer.problem(400, "malformed", "json-malformed");
    assert_eq!(problem["reasons"][0]["args"]["line"], "1");
    let note = json!({ "code": "OP-07", "name": "x".repeat(30_000) });
    let answer = bench.post(admin, path, &ask("people.enrol", note)).await;
    answer.problem(422, "unreadable", "field-wrong");
    let charset = "application/json; charset=utf-8";
    let act = ask("people.enrol", json!({ "code": "OP-07", "name": "Synthetic Person" }));
    bench.send_text("POST", admin, path, charset, act.to_string()).await.is(201);
}

#[tokio::test]
async fn the_type_of_a_problem_leads_to_what_it_means() {
    let bench = Bench::open().await;
    let found = bench.get("", "/problems/not-durable").await.is(200);
    assert_eq!(found["status"], 503);
    assert!(found["en"]["next"].is_string() && found["zh"]["title"].is_string());
    bench.get("", "/problems/none").await.problem(404, "not-found", "");
}
