//! Signing with a passkey through the API: fixed, signed, sent, and sent again.

use crate::testing::{Bench, PASSWORD, ask};
use domain::act::ActId;
use domain::id::PersonId;
use domain::people::passkey::enrolment_challenge;
use domain::text::Encoded;
use serde_json::{Value, json};
use testkit::passkey::{Answer, SoftKey};

pub(super) fn key() -> SoftKey {
    SoftKey::new(7, "localhost", "http://localhost:8300")
}

/// Enrols a key for somebody; gives their next act to be signed.
async fn enrolled(bench: &Bench) -> (String, Value) {
    let (person, token) = bench.person("QA-01", &["qa-reviewer"]).await;
    let (other, _) = bench.person("OP-07", &["operator"]).await;
    let mut enrol = ask("people.enrol-passkey", json!({}));
    let id: ActId = enrol["id"].as_str().unwrap().parse().unwrap();
    let holder: PersonId = person.parse::<domain::id::SubjectId>().unwrap().try_into().unwrap();
    let made = key().make(&enrolment_challenge("test.example/c01/1", id, &holder));
    enrol["with"] = json!({
        "person": person, "client": Encoded::of(&made.client),
        "attestation": Encoded::of(&made.attestation), "transports": ["usb"],
    });
    enrol["sign"] = json!({ "means": "performed", "password": PASSWORD });
    bench.post(&token, "/api/v1/acts", &enrol).await.is(201);
    let with = json!({ "person": other, "skill": "method/flow", "until": "2027-12-31" });
    let mut act = ask("people.qualify", with);
    act["sign"] = json!({ "means": "approved" });
    (token, act)
}

pub(super) fn answer(answer: &Answer) -> Value {
    json!({
        "cred": Encoded::of(&answer.credential), "auth": Encoded::of(&answer.authenticator),
        "client": Encoded::of(&answer.client), "sig": Encoded::of(&answer.signature),
    })
}

pub(super) fn challenge(to_sign: &Value) -> Vec<u8> {
    to_sign["challenge"].as_str().unwrap().parse::<Encoded>().unwrap().bytes()
}

#[tokio::test]
async fn an_act_is_fixed_signed_by_a_passkey_and_taken_once() {
    let bench = Bench::open().await;
    let (token, mut act) = enrolled(&bench).await;
    let before = bench.app.engine.snapshot().size;
    let to_sign = bench.post(&token, "/api/v1/acts/prepare", &act).await.is(200);
    assert_eq!(bench.app.engine.snapshot().size, before, "fixing is not recording");
    assert_eq!(to_sign["party"], "localhost");
    assert_eq!(to_sign["keys"][0]["transports"], json!(["usb"]));
    let said = to_sign["said"].as_str().unwrap();
    assert_eq!(engine::entry::challenge(said.as_bytes()).to_vec(), challenge(&to_sign));
    act["sign"]["passkey"] = answer(&key().sign(&challenge(&to_sign)));
    let receipt = bench.post(&token, "/api/v1/acts", &act).await.is(201);
    let again = bench.post(&token, "/api/v1/acts", &act).await.is(200);
    assert_eq!(again["leaf"], receipt["leaf"]);
    let path = format!("/api/v1/log/entries/{}", receipt["position"]);
    let entry = bench.get(&token, &path).await.is(200);
    assert_eq!(entry["made"]["proof"]["how"], "passkey");
    assert_eq!(entry["made"]["proof"]["sig"], act["sign"]["passkey"]["sig"]);
}

#[tokio::test]
async fn what_a_passkey_did_not_sign_is_refused_with_what_to_do() {
    let bench = Bench::open().await;
    let (token, mut act) = enrolled(&bench).await;
    let path = "/api/v1/acts";
    bench.post(&token, path, &act).await.problem(422, "unreadable", "field-missing");
    let prepared = bench.post(&bench.admin, "/api/v1/acts/prepare", &act).await;
    prepared.problem(403, "wrong-passkey", "no-passkey");
    let to_sign = bench.post(&token, "/api/v1/acts/prepare", &act).await.is(200);
    let right = answer(&key().sign(&challenge(&to_sign)));
    act["sign"]["passkey"] = right.clone();
    act["sign"]["passkey"]["sig"] = json!("!");
    bench.post(&token, path, &act).await.problem(422, "unreadable", "field-wrong");
    // Somebody else's session does not find it.
    act["sign"]["passkey"] = right;
    let body = json!({ "name": "qa-01", "password": PASSWORD });
    let asked = bench.post("", "/api/v1/session", &body).await.is(401);
    let signed = answer(&key().sign(&challenge(&asked["sign"])));
    let step = json!({ "ticket": asked["ticket"], "passkey": signed });
    let elsewhere = bench.post("", "/api/v1/session/second-factor", &step).await.is(201);
    let elsewhere = elsewhere["token"].as_str().unwrap().to_owned();
    bench.post(&elsewhere, path, &act).await.problem(409, "not-prepared", "not-prepared");
    act["sign"]["passkey"] = answer(&key().sign(b"another challenge"));
    bench.post(&token, path, &act).await.problem(403, "wrong-passkey", "wrong-passkey");
    // Right or wrong, what was fixed is used up.
    act["sign"]["passkey"] = answer(&key().sign(&challenge(&to_sign)));
    bench.post(&token, path, &act).await.problem(409, "not-prepared", "not-prepared");
    let to_sign = bench.post(&token, "/api/v1/acts/prepare", &act).await.is(200);
    let stranger = SoftKey::new(8, "localhost", "http://localhost:8300");
    act["sign"]["passkey"] = answer(&stranger.clone().sign(&challenge(&to_sign)));
    bench.post(&token, path, &act).await.problem(403, "wrong-passkey", "unknown-passkey");
}
