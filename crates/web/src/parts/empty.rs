//! Where there is nothing to show: what that means, and what to do.

use maud::{Markup, Render, html};

use super::{Button, Icon};
use crate::lang::Text;

/// An empty place that says why it is empty.
#[derive(Clone, Debug)]
pub struct Empty {
    icon: Icon,
    title: Text,
    words: Option<Text>,
    action: Option<Button>,
}

impl Empty {
    /// Says what is not there.
    pub fn new(icon: Icon, title: impl Into<Text>) -> Empty {
        Empty { icon, title: title.into(), words: None, action: None }
    }

    /// With when there will be something, or why that is good.
    pub fn words(mut self, words: impl Into<Text>) -> Empty {
        self.words = Some(words.into());
        self
    }

    /// With what to do about it.
    pub fn action(mut self, action: Button) -> Empty {
        self.action = Some(action);
        self
    }
}

impl Render for Empty {
    fn render(&self) -> Markup {
        html! {
            div.empty {
                (self.icon.large())
                p.strong { (self.title) }
                @if let Some(words) = &self.words { p.muted { (words) } }
                @if let Some(action) = &self.action { (action) }
            }
        }
    }
}
