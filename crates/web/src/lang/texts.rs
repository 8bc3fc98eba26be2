//! The sentences of a language, looked up by key.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::sources::SOURCES;
use super::{Lang, Text, number};

/// A value put into a sentence: `3.into()`, `"B26-0042".into()`.
///
/// Whole numbers are grouped in thousands. Years, codes and measured values are not whole numbers
/// to be grouped: pass them as text.
pub type Arg<'a> = FluentValue<'a>;

/// The sentences of one language. Free to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    lang: Lang,
}

static ZH_CN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::ZhCn));
static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::En));

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![lang.tag().parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(number(&value.to_string())),
        _ => None,
    }));
    for source in SOURCES {
        // What does not parse, or is said twice, is left out here and named by the parity test.
        let resource = FluentResource::try_new(source.in_language(lang).to_owned())
            .unwrap_or_else(|(partial, _)| partial);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

impl Texts {
    /// The sentences of `lang`.
    pub fn new(lang: Lang) -> Texts {
        Texts { lang }
    }

    /// The language these sentences are in.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// The sentence of `key`, or of an attribute of it (`key.attribute`); `⟦key⟧` if there is none.
    pub fn get(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The sentence of `key` with values put in.
    pub fn with(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.find(key, args).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// The sentence of `key` if the language has it: for keys that come from outside, such as a
    /// refusal's code.
    pub fn find(self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        let bundle = match self.lang {
            Lang::ZhCn => &*ZH_CN,
            Lang::En => &*EN,
        };
        let (id, attribute) = match key.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (key, None),
        };
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(Cow::from((*name).to_owned()), value.clone());
        }
        // A variable that was not given stays visible in the sentence as `{$name}`.
        let said = bundle.format_pattern(pattern, Some(&values), &mut Vec::new());
        Some(said.into_owned())
    }

    /// The label of `key`, with its companion on English pages.
    pub fn label(self, key: &str) -> Text {
        self.label_with(key, &[])
    }

    /// The label of `key` with values put in, with its companion on English pages.
    pub fn label_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> Text {
        match self.lang {
            Lang::ZhCn => Text::new(self.with(key, args)),
            Lang::En => {
                Text::with_companion(self.with(key, args), Lang::ZhCn.texts().with(key, args))
            }
        }
    }

    /// A name that a record carries in both languages, such as a process step's.
    pub fn both(self, zh: impl Into<String>, en: impl Into<String>) -> Text {
        match self.lang {
            Lang::ZhCn => Text::new(zh),
            Lang::En => Text::with_companion(en, zh),
        }
    }
}

/// The label of `key`: [`Texts::label`] where a function reads better in markup.
pub fn label(t: Texts, key: &str) -> Text {
    t.label(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_is_visible() {
        assert_eq!(Lang::En.texts().get("no-such-key"), "⟦no-such-key⟧");
        assert_eq!(Lang::En.texts().get("nav-home.no-such"), "⟦nav-home.no-such⟧");
    }

    #[test]
    fn values_are_put_in_and_thousands_are_grouped() {
        let said = Lang::En.texts().with("refusal-more", &[("n", 1840.into())]);
        assert!(said.contains("1\u{a0}840"), "{said}");
    }

    #[test]
    fn a_forgotten_value_is_visible() {
        assert!(Lang::En.texts().get("refusal-more").contains("{$n}"));
    }

    #[test]
    fn english_labels_carry_chinese_and_chinese_labels_do_not() {
        let zh = Lang::ZhCn.texts().get("nav-home");
        assert_eq!(label(Lang::ZhCn.texts(), "nav-home"), Text::new(zh.clone()));
        let en = Lang::En.texts().get("nav-home");
        assert_eq!(label(Lang::En.texts(), "nav-home"), Text::with_companion(en, zh));
    }

    #[test]
    fn a_name_in_both_languages_follows_the_page() {
        assert_eq!(Lang::ZhCn.texts().both("收获", "Harvest"), Text::new("收获"));
        assert_eq!(
            Lang::En.texts().both("收获", "Harvest"),
            Text::with_companion("Harvest", "收获")
        );
    }
}
