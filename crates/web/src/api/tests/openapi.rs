//! The document and the router agree.

use crate::api::openapi::{listed, whole};
use crate::testing::{Bench, ask};
use axum::body::Body;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_operation_of_the_document_exists_and_asks_who_is_there() {
    let bench = Bench::open().await;
    let served = bench.get("", "/api/openapi.json").await.is(200);
    assert_eq!(served, whole());
    for (method, path, public) in listed() {
        let filled = path
            .replace("{kind}", "person")
            .replace("{path}", "0/000.p/1")
            .replace("{position}", "0")
            .replace(['{', '}'], "");
        let request = Bench::request(&method.to_uppercase(), &filled, "")
            .header(
                "content-type",
                if path.contains("compile") { "text/yaml" } else { "application/json" },
            )
            .body(Body::from("{}"));
        let answer = bench.send(request.unwrap()).await;
        assert_ne!(answer.status.as_u16(), 405, "{method} {path}");
        if public {
            assert_ne!(answer.status.as_u16(), 401, "{method} {path}");
        } else {
            answer.problem(401, "not-signed-in", "");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = whole();
    let mut seen = BTreeSet::new();
    references(&document, &mut seen);
    assert!(seen.len() > 20);
    for reference in seen {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn references(value: &Value, seen: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                seen.insert(reference.clone());
            }
            object.values().for_each(|value| references(value, seen));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, seen)),
        _ => {}
    }
}

/// A client that follows the schema of an action is understood.
#[tokio::test]
async fn what_the_schema_requires_is_what_the_door_requires() {
    let bench = Bench::open().await;
    let document = whole();
    for action in domain::command::ACTIONS {
        let answer = bench.act(&bench.admin, action.name, json!({})).await;
        let problem = answer.json();
        let missing: BTreeSet<String> = problem["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|reason| reason["code"] == "field-missing")
            .map(|reason| reason["field"].as_str().unwrap().replace("/with/", ""))
            .collect();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let schema = schemas.values().find(|schema| schema["title"] == action.name).unwrap();
        let required: BTreeSet<String> = schema["properties"]["with"]["required"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        if required.is_empty() {
            continue;
        }
        assert!(answer.status.as_u16() == 422, "{}: {problem}", action.name);
        // The door stops at the subject the act is about; what it names must be required.
        assert!(!missing.is_empty() && missing.is_subset(&required), "{}: {problem}", action.name);
    }
    let unknown = ask("people.enrol", json!({ "code": "OP-07", "name": "x", "more": 1 }));
    bench.post(&bench.admin, "/api/v1/acts", &unknown).await.is(422);
}
