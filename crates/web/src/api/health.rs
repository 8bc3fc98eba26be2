//! `/health`: the process answers. `/ready`: acts are taken.

use crate::app::App;
use crate::problem::Result;
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/health", get(health)).route("/ready", get(ready))
}

async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

async fn ready(State(app): State<App>) -> Result<Json<Value>> {
    app.ready()?;
    Ok(Json(json!({ "status": "ready", "size": app.engine.snapshot().size })))
}
