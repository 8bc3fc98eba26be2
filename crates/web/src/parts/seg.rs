//! Several views of one thing, one of them shown.

use maud::{Markup, Render, html};

use crate::lang::Text;

/// A row of views to switch between. Each is a page of its own with its own address.
#[derive(Clone, Debug)]
pub struct Seg {
    name: String,
    views: Vec<(Text, String, bool)>,
}

impl Seg {
    /// `name` says what is switched, for who does not see it.
    pub fn new(name: impl Into<String>) -> Seg {
        Seg { name: name.into(), views: Vec::new() }
    }

    /// With one more view.
    pub fn view(mut self, label: impl Into<Text>, href: impl Into<String>) -> Seg {
        self.views.push((label.into(), href.into(), false));
        self
    }

    /// With the view that is shown.
    pub fn current(mut self, label: impl Into<Text>, href: impl Into<String>) -> Seg {
        self.views.push((label.into(), href.into(), true));
        self
    }
}

impl Render for Seg {
    fn render(&self) -> Markup {
        html! {
            nav.seg aria-label=(self.name) {
                @for (label, href, current) in &self.views {
                    a href=(href) aria-current=[current.then_some("page")] { (label) }
                }
            }
        }
    }
}
