//! Deviations: what departs from what was laid down, who has acted on it, and what is still to do.
//!
//! `/deviation` lists them, those that hold something first; `/deviation/{key}` shows one with the
//! three acts it goes through, each as a form for whoever may and as a reason for everybody else.

mod deviation;
mod deviation_view;
mod list;

pub use deviation::{contain_fields, state_chip};
pub use list::deviations_about;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The routes of deviations.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/deviation", get(list::show))
        .route("/deviation/{key}", get(deviation::show).post(deviation::act))
}

/// The immediate actions a page offers; their labels are `containment-CODE`.
pub const CONTAINMENTS: &[&str] = &[
    "measured-again",
    "condition-restored",
    "replaced",
    "set-aside",
    "physician-informed",
    "stopped",
];

/// A code known to be one.
fn code(text: &str) -> Result<domain::text::Code, domain::refusal::Stop> {
    let no_code = |_| domain::refusal::Stop::Refused(domain::refusal::Refusal::default());
    text.parse().map_err(no_code)
}

/// The deviation an address names.
fn deviation_id(key: &str) -> crate::problem::Result<domain::id::DeviationId> {
    let not_found = |_| crate::problem::Problem::new(crate::problem::Kind::NotFound);
    domain::id::DeviationId::new(key).map_err(not_found)
}
