//! Language, theme and density: remembered by the browser in cookies the server sets.
//!
//! They are no secret and no record: losing them costs a click.

use super::{Density, Theme};
use crate::lang::Lang;
use crate::session::cookie;

/// Wishes of the person at a browser; absent where none was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language.
    pub lang: Option<Lang>,
    /// Light or dark.
    pub theme: Option<Theme>,
    /// How large controls are.
    pub density: Option<Density>,
}

/// A year, in seconds.
const KEPT: u32 = 365 * 24 * 60 * 60;

impl Preferences {
    /// Reads them from the value of a `Cookie` header; what it does not know it skips.
    pub fn from_cookies(header: &str) -> Preferences {
        let mut wishes = Preferences::default();
        for pair in header.split(';') {
            if let Some((name, value)) = pair.trim().split_once('=') {
                wishes.set(name.strip_prefix("__Host-").unwrap_or(name), value);
            }
        }
        wishes
    }

    /// Takes one wish, as a form field or a cookie says it (`theme`, `dark`). Unknown ones change
    /// nothing.
    pub fn set(&mut self, name: &str, value: &str) {
        match name {
            "lang" => self.lang = Lang::from_tag(value).or(self.lang),
            "theme" => self.theme = Theme::from_name(value).or(self.theme),
            "density" => self.density = Density::from_name(value).or(self.density),
            _ => {}
        }
    }

    /// Values for `Set-Cookie`, one for each wish made.
    pub fn set_cookies(self, secure: bool) -> Vec<String> {
        let wishes = [
            ("lang", self.lang.map(Lang::tag)),
            ("theme", self.theme.map(Theme::name)),
            ("density", self.density.map(Density::name)),
        ];
        wishes
            .into_iter()
            .filter_map(|(name, value)| {
                let kept = format!("Max-Age={KEPT}; SameSite=Lax");
                Some(cookie(name, value?, &kept, secure))
            })
            .collect()
    }

    /// Where to go after a form of the shell: the page it was on, if that is a page of ours.
    ///
    /// Guarantees: never an address of another server (`//elsewhere`, `https:…`).
    pub fn back_to(path: &str) -> &str {
        let ours = path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(char::is_control);
        if ours { path } else { super::paths::HOME }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_read_again() {
        let mut wishes = Preferences::default();
        wishes.set("lang", "en");
        wishes.set("theme", "dark");
        wishes.set("density", "touch");
        for secure in [false, true] {
            let sent: Vec<String> = wishes
                .set_cookies(secure)
                .iter()
                .map(|cookie| cookie.split(';').next().unwrap().to_owned())
                .collect();
            assert_eq!(Preferences::from_cookies(&sent.join("; ")), wishes);
        }
    }

    #[test]
    fn unknown_wishes_change_nothing() {
        assert_eq!(
            Preferences::from_cookies("theme=pink; session=x; lang"),
            Preferences::default()
        );
    }

    #[test]
    fn nobody_is_sent_to_another_server() {
        assert_eq!(Preferences::back_to("/batches/B26-0042?step=3"), "/batches/B26-0042?step=3");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil", "", "/a\nb"] {
            assert_eq!(Preferences::back_to(elsewhere), "/");
        }
    }
}
