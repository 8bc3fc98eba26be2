//! The secret a browser or client shows to be known again.

use axum::http::{HeaderName, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest as _, Sha256};

/// The name of the cookie that carries it.
const COOKIE: &str = "session";

/// A cookie as `Set-Cookie` gives it. Over TLS its name has the prefix by which browsers bind it to
/// this host alone and take it over TLS alone; without TLS they refuse the prefix.
pub fn cookie(name: &str, value: &str, attributes: &str, secure: bool) -> String {
    let (prefix, ends) = if secure { (HOST_PREFIX, "; Secure") } else { ("", "") };
    format!("{prefix}{name}={value}; Path=/; HttpOnly; {attributes}{ends}")
}

/// The value of a cookie among those a browser sent; over TLS only under the prefix, which no other
/// host and no page without TLS can have set.
pub fn sent<'a>(cookies: &'a str, name: &str, secure: bool) -> Option<&'a str> {
    let prefix = if secure { HOST_PREFIX } else { "" };
    cookies
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix(prefix)?.strip_prefix(name)?.strip_prefix('='))
}

const HOST_PREFIX: &str = "__Host-";

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

    /// The one among the cookies a browser sent.
    pub fn among(cookies: &str, secure: bool) -> Option<Self> {
        Self::parse(sent(cookies, COOKIE, secure)?)
    }

    /// The `Set-Cookie` value that hands it to a browser.
    pub fn cookie(&self, secure: bool) -> String {
        cookie(COOKIE, &self.text(), "SameSite=Strict", secure)
    }

    /// The headers that take it away again, and what the browser keeps of what was shown: its cache,
    /// the pages it would go back to, what scripts put by. Wishes and the mark of the device stay.
    pub fn forget(secure: bool) -> [(HeaderName, String); 2] {
        let forgotten = cookie(COOKIE, "", "Max-Age=0; SameSite=Strict", secure);
        let clear = HeaderName::from_static("clear-site-data");
        [(header::SET_COOKIE, forgotten), (clear, "\"cache\", \"storage\"".to_owned())]
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
            assert!(Token::forget(false)[0].1.contains(word));
        }
        assert!(!token.cookie(false).contains("Secure"));
        assert!(token.cookie(true).ends_with("; Secure"));
        assert!(!token.cookie(true).contains("Domain"));
    }

    #[test]
    fn over_tls_a_cookie_is_bound_to_its_host_by_its_name() {
        let token = Token::draw().unwrap();
        for secure in [false, true] {
            let set = token.cookie(secure);
            assert_eq!(set.starts_with("__Host-session="), secure, "{set}");
            let pair = set.split(';').next().unwrap();
            let cookies = format!("lang=en; {pair}; theme=dark");
            assert!(Token::among(&cookies, secure).is_some());
            // What another host, or a page without TLS, may have set is not looked at, nor the
            // other way round.
            assert!(Token::among(&cookies, !secure).is_none());
        }
        assert_eq!(sent("a=1; session=2; __Host-session=3", "session", true), Some("3"));
        assert_eq!(sent("a=1; xsession=2", "session", false), None);
    }
}
