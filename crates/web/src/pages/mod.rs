//! Pages for people: server-rendered, in both languages, working without script.
//!
//! A page asks the published centre one question ([`Visit::ask`]), gets a view struct, and turns it
//! into markup of [`crate::parts`] in the shell. A form posts, the act is taken as the API takes it,
//! and the answer is a redirect; a refusal shows the form again with what was typed, each reason at
//! its field. No page holds a rule: whether something may be done is asked of the rules themselves
//! ([`what_stands_against`]).
//!
//! Reading order: [`visit`] and [`eye`] (who looks, and what they may see), [`words`], [`line`],
//! [`sentence`], [`naming`] (a word, a subject, an entry, a reason as people read them), [`links`], [`frame`]; then the
//! pages.
//!
//! **How to add a page:** a file with `routes()`, a line in [`routes`], its sentences in
//! `locales/*/pages-NAME.ftl` with a line in `lang/sources.rs`.

pub mod access;
pub mod act;
pub mod acting;
pub mod audit;
pub mod batch;
pub mod eye;
pub mod frame;
pub mod judge;
pub mod line;
pub mod links;
pub mod naming;
pub mod offer;
pub mod posted;
pub mod proof;
pub mod sentence;
pub mod signed;
pub mod subject;
pub mod values;
pub mod visit;
pub mod words;
pub mod worklist;

mod account;
mod badge;
mod bedside;
mod file;
mod find;
mod home;
mod inspect;
mod journey;
mod log;
mod passkeys;
mod permissions;
mod preferences;
mod process;
mod quality;
mod release;
mod samples;
mod second_factor;
pub mod sign_in;
pub mod single_sign_on;
mod together;

pub use judge::what_stands_against;
pub use posted::Posted;
pub use visit::Visit;

use crate::app::{App, Call};
use axum::Router;

/// The routes of all pages.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(second_factor::routes())
        .merge(badge::routes())
        .merge(single_sign_on::routes())
        .merge(passkeys::routes())
        .merge(account::routes())
        .merge(permissions::routes())
        .merge(preferences::routes())
        .merge(home::routes())
        .merge(find::routes())
        .merge(act::page::routes())
        .merge(journey::routes())
        .merge(bedside::routes())
        .merge(quality::routes())
        .merge(batch::routes())
        .merge(release::routes())
        .merge(together::routes())
        .merge(samples::routes())
        .merge(process::routes())
        .merge(subject::routes())
        .merge(log::routes())
        .merge(audit::routes())
        .merge(access::routes())
}

/// The parameters of the address a page was asked for under.
pub fn parameters(call: &Call) -> Posted {
    let read = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&call.asked.uri);
    Posted::of(read.map(|pairs| pairs.0).unwrap_or_default())
}
