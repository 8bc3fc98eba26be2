//! The JSON API: every action and every read of a centre, for programs.
//!
//! One endpoint takes every act ([`acts`]); its shapes come from `domain::command::ACTIONS`, so a
//! new action needs no line here. Reads are as generic: a subject of any kind, its chain of
//! entries, an entry. `docs/api.md` explains the API to whoever writes a client; `openapi.json` is
//! made by [`openapi`].
//!
//! Reading order: [`strict`] and [`fields`] (how a body is read), [`acts`], [`sessions`],
//! [`second_factor`], [`account`], [`objects`], [`processes`]; then reads: [`opening`] (who sees what in clear),
//! [`subjects`], [`entries`], [`proofs`], [`dossiers`], [`witnesses`], [`permissions`]; [`events`] for live
//! updates, [`health`], [`problems`].

mod account;
mod acts;
mod dossiers;
mod entries;
mod events;
mod fields;
mod health;
mod objects;
mod openapi;
mod opening;
mod permissions;
mod problems;
mod processes;
mod proofs;
mod query;
mod second_factor;
mod sessions;
mod sniff;
mod strict;
mod subjects;
mod witnesses;

#[cfg(test)]
mod tests;

pub use account::open_account;
pub use acts::{access_token, default_role, receipt_json, take, to_sign_json};
pub use opening::{Sealing, open};
pub(crate) use query::bad;
pub use second_factor::address as time_code_address;
pub(crate) use subjects::subject;
pub use witnesses::word as witness_word;

use crate::app::App;
use axum::Router;

/// The routes of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(acts::routes())
        .merge(sessions::routes())
        .merge(second_factor::routes())
        .merge(account::routes())
        .merge(objects::routes())
        .merge(processes::routes())
        .merge(subjects::routes())
        .merge(entries::routes())
        .merge(proofs::routes())
        .merge(witnesses::routes())
        .merge(dossiers::routes())
        .merge(permissions::routes())
        .merge(openapi::routes())
        .merge(events::routes())
        .merge(health::routes())
        .merge(problems::routes())
}
