//! The frame around every page: who is here, what time it is, where one can go.
//!
//! [`page`] is the desktop shell, [`exec_page`] the tablet shell of a batch step, [`bare_page`]
//! the frame of pages before sign-in. All take a [`Ctx`], which holds everything they show; they
//! ask nobody and read no clock.
//!
//! Guarantees: one `h1`, a skip link, labelled landmarks, no inline style or script, no address
//! outside this server.

mod bare;
mod ctx;
mod desktop;
mod exec;
mod frame;
mod past;
mod preferences;
mod topbar;

pub use bare::bare_page;
pub use ctx::{Ctx, Density, Emergency, Theme, Who};
pub use desktop::{Head, NavItem, page};
pub use exec::{Exec, Operation, Rail, exec_page};
pub use past::AsOf;
pub use preferences::Preferences;

/// Addresses that the shell itself uses; whoever serves pages serves these too.
pub mod paths {
    /// Home: what is mine to do next.
    pub const HOME: &str = "/";
    /// `GET ?q=…`: find what was scanned or typed into the top bar.
    pub const FIND: &str = "/find";
    /// `POST`: language, theme and density; see [`super::Preferences`].
    pub const PREFERENCES: &str = "/preferences";
    /// One's own account.
    pub const ACCOUNT: &str = "/account";
    /// `GET`: scan a badge; `POST`: whose it is.
    pub const BADGE: &str = "/badge";
    /// `POST`: end the session.
    pub const SIGN_OUT: &str = "/sign-out";
}
