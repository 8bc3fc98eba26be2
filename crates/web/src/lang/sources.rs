//! The list of sentence files. This is the only place that knows which files exist.

use super::Lang;

/// One concern's sentences in both languages.
pub(super) struct Source {
    /// Its file's name; only messages of tests need it.
    #[cfg(test)]
    pub name: &'static str,
    zh_cn: &'static str,
    en: &'static str,
}

impl Source {
    pub fn in_language(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhCn => self.zh_cn,
            Lang::En => self.en,
        }
    }
}

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        &[$(Source {
            #[cfg(test)]
            name: $name,
            zh_cn: include_str!(concat!("../../../../locales/zh-CN/", $name, ".ftl")),
            en: include_str!(concat!("../../../../locales/en/", $name, ".ftl")),
        }),*]
    };
}

/// Every file of `locales/`, in alphabetical order: add yours on a line of its own.
pub(super) const SOURCES: &[Source] = sources! {
    "pages-access",
    "pages-account",
    "pages-act",
    "pages-audit",
    "pages-batch",
    "pages-bedside",
    "pages-dossier",
    "pages-home",
    "pages-journey",
    "pages-passkeys",
    "pages-record",
    "pages-second-factor",
    "pages-words",
    "papers",
    "parts",
    "refusals",
    "refusals-batch",
    "refusals-care",
    "shell",
    "stations",
    "single-sign-on",
    "status",
    "times",
    "words-batch",
};

/// Beginnings of keys that code puts together at run time, so that no source line holds them whole.
/// The test for unused keys leaves these alone; whoever owns a family tests it over its enum.
#[cfg(test)]
pub(super) const FAMILIES: &[&str] = &[
    "containment-",
    "decide-",
    "exception-",
    "access-",
    "task-",
    "act-",
    "choice-",
    "fact-",
    "field-",
    "kind-",
    "means-",
    "paper-",
    "proven-",
    "refusal-",
    "witness-",
    "role-",
    "signs-",
    "span-",
    "stage-",
    "told-",
    "audit-",
    "inspect-",
    "status-",
    "waiting-",
];
