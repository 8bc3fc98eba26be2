//! `POST /api/v1/processes/compile`: from a process text to the two digests a batch pins.
//!
//! Compiling is no act: nothing is recorded. Text and compiled form are kept as objects, so that
//! the act which submits the process can name both.

use crate::app::{App, Call, media_type, object, wrong_type};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use engine::answer::NotTaken;
use process::{Diagnostic, Severity};
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/processes/compile", post(compile))
}

async fn compile(
    State(app): State<App>,
    call: Call,
    request: Request,
) -> Result<(StatusCode, Json<Value>)> {
    call.may_change()?;
    app.ready()?;
    let kind = media_type(request.headers());
    if !(kind.starts_with("text/") || kind == "application/yaml" || kind == "application/x-yaml") {
        return Err(wrong_type(&kind, "text/yaml"));
    }
    let text = object(&app, request.into_body()).await?;
    let shared = app.clone();
    let compiled = app.blocking(move || compile_and_keep(&shared, &text));
    Ok((StatusCode::CREATED, Json(compiled.await?)))
}

fn compile_and_keep(app: &App, bytes: &[u8]) -> Result<Value> {
    let not_text = |_| Problem::new(Kind::Malformed).because([Reason::new("not-utf-8")]);
    let text = std::str::from_utf8(bytes).map_err(not_text)?;
    let checked = process::check(text, &app.vocabulary);
    let said: Value = checked.diagnostics.iter().map(|found| diagnostic(found, text)).collect();
    let Some(process) = checked.process else {
        let mistakes = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        let reason = Reason::new("process-mistakes").with("n", mistakes.to_string());
        return Err(Problem::new(Kind::DoesNotCompile).because([reason]).with("diagnostics", said));
    };
    let form = process.to_bytes().map_err(|error| Problem::fault(&error))?;
    let objects = app.engine.objects();
    let keep = |content: &[u8]| -> Result<String> {
        Ok(objects.put(content).map_err(NotTaken::from)?.to_string())
    };
    Ok(json!({ "text": keep(bytes)?, "compiled": keep(&form)?, "diagnostics": said }))
}

fn diagnostic(found: &Diagnostic, text: &str) -> Value {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({
        "code": found.code.as_str(),
        "severity": severity,
        "line": found.line,
        "column": found.column,
        "length": found.length,
        "message": found.message,
        "cure": found.cure,
        "shown": found.render(text, "process.yaml"),
    })
}
