//! JSON as the record has it: read strictly, or refused with the place.
//!
//! Refused: a name that stands twice in one object (two readers would read two things), the
//! character NUL (no store and no label takes it), numbers out of range, nesting past 100 levels,
//! text after the end.

use crate::problem::{Kind, Problem, Reason, Result};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Reads a body.
pub fn read(bytes: &[u8]) -> Result<Value> {
    if bytes.is_empty() {
        return Err(malformed(Reason::new("body-empty")));
    }
    serde_json::from_slice::<Strict>(bytes).map(|strict| strict.0).map_err(|error| {
        let text = error.to_string();
        let problem = text.split(" at line ").next().unwrap_or_default();
        let reason = Reason::new("json-malformed")
            .with("problem", problem)
            .with("line", error.line().to_string())
            .with("column", error.column().to_string());
        malformed(reason)
    })
}

fn malformed(reason: Reason) -> Problem {
    Problem::new(Kind::Malformed).because([reason])
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

fn clear<E: Error>(text: &str) -> std::result::Result<(), E> {
    if text.contains('\0') { Err(E::custom("a text holds the character NUL")) } else { Ok(()) }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> std::result::Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E: Error>(self, text: &str) -> std::result::Result<Value, E> {
        clear(text)?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> std::result::Result<Value, E> {
        clear(&text)?;
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(value)) = seq.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            clear(&name)?;
            if object.contains_key(&name) {
                let shown: String = name.chars().take(80).collect();
                return Err(A::Error::custom(format!("the name {shown:?} stands twice")));
            }
            let Strict(value) = map.next_value()?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use proptest::prelude::*;

    fn said(text: &str) -> String {
        let problem = read(text.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, Kind::Malformed);
        problem.reasons[0].sentence(Lang::En)
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert!(said("{\"a\":1,\n \"a\":2}").contains("\"a\" stands twice"));
        assert!(said("{\"a\":1,\n \"a\":2}").contains("Line 2"));
        assert!(said("{\"a\":\"\\u0000\"}").contains("NUL"));
        assert!(said("{\"\\u0000\":1}").contains("NUL"));
        assert!(said("1e999").contains("out of range"));
        assert!(said("{} {}").contains("trailing"));
        assert!(said(&"[".repeat(100_000)).contains("recursion"));
        assert!(said("").contains("empty"));
        assert!(said("{\"a\":\"\\ud800\"}").contains("Line 1"));
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_any_reader_reads(text in "\\PC{0,60}|[\\[\\]{}:,\"a-c0-9.eE+\\-\\\\u ]{0,60}") {
            if let Ok(value) = read(text.as_bytes()) {
                let other: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(value, other);
            }
        }
    }
}
