//! What time-based codes are made of: drawn here, kept sealed, and how far it was used.

use super::{AccountError, Accounts, InFlight};
use crate::vault::{Key, open_secret, seal_secret};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::text::Digest;
use rusqlite::params;
use standards::totp::SECRET_BYTES;
use zeroize::Zeroizing;

/// What is kept begins with this.
const KEPT: &str = "totp:";

/// What the key that seals it is made for.
const PURPOSE: &str = "centrosome/time-code/v1";

impl Accounts {
    /// The secret with which the act of this id sets codes up for somebody: 160 bits. The same again
    /// for a retry, until the server starts anew.
    pub(crate) fn draw_secret(&self, act: &[u8; 16], owner: &str) -> Zeroizing<[u8; SECRET_BYTES]> {
        let drawn = Zeroizing::new(self.made_of("seed", &[act, owner.as_bytes()].concat()));
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        secret.iter_mut().zip(drawn.iter()).for_each(|(to, from)| *to = *from);
        secret
    }

    /// Keeps that secret, sealed with the key of its owner, and that its code of this step was used.
    pub(crate) fn keep_secret(
        &self,
        act: &[u8; 16],
        owner: &str,
        key: &Key,
        step: u64,
    ) -> Result<InFlight, AccountError> {
        let secret = self.draw_secret(act, owner);
        // A retry keeps the same bytes. What the nonce is made of, the secret is made of: the two
        // never part.
        let drawn = self.made_of("nonce", &[act, owner.as_bytes()].concat());
        let nonce = drawn.first_chunk().copied().unwrap_or_default();
        let sealed = seal_secret(key, PURPOSE, owner, nonce, secret.as_ref())?;
        let kept = self.keep_as(owner, &format!("{KEPT}{}", BASE64.encode(sealed)))?;
        self.used(kept.digest(), step)?;
        Ok(kept)
    }

    /// The secret kept under a digest; `None` if nothing is, or something else.
    pub(crate) fn secret(
        &self,
        digest: Digest,
        owner: &str,
        key: &Key,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, AccountError> {
        let kept = self.kept(digest)?;
        let sealed = kept.as_deref().and_then(|kept| kept.strip_prefix(KEPT));
        let sealed = sealed.and_then(|sealed| BASE64.decode(sealed).ok());
        Ok(sealed.map(|sealed| open_secret(key, PURPOSE, owner, &sealed)).transpose()?)
    }

    /// Takes down, durably, that the code of a step was used; false if it or a later one was before.
    pub(crate) fn used(&self, digest: Digest, step: u64) -> Result<bool, AccountError> {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let newer = self.database().execute(
            "INSERT INTO time_codes (digest, used) VALUES (?1, ?2)
             ON CONFLICT (digest) DO UPDATE SET used = ?2 WHERE used < ?2",
            params![digest.0, step],
        );
        let newer = newer.map_err(|source| self.failed("note a used code", source))?;
        Ok(newer == 1)
    }
}
