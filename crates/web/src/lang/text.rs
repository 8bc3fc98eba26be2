//! Words ready to be shown.

use maud::{Markup, Render, html};

/// A label in the language of the page; on English pages with its Chinese companion.
///
/// Renders as the words and, behind them, `<span class="zh" lang="zh-Hans">…</span>`.
/// [`Text::plain`] gives the words alone, for attributes that cannot hold markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    main: String,
    zh: Option<String>,
}

impl Text {
    /// Words that stand alone: a code, a name, a sentence.
    pub fn new(main: impl Into<String>) -> Text {
        Text { main: main.into(), zh: None }
    }

    /// English words with their Chinese companion, which is left out when it says the same.
    pub fn with_companion(main: impl Into<String>, zh: impl Into<String>) -> Text {
        let (main, zh) = (main.into(), zh.into());
        let zh = (zh != main && !zh.is_empty()).then_some(zh);
        Text { main, zh }
    }

    /// The words in the language of the page.
    pub fn plain(&self) -> &str {
        &self.main
    }

    /// The same words without the companion, where there is no room for two languages.
    pub fn alone(self) -> Text {
        Text { main: self.main, zh: None }
    }

    /// With something before the words that is the same in both languages, such as a number.
    pub fn prefixed(self, prefix: &str) -> Text {
        Text { main: format!("{prefix}{}", self.main), zh: self.zh }
    }

    /// The Chinese companion, where the page places it itself.
    pub fn companion(&self) -> Option<&str> {
        self.zh.as_deref()
    }

    /// True when there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.main.is_empty()
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Text {
        Text::new(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Text {
        Text::new(words)
    }
}

impl Render for Text {
    fn render(&self) -> Markup {
        html! {
            (self.main)
            @if let Some(zh) = &self.zh { " " span.zh lang="zh-Hans" { (zh) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Text;
    use maud::Render;

    #[test]
    fn the_companion_follows_and_is_marked_as_chinese() {
        let text = Text::with_companion("Batch", "批次");
        assert_eq!(
            text.render().into_string(),
            "Batch <span class=\"zh\" lang=\"zh-Hans\">批次</span>"
        );
        assert_eq!(text.plain(), "Batch");
        assert_eq!(text.alone().render().into_string(), "Batch");
    }

    #[test]
    fn a_companion_that_says_the_same_is_left_out() {
        assert_eq!(Text::with_companion("CRS", "CRS"), Text::new("CRS"));
    }

    #[test]
    fn words_are_escaped() {
        assert_eq!(Text::new("<b>").render().into_string(), "&lt;b&gt;");
    }
}
