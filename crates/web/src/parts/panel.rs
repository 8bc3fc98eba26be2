//! The container of almost everything.

use maud::{Markup, Render, html};

use super::Status;
use crate::lang::Text;

/// A titled box. Its id names it for links, live updates and labels.
#[derive(Clone, Debug)]
pub struct Panel {
    id: String,
    title: Text,
    note: Option<Markup>,
    tone: Option<Status>,
    flush: bool,
    live: Option<&'static str>,
    body: Markup,
}

impl Panel {
    /// A panel titled `title`; `id` must be unique on the page and the same at each rendering.
    pub fn new(id: impl Into<String>, title: impl Into<Text>) -> Panel {
        Panel {
            id: id.into(),
            title: title.into(),
            note: None,
            tone: None,
            flush: false,
            live: None,
            body: html! {},
        }
    }

    /// With a short note at the end of its head.
    pub fn note(mut self, note: Markup) -> Panel {
        self.note = Some(note);
        self
    }

    /// With a marked edge. Only `Alert` and `Action` have one: silence is normal.
    pub fn tone(mut self, status: Status) -> Panel {
        self.tone = Some(status);
        self
    }

    /// For lists and tables that reach from edge to edge.
    pub fn flush(mut self) -> Panel {
        self.flush = true;
        self
    }

    /// Follows the centre while the page is open.
    pub fn live(mut self) -> Panel {
        self.live = Some("");
        self
    }

    /// Follows the centre, but never under the hands of somebody who has begun to fill it in: then
    /// the page says that something changed and leaves the choice to them. For signing forms.
    pub fn live_unless_typing(mut self) -> Panel {
        self.live = Some("hold");
        self
    }

    /// With this inside.
    pub fn body(mut self, body: Markup) -> Panel {
        self.body = body;
        self
    }
}

impl Render for Panel {
    fn render(&self) -> Markup {
        let heading = format!("{}-h", self.id);
        let tone = match self.tone {
            Some(Status::Action) => "panel--action",
            Some(Status::Alert) => "panel--alert",
            Some(Status::Ok | Status::Info | Status::Idle) | None => "",
        };
        html! {
            section.panel.(tone) id=(self.id) aria-labelledby=(heading) data-live=[self.live] {
                div.panel__head {
                    h2 id=(heading) { (self.title) }
                    @if let Some(note) = &self.note { span.panel__note { (note) } }
                }
                div.panel__body."panel__body--flush"[self.flush] { (self.body) }
            }
        }
    }
}
