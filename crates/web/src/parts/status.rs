//! The grammar of status: shape, word and colour, always together.

use maud::{Markup, Render, html};

use super::Icon;
use crate::lang::{Text, Texts};

/// How something stands. The word beside it is the page's; shape and colour follow from this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Checked and passed.
    Ok,
    /// Look; the work may go on.
    Alert,
    /// Stop, act or sign.
    Action,
    /// Running.
    Info,
    /// Not started.
    Idle,
}

impl Status {
    /// All five, from calm to urgent and then what is not decided yet.
    pub const ALL: [Status; 5] =
        [Status::Ok, Status::Alert, Status::Action, Status::Info, Status::Idle];

    /// The shape that goes with it.
    pub fn icon(self) -> Icon {
        match self {
            Status::Ok => Icon::Ok,
            Status::Alert => Icon::Alert,
            Status::Action => Icon::Action,
            Status::Info => Icon::Run,
            Status::Idle => Icon::Idle,
        }
    }

    /// Its general word, for where the page has none of its own.
    pub fn word(self, t: Texts) -> Text {
        t.label(match self {
            Status::Ok => "status-ok",
            Status::Alert => "status-alert",
            Status::Action => "status-action",
            Status::Info => "status-info",
            Status::Idle => "status-idle",
        })
    }

    pub(super) fn text_class(self) -> &'static str {
        match self {
            Status::Ok => "s-ok",
            Status::Alert => "s-alert",
            Status::Action => "s-action",
            Status::Info => "s-info",
            Status::Idle => "s-idle",
        }
    }

    pub(super) fn fill_class(self) -> &'static str {
        match self {
            Status::Ok => "f-ok",
            Status::Alert => "f-alert",
            Status::Action => "f-action",
            Status::Info => "f-accent",
            Status::Idle => "f-idle",
        }
    }

    fn chip_class(self) -> &'static str {
        match self {
            Status::Ok => "chip--ok",
            Status::Alert => "chip--alert",
            Status::Action => "chip--action",
            Status::Info => "chip--info",
            Status::Idle => "chip--idle",
        }
    }
}

/// A status as a chip: its shape and the page's word for it.
pub fn chip(status: Status, word: &Text) -> Markup {
    chip_with(status, status.icon(), word)
}

/// A chip with another shape than its status has, such as the lock of quarantine.
pub fn chip_with(status: Status, icon: Icon, word: &Text) -> Markup {
    html! { span.chip.(status.chip_class()) { (icon) (word) } }
}

/// A chip for a kind, not a state: no shape, no colour.
pub fn plain_chip(word: &Text) -> Markup {
    html! { span.chip."chip--plain" { (word) } }
}

/// A chip for something of the chain of identity.
pub fn identity_chip(word: &Text) -> Markup {
    html! { span.chip."chip--identity" { (Icon::Link) (word) } }
}

/// Marks a page, label or copy as a demonstration.
pub fn demo_tag(t: Texts) -> Markup {
    html! { span.demo { (t.get("demo-data")) } }
}

impl Render for Status {
    fn render(&self) -> Markup {
        self.icon().toned(*self).render()
    }
}
