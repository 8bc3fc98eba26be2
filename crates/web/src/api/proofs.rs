//! Proofs as JSON: that an entry is in the log, and that one log is the beginning of another.

use super::query::Parameters;
use crate::app::{App, Call};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use ledger::proof::{self, ServeError};
use ledger::store::{Reader, StoredTiles};
use ledger::tree::{NodeHash, ProveError, inclusion_proof, root_at};
use serde_json::{Value, json};

const WHOLE: &str = "it is a whole number from 0 up";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/log/proof/inclusion", get(inclusion))
        .route("/api/v1/log/proof/consistency", get(consistency))
}

async fn inclusion(
    State(app): State<App>,
    call: Call,
    parameters: Parameters,
) -> Result<Json<Value>> {
    let position: u64 = parameters.need("position", WHOLE)?;
    let size = parameters.get("size", WHOLE)?.unwrap_or(call.snapshot.size);
    if size > call.snapshot.size || position >= size {
        return Err(beyond(call.snapshot.size));
    }
    let proved = read(&app, move |reader| {
        let tiles = StoredTiles(reader);
        let path = inclusion_proof(&tiles, position, size).map_err(failed)?;
        let root = root_at(&tiles, size).map_err(failed)?;
        let leaf = reader.leaf_hashes(position..position + 1).map_err(|e| Problem::fault(&e))?;
        let leaf = leaf.first().map(ToString::to_string);
        Ok(json!({
            "position": position,
            "size": size,
            "leaf": leaf,
            "root": root.to_string(),
            "path": hashes(&path),
        }))
    });
    let mut proved = proved.await?;
    if size == call.snapshot.size
        && let Some(proved) = proved.as_object_mut()
    {
        let checkpoint = String::from_utf8_lossy(&call.snapshot.checkpoint).into_owned();
        proved.insert("checkpoint".to_owned(), checkpoint.into());
    }
    Ok(Json(proved))
}

async fn consistency(
    State(app): State<App>,
    call: Call,
    parameters: Parameters,
) -> Result<Json<Value>> {
    let old: u64 = parameters.need("old", WHOLE)?;
    let new = parameters.get("new", WHOLE)?.unwrap_or(call.snapshot.size);
    if new > call.snapshot.size || old > new || old == 0 {
        return Err(beyond(call.snapshot.size));
    }
    let proved = read(&app, move |reader| {
        let path =
            proof::extend(reader, old, new).map_err(|error: ServeError| Problem::fault(&error))?;
        let tiles = StoredTiles(reader);
        let root = |size| root_at(&tiles, size).map(|root| root.to_string()).map_err(failed);
        Ok(json!({
            "old": { "size": old, "root": root(old)? },
            "new": { "size": new, "root": root(new)? },
            "path": hashes(&path),
        }))
    });
    Ok(Json(proved.await?))
}

async fn read(
    app: &App,
    prove: impl FnOnce(&dyn Reader) -> Result<Value> + Send + 'static,
) -> Result<Value> {
    let engine = app.engine.clone();
    app.blocking(move || engine.log().with(prove).map_err(|error| Problem::fault(&error))?).await
}

fn beyond(size: u64) -> Problem {
    let reason = Reason::new("beyond-the-log").with("size", size.to_string());
    Problem::new(Kind::BadParameter).because([reason])
}

fn failed<E: std::error::Error + 'static>(error: ProveError<E>) -> Problem {
    Problem::fault(&error)
}

fn hashes(path: &[NodeHash]) -> Vec<String> {
    path.iter().map(ToString::to_string).collect()
}
