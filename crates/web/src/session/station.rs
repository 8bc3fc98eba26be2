//! The station a browser is: a tablet or terminal registered by an act, known again by a secret in a
//! cookie that no script reads and no other site sends.
//!
//! The log names the hash of what is kept of the secret (`facility.register-station`). A browser that
//! shows it is the station until that is withdrawn; the cookie alone signs nobody in.

use super::{Session, token};
use crate::app::{App, Asked};
use crate::problem::{Problem, Result};
use domain::id::StationId;

/// The name of its cookie.
const COOKIE: &str = "station";

/// How long it is kept, in seconds: as long as browsers keep any.
const KEPT_SECONDS: u32 = 400 * 24 * 60 * 60;

/// The cookie among those a browser sent.
pub fn among(cookies: &str, secure: bool) -> Option<&str> {
    token::sent(cookies, COOKIE, secure)
}

/// The `Set-Cookie` value that makes a browser a station, out of `KEY.SECRET`.
pub fn cookie(shown: &str, secure: bool) -> String {
    let kept = format!("Max-Age={KEPT_SECONDS}; SameSite=Strict");
    token::cookie(COOKIE, shown, &kept, secure)
}

/// The station the browser is that sent this, if it is one.
pub fn here(app: &App, asked: &Asked) -> Result<Option<StationId>> {
    let Some(shown) = &asked.station else { return Ok(None) };
    app.engine.station(&shown.0).map_err(|error| Problem::fault(&error))
}

/// Whether a session is where it was opened: at its station, which stands, with a badge that counts.
pub fn is_in_place(app: &App, asked: &Asked, session: &Session) -> Result<bool> {
    let Some(station) = &session.station else { return Ok(true) };
    let badge = session.badge.is_none_or(|b| app.engine.held_by(&session.person) == Some(b));
    Ok(badge && here(app, asked)?.as_ref() == Some(station))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_reads_the_cookie_of_a_station_and_no_other_site_sends_or_sets_it() {
        let (plain, secure) = (cookie("tab-1.ABCD", false), cookie("tab-1.ABCD", true));
        for cookie in [&plain, &secure] {
            for word in ["HttpOnly", "SameSite=Strict", "Path=/"] {
                assert!(cookie.contains(word), "{cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        assert!(plain.starts_with("station=tab-1.ABCD;") && !plain.contains("Secure"));
        assert!(secure.starts_with("__Host-station=tab-1.ABCD;") && secure.ends_with("; Secure"));
    }
}
