//! What a browser carries while it is at the provider, and while a link waits to be confirmed.
//!
//! Nothing is kept here meanwhile: a cookie holds a random secret, and what must come back is a mark
//! that this centre alone can make on it. Whoever was not sent has no cookie; who changes it changes
//! what must come back.

use crate::session::{self, Token, same};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::id::PersonId;
use domain::people::Role;
use domain::text::Encoded;
use domain::time::Timestamp;
use engine::Engine;
use engine::single_sign_on::Vouched;
use serde::{Deserialize, Serialize};

/// The cookie of a browser that is at the provider.
pub const AWAY: &str = "sso";

/// The cookie of a browser at which a link waits to be confirmed.
pub const LINK: &str = "sso-link";

/// For how long they count, in seconds.
const SECONDS: i64 = 10 * 60;

/// The longest address to come back to that is carried.
const BACK_BYTES_MAX: usize = 1_000;

/// A browser's way to the provider and back.
pub struct Away {
    secret: String,
    begun: i64,
    /// Whether who it is has to be proven anew.
    anew: bool,
    /// Where to go in the end.
    pub back: String,
}

impl Away {
    /// A way that begins now.
    pub fn begin(now: Timestamp, anew: bool, back: &str) -> Result<Self, getrandom::Error> {
        let back = if back.len() > BACK_BYTES_MAX { "/" } else { back };
        let (secret, begun) = (Token::draw()?.text(), seconds(now));
        Ok(Self { secret, begun, anew, back: back.to_owned() })
    }

    /// The way a cookie tells of, if it is not too old.
    pub fn read(cookie: &str, now: Timestamp) -> Option<Self> {
        let mut parts = cookie.splitn(4, '.');
        let (secret, begun) = (parts.next()?, parts.next()?.parse().ok()?);
        let (anew, back) = (parts.next()? == "anew", BASE64.decode(parts.next()?).ok()?);
        Token::parse(secret)?;
        let back = String::from_utf8(back).ok()?;
        let away = Self { secret: secret.to_owned(), begun, anew, back };
        (0..SECONDS).contains(&(seconds(now) - begun)).then_some(away)
    }

    /// As its cookie holds it.
    pub fn text(&self) -> String {
        let anew = if self.anew { "anew" } else { "any" };
        format!("{}.{}.{anew}.{}", self.secret, self.begun, BASE64.encode(&self.back))
    }

    /// What the browser and the provider bring back.
    pub fn trip(&self, engine: &Engine) -> sso::Trip {
        let text = self.text();
        let mark = |purpose| BASE64.encode(engine.mark(purpose, &text));
        sso::Trip {
            state: mark("single-sign-on/state"),
            nonce: mark("single-sign-on/nonce"),
            verifier: mark("single-sign-on/verifier"),
            anew_since: self.anew.then_some(self.begun),
        }
    }
}

/// Somebody for whom the provider vouches, and who has to confirm the link with her password.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pending {
    /// Who she is here.
    pub person: PersonId,
    /// The mark of who she is there.
    pub identity: Encoded,
    /// The roles her groups stand for.
    pub roles: Vec<Role>,
    /// Whether more than one factor proved who she is there.
    pub multi_factor: bool,
    /// Where to go in the end.
    pub back: String,
    /// Until when it waits: seconds since 1970.
    until: i64,
}

impl Pending {
    /// One that waits from now on.
    pub fn new(
        person: PersonId,
        vouched: Vouched,
        multi_factor: bool,
        back: &str,
        now: Timestamp,
    ) -> Self {
        let Vouched { identity, roles, .. } = vouched;
        let (back, until) = (back.to_owned(), seconds(now) + SECONDS);
        Self { person, identity, roles, multi_factor, back, until }
    }

    /// As its cookie holds it, marked by this centre.
    pub fn text(&self, engine: &Engine) -> Option<String> {
        let text = BASE64.encode(serde_json::to_vec(self).ok()?);
        let mark = marked(engine, &text);
        Some(format!("{text}.{mark}"))
    }

    /// The one a cookie tells of, if this centre marked it and it is not too old.
    pub fn read(engine: &Engine, cookie: &str, now: Timestamp) -> Option<Self> {
        let (text, mark) = cookie.split_once('.')?;
        if !same(mark, &marked(engine, text)) {
            return None;
        }
        let pending: Self = serde_json::from_slice(&BASE64.decode(text).ok()?).ok()?;
        (seconds(now) < pending.until).then_some(pending)
    }
}

fn marked(engine: &Engine, text: &str) -> String {
    BASE64.encode(engine.mark("single-sign-on/link", text))
}

/// Seconds since 1970.
pub fn seconds(moment: Timestamp) -> i64 {
    moment.as_millisecond().div_euclid(1_000)
}

/// The `Set-Cookie` value of one of them; empty: takes it away again.
///
/// `Lax`: the provider sends the browser back, and a stricter cookie would stay behind.
pub fn cookie(name: &str, text: &str, secure: bool) -> String {
    let seconds = if text.is_empty() { 0 } else { SECONDS };
    session::cookie(name, text, &format!("Max-Age={seconds}; SameSite=Lax"), secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_read_as_it_was_begun_and_for_ten_minutes() {
        let now: Timestamp = "2026-11-22T02:00:00.000Z".parse().unwrap();
        let away = Away::begin(now, true, "/batch?x=1").unwrap();
        let again = Away::read(&away.text(), now.plus_minutes(9)).unwrap();
        assert_eq!((again.text(), again.back.as_str()), (away.text(), "/batch?x=1"));
        assert!(Away::read(&away.text(), now.plus_minutes(10)).is_none());
        assert!(Away::read(&away.text(), now.plus_minutes(-1)).is_none());
        for bent in ["", "x", "a.b.c.d", &away.text()[1..]] {
            assert!(Away::read(bent, now).is_none(), "{bent}");
        }
        assert_eq!(Away::begin(now, false, &"/x".repeat(600)).unwrap().back, "/");
    }

    #[test]
    fn the_cookies_hold_for_minutes_and_over_tls_are_bound_to_their_host() {
        for name in [AWAY, LINK] {
            let set = cookie(name, "x", true);
            assert!(set.starts_with(&format!("__Host-{name}=x; Path=/; ")), "{set}");
            for word in ["HttpOnly", "SameSite=Lax", "Max-Age=600", "; Secure"] {
                assert!(set.contains(word), "{set}");
            }
            assert!(cookie(name, "", false).starts_with(&format!("{name}=; ")));
            assert!(cookie(name, "", false).contains("Max-Age=0"));
        }
    }
}
