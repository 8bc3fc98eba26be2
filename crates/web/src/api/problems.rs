//! `/problems/{kind}`: what the type of a problem means, where its address leads.

use crate::app::{App, Call};
use crate::lang::Lang;
use crate::problem::{Kind, Problem, Result};
use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/problems/{kind}", get(explain))
}

async fn explain(_: Call, Path(kind): Path<String>) -> Result<Json<Value>> {
    let found = Kind::ALL.iter().find(|known| known.word() == kind);
    let found = found.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let said = |lang: Lang| {
        let key = format!("refusal-title-{}", found.word());
        let t = lang.texts();
        json!({ "title": t.get(&key), "next": t.get(&format!("{key}.next")) })
    };
    Ok(Json(json!({
        "type": format!("/problems/{}", found.word()),
        "status": found.status().as_u16(),
        "meaning": found.meaning().trim(),
        "en": said(Lang::En),
        "zh": said(Lang::ZhCn),
    })))
}
