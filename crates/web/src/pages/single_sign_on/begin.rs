//! `/sign-in/sso`: to the provider.

use super::trip::{AWAY, Away, cookie, seconds};
use crate::app::{App, Call};
use crate::pages::{links, parameters};
use crate::problem::{Kind, Problem, Reason, Result};
use crate::shell::{Density, Preferences};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use domain::centre::single_sign_on::{Anew, SingleSignOnSet};
use std::sync::Arc;

/// What the centre asks for besides `openid`, whatever else it asks for.
const SCOPE: &str = "profile";

pub async fn begin(State(app): State<App>, call: Call, headers: HeaderMap) -> Result<Response> {
    let laid_down = laid_down(&app)?;
    let shared = call.asked.wishes.density == Some(Density::Touch);
    let anew = match laid_down.anew {
        Anew::Always => true,
        Anew::Shared => shared,
    };
    let asked = parameters(&call);
    let back = Preferences::back_to(asked.get("back"));
    let away = Away::begin(app.engine.now(), anew, back).map_err(|error| Problem::fault(&error))?;
    let relation = relation(&app, &laid_down, &headers)?;
    let (trip, now) = (away.trip(&app.engine), seconds(app.engine.now()));
    let provider = provider(&app)?;
    let to = ask(&app, move || provider.address(&relation, &trip, now)).await?;
    let carried = cookie(AWAY, &away.text(), app.settings.behind_tls);
    Ok((AppendHeaders([(header::SET_COOKIE, carried)]), Redirect::to(&to)).into_response())
}

/// The provider the centre has laid down; a problem if there is none.
pub fn laid_down(app: &App) -> Result<Arc<SingleSignOnSet>> {
    let snapshot = app.engine.snapshot();
    let laid_down = snapshot.centre.settings().and_then(|it| it.single_sign_on.clone());
    laid_down.ok_or_else(|| Problem::new(Kind::NotFound))
}

/// The provider, as this server asks it.
pub fn provider(app: &App) -> Result<sso::Provider> {
    app.settings.provider.clone().ok_or_else(|| Problem::new(Kind::ProviderAway))
}

/// The centre's relation to the provider, for a browser that asked under this host.
///
/// Guarantees: browsers come back to the centre's own host, whatever a request says.
pub fn relation(
    app: &App,
    laid_down: &SingleSignOnSet,
    headers: &HeaderMap,
) -> Result<sso::Relation> {
    let origin = origin(app, headers)?;
    let more = laid_down.scopes.iter().map(|scope| scope.as_str().to_owned());
    Ok(sso::Relation {
        issuer: laid_down.issuer.as_str().to_owned(),
        client: laid_down.client_id.as_str().to_owned(),
        redirect: format!("{origin}{}", links::SINGLE_SIGN_ON_CALLBACK),
        scopes: std::iter::once(SCOPE.to_owned()).chain(more).collect(),
    })
}

/// The centre's own origin, where a browser asked for it under that.
pub fn origin(app: &App, headers: &HeaderMap) -> Result<String> {
    let snapshot = app.engine.snapshot();
    let party = snapshot.centre.settings().map(|it| it.relying_party.to_string());
    let party = party.unwrap_or_default();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ours = match host.strip_prefix(party.as_str()) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()),
        None => false,
    };
    if !ours {
        let reason = Reason::new("sso-other-host").with("host", party);
        return Err(Problem::new(Kind::ProviderSignIn).because([reason]));
    }
    let scheme = if app.settings.behind_tls { "https" } else { "http" };
    Ok(format!("{scheme}://{host}"))
}

/// Asks the provider. Few are asked for at once: one that hangs must not hold up those who sign in
/// with a password.
pub async fn ask<T: Send + 'static>(
    app: &App,
    question: impl FnOnce() -> std::result::Result<T, sso::Error> + Send + 'static,
) -> Result<T> {
    let Ok(turn) = app.provider_asked.try_acquire() else {
        return Err(Problem::new(Kind::TooManySignIns).again_in(5));
    };
    let answer = app.blocking(move || Ok(question())).await?;
    drop(turn);
    answer.map_err(|error| {
        // The chain names addresses and codes of errors; tokens are in none of it.
        tracing::warn!(%error, "a sign-in through the provider failed");
        let reason = match error {
            sso::Error::Away(_) | sso::Error::Setup(_) => return Problem::new(Kind::ProviderAway),
            sso::Error::Code(_) => Reason::new("sso-code-not-taken"),
            sso::Error::Token(_) => Reason::new("sso-word-not-right"),
        };
        Problem::new(Kind::ProviderSignIn).because([reason])
    })
}
