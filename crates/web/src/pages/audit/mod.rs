//! `/audit`: every act as a sentence, for whoever looks for one: by person, subject, kind of act,
//! time, sort, and words. `/audit/export.csv` and `/audit/export.jsonl` give what a page shows, whole;
//! `GET /api/v1/audit` a page of it to programs.
//!
//! Which entries fit is asked of the engine's trail; what they say is read from the log. Words are
//! looked for in what the reader may read, so that a search tells nobody what is sealed.
//!
//! Reading order: [`told`] (an entry as a sentence), `wanted` (the filters), `search`, `acts`, `page`, `export`.

mod acts;
mod export;
mod page;
mod search;
pub mod told;
mod wanted;

pub use acts::{Line, table};
pub use export::ask;
pub use page::AUDIT;
pub use wanted::{Typed, Wrong, person, subject};

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/audit", get(page::show))
        .route("/audit/export.csv", get(export::csv))
        .route("/audit/export.jsonl", get(export::lines))
        .route("/api/v1/audit", get(export::one_page))
}
