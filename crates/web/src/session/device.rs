//! Devices at which somebody has signed in before.
//!
//! A browser is handed a random mark after a right password, signed by this centre together with the
//! name. It opens nothing: tries under that name from this browser are counted by themselves, so that
//! a stranger who tries passwords elsewhere does not make its owner wait.

use super::token::{self, same};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use engine::Engine;

/// The name of its cookie.
const COOKIE: &str = "device";

/// How long it is kept, in seconds: half a year.
const KEPT_SECONDS: u32 = 183 * 24 * 60 * 60;

fn signed(engine: &Engine, name: &str, mark: &str) -> String {
    BASE64.encode(engine.mark("device", &format!("{name}\n{mark}")))
}

/// The cookie among those a browser sent.
pub fn among(cookies: &str, secure: bool) -> Option<&str> {
    token::sent(cookies, COOKIE, secure)
}

/// The mark of a device that knows `name`, out of its cookie; none if it is not of this centre, or
/// of another name.
pub fn known(engine: &Engine, name: &str, cookie: Option<&str>) -> Option<String> {
    let (mark, signature) = cookie?.split_once('.')?;
    same(signature, &signed(engine, name, mark)).then(|| mark.to_owned())
}

/// The `Set-Cookie` value that makes a device known under `name`.
pub fn cookie(engine: &Engine, name: &str, secure: bool) -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    let mark = BASE64.encode(bytes);
    let signature = signed(engine, name, &mark);
    let kept = format!("Max-Age={KEPT_SECONDS}; SameSite=Strict");
    Ok(token::cookie(COOKIE, &format!("{mark}.{signature}"), &kept, secure))
}
