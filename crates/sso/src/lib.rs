//! The centre as a client of a provider of OpenID Connect: who somebody is, by the word of another.
//!
//! Authorization code flow with PKCE (S256), by discovery. [`Provider::address`] says where a browser
//! is sent, [`Provider::claims`] what the provider says of whoever came back with a code.
//!
//! Guarantees: an ID token counts only with a signature by a key of the issuer (RS256, ES256 or
//! EdDSA; never `none`, never a shared secret), for this issuer, this client, this nonce, and in
//! time; where that is asked, only with a proof of identity made since the browser was sent. Nothing
//! is fetched over an unencrypted connection unless the issuer itself is on this machine. Redirects
//! are not followed. No token, code or secret stands in an error.
//!
//! Knows nothing of the centre: not persons, not roles, not sessions. It blocks: call it where that
//! is allowed.
//!
//! Reading order: [`Relation`] and [`Trip`] (what is asked), [`Provider`], [`Claims`].

mod claims;
mod error;
mod http;
mod provider;

pub use claims::Claims;
pub use error::Error;
pub use provider::{Provider, Relation, Setup, Trip};
