//! A problem as bytes: RFC 9457 for programs, a page for people.

use super::Problem;
use crate::app::{App, Asked};
use crate::lang::Lang;
use crate::parts;
use crate::shell::{Head, bare_page};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde_json::{Map, Value};

/// Writes a problem in the language and the form its request asked for, and logs what is for the
/// log.
pub(crate) fn render(app: &App, asked: &Asked, mut problem: Problem) -> Response {
    let status = problem.kind.status();
    let incident = (status == StatusCode::INTERNAL_SERVER_ERROR).then(|| asked.id.to_string());
    if let Some(what) = problem.take_logged() {
        tracing::error!(incident = %asked.id, what, path = asked.uri.path(), "an incident");
    }
    let mut response = if asked.wants_page {
        page(app, asked, &problem, incident.as_deref())
    } else {
        json(asked, &problem, incident.as_deref())
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = problem.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if problem.kind.status() == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(allow) = problem.allow {
        headers.insert(header::ALLOW, allow);
    }
    response
}

fn title(problem: &Problem, lang: Lang) -> String {
    lang.texts().get(&format!("refusal-title-{}", problem.kind.word()))
}

fn way_on(problem: &Problem, lang: Lang) -> String {
    lang.texts().get(&format!("refusal-title-{}.next", problem.kind.word()))
}

/// The first reason with its way on; without reasons, the way on of the kind.
fn detail(problem: &Problem, lang: Lang) -> String {
    match problem.reasons.first() {
        None => way_on(problem, lang),
        Some(reason) => {
            let mut said = reason.sentence(lang);
            if let Some(next) = reason.next(lang) {
                if lang == Lang::En {
                    said.push(' ');
                }
                said.push_str(&next);
            }
            said
        }
    }
}

fn json(asked: &Asked, problem: &Problem, incident: Option<&str>) -> Response {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("type", format!("/problems/{}", problem.kind.word()).into());
    put("title", title(problem, asked.lang).into());
    put("status", problem.kind.status().as_u16().into());
    put("detail", detail(problem, asked.lang).into());
    put("instance", format!("{}#{}", asked.uri.path(), asked.id).into());
    if let Some(incident) = incident {
        put("incident", incident.into());
    }
    put("reasons", problem.reasons.iter().map(super::Reason::json).collect());
    body.extend(problem.more.clone());
    let content_type = HeaderValue::from_static("application/problem+json");
    ([(header::CONTENT_TYPE, content_type)], Value::Object(body).to_string()).into_response()
}

fn page(app: &App, asked: &Asked, problem: &Problem, incident: Option<&str>) -> Response {
    let lang = asked.lang;
    let ctx = app.bare_ctx(asked);
    let reasons: Vec<_> = problem.reasons.iter().map(|reason| reason.part(lang)).collect();
    let t = lang.texts();
    let body = html! {
        @if reasons.is_empty() {
            p { (way_on(problem, lang)) }
        } @else {
            (parts::Refusal::of(t, reasons))
        }
        @if let Some(incident) = incident { p.small.muted { span.id { (incident) } } }
        p { a href=(crate::shell::paths::HOME) { (t.label("nav-home")) } }
    };
    bare_page(&ctx, &Head::new(title(problem, lang)), body).into_response()
}
