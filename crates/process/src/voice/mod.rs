//! How a process is said to people: in which language, and with which words for its codes.

mod numbers;
mod things;
mod units;

use std::fmt;
use std::str::FromStr;

use crate::vocabulary::Vocabulary;
use crate::words::{EquipmentClassCode, GradeCode, LegendCode, RoleCode, Text};

/// A language of the house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    Zh,
    #[default]
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// As written in a process: `zh`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A word that names no language of the house.
#[derive(Debug, thiserror::Error)]
#[error("write zh or en")]
pub struct NoSuchLang;

impl FromStr for Lang {
    type Err = NoSuchLang;

    fn from_str(code: &str) -> Result<Self, NoSuchLang> {
        Self::ALL.into_iter().find(|l| l.code() == code).ok_or(NoSuchLang)
    }
}

impl Text {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A language and, if there is one, the vocabulary that names roles, grades and classes.
///
/// Whoever has no vocabulary at hand gives the language alone; codes then stand for themselves.
#[derive(Clone, Copy, Debug)]
pub struct Voice<'v> {
    lang: Lang,
    vocabulary: Option<&'v Vocabulary>,
}

impl From<Lang> for Voice<'_> {
    fn from(lang: Lang) -> Self {
        Self { lang, vocabulary: None }
    }
}

/// A sentence with values in it, in the language of a voice.
macro_rules! say {
    ($voice:expr, $zh:literal, $en:literal $(,)?) => {
        match $voice.lang() {
            $crate::voice::Lang::Zh => format!($zh),
            $crate::voice::Lang::En => format!($en),
        }
    };
}
pub(crate) use say;

impl<'v> Voice<'v> {
    /// A voice that knows what codes are called.
    pub fn new(lang: Lang, vocabulary: &'v Vocabulary) -> Self {
        Self { lang, vocabulary: Some(vocabulary) }
    }

    /// Its language.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// The same words in the other language.
    pub(crate) fn other(self) -> Self {
        Self { lang: self.lang.other(), ..self }
    }

    /// One of two words.
    pub(crate) fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A text of the process, on one line.
    pub(crate) fn text(self, text: &Text) -> String {
        text.get(self.lang).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn role(self, code: &RoleCode) -> String {
        self.named(code.as_str(), |v| v.roles.get(code).map(|r| &r.name))
    }

    pub(crate) fn class(self, code: &EquipmentClassCode) -> String {
        self.named(code.as_str(), |v| v.equipment_classes.get(code).map(|c| &c.name))
    }

    pub(crate) fn grade(self, code: &GradeCode) -> String {
        self.named(code.as_str(), |v| v.room_grades.get(code).map(|g| &g.name))
    }

    pub(crate) fn legend(self, code: &LegendCode) -> String {
        self.named(code.as_str(), |v| v.legends.get(code).map(|l| &l.text))
    }

    fn named(self, code: &str, name: impl Fn(&'v Vocabulary) -> Option<&'v Text>) -> String {
        self.vocabulary.and_then(name).map_or_else(|| code.to_owned(), |name| self.text(name))
    }

    /// Several words as a list within a sentence; a word for nothing when there are none.
    pub(crate) fn list(self, words: impl IntoIterator<Item = String>) -> String {
        let words: Vec<String> = words.into_iter().collect();
        if words.is_empty() {
            return self.pick("无", "none").to_owned();
        }
        words.join(self.pick("、", ", "))
    }

    pub(crate) fn yes_no(self, yes: bool) -> &'static str {
        if yes { self.pick("是", "yes") } else { self.pick("否", "no") }
    }
}
