//! The line of identity down a page: each stage with its facts.

use maud::{Markup, html};

use super::Icon;
use crate::lang::Text;

/// A stage with what is known of it.
#[derive(Clone, Debug)]
pub struct VeinItem {
    /// Names it for links; unique on the page.
    pub id: String,
    /// When it was.
    pub when: String,
    /// More of when: a year, a span, a day of treatment.
    pub when_detail: String,
    /// Its shape on the line.
    pub icon: Icon,
    /// What it is called.
    pub title: Text,
    /// How it stands.
    pub chip: Markup,
    /// Its facts, the important figure of each in `b`.
    pub facts: Vec<Markup>,
    /// A chart, a table, a list.
    pub body: Option<Markup>,
}

/// Stages below each other. The line goes on under what is still to come.
pub fn vein(items: &[VeinItem]) -> Markup {
    html! {
        ol.vein {
            @for item in items {
                li id=(item.id) {
                    div.vein__when { b { (item.when) } span.num { (item.when_detail) } }
                    span.vein__dot { (item.icon) }
                    article.vein__card {
                        div.vein__head { h3 { (item.title) } span.end { (item.chip) } }
                        @if !item.facts.is_empty() {
                            p.vein__facts { @for fact in &item.facts { span { (fact) } } }
                        }
                        @if let Some(body) = &item.body { (body) }
                    }
                }
            }
        }
    }
}
