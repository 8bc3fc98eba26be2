//! The proof seal: whether what is shown was verified, and against what.

use maud::{Markup, Render, html};

use super::{Icon, Status, id};
use crate::lang::{Text, Texts, number};

/// A link to the proof of a page, with its verdict in sight.
#[derive(Clone, Debug)]
pub struct Seal {
    t: Texts,
    href: String,
    status: Status,
    headline: Text,
    detail: Option<Text>,
    position: String,
    tree_head: String,
}

impl Seal {
    /// A seal over a log of which entry `position` is the last shown and `tree_head` the root.
    pub fn verified(
        t: Texts,
        href: impl Into<String>,
        position: u64,
        tree_head: impl Into<String>,
    ) -> Seal {
        Seal {
            t,
            href: href.into(),
            status: Status::Ok,
            headline: t.label("seal-verified"),
            detail: None,
            position: number(&position.to_string()),
            tree_head: tree_head.into(),
        }
    }

    /// A check failed: says which.
    pub fn failed(mut self, what: impl Into<Text>) -> Seal {
        self.status = Status::Action;
        self.headline = self.t.label("seal-failed");
        self.detail = Some(what.into());
        self
    }

    /// With what was found, such as "no gap in 61 hand-overs".
    pub fn detail(mut self, detail: impl Into<Text>) -> Seal {
        self.detail = Some(detail.into());
        self
    }

    /// The root, short enough to compare by eye: first and last four digits pairs.
    fn short_head(&self) -> String {
        let head = &self.tree_head;
        match (head.get(..8), head.len().checked_sub(4).and_then(|end| head.get(end..))) {
            (Some(first), Some(last)) if head.len() > 16 => format!("{first}…{last}"),
            _ => head.clone(),
        }
    }
}

impl Render for Seal {
    fn render(&self) -> Markup {
        let failed = self.status == Status::Action;
        let icon = if failed { Icon::Action } else { Icon::Shield };
        html! {
            a.seal."seal--failed"[failed] href=(self.href) {
                span.seal__mark { (icon.large()) }
                span {
                    b { (self.headline) }
                    @if let Some(detail) = &self.detail { " · " (detail) }
                    br;
                    (self.t.get("seal-position")) " " (id(&self.position)) " · "
                    (self.t.get("seal-head")) " " (id(&self.short_head()))
                }
            }
        }
    }
}
