//! Addresses of pages: a function each, so that none is spelled twice.

use domain::act::ActId;
use domain::id::{Kind, OrderId, SubjectId};

/// Where pages hear that the log has grown.
pub const EVENTS: &str = "/events";

/// The log and its verification.
pub const LOG: &str = "/log";
/// Who watches it from outside.
pub const WITNESSES: &str = "/log/witnesses";

/// Choosing the role to act in.
pub const ROLE: &str = "/role";

/// The passkeys of whoever is signed in.
pub const PASSKEYS: &str = "/passkeys";

/// Withdrawing one.
pub const PASSKEYS_WITHDRAW: &str = "/passkeys/withdraw";

/// Drawing what a passkey is to sign so that its holder is signed in.
pub const PASSKEY_CHALLENGE: &str = "/sign-in/passkey/challenge";

/// Signing in with a passkey.
pub const PASSKEY_SIGN_IN: &str = "/sign-in/passkey";

/// The second step of signing in.
pub const SECOND_STEP: &str = "/sign-in/second";

/// Drawing what a passkey is to sign in the second step.
pub const SECOND_CHALLENGE: &str = "/sign-in/second/challenge";

/// Where whoever has to set a second factor up is led.
pub const SECOND_FACTOR: &str = "/second-factor";

/// Setting time-based codes up.
pub const TIME_CODE: &str = "/account/time-code";

/// Who may do what.
pub const PERMISSIONS: &str = "/permissions";

/// Signing in.
pub const SIGN_IN: &str = "/sign-in";

/// Scanning a badge at a station.
pub const BADGE: &str = crate::shell::paths::BADGE;

/// The PIN of whose badge was scanned.
pub const BADGE_PIN: &str = "/badge/pin";
/// Signing in through the provider of single sign-on.
pub const SINGLE_SIGN_ON: &str = "/sign-in/sso";

/// Where the provider sends browsers back to.
pub const SINGLE_SIGN_ON_CALLBACK: &str = "/sign-in/sso/callback";

/// Confirming who one is at the provider.
pub const SINGLE_SIGN_ON_LINK: &str = "/sign-in/sso/link";

/// Signing out at the provider as well.
pub const SINGLE_SIGN_ON_OUT: &str = "/sign-in/sso/out";

/// Opening one's account with the code of an invitation.
pub const OPEN_ACCOUNT: &str = "/open-account";

/// One's own account.
pub const ACCOUNT: &str = crate::shell::paths::ACCOUNT;

/// Signing in, and then coming back to `path`.
pub fn sign_in(path: &str) -> String {
    if path == "/" { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?back={}", encoded(path)) }
}

/// A list of a kind of subject.
pub fn kind(kind: Kind) -> String {
    format!("/{}", kind.name())
}

/// A subject's page.
pub fn subject(subject: &SubjectId) -> String {
    format!("/{}/{}", subject.kind().name(), subject.key())
}

/// The journey of an order.
pub fn order(order: &OrderId) -> String {
    subject(order.subject())
}

/// The bedside check of an order.
pub fn bedside(order: &OrderId) -> String {
    format!("/bedside/{}", order.key())
}

/// An entry of the log.
pub fn entry(position: u64) -> String {
    format!("{LOG}/entry/{position}")
}

/// The page at `path` as it was right after an entry.
pub fn then(path: &str, position: u64) -> String {
    with(path, &[(crate::app::AT, &position.to_string())])
}

/// The form of an action.
pub fn act(action: &str) -> String {
    format!("/do/{action}")
}

/// The form of an action with some of its fields filled in; empty values are left out.
pub fn act_with(action: &str, fields: &[(&str, &str)]) -> String {
    with(&act(action), fields)
}

/// `path` with parameters; empty values are left out.
pub fn with(path: &str, fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    match (pairs.is_empty(), path.contains('?')) {
        (true, _) => path.to_owned(),
        (false, true) => format!("{path}&{}", pairs.join("&")),
        (false, false) => format!("{path}?{}", pairs.join("&")),
    }
}

/// A new id for an act, drawn when its form is made.
pub fn draw_act() -> ActId {
    ActId(*uuid::Uuid::now_v7().as_bytes())
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_an_address_cannot_end_it() {
        assert_eq!(encoded("a b&c=d?#%"), "a%20b%26c%3Dd%3F%23%25");
        assert_eq!(encoded("腕"), "%E8%85%95");
        assert_eq!(sign_in("/order/O26-0001?x=1"), "/sign-in?back=/order/O26-0001%3Fx%3D1");
        assert_eq!(sign_in("/"), "/sign-in");
    }

    #[test]
    fn fields_are_filled_in_by_the_address() {
        let link = act_with("custody.collect", &[("order", "order/O26-0001"), ("note", "")]);
        assert_eq!(link, "/do/custody.collect?order=order/O26-0001");
        assert_eq!(with("/a?b=c", &[("d", "e")]), "/a?b=c&d=e");
    }
}
