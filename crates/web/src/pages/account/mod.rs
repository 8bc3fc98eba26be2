//! Accounts: a [`badge`] as it is handed on, [`opening`] one's own after an invitation, the invitation as it is [`handed`] on, and
//! one's [`own`] account page, where everybody sees and changes what lets them in.
//!
//! **To add a part to the account page:** a function that makes a panel, a line in [`own`].

mod badge;
mod handed;
mod opening;
mod own;

pub use handed::handed_on;

use crate::app::App;
use axum::Router;

/// The routes of accounts.
pub fn routes() -> Router<App> {
    Router::new().merge(opening::routes()).merge(own::routes())
}
