//! The log itself, for people: `/log` shows how far it goes, under which root, and every entry as a
//! sentence; `/log/entry/{position}` one entry with its facts, its bytes, and its way to the root.
//!
//! Both check what they show as anybody outside could, and say what they checked. The whole log is
//! checked by `centrosome verify`; the page says so.

mod entry;
mod list;
mod witnesses;

pub use witnesses::alarm;

use crate::app::App;
use crate::pages::links;
use axum::Router;
use axum::routing::get;

/// The routes of the log's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/log", get(list::show))
        .route(links::WITNESSES, get(witnesses::show))
        .route("/log/entry/{position}", get(entry::show))
}
