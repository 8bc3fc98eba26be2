//! The server in numbers.

#![expect(clippy::float_cmp, reason = "counts are whole numbers")]

use crate::testing::{Bench, PASSWORD};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;
use tower::ServiceExt as _;

async fn numbers(bench: &Bench) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let router = crate::metrics::routes(bench.app.clone());
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let kind = response.headers()[header::CONTENT_TYPE].to_str().unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

/// The value of a line, if it is there.
fn value(text: &str, line: &str) -> Option<f64> {
    text.lines().find_map(|it| it.strip_prefix(line)?.trim().parse().ok())
}

#[tokio::test]
async fn whoever_watches_the_server_finds_numbers_and_nobodys_name() {
    let bench = Bench::open().await;
    let with = json!({ "code": "OP-07", "name": "Synthetic Person" });
    bench.act(&bench.admin, "people.enrol", with.clone()).await.is(201);
    bench.act(&bench.admin, "people.enrol", with).await.problem(409, "refused", "");
    let wrong = json!({ "name": "my secret password", "password": PASSWORD });
    bench.post("", "/api/v1/session", &wrong).await.problem(401, "wrong-sign-in", "");
    bench.get("", "/secret/path/of-somebody").await.is(404);
    bench.get(&bench.admin, "/api/v1/subjects/person/secret-key").await;
    let text = numbers(&bench).await;
    let is = |line: &str| value(&text, line).unwrap_or_else(|| panic!("{line} in {text}"));
    let enrol = |outcome: &str| {
        is(&format!("centrosome_acts_total{{action=\"people.enrol\",outcome=\"{outcome}\"}}"))
    };
    assert_eq!((enrol("taken"), enrol("refused")), (1.0, 1.0));
    assert_eq!(is("centrosome_sign_ins_total{outcome=\"succeeded\"}"), 1.0);
    assert_eq!(is("centrosome_sign_ins_total{outcome=\"failed\"}"), 1.0);
    assert_eq!(is("centrosome_requests_total{route=\"none\",status=\"4xx\"}"), 1.0);
    assert!(is("centrosome_requests_total{route=\"/api/v1/acts\",status=\"2xx\"}") >= 1.0);
    assert_eq!(is("centrosome_answer_seconds_count{route=\"/api/v1/session\"}"), 2.0);
    assert_eq!((is("centrosome_ready"), is("centrosome_read_only")), (1.0, 0.0));
    assert_eq!((is("centrosome_writer_queue"), is("centrosome_sessions")), (0.0, 1.0));
    let size = bench.app.engine.snapshot().size;
    assert_eq!(is("centrosome_log_entries").to_string(), size.to_string());
    assert!(is("centrosome_log_bytes") > 1_000.0);
    assert!(is("centrosome_subjects") >= is("centrosome_subjects_in_memory"));
    assert_eq!(is("centrosome_commit_seconds_count"), is("centrosome_commit_acts_count"));
    assert!(is("centrosome_commit_acts_sum") >= 1.0);
    assert_eq!(is("centrosome_witness_alarms"), 0.0);
    assert!(text.contains("centrosome_build_info{version=") && text.ends_with("# EOF\n"), "{text}");
    for hidden in ["secret", "OP-07", "AD-01", "op-07", "ad-01", "Synthetic", "subjects/person/"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    // It is an address of its own.
    bench.get(&bench.admin, "/metrics").await.problem(404, "not-found", "");
}
