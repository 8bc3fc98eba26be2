//! `/sign-in/sso`: signing in through the provider the centre has laid down.
//!
//! [`begin`] sends the browser there with a [`trip`] of its own; [`callback`] takes it back, asks
//! [`engine::single_sign_on`] who that is, and opens a session, or asks for the password that
//! [`confirm`]s the link the first time.
//!
//! Guarantees: what comes back counts only at the browser that was sent, within ten minutes; nothing
//! that a request says decides where a browser is sent; no token, code or claim is logged.

mod begin;
mod callback;
mod confirm;
mod leave;
mod trip;

pub use confirm::must_wait_here;
pub use trip::LINK;

use crate::app::App;
use axum::Router;
use axum::routing::get;
use maud::{Markup, html};

use super::links;
use crate::parts::{Button, Icon};
use crate::shell::Ctx;

/// The routes of single sign-on.
pub fn routes() -> Router<App> {
    Router::new()
        .route(links::SINGLE_SIGN_ON, get(begin::begin))
        .route(links::SINGLE_SIGN_ON_CALLBACK, get(callback::callback))
        .route(links::SINGLE_SIGN_ON_OUT, get(leave::leave))
        .route(links::SINGLE_SIGN_ON_LINK, get(confirm::form).post(confirm::link))
}

/// The way to sign out there, for whoever has just signed out here.
pub fn farewell(ctx: &Ctx, name: &str) -> Markup {
    let words = ctx.texts().with("sso-sign-out", &[("name", name.into())]);
    html! { p.small { a href=(links::SINGLE_SIGN_ON_OUT) { (words) } } }
}

/// The way to the provider, for the page of sign-in.
pub fn button(ctx: &Ctx, name: &str, back: &str) -> Markup {
    let label = ctx.texts().label_with("sso-sign-in", &[("name", name.into())]);
    let to = links::with(links::SINGLE_SIGN_ON, &[("back", back)]);
    html! { (Button::link(label, to).icon(Icon::Shield).big().block()) }
}
