//! Pages of any subject: `/{kind}` lists a kind, `/{kind}/{key}` shows one with its state, what may
//! be done about it, and its history. Kinds with pages of their own are not routed here. What changed
//! between two moments, [`difference`], is the same page for every kind.

pub mod acts;

mod difference;
mod kinds;
mod page;

pub use kinds::icon;

use crate::app::App;
use axum::Router;
use axum::routing::get;
use domain::id::Kind;

/// Kinds that have a list of their own.
const LISTED: &[Kind] = &[Kind::Batch, Kind::Sample, Kind::Deviation, Kind::Process];

/// Kinds of which each has a page of its own.
const PAGED: &[Kind] = &[Kind::Batch, Kind::Sample, Kind::Deviation, Kind::Process, Kind::Order];

/// The routes of all other kinds.
pub fn routes() -> Router<App> {
    let between = "/api/v1/subjects/{kind}/{key}/difference";
    let mut routes = Router::new().route(between, get(difference::json));
    for kind in Kind::ALL.iter().copied() {
        let name = kind.name();
        let between = move |visit, key| difference::show(visit, kind, key);
        routes = routes.route(&format!("/{name}/{{key}}/difference"), get(between));
        if !LISTED.contains(&kind) {
            let list = move |visit| kinds::show(visit, kind);
            routes = routes.route(&format!("/{name}"), get(list));
        }
        if !PAGED.contains(&kind) {
            let one = move |visit, key| page::show(visit, kind, key);
            routes = routes.route(&format!("/{name}/{{key}}"), get(one));
        }
    }
    routes
}
