//! Every event that was ever written can still be read, and says the same.

use super::crate_folder;
use crate::id::Kind;
use crate::state::Event;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

/// The file an event's example stands in.
fn file_of(name: &str, version: u32) -> String {
    format!("{name}.v{version}.json")
}

/// Examples with members that most bodies of that event and version leave out.
const MORE: &[(&str, u32, &str)] = &[("centre-opened", 1, "centre-opened.v1.second.json")];

#[test]
fn every_event_has_an_example_that_reads_and_writes_the_same() {
    let mut missing = Vec::new();
    for (kind, name, version) in Event::all() {
        let file = file_of(name, version);
        let Ok(text) = fs::read_to_string(super::golden_file(&file)) else {
            missing.push(format!("golden/{file} (of a {kind})"));
            continue;
        };
        reads_and_writes_the_same((kind, name, version), &file, &text);
    }
    assert!(missing.is_empty(), "write an example of the event's body: {missing:#?}");
    for (name, version, file) in MORE {
        let text = fs::read_to_string(super::golden_file(file)).unwrap();
        let (kind, ..) =
            Event::all().into_iter().find(|it| (it.1, it.2) == (*name, *version)).unwrap();
        reads_and_writes_the_same((kind, name, *version), file, &text);
    }
}

fn reads_and_writes_the_same((kind, name, version): (Kind, &str, u32), file: &str, text: &str) {
    let known: Value = serde_json::from_str(text).unwrap();
    let event = Event::decode(kind, name, version, text).unwrap();
    let event = event.unwrap_or_else(|error| panic!("{file} cannot be read: {error}"));
    assert_eq!(event.name(), (name, version), "{file}");
    assert_eq!(serde_json::to_value(&event).unwrap(), known, "{file} is written differently");
    assert!(!has_null(&known), "{file} leaves a field empty: give every field a value");
}

#[test]
fn every_example_is_of_an_event() {
    let mut known: BTreeSet<String> =
        Event::all().into_iter().map(|(_, name, version)| file_of(name, version)).collect();
    known.extend(MORE.iter().map(|(_, _, file)| (*file).to_owned()));
    for entry in fs::read_dir(crate_folder().join("golden")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_some_and(|extension| extension == "json") {
            assert!(known.contains(&file), "golden/{file} is no event of this build");
        }
    }
}

/// Events that several kinds of subject have, under one name and with one body.
const SHARED: &[(&str, u32)] = &[("signature-withdrawn", 1)];

#[test]
fn no_two_events_share_a_name_and_a_version() {
    let mut seen = BTreeSet::new();
    for (kind, name, version) in Event::all() {
        if SHARED.contains(&(name, version)) {
            continue;
        }
        assert!(seen.insert((name, version)), "{name} version {version} of a {kind} is taken");
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
