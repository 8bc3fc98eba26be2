//! The button that asks for a passkey. Without script or passkeys it stays hidden.

use maud::{Markup, html};

use super::{Icon, Status};
use crate::lang::{Text, Texts};

/// What the key is asked for; the script knows it by this word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyDeed {
    /// Signing what the form it stands in sends.
    Sign,
    /// Making a new key.
    Make,
    /// Signing in.
    SignIn,
}

/// A button that asks for a passkey of the relying party `host`.
pub fn passkey(t: Texts, host: &str, deed: PasskeyDeed, words: &Text) -> Markup {
    let deed = match deed {
        PasskeyDeed::Sign => "sign",
        PasskeyDeed::Make => "make",
        PasskeyDeed::SignIn => "sign-in",
    };
    html! {
        div.passkey data-passkey-host=(host) {
            div.passkey__here hidden data-passkey-here {
                button.btn."btn--primary"."btn--big"."btn--block" type="button" data-passkey=(deed) {
                    (Icon::Key) " " (words)
                }
                p.field__error role="alert" hidden data-passkey-failed {
                    (Status::Alert) span { (t.get("passkeys-failed")) }
                }
            }
            p.small.muted hidden data-passkey-elsewhere {
                (t.with("passkeys-elsewhere", &[("host", host.to_owned().into())]))
            }
        }
    }
}
