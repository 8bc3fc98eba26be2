//! `/api/v1/account`: what whoever was invited acknowledges, and opening the account with it.
//!
//! Nobody is signed in yet: the code of the invitation says who it is. A name that nobody has is
//! answered as a wrong code is.

use super::acts::receipt_json;
use super::fields::Fields;
use super::strict;
use crate::app::{App, Call, JsonText};
use crate::problem::{Kind, Problem, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use domain::act::ActId;
use domain::text::Digest;
use engine::answer::Receipt;
use engine::ceremony::{ACKNOWLEDGEMENTS, Opening, hash};
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/account", get(texts).post(open))
}

async fn texts() -> Json<Value> {
    let texts: Vec<Value> = ACKNOWLEDGEMENTS
        .iter()
        .map(|(lang, text)| json!({ "lang": lang, "sha256": hash(text), "text": text }))
        .collect();
    Json(json!({ "acknowledgements": texts }))
}

async fn open(
    State(app): State<App>,
    call: Call,
    body: JsonText,
) -> Result<(StatusCode, Json<Value>)> {
    if call.asked.foreign {
        return Err(Problem::new(Kind::Forged));
    }
    let mut fields = Fields::of(strict::read(&body.0)?)?;
    let id = fields.need("id", Fields::parsed::<ActId>);
    let name = fields.need("name", Fields::text);
    let code = fields.need("code", Fields::text);
    let password = fields.need("password", Fields::text);
    let acknowledged = fields.need("acknowledged", Fields::parsed::<Digest>);
    let read = id.zip(name).zip(code).zip(password).zip(acknowledged);
    let ((((id, name), code), password), acknowledged) = fields.finish(read)?;
    let receipt = open_account(&app, Opening { id, name, code, password, acknowledged }).await?;
    Ok((StatusCode::CREATED, Json(receipt_json(&receipt))))
}

/// Opens an account, whether the wish came as JSON or from a form. Sessions that were open end.
pub async fn open_account(app: &App, opening: Opening) -> Result<Receipt> {
    let turn = app.door.turn().await?;
    let receipt = app.engine.open_account(opening).await?;
    drop(turn);
    super::acts::end_sessions(app, &receipt, None);
    tracing::info!("an account was opened");
    Ok(receipt)
}
