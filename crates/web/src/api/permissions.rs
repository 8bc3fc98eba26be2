//! `GET /api/v1/me/permissions`: what somebody may do, by the roles they hold today.

use crate::app::{App, Call};
use crate::problem::Result;
use axum::routing::get;
use axum::{Json, Router};
use domain::command::{ACTIONS, Manner};
use domain::people::Role;
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/me/permissions", get(permissions))
}

async fn permissions(call: Call) -> Result<Json<Value>> {
    call.signed_in()?;
    let held = call.roles();
    let actions: Vec<Value> = ACTIONS
        .iter()
        .filter_map(|action| {
            let roles: Vec<Role> =
                held.iter().copied().filter(|role| action.roles.contains(role)).collect();
            (!roles.is_empty()).then(|| {
                json!({
                    "is": action.name,
                    "iv": action.version,
                    "said": said(action.manner),
                    "as": roles,
                    "signed": action.signed,
                    "meaning": action.meaning.trim(),
                })
            })
        })
        .collect();
    Ok(Json(json!({ "roles": held, "role": call.role(), "actions": actions })))
}

/// The ways an action can be said.
pub(super) fn said(manner: Manner) -> &'static [&'static str] {
    match manner {
        Manner::Asked => &["ask"],
        Manner::Told => &["tell"],
        Manner::Either => &["ask", "tell"],
    }
}
