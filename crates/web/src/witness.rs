//! A witness over HTTP (C2SP tlog-witness): somebody else runs it, beside no centre.
//!
//! `POST /add-checkpoint` is the protocol. `GET /` says in words who this is and what it has seen;
//! `GET /checkpoint?origin=…` gives the last checkpoint it cosigned of a log, to whoever compares.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::witness::{Refused, Witness};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::net::TcpListener;

/// The longest request: a checkpoint with some cosignatures, and 63 hashes.
const REQUEST_BYTES_MAX: usize = 64 * 1024;

/// Gives the time, in seconds since 1970.
pub type Seconds = Arc<dyn Fn() -> u64 + Send + Sync>;

#[derive(Clone)]
struct Served {
    witness: Arc<Witness>,
    seconds: Seconds,
}

/// The routes of a witness.
pub fn router(witness: Arc<Witness>, seconds: Seconds) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/checkpoint", get(checkpoint))
        .route("/", get(about))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .with_state(Served { witness, seconds })
}

/// Serves a witness until told to stop.
pub async fn serve(
    witness: Arc<Witness>,
    seconds: Seconds,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(witness, seconds)).with_graceful_shutdown(stop).await
}

async fn add_checkpoint(State(served): State<Served>, request: Bytes) -> Response {
    let seconds = (served.seconds)();
    let work = move || served.witness.add_checkpoint(&request, seconds);
    // It waits for the disk.
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(line)) => plain(StatusCode::OK, "text/plain; charset=utf-8", line),
        Ok(Err(refused)) => refusal(&refused),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refusal(refused: &Refused) -> Response {
    let status = StatusCode::from_u16(refused.status());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match refused.cosigned() {
        Some(size) => {
            tracing::warn!(%refused, "a checkpoint was not cosigned");
            plain(status, "text/x.tlog.size", format!("{size}\n").into_bytes())
        }
        None if status.is_server_error() => {
            tracing::error!(error = refused as &dyn std::error::Error, "a checkpoint was not kept");
            plain(status, "text/plain; charset=utf-8", b"it could not be kept\n".to_vec())
        }
        None => {
            tracing::warn!(%refused, "a checkpoint was not cosigned");
            plain(status, "text/plain; charset=utf-8", format!("{refused}\n").into_bytes())
        }
    }
}

fn plain(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}

async fn checkpoint(
    State(served): State<Served>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let origin = asked.get("origin").map_or("", String::as_str);
    match served.witness.latest(origin) {
        Some((_, note)) => plain(StatusCode::OK, "text/plain; charset=utf-8", note),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn about(State(served): State<Served>) -> Response {
    let mut text = format!("witness {}\n", served.witness.key().verifier());
    for log in served.witness.logs() {
        let origin = log.name().as_str();
        let size = served.witness.latest(origin).map_or(0, |(size, _)| size);
        text.push_str(&format!("{origin}: {size} entries cosigned\n"));
    }
    plain(StatusCode::OK, "text/plain; charset=utf-8", text.into_bytes())
}
