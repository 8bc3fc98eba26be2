//! `/api/v1/objects`: what is too large for an entry, kept by its hash.

use super::sniff;
use crate::app::{App, Call, media_type, object};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use engine::answer::NotTaken;
use ledger::objects::{ObjectError, ObjectHash};
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/objects", post(keep)).route("/api/v1/objects/{sha256}", get(fetch))
}

async fn keep(
    State(app): State<App>,
    call: Call,
    request: Request,
) -> Result<(StatusCode, Json<Value>)> {
    call.may_change()?;
    app.ready()?;
    let declared = media_type(request.headers());
    let content = object(&app, request.into_body()).await?;
    sniff::check(&declared, &content)?;
    let engine = app.engine.clone();
    let hash = app.blocking(move || Ok(engine.objects().put(&content).map_err(NotTaken::from)?));
    Ok((StatusCode::CREATED, Json(json!({ "sha256": hash.await?.to_string() }))))
}

async fn fetch(State(app): State<App>, call: Call, Path(sha256): Path<String>) -> Result<Response> {
    call.signed_in()?;
    let hash = ObjectHash::parse(&sha256).ok_or_else(|| {
        let problem = "a digest is 64 lower-case hexadecimal digits";
        let reason = Reason::new("field-wrong").at("sha256").with("problem", problem);
        Problem::new(Kind::BadParameter).because([reason])
    })?;
    if call.roles().is_empty() {
        return Err(Problem::new(Kind::NotPermitted));
    }
    let engine = app.engine.clone();
    let content = app.blocking(move || match engine.objects().get(&hash) {
        Ok(content) => Ok(content),
        Err(ObjectError::Missing(_)) => Err(Problem::new(Kind::NotFound)
            .because([Reason::new("unknown-object").with("sha256", hash.to_string())])),
        Err(error) => Err(Problem::fault(&error)),
    });
    let headers = [
        // Whatever it is, a browser keeps it and never runs it.
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{hash}\"")),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
    ];
    Ok((headers, content.await?).into_response())
}
