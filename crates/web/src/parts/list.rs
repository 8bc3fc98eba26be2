//! Lists of things to look at or to do next.

use maud::{Markup, html};

use super::{Icon, Status};
use crate::lang::Text;

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub main: Markup,
    /// What helps to decide whether it is mine.
    pub detail: Option<Markup>,
    /// Status, with its own shape.
    pub status: Option<Status>,
    /// Another icon, when it has no status.
    pub icon: Option<Icon>,
    /// Where it leads: the whole line can be pressed.
    pub href: Option<String>,
    /// At the end: a chip, a time, a button.
    pub end: Option<Markup>,
    /// Before all of it: a box to tick.
    pub tick: Option<Markup>,
}

impl Item {
    /// A line with nothing but its words.
    pub fn new(main: impl Into<Text>) -> Item {
        let main = main.into();
        Item {
            main: html! { (main) },
            detail: None,
            status: None,
            icon: None,
            href: None,
            end: None,
            tick: None,
        }
    }

    /// A line from markup.
    pub fn of(main: Markup) -> Item {
        Item { main, ..Item::new("") }
    }

    /// With a second line.
    pub fn detail(mut self, detail: Markup) -> Item {
        self.detail = Some(detail);
        self
    }

    /// With a status.
    pub fn status(mut self, status: Status) -> Item {
        self.status = Some(status);
        self
    }

    /// With an icon.
    pub fn icon(mut self, icon: Icon) -> Item {
        self.icon = Some(icon);
        self
    }

    /// Leads to `href`.
    pub fn href(mut self, href: impl Into<String>) -> Item {
        self.href = Some(href.into());
        self
    }

    /// With a box to tick before it.
    pub fn tick(mut self, tick: Option<Markup>) -> Item {
        self.tick = tick;
        self
    }

    /// With something at its end.
    pub fn end(mut self, end: Markup) -> Item {
        self.end = Some(end);
        self
    }
}

/// Lines below each other.
pub fn list(items: &[Item]) -> Markup {
    html! {
        ul.list {
            @for item in items {
                li {
                    @if let Some(tick) = &item.tick { (tick) }
                    @if let Some(status) = item.status {
                        (status.icon().large().toned(status))
                    } @else if let Some(icon) = item.icon {
                        (icon.large())
                    }
                    div.list__main {
                        @match &item.href {
                            Some(href) => a.list__link href=(href) { (item.main) },
                            None => span { (item.main) },
                        }
                        @if let Some(detail) = &item.detail { small { (detail) } }
                    }
                    @if let Some(end) = &item.end { span.list__end { (end) } }
                }
            }
        }
    }
}
