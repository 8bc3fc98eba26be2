//! `GET /api/v1/log/witnesses`: who watches the log, what they have cosigned, and what they say.
//!
//! Public, as checkpoints are: whoever relies on the log wants to know who watches it.

use crate::app::{App, Call};
use axum::routing::get;
use axum::{Json, Router};
use engine::witnessing::{Standing, Word};
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/log/witnesses", get(list))
}

async fn list(call: Call) -> Json<Value> {
    let size = call.snapshot.size;
    let standings = call.app.engine.witnesses();
    let items: Vec<_> = standings.iter().map(|it| standing(&call, it, size)).collect();
    Json(json!({ "size": size, "items": items }))
}

fn standing(call: &Call, it: &Standing, size: u64) -> Value {
    json!({
        "name": it.name.to_string(),
        "cosigned": it.size,
        "behind": size.saturating_sub(it.size),
        "at": it.at,
        "says": word(&it.word),
        "alarm": it.alarms(call.now),
    })
}

/// What a witness says, as a code.
pub fn word(word: &Word) -> &'static str {
    match word {
        Word::Unasked => "unasked",
        Word::Cosigned => "cosigned",
        Word::Silent(_) => "silent",
        Word::Disagrees(_) => "disagrees",
        Word::SawMore(_) => "saw-more",
    }
}
