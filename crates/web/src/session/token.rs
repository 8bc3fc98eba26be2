//! The secret a browser or client shows to be known again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest as _, Sha256};

/// The name of the cookie that carries it.
pub const COOKIE: &str = "session";

/// 256 random bits.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a token")
    }
}

impl Token {
    /// Draws one.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads one as [`Token::text`] writes it.
    pub fn parse(text: &str) -> Option<Self> {
        // Anything longer is not decoded at all.
        if text.len() != 43 {
            return None;
        }
        BASE64.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As a header or a cookie carries it.
    pub fn text(&self) -> String {
        BASE64.encode(self.0)
    }

    /// What the server keeps of it. Looking it up tells nothing of the token by its timing.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::new()
            .chain_update(b"centrosome/session/v1\n")
            .chain_update(self.0)
            .finalize()
            .into()
    }

    /// The token that forms carry against requests forged elsewhere: made of this one, so that it
    /// is bound to the session and needs no place of its own.
    pub fn csrf(&self) -> String {
        let hash =
            Sha256::new().chain_update(b"centrosome/csrf/v1\n").chain_update(self.0).finalize();
        BASE64.encode(hash)
    }

    /// The `Set-Cookie` value that hands it to a browser.
    pub fn cookie(&self, secure: bool) -> String {
        let secure = if secure { "; Secure" } else { "" };
        format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict{secure}", self.text())
    }

    /// The `Set-Cookie` value that takes it away again.
    pub fn forget(secure: bool) -> String {
        let secure = if secure { "; Secure" } else { "" };
        format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{secure}")
    }
}

/// Whether two tokens are the same, without telling by its timing where they differ.
pub fn same(given: &str, wanted: &str) -> bool {
    Sha256::digest(given) == Sha256::digest(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written_and_nothing_else_is() {
        let token = Token::draw().unwrap();
        let again = Token::parse(&token.text()).unwrap();
        assert_eq!(again.fingerprint(), token.fingerprint());
        for text in ["", "x", &token.text()[1..], &"!".repeat(43), &"a".repeat(1_000_000)] {
            assert!(Token::parse(text).is_none(), "{text:.50} was read");
        }
    }

    #[test]
    fn no_two_are_the_same_and_none_tells_another() {
        let (one, other) = (Token::draw().unwrap(), Token::draw().unwrap());
        assert_ne!(one.text(), other.text());
        assert_ne!(one.csrf(), other.csrf());
        assert_ne!(one.csrf(), one.text());
        assert!(same(&one.csrf(), &one.csrf()));
        assert!(!same(&one.csrf(), &other.csrf()));
    }

    #[test]
    fn no_script_reads_the_cookie_and_no_other_site_sends_it() {
        let token = Token::draw().unwrap();
        for word in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(token.cookie(false).contains(word));
            assert!(Token::forget(false).contains(word));
        }
        assert!(!token.cookie(false).contains("Secure"));
        assert!(token.cookie(true).ends_with("; Secure"));
    }
}
