//! `/order/{key}`: the journey of one patient, from the order to the infusion.
//!
//! Across the page runs the line of identity with its stages, down the page every step with its
//! facts; beside them whether everything carries the one identity, how long each part took, and the
//! proof. What a batch adds comes from [`batches`].

mod batches;
mod identity;
mod markup;
mod stages;
mod view;

use crate::app::App;
use crate::pages::proof::Depth;
use crate::pages::visit::Visit;
use crate::problem::{Kind, Problem, Result};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use domain::id::OrderId;
use maud::Markup;

/// The route.
pub fn routes() -> Router<App> {
    Router::new().route("/order/{key}", get(journey))
}

async fn journey(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    let order = OrderId::new(&key).map_err(|_| Problem::new(Kind::NotFound))?;
    let depth = Depth::asked(&visit);
    let view = visit.ask(move |eye| view::View::of(eye, &order, depth)).await?;
    Ok(markup::page(&visit, &view))
}
