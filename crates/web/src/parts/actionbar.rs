//! The bar at the foot of a step: what can be done now, and what stands in the way.

use maud::{Markup, Render, html};

use super::{Button, Icon, Status};

/// Hold, deviation and the like at the start; at the end the one next action, beside the reason
/// when it is blocked.
#[derive(Clone, Debug, Default)]
pub struct ActionBar {
    others: Vec<Button>,
    why: Option<Markup>,
    next: Option<Button>,
}

impl ActionBar {
    /// The id of the element that says why; for [`Button::blocked`].
    pub const WHY: &'static str = "bar-why";

    /// An empty bar.
    pub fn new() -> ActionBar {
        ActionBar::default()
    }

    /// With one more thing that can always be done.
    pub fn other(mut self, button: Button) -> ActionBar {
        self.others.push(button.big());
        self
    }

    /// With the reason why the next action is blocked.
    pub fn why(mut self, why: Markup) -> ActionBar {
        self.why = Some(why);
        self
    }

    /// With the next action.
    pub fn next(mut self, button: Button) -> ActionBar {
        self.next = Some(button.primary().big());
        self
    }
}

impl Render for ActionBar {
    fn render(&self) -> Markup {
        html! {
            footer.actionbar id="bar" data-live {
                @for button in &self.others { (button) }
                span.actionbar__why id=(ActionBar::WHY) {
                    @if let Some(why) = &self.why {
                        (Icon::Lock.large().toned(Status::Action)) span { (why) }
                    }
                }
                @if let Some(next) = &self.next { (next) }
            }
        }
    }
}
