//! A deviation where it happened: directly under the row that caused it, never a dialog.

use maud::{Markup, Render, html};

use super::Icon;
use crate::lang::Text;

/// What went out of its limits, what that did, and what can be done at once.
#[derive(Clone, Debug)]
pub struct Deviation {
    id: String,
    title: Text,
    what: Markup,
    actions: Option<Markup>,
}

impl Deviation {
    /// `title` says the value and the limit; `what` says what the centre did about it.
    pub fn new(id: impl Into<String>, title: impl Into<Text>, what: Markup) -> Deviation {
        Deviation { id: id.into(), title: title.into(), what, actions: None }
    }

    /// With the immediate actions to choose from, or a link to the deviation.
    pub fn actions(mut self, actions: Markup) -> Deviation {
        self.actions = Some(actions);
        self
    }
}

impl Render for Deviation {
    fn render(&self) -> Markup {
        let heading = format!("{}-h", self.id);
        html! {
            div.dev id=(self.id) role="group" aria-labelledby=(heading) {
                div.dev__head role="alert" {
                    (Icon::Action.large())
                    div { h3 id=(heading) { (self.title) } p { (self.what) } }
                }
                @if let Some(actions) = &self.actions { (actions) }
            }
        }
    }
}
