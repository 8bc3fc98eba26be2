//! `/sign-in/sso/out`: whoever has signed out here signs out at the provider as well.
//!
//! Without it the provider remembers the browser, and where no new proof is asked the next person
//! there comes in by the word on the one before.

use super::begin::{ask, laid_down, origin, provider, relation};
use super::trip::seconds;
use crate::app::App;
use crate::pages::links;
use crate::problem::Result;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Redirect;

pub async fn leave(State(app): State<App>, headers: HeaderMap) -> Result<Redirect> {
    let laid_down = laid_down(&app)?;
    let relation = relation(&app, &laid_down, &headers)?;
    let after = format!("{}{}", origin(&app, &headers)?, links::SIGN_IN);
    let (provider, now) = (provider(&app)?, seconds(app.engine.now()));
    let to = ask(&app, move || provider.farewell(&relation, &after, now)).await?;
    Ok(Redirect::to(to.as_deref().unwrap_or(links::SIGN_IN)))
}
