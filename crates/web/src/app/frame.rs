//! The frame around every handler: it names the request, catches what falls, writes problems, and
//! puts the security headers on everything that leaves.

use super::App;
use super::asked::Asked;
use super::noting;
use crate::assets::SECURITY_HEADERS;
use crate::problem::{Kind, Problem, render};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

/// Once reached over TLS, never otherwise: for a year.
const ENCRYPTED_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Says of an answer about the past after which entry it holds.
const AS_OF: HeaderName = HeaderName::from_static("x-as-of");

pub(super) async fn frame(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let asked = Arc::new(Asked::of(&app, &request));
    request.extensions_mut().insert(asked.clone());
    // A handler that panics loses its own request and nothing else: it holds no lock and no part
    // of the centre, which only the writer changes.
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let (kind, response) = match answered {
        Ok(response) => finish(&app, &asked, response),
        Err(panic) => (None, render(&app, &asked, Problem::failed(words(panic.as_ref())))),
    };
    let mut response = noting::note(&app, &asked, kind, response).await;
    app.meter.answered(asked.route.as_deref(), response.status(), begun.elapsed());
    let headers = response.headers_mut();
    headers.reserve(SECURITY_HEADERS.len() + 2);
    for (name, value) in &SECURITY_HEADERS {
        headers.insert(name, value.clone());
    }
    if app.settings.behind_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ENCRYPTED_ONLY);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::try_from(asked.id.to_string()) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(position) = asked.as_of() {
        headers.insert(AS_OF, HeaderValue::from(position));
    }
    response
}

/// Writes the problem a handler gave, or the one that a bare status of the router stands for; gives
/// the kind of problem, if it is one.
fn finish(app: &App, asked: &Asked, mut response: Response) -> (Option<Kind>, Response) {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return (Some(problem.kind), render(app, asked, problem));
    }
    let status = response.status();
    let written = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes();
        kind.starts_with(b"text/html") || kind.starts_with(b"application/")
    });
    if written || !(status.is_client_error() || status.is_server_error()) {
        return (None, response);
    }
    let mut problem = Problem::new(Kind::of(status));
    problem.allow = response.headers_mut().remove(header::ALLOW);
    (Some(problem.kind), render(app, asked, problem))
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a handler panicked: {}", said.unwrap_or("without a word"))
}
