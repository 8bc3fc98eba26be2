//! The client's data: what the browser says it was asked (section 5.8.1).

use super::{CLIENT_BYTES_MAX, Expected, Wrong};
use base64::Engine as _;
use serde::Deserialize;
use std::borrow::Cow;

/// The ceremony of making a key.
pub(super) const CREATE: &str = "webauthn.create";
/// The ceremony of using one.
pub(super) const GET: &str = "webauthn.get";

#[derive(Deserialize)]
struct Client<'a> {
    #[serde(rename = "type", borrow)]
    ceremony: Cow<'a, str>,
    #[serde(borrow)]
    challenge: Cow<'a, str>,
    #[serde(borrow)]
    origin: Cow<'a, str>,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin", default, borrow)]
    top_origin: Option<Cow<'a, str>>,
}

/// Checks that the browser was asked what was expected.
pub(super) fn check(bytes: &[u8], ceremony: &str, expected: &Expected<'_>) -> Result<(), Wrong> {
    // An object: a list of the same values in their order would be read as one too.
    let object = bytes.trim_ascii_start().first() == Some(&b'{');
    if bytes.len() > CLIENT_BYTES_MAX || !object {
        return Err(Wrong::ClientUnreadable);
    }
    let client: Client<'_> = serde_json::from_slice(bytes).map_err(|_| Wrong::ClientUnreadable)?;
    if client.ceremony != ceremony {
        return Err(Wrong::Type);
    }
    let base64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    if client.challenge != base64.encode(expected.challenge) {
        return Err(Wrong::Challenge);
    }
    if client.cross_origin == Some(true) || client.top_origin.is_some() {
        return Err(Wrong::CrossOrigin);
    }
    if is_ours(&client.origin, expected) { Ok(()) } else { Err(Wrong::Origin) }
}

fn is_ours(origin: &str, expected: &Expected<'_>) -> bool {
    if !expected.origins.is_empty() {
        return expected.origins.contains(&origin);
    }
    let secure = origin.strip_prefix("https://");
    let local = || origin.strip_prefix("http://").filter(|_| expected.party == "localhost");
    let Some(place) = secure.or_else(local) else { return false };
    match place.strip_prefix(expected.party) {
        Some("") => !expected.party.is_empty(),
        Some(rest) => rest.strip_prefix(':').is_some_and(is_port),
        None => false,
    }
}

fn is_port(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
