//! What tests share: a real browser, and somebody at it.
//!
//! [`Browser`] is a headless Chromium of this machine; [`Tab`] is one person's page in it, with
//! their own cookies. A tab takes down everything the browser complains of (console errors, script
//! errors, broken rules of the content security policy, requests that failed) and fails the test on
//! any of it; what a test expects to be refused it names with [`Tab::was_refused`]. [`Tab::laws`]
//! asks axe-core and our own rules of layout about the page as it stands.
//!
//! A test that needs a browser has `in_the_browser` in its name, so that a machine without one can
//! skip it.
//!
//! [`passkey::SoftKey`] is a passkey in software, for what needs no browser: the feature `browser`
//! brings the rest.

#![cfg_attr(
    feature = "browser",
    expect(
        clippy::expect_used,
        clippy::panic,
        reason = "a harness of tests says by panicking what failed"
    )
)]

#[cfg(feature = "browser")]
pub mod browser;
pub mod passkey;

#[cfg(feature = "browser")]
pub use browser::{Browser, Scheme, SecurityKey, Size, Tab};
