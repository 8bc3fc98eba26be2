//! What a provider says of somebody.

use serde_json::{Map, Value};
use std::fmt;

/// The longest text and the most texts taken out of a claim.
const TEXT_BYTES_MAX: usize = 200;
const TEXTS_MAX: usize = 1_000;

/// What the provider says of somebody, checked. It names a person: `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Claims {
    said: Map<String, Value>,
    multi_factor: bool,
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }
}

impl Claims {
    /// What an ID token says.
    pub(crate) fn of(claims: Map<String, Value>) -> Self {
        let multi_factor = multi_factor(&claims);
        Self { said: claims, multi_factor }
    }

    /// Adds what is not there yet. How it was proven who it is stays as the signed token says it.
    pub(crate) fn add(&mut self, more: Map<String, Value>) {
        for (name, value) in more {
            self.said.entry(name).or_insert(value);
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.said.contains_key(name)
    }

    /// Whether the provider says that more than one kind of factor proved who it is. Where it says
    /// nothing of that, one did.
    pub fn multi_factor(&self) -> bool {
        self.multi_factor
    }

    /// What the provider calls the person, the same at every sign-in.
    pub fn subject(&self) -> &str {
        self.said.get("sub").and_then(Value::as_str).unwrap_or_default()
    }

    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.said.get(name)?.as_str()?.trim();
        (!text.is_empty() && text.len() <= TEXT_BYTES_MAX).then_some(text)
    }

    /// A claim that is a list of texts, or one text.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let texts: Vec<&str> = match self.said.get(name) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        texts.into_iter().filter(|text| text.len() <= TEXT_BYTES_MAX).take(TEXTS_MAX).collect()
    }
}

/// What proves who it is: something known, something held, or what one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Factor {
    Known,
    Held,
    Being,
}

/// The factor behind a method (RFC 8176, 2; June 2017). Those that are no factor, such as where
/// somebody is, and those the registry does not know, count for nothing.
fn factor(method: &str) -> Option<Factor> {
    match method {
        "pwd" | "pin" | "kba" => Some(Factor::Known),
        "otp" | "hwk" | "swk" | "sc" | "sms" | "tel" => Some(Factor::Held),
        "face" | "fpt" | "iris" | "retina" | "vbm" => Some(Factor::Being),
        _ => None,
    }
}

/// The class that federations of research and health care call multi-factor (REFEDS MFA Profile 1.2).
const REFEDS_MFA: &str = "https://refeds.org/profile/mfa";

fn multi_factor(claims: &Map<String, Value>) -> bool {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let methods = claims.get("amr").and_then(Value::as_array).map(Vec::as_slice);
    let methods = methods.unwrap_or_default().iter().filter_map(Value::as_str);
    let mut factors = methods.clone().filter_map(factor);
    let first = factors.next();
    let two_kinds = factors.any(|other| first != Some(other));
    two_kinds || methods.clone().any(|it| it == "mfa") || text("acr") == Some(REFEDS_MFA)
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

    #[test]
    fn two_factors_are_what_the_signed_token_says_and_nothing_else_is() {
        let of = |claims: Value| match claims {
            Value::Object(claims) => Claims::of(claims),
            _ => unreachable!(),
        };
        for (amr, two) in [
            (json!(["mfa"]), true),
            (json!(["pwd", "otp"]), true),
            (json!(["pin", "hwk"]), true),
            (json!(["fpt", "swk"]), true),
            (json!(["pwd", "pin"]), false),
            (json!(["otp", "sms"]), false),
            (json!(["pwd", "geo", "rba", "mca", "user"]), false),
            (json!(["pwd", "another"]), false),
            (json!(["MFA"]), false),
            (json!([7, null]), false),
            (json!([]), false),
            (json!("mfa"), false),
            (json!(null), false),
        ] {
            assert_eq!(of(json!({ "sub": "7", "amr": amr })).multi_factor(), two, "{amr}");
        }
        assert!(of(json!({ "sub": "7", "acr": REFEDS_MFA })).multi_factor());
        assert!(!of(json!({ "sub": "7", "acr": "1" })).multi_factor());
        let mut claims = of(json!({ "sub": "7" }));
        let Value::Object(more) = json!({ "amr": ["mfa"] }) else { unreachable!() };
        claims.add(more);
        assert!(!claims.multi_factor(), "what is not signed says nothing of it");
    }
}
