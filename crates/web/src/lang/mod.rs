//! The two languages of the centre: its words, its numbers, its dates.
//!
//! Sentences live in `locales/<language>/*.ftl` (Fluent), one file a concern, compiled in through
//! the list in [`sources`]. A [`Texts`] is a handle on one language; it is one byte and free to
//! copy. A [`Text`] is what a page shows: on a Chinese page the Chinese words, on an English page
//! the English words with their Chinese companion behind them.
//!
//! Guarantees: a key that does not exist is shown as `⟦key⟧`, never as nothing, and fails the
//! tests; both languages have the same keys, the same attributes and the same variables.
//!
//! **How to add a sentence:** put it in the file of its concern in *both* folders, write each
//! language as somebody speaks it. A new file also needs its line in [`sources`].

mod sources;
mod text;
mod texts;
mod times;

#[cfg(test)]
mod parity;

pub use documents::numbers::{MISSING, number, or_missing, unit, with_unit};
pub use text::Text;
pub use texts::{Arg, Texts, label};
pub use times::{clock, countdown, date, day, moment, offset};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Chinese as written in mainland China, the language of the centre.
    #[default]
    ZhCn,
    /// English, with a Chinese companion at labels.
    En,
}

impl Lang {
    /// Both languages, the centre's own first.
    pub const ALL: [Lang; 2] = [Lang::ZhCn, Lang::En];

    /// The tag for `<html lang>`, cookies and folders: `zh-CN` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language of a tag as [`Lang::tag`] writes it.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The best of our two languages for an `Accept-Language` header, if it names either.
    pub fn negotiate(header: &str) -> Option<Lang> {
        let mut best: Option<(f32, Lang)> = None;
        for range in header.split(',') {
            let mut pieces = range.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let lang = match tag.split('-').next() {
                Some("zh") => Lang::ZhCn,
                Some("en") => Lang::En,
                _ => continue,
            };
            if weight > 0.0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }

    /// The other one.
    pub fn other(self) -> Lang {
        match self {
            Lang::ZhCn => Lang::En,
            Lang::En => Lang::ZhCn,
        }
    }

    /// What speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::ZhCn => "中文",
            Lang::En => "English",
        }
    }

    /// The sentences of this language.
    pub fn texts(self) -> Texts {
        Texts::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn a_browser_gets_the_language_it_prefers() {
        assert_eq!(Lang::negotiate("en-GB,en;q=0.9,zh;q=0.4"), Some(Lang::En));
        assert_eq!(Lang::negotiate("fr, zh-Hans-CN;q=0.8, en;q=0.2"), Some(Lang::ZhCn));
        assert_eq!(Lang::negotiate("fr, en;q=0"), None);
        assert_eq!(Lang::negotiate(""), None);
    }

    #[test]
    fn a_tag_leads_back_to_its_language() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_tag(lang.tag()), Some(lang));
            assert_eq!(lang.other().other(), lang);
        }
        assert_eq!(Lang::from_tag("xx"), None);
    }
}
