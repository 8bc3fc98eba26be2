//! `POST /preferences`: language, theme and size of controls.

use super::posted::Posted;
use crate::app::{App, Call};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Preferences, paths};
use axum::Router;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::post;

/// The route.
pub fn routes() -> Router<App> {
    Router::new().route(paths::PREFERENCES, post(prefer))
}

/// A wish is no secret and changes nothing in the centre: it needs no token, only a page of ours.
async fn prefer(call: Call, posted: Posted) -> Result<Response> {
    if call.asked.foreign {
        return Err(Problem::new(Kind::Forged));
    }
    let mut wishes = Preferences::default();
    for name in ["lang", "theme", "density"] {
        wishes.set(name, posted.get(name));
    }
    let cookies = wishes.set_cookies(call.app.settings.behind_tls);
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    let to = Redirect::to(Preferences::back_to(posted.get("back")));
    Ok((AppendHeaders(cookies.collect::<Vec<_>>()), to).into_response())
}
