//! The log for outsiders: checkpoint and tiles, as any client of the tlog-tiles form asks for them.
//!
//! Hashes and checkpoints tell nothing of what entries say and are public. Bundles of entries tell
//! all that is in clear: they are for inspectors.

use crate::app::{App, Call};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::people::Role;
use ledger::proof::{self, Served};
use ledger::tiles::Resource;

/// The routes of the log.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/log/checkpoint", get(checkpoint))
        .route("/log/checkpoint/witnessed", get(witnessed))
        .route("/log/tile/{*path}", get(tile))
}

/// The checkpoint of the centre as published, with the cosignatures there are over it: it never runs
/// ahead of what readers see.
async fn checkpoint(call: Call) -> Result<Response> {
    if call.snapshot.checkpoint.is_empty() {
        return Err(Problem::new(Kind::NotFound));
    }
    Ok(note(call.app.engine.cosigned_checkpoint()))
}

/// The newest checkpoint that a witness has cosigned.
async fn witnessed(call: Call) -> Result<Response> {
    let witnessed = call.app.engine.witnessed_checkpoint();
    Ok(note(witnessed.ok_or_else(|| Problem::new(Kind::NotFound))?))
}

fn note(note: Vec<u8>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, note).into_response()
}

async fn tile(State(app): State<App>, call: Call, Path(path): Path<String>) -> Result<Response> {
    let resource: Resource =
        format!("tile/{path}").parse().map_err(|error: ledger::tiles::BadPath| {
            let reason = Reason::new("field-wrong").at("path").with("problem", error.to_string());
            Problem::new(Kind::NotFound).because([reason])
        })?;
    let private = matches!(resource, Resource::Entries(_));
    if private {
        call.signed_in()?;
        if !call.roles().contains(&Role::Inspector) {
            return Err(Problem::new(Kind::NotPermitted).because([Reason::new("inspectors-only")]));
        }
    }
    let engine = app.engine.clone();
    let served = app.blocking(move || {
        let served = engine.log().with(|reader| proof::serve(reader, resource));
        let served = served.map_err(|error| Problem::fault(&error))?;
        served.map_err(|error| Problem::fault(&error))
    });
    let Served { bytes, content_type, immutable } =
        served.await?.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let cache = match (immutable, private) {
        (true, false) => "public, max-age=31536000, immutable",
        (true, true) => "private, max-age=31536000, immutable",
        (false, _) => "no-cache",
    };
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, cache)];
    Ok((headers, bytes).into_response())
}
