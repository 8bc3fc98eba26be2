//! The log as outsiders read it, and live updates.

use crate::testing::{Bench, FOUNDED};
use axum::body::Body;
use futures_util::StreamExt as _;
use ledger::tree::{LeafHash, NodeHash, check_consistency, check_inclusion, hash_leaf};
use serde_json::{Value, json};
use tower::ServiceExt as _;

async fn grown(entries: usize) -> Bench {
    let bench = Bench::open().await;
    for n in usize::try_from(FOUNDED).unwrap()..entries {
        let with = json!({ "code": format!("OP-{n}"), "name": "Synthetic Person" });
        bench.act(&bench.admin, "people.enrol", with).await.is(201);
    }
    bench
}

fn path(proof: &Value) -> Vec<NodeHash> {
    let hashes = proof["path"].as_array().unwrap().iter();
    hashes.map(hash).collect()
}

fn hash(value: &Value) -> NodeHash {
    NodeHash::parse_hex(value.as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn the_checkpoint_and_the_hashes_are_public_and_lead_to_each_other() {
    let bench = grown(5).await;
    let checkpoint = bench.get("", "/log/checkpoint").await;
    assert_eq!(checkpoint.header("content-type"), "text/plain; charset=utf-8");
    assert!(checkpoint.text().starts_with("test.example/c01/1\n5\n"));
    let tile = bench.get("", "/log/tile/0/000.p/5").await;
    tile.is(200);
    assert_eq!(tile.body.len(), 5 * 32);
    assert!(tile.header("cache-control").contains("immutable"));
    for gone in ["0/000", "0/001", "x", "0/000.p/6", "9/9/9"] {
        let answer = bench.get("", &format!("/log/tile/{gone}")).await;
        answer.problem(404, "not-found", "");
    }
}

#[tokio::test]
async fn entries_are_for_inspectors() {
    let bench = grown(2).await;
    let bundle = "/log/tile/entries/000.p/2";
    bench.get("", bundle).await.problem(401, "not-signed-in", "");
    bench.get(&bench.admin, bundle).await.problem(403, "not-permitted", "inspectors-only");
    let (_, inspector) = bench.person("IN-01", &["inspector"]).await;
    let served = bench.get(&inspector, bundle).await;
    served.is(200);
    assert!(served.header("cache-control").starts_with("private"));
    let length = usize::from(u16::from_be_bytes([served.body[0], served.body[1]]));
    let leaf = &served.body[2..2 + length];
    let tile = bench.get("", "/log/tile/0/000.p/2").await;
    assert_eq!(hash_leaf(leaf).as_bytes().as_slice(), &tile.body[..32]);
}

#[tokio::test]
async fn proofs_hold_for_every_entry_and_every_size() {
    let bench = grown(6).await;
    for size in 1..=6_u64 {
        for position in 0..size {
            let query = format!("/api/v1/log/proof/inclusion?position={position}&size={size}");
            let proof = bench.get("", &query).await.is(200);
            let leaf = LeafHash::parse_hex(proof["leaf"].as_str().unwrap()).unwrap();
            check_inclusion(leaf, position, size, hash(&proof["root"]), &path(&proof)).unwrap();
        }
        let proof =
            bench.get("", &format!("/api/v1/log/proof/consistency?old={size}")).await.is(200);
        let (old, new) = (hash(&proof["old"]["root"]), hash(&proof["new"]["root"]));
        check_consistency((size, old), (6, new), &path(&proof)).unwrap();
    }
    let proof = bench.get("", "/api/v1/log/proof/inclusion?position=0").await.is(200);
    let text = proof["checkpoint"].as_str().unwrap();
    assert!(text.starts_with("test.example/c01/1\n6\n"), "{text}");
    for bad in [
        "inclusion?position=6",
        "inclusion?position=0&size=7",
        "inclusion?position=18446744073709551615",
        "inclusion",
        "inclusion?position=x",
        "consistency?old=0",
        "consistency?old=5&new=4",
        "consistency?old=1&new=99",
    ] {
        let answer = bench.get("", &format!("/api/v1/log/proof/{bad}")).await;
        answer.problem(400, "bad-parameter", "");
    }
}

#[tokio::test]
async fn whoever_listens_hears_that_the_log_has_grown_until_they_sign_out() {
    let bench = Bench::open().await;
    bench.get("", "/events").await.problem(401, "not-signed-in", "");
    let listener = bench.sign_in("ad-01").await;
    let request = Bench::request("GET", "/events", &listener).body(Body::empty()).unwrap();
    let response = bench.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut events = response.into_body().into_data_stream();
    let mut next = async || {
        let frame = events.next().await?;
        Some(String::from_utf8(frame.unwrap().to_vec()).unwrap())
    };
    let first = next().await.unwrap();
    assert!(first.contains("event: log") && first.contains("{\"size\":3}"), "{first}");
    let with = json!({ "code": "OP-07", "name": "Synthetic Person" });
    bench.act(&bench.admin, "people.enrol", with).await.is(201);
    let grown = next().await.unwrap();
    assert!(grown.contains("event: log") && grown.contains("{\"size\":4}"), "{grown}");
    assert!(next().await.unwrap().contains("event: change"));
    let request = Bench::request("DELETE", "/api/v1/session", &listener);
    bench.send(request.body(Body::empty()).unwrap()).await.is(204);
    let with = json!({ "code": "OP-08", "name": "Synthetic Person" });
    bench.act(&bench.admin, "people.enrol", with).await.is(201);
    let told = next().await;
    // What was on its way is told; then the stream ends with the session.
    if told.is_some() {
        assert!(next().await.is_some_and(|told| told.contains("change")));
        assert_eq!(next().await, None);
    }
}

#[tokio::test]
async fn a_server_that_ends_lets_listeners_go() {
    let bench = Bench::open().await;
    let request = Bench::request("GET", "/events", &bench.admin).body(Body::empty()).unwrap();
    let response = bench.router.clone().oneshot(request).await.unwrap();
    bench.app.close();
    let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    assert!(String::from_utf8_lossy(&body).contains("event: log"));
}
