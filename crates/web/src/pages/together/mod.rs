//! Signing for several things in one go: what was ticked where it waits, each with its facts, and one
//! signature for all of it.
//!
//! Queues put a box to tick before what can be signed together ([`tick`], [`go_on`]);
//! `/batch/{key}/together/{what}?thing=…&thing=…` is the signing panel. It opens nothing but a page:
//! whoever comes without script comes the same way.
//!
//! Reading order: [`what`] (what can be signed so), `page`, `facts`, `tick`.

mod facts;
mod page;
mod tick;
pub mod what;

pub use tick::{Ticks, may};
pub use what::What;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The route of every signing panel for several things.
pub fn routes() -> Router<App> {
    Router::new().route("/batch/{key}/together/{what}", get(page::show).post(page::act))
}
