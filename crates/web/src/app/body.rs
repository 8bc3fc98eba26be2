//! Bodies: how much is taken in, in what time, of which type.

use super::App;
use crate::problem::{Kind, Problem, Reason};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;
use std::time::Duration;

/// The most a body may hold, in bytes.
const BODY_MAX: usize = 1024 * 1024;

/// The most an object may hold, in bytes.
const OBJECT_MAX: usize = 32 * 1024 * 1024;

/// How long a body may take to arrive.
const BODY_SECONDS: u64 = 20;

/// How long an object may take to arrive.
const OBJECT_SECONDS: u64 = 120;

/// A JSON body of up to 1 MB, not yet read: it may hold a password.
pub struct JsonText(pub Bytes);

impl FromRequest<App> for JsonText {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let kind = media_type(request.headers());
        let json = kind == "application/json" || kind.ends_with("+json");
        // Read whatever it is: a connection with half a request in it serves no other.
        let body = read(request.into_body(), BODY_MAX, BODY_SECONDS).await?;
        if json { Ok(Self(body)) } else { Err(wrong_type(&kind, "application/json")) }
    }
}

/// Takes in a body of any type, of up to 32 MB. Few are taken in at a time: check first that
/// whoever sends it may.
pub async fn object(app: &App, body: Body) -> Result<Bytes, Problem> {
    let _turn = app.uploads.acquire().await;
    read(body, OBJECT_MAX, OBJECT_SECONDS).await
}

/// How much of a body that is too large is let go by. A connection closed on somebody who still
/// sends takes the answer with it.
const LET_BY: usize = 8 * 1024 * 1024;

/// Reads a body of at most `max` bytes that arrives within `seconds`.
async fn read(body: Body, max: usize, seconds: u64) -> Result<Bytes, Problem> {
    let whole = gather(body, max);
    let whole = tokio::time::timeout(Duration::from_secs(seconds), whole).await;
    whole.unwrap_or_else(|_| Err(Problem::new(Kind::TooSlow)))
}

async fn gather(body: Body, max: usize) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let mut taken = Vec::new();
    let mut length = 0_usize;
    while let Some(chunk) = stream.next().await {
        let broken = |_| Problem::new(Kind::Malformed).because([Reason::new("body-broken-off")]);
        let chunk = chunk.map_err(broken)?;
        length = length.saturating_add(chunk.len());
        if length <= max {
            taken.extend_from_slice(&chunk);
        } else if length > max.saturating_add(LET_BY) {
            break;
        }
    }
    if length > max {
        let reason = Reason::new("body-too-large").with("max", max.to_string());
        return Err(Problem::new(Kind::TooLarge).because([reason]));
    }
    Ok(taken.into())
}

/// The media type of a body, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = value.unwrap_or_default().split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// The problem of a body of the wrong type.
pub(crate) fn wrong_type(found: &str, wanted: &'static str) -> Problem {
    let found: String = found.chars().take(80).collect();
    let reason = Reason::new("content-type").with("found", found).with("wanted", wanted);
    Problem::new(Kind::WrongContentType).because([reason])
}
