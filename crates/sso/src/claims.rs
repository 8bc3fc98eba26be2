//! What a provider says of somebody.

use serde_json::{Map, Value};
use std::fmt;

/// The longest text and the most texts taken out of a claim.
const TEXT_BYTES_MAX: usize = 200;
const TEXTS_MAX: usize = 1_000;

/// What the provider says of somebody, checked. It names a person: `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Claims(Map<String, Value>);

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }
}

impl Claims {
    pub(crate) fn of(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// Adds what is not there yet.
    pub(crate) fn add(&mut self, more: Map<String, Value>) {
        for (name, value) in more {
            self.0.entry(name).or_insert(value);
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What the provider calls the person, the same at every sign-in.
    pub fn subject(&self) -> &str {
        self.0.get("sub").and_then(Value::as_str).unwrap_or_default()
    }

    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.0.get(name)?.as_str()?.trim();
        (!text.is_empty() && text.len() <= TEXT_BYTES_MAX).then_some(text)
    }

    /// A claim that is a list of texts, or one text.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let texts: Vec<&str> = match self.0.get(name) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        texts.into_iter().filter(|text| text.len() <= TEXT_BYTES_MAX).take(TEXTS_MAX).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_claim_is_what_it_is_and_nothing_is_made_of_it() {
        let Value::Object(map) = json!({
            "sub": "7", "code": " OP-07 ", "groups": ["ops", 3, "qa"], "one": "ops", "n": 7,
            "long": "x".repeat(201),
        }) else {
            unreachable!()
        };
        let claims = Claims::of(map);
        assert_eq!(claims.subject(), "7");
        assert_eq!(claims.text("code"), Some("OP-07"));
        assert_eq!(claims.texts("groups"), ["ops", "qa"]);
        assert_eq!(claims.texts("one"), ["ops"]);
        assert_eq!(
            (claims.text("n"), claims.text("long"), claims.text("none")),
            (None, None, None)
        );
        assert!(claims.texts("none").is_empty());
        assert_eq!(format!("{claims:?}"), "claims");
    }
}
