//! Long lists, a page at a time.

use maud::{Markup, Render, html};

use super::Icon;
use crate::lang::{Text, Texts};

/// Where one is in a long list, and the pages beside it.
#[derive(Clone, Debug)]
pub struct Pagination {
    name: String,
    before: Text,
    after: Text,
    shown: Text,
    before_href: Option<String>,
    after_href: Option<String>,
}

impl Pagination {
    /// `name` says what is paged, `shown` what part of it is on this page.
    pub fn new(t: Texts, name: impl Into<String>, shown: impl Into<Text>) -> Pagination {
        Pagination {
            name: name.into(),
            before: t.label("page-previous"),
            after: t.label("page-next"),
            shown: shown.into(),
            before_href: None,
            after_href: None,
        }
    }

    /// With a page before this one.
    pub fn before(mut self, href: Option<String>) -> Pagination {
        self.before_href = href;
        self
    }

    /// With a page after this one.
    pub fn after(mut self, href: Option<String>) -> Pagination {
        self.after_href = href;
        self
    }
}

impl Render for Pagination {
    fn render(&self) -> Markup {
        html! {
            nav.pages aria-label=(self.name) {
                @if let Some(href) = &self.before_href {
                    a.btn href=(href) rel="prev" { (Icon::Left) span { (self.before) } }
                }
                span.pages__shown { (self.shown) }
                @if let Some(href) = &self.after_href {
                    a.btn href=(href) rel="next" { span { (self.after) } (Icon::Right) }
                }
            }
        }
    }
}
