//! Buttons and links that act.

use maud::{Markup, Render, html};

use super::Icon;
use crate::lang::Text;

/// Something to press. One primary a view; what cannot be pressed says why beside it.
#[derive(Clone, Debug)]
pub struct Button {
    label: Text,
    kind: Kind,
    look: &'static str,
    icon: Option<Icon>,
    after: Option<Icon>,
    big: bool,
    block: bool,
    form: Option<String>,
}

#[derive(Clone, Debug)]
enum Kind {
    Link(String),
    Submit(Option<(String, String)>),
    Blocked(String),
}

impl Button {
    fn new(label: impl Into<Text>, kind: Kind) -> Button {
        let label = label.into();
        Button {
            label,
            kind,
            look: "",
            icon: None,
            after: None,
            big: false,
            block: false,
            form: None,
        }
    }

    /// Leads somewhere. It must not change anything.
    pub fn link(label: impl Into<Text>, href: impl Into<String>) -> Button {
        Button::new(label, Kind::Link(href.into()))
    }

    /// Sends the form it stands in.
    pub fn submit(label: impl Into<Text>) -> Button {
        Button::new(label, Kind::Submit(None))
    }

    /// Sends the form it stands in, and tells which button was pressed.
    pub fn submit_as(
        label: impl Into<Text>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Button {
        Button::new(label, Kind::Submit(Some((name.into(), value.into()))))
    }

    /// Cannot be pressed now; `reason_id` is the id of the element beside it that says why.
    pub fn blocked(label: impl Into<Text>, reason_id: impl Into<String>) -> Button {
        Button { icon: Some(Icon::Lock), ..Button::new(label, Kind::Blocked(reason_id.into())) }
    }

    /// The next action of the view.
    pub fn primary(mut self) -> Button {
        self.look = "btn--primary";
        self
    }

    /// Stops, rejects or reports.
    pub fn danger(mut self) -> Button {
        self.look = "btn--danger";
        self
    }

    /// Beside more important things.
    pub fn quiet(mut self) -> Button {
        self.look = "btn--quiet";
        self
    }

    /// With an icon before the words.
    pub fn icon(mut self, icon: Icon) -> Button {
        self.icon = Some(icon);
        self
    }

    /// With an icon behind the words.
    pub fn after(mut self, icon: Icon) -> Button {
        self.after = Some(icon);
        self
    }

    /// At the height of a main action.
    pub fn big(mut self) -> Button {
        self.big = true;
        self
    }

    /// As wide as its container.
    pub fn block(mut self) -> Button {
        self.block = true;
        self
    }

    /// Sends the form with this id, from outside of it.
    pub fn form(mut self, id: impl Into<String>) -> Button {
        self.form = Some(id.into());
        self
    }

    fn inside(&self) -> Markup {
        html! {
            @if let Some(icon) = self.icon { (icon) }
            span { (self.label) }
            @if let Some(icon) = self.after { (icon) }
        }
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let (big, block) = (self.big, self.block);
        match &self.kind {
            Kind::Link(href) => html! {
                a.btn."btn--big"[big]."btn--block"[block].(self.look) href=(href) {
                    (self.inside())
                }
            },
            Kind::Submit(sent) => {
                let name = sent.as_ref().map(|(name, _)| name);
                let value = sent.as_ref().map(|(_, value)| value);
                html! {
                    button.btn."btn--big"[big]."btn--block"[block].(self.look) type="submit"
                        name=[name] value=[value] form=[&self.form] { (self.inside()) }
                }
            }
            Kind::Blocked(reason) => html! {
                button.btn."btn--big"[big]."btn--block"[block].(self.look) type="button"
                    aria-disabled="true" aria-describedby=(reason) { (self.inside()) }
            },
        }
    }
}
