//! What a record says, value by value, as people read it: the JSON of a state or a fact, already
//! opened as far as the person may see, in words, links and the centre's time.
//!
//! Nothing is left out: what this does not know it shows as it is recorded.

use super::eye::Eye;
use super::{links, words};
use crate::lang::{MISSING, Text, number};
use crate::parts::id;
use domain::id::SubjectId;
use domain::time::Timestamp;
use maud::{Markup, html};
use serde_json::{Map, Value};
use standards::reading::Reading;

/// Names with their values, in the order recorded; what is empty is left out.
pub fn rows(eye: &Eye<'_>, object: &Map<String, Value>) -> Vec<(Text, Markup)> {
    let said = object.iter().filter(|(_, value)| !is_empty(value));
    said.map(|(name, value)| (words::field(eye.t, name), shown(eye, value))).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// One value.
pub fn shown(eye: &Eye<'_>, value: &Value) -> Markup {
    let t = eye.t;
    match value {
        Value::Null => html! { (MISSING) },
        Value::Bool(is) => html! { (words::choice(t, if *is { "yes" } else { "no" })) },
        Value::Number(n) => html! { (number(&n.to_string())) },
        Value::String(text) => text_of(eye, text),
        Value::Array(values) => html! {
            @for (n, value) in values.iter().enumerate() {
                @if n > 0 { ", " }
                (shown(eye, value))
            }
        },
        Value::Object(object) => object_of(eye, value, object),
    }
}

fn text_of(eye: &Eye<'_>, text: &str) -> Markup {
    if let Ok(subject) = text.parse::<SubjectId>() {
        return html! { a.id href=(links::subject(&subject)) { (eye.name(&subject)) } };
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return html! { span.num { (eye.moment(moment)) } };
    }
    for family in ["choice", "role"] {
        let key = format!("{family}-{text}");
        if eye.t.find(&key, &[]).is_some() {
            return html! { (eye.t.label(&key)) };
        }
    }
    // Codes and hashes are compared letter by letter; sentences are read.
    if text.contains(' ') || !text.is_ascii() {
        html! { (text) }
    } else {
        id(text)
    }
}

fn object_of(eye: &Eye<'_>, value: &Value, object: &Map<String, Value>) -> Markup {
    let t = eye.t;
    if object.contains_key("sealed") {
        return html! { span.muted { (t.get("sealed-hidden")) } };
    }
    if object.contains_key("erased") {
        return html! { span.muted { (t.get("sealed-erased")) } };
    }
    if let Ok(reading) = serde_json::from_value::<Reading>(value.clone()) {
        return html! { (words::reading(t, &reading)) };
    }
    html! {
        @for (n, (name, value)) in object.iter().enumerate() {
            @if n > 0 { "; " }
            (name_of(eye, name)) " "
            (shown(eye, value))
        }
    }
}

/// A name inside a value: of a field, or of a subject or a word that something belongs to.
fn name_of(eye: &Eye<'_>, name: &str) -> Markup {
    match eye.t.find(&format!("field-{name}"), &[]) {
        Some(label) => html! { span.muted { (label) } },
        None => text_of(eye, name),
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;
    use serde_json::Value;
    use std::path::Path;

    #[test]
    fn every_name_an_event_has_is_said_in_both_languages() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/golden");
        for file in std::fs::read_dir(golden).unwrap() {
            let path = file.unwrap().path();
            let Ok(event) = serde_json::from_slice::<Value>(&std::fs::read(&path).unwrap()) else {
                continue;
            };
            for (lang, name) in Lang::ALL.iter().flat_map(|lang| {
                event.as_object().into_iter().flatten().map(move |it| (lang, it.0))
            }) {
                let key = format!("field-{name}");
                let said = lang.texts().find(&key, &[]).is_some();
                assert!(said, "say `{key}` in {} for {}", lang.tag(), path.display());
            }
        }
    }
}
