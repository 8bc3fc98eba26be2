//! Whatever bytes are sent as an act: an answer below 500, never a panic, never an entry by chance.

use crate::testing::Bench;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::sync::LazyLock;
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static BENCH: LazyLock<Bench> = LazyLock::new(|| RUNTIME.block_on(Bench::open()));

/// JSON of any shape, leaning to what the door knows.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        Just(json!("person/7k3m9q")),
        Just(json!("2026-11-22T02:00:00Z")),
        Just(json!({ "$sealed": "x", "key": "person/x" })),
        Just(json!({ "n": "1e9999", "u": "%" })),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z$_]{1,9}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// An act with right parts but any values in its fields.
fn act_with_any_values() -> impl Strategy<Value = Value> {
    let action = prop::sample::select(domain::command::ACTIONS.to_vec());
    let with = (action, prop::collection::vec(any_json(), 12)).prop_map(|(action, values)| {
        let pairs = action.fields.iter().zip(values);
        (action.name, Value::Object(pairs.map(|(f, v)| (f.name.to_owned(), v)).collect()))
    });
    (with, any::<u128>()).prop_map(|((is, with), id)| {
        let id = uuid::Uuid::from_u128(id).to_string();
        json!({ "id": id, "is": is, "said": "ask", "with": with })
    })
}

/// An act whose parts are mostly right.
fn nearly_an_act() -> impl Strategy<Value = Value> {
    let actions: Vec<&'static str> = domain::command::ACTIONS.iter().map(|a| a.name).collect();
    let right = act_with_any_values();
    let spoilt = (act_with_any_values(), "(id|is|iv|said|as|at|occurred|with|sign|x)", any_json());
    let spoilt = spoilt.prop_map(|(mut act, member, value)| {
        act[member] = value;
        act
    });
    let signed =
        (act_with_any_values(), any_json(), any_json()).prop_map(|(mut act, covers, basis)| {
            act["sign"] =
                json!({ "means": "approved", "password": "x", "covers": covers, "basis": basis });
            act
        });
    let named = (prop::sample::select(actions), any_json())
        .prop_map(|(is, with)| json!({ "id": "x", "is": is, "said": "tell", "with": with }));
    prop_oneof![4 => right, 3 => spoilt, 1 => signed, 1 => named]
}

fn answer(body: Vec<u8>) -> crate::testing::Answer {
    let bench = &*BENCH;
    let sent = bench.send_text("POST", &bench.admin, "/api/v1/acts", "application/json", body);
    RUNTIME.block_on(sent)
}

fn check(body: Vec<u8>) -> Result<(), TestCaseError> {
    let text = String::from_utf8_lossy(&body).into_owned();
    let answer = answer(body);
    let status = answer.status.as_u16();
    prop_assert!(status < 500, "{status} for {text}: {}", answer.text());
    prop_assert!(status < 300 || answer.json()["reasons"].is_array(), "{}", answer.text());
    Ok(())
}

#[test]
fn any_bytes_get_an_answer_that_blames_the_request() {
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    runner.run(&prop::collection::vec(any::<u8>(), 0..200), check).unwrap();
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    runner.run(&"[{}\\[\\]:,\"a-z0-9\\\\ ]{0,80}", |text| check(text.into_bytes())).unwrap();
}

#[test]
fn any_json_gets_an_answer_that_blames_the_request() {
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    runner.run(&any_json(), |json| check(json.to_string().into_bytes())).unwrap();
    let mut runner = TestRunner::new(Config { cases: 600, ..Config::default() });
    runner.run(&nearly_an_act(), |json| check(json.to_string().into_bytes())).unwrap();
}

#[test]
fn cut_and_bent_acts_get_an_answer_that_blames_the_request() {
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    let bent = (nearly_an_act(), any::<prop::sample::Index>(), any::<u8>(), any::<bool>());
    let run = runner.run(&bent, |(act, at, byte, cut)| {
        let mut body = act.to_string().into_bytes();
        let at = at.index(body.len());
        if cut {
            body.truncate(at);
        } else {
            body[at] = byte;
        }
        check(body)
    });
    run.unwrap();
}
