//! The schema of each action, from its shape.

use super::kinds::field;
use crate::api::permissions::said;
use domain::act::Meaning;
use domain::command::{ACTIONS, Action};
use domain::shape::FieldKind;
use serde_json::{Map, Value, json};

/// The name of an action's schema: `people.assign-role` becomes `PeopleAssignRole`.
fn name(action: &Action) -> String {
    let words = action.name.split(['.', '-']);
    words
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

/// Adds every action, and `Act`, which is one of them.
pub(super) fn add(schemas: &mut Map<String, Value>) {
    let mut one_of = Vec::new();
    let mut mapping = Map::new();
    for action in ACTIONS {
        let reference = format!("#/components/schemas/{}", name(action));
        one_of.push(json!({ "$ref": reference }));
        mapping.insert(action.name.to_owned(), reference.into());
        schemas.insert(name(action), schema(action));
    }
    let act = json!({
        "description": "An act: one of these, told apart by `is`.",
        "oneOf": one_of,
        "discriminator": { "propertyName": "is", "mapping": mapping },
    });
    schemas.insert("Act".to_owned(), act);
}

fn schema(action: &Action) -> Value {
    let mut with = Map::new();
    let mut required = Vec::new();
    for one in action.fields.iter().filter(|field| field.kind != FieldKind::DrawnCode) {
        with.insert(one.name.to_owned(), field(one));
        // A list may be empty; left out, nobody would know that it was meant to be.
        if one.required || matches!(one.kind, FieldKind::List(_)) {
            required.push(one.name);
        }
    }
    let roles: Vec<_> = action.roles.iter().map(|role| role.word()).collect();
    let signed: Vec<_> = action.signed.iter().copied().map(Meaning::word).collect();
    let mut must = vec!["id", "is", "said", "with"];
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| properties.insert(name.to_owned(), value);
    put("id", json!({ "$ref": "#/components/schemas/ActId" }));
    put("is", json!({ "const": action.name }));
    put("iv", json!({ "const": action.version, "description": "Left out: the newest." }));
    put(
        "said",
        json!({ "enum": said(action.manner), "description":
        "ask: leave is asked and may be refused. tell: it has happened and is taken down." }),
    );
    put("as", json!({ "$ref": "#/components/schemas/Role" }));
    put("at", json!({ "$ref": "#/components/schemas/StationId" }));
    put("occurred", json!({ "$ref": "#/components/schemas/Moment" }));
    put(
        "with",
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": required,
            "properties": with,
        }),
    );
    if signed.is_empty() {
        put("sign", json!({ "$ref": "#/components/schemas/Sign" }));
    } else {
        must.push("sign");
        put(
            "sign",
            json!({ "allOf": [
            { "$ref": "#/components/schemas/Sign" },
            { "properties": { "means": { "enum": signed } } },
        ] }),
        );
    }
    json!({
        "type": "object",
        "title": action.name,
        "description": format!("{} By: {}.", action.meaning.trim(), roles.join(", ")),
        "required": must,
        "additionalProperties": false,
        "properties": properties,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::shape::Field;

    #[test]
    fn every_action_has_a_schema_with_every_field_explained() {
        let mut schemas = Map::new();
        add(&mut schemas);
        assert_eq!(schemas.len(), ACTIONS.len() + 1, "two actions share a name");
        for action in ACTIONS {
            let with = &schemas[&name(action)]["properties"]["with"]["properties"];
            let sent = |field: &&Field| field.kind != FieldKind::DrawnCode;
            for field in action.fields.iter().filter(sent) {
                let meaning = with[field.name]["description"].as_str().unwrap_or_default();
                assert!(!meaning.is_empty(), "{}: {} means nothing", action.name, field.name);
            }
        }
    }
}
