//! Accounts: [`opening`] one's own after an invitation, the invitation and a [`badge`] as they are
//! [`handed`] on, and one's [`own`] account page, where everybody sees and changes what lets them in,
//! with a page of its own for a [`time_code`].
//!
//! **To add a part to the account page:** a function that makes a panel, a line in [`own`].

mod badge;
mod handed;
mod opening;
mod own;
mod time_code;

pub use handed::handed_on;

use crate::app::App;
use axum::Router;

/// The routes of accounts.
pub fn routes() -> Router<App> {
    Router::new().merge(opening::routes()).merge(own::routes()).merge(time_code::routes())
}
