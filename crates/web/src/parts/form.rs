//! Forms that act.

use maud::{Markup, Render, html};

/// In place of a token: the page shows the past, where nothing can be done. Its forms are left out.
pub const NO_FORMS: &str = "no forms";

/// A field nobody sees.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// A form that posts. It always carries the session's token against forged requests.
///
/// On a page that shows the past it is a dash: there the token is [`NO_FORMS`].
///
/// Add the id of the act as a hidden field (`.hidden("act", id)`), drawn when the page is made:
/// then sending the form twice is the same act.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    csrf: String,
    id: Option<String>,
    hidden: Vec<(String, String)>,
    data: Option<MadeFor>,
    body: Markup,
}

/// What the script needs to have a passkey asked or made.
#[derive(Clone, Debug, Default)]
pub struct MadeFor {
    /// The challenge, or where it is drawn.
    pub challenge: String,
    /// The relying party.
    pub party: String,
    /// The person's id.
    pub user: String,
    /// The person's code.
    pub name: String,
    /// Credentials they have already, a blank between.
    pub known: String,
}

impl Form {
    /// A form that posts to `action` with the token `csrf`.
    pub fn post(action: impl Into<String>, csrf: impl Into<String>) -> Form {
        Form {
            action: action.into(),
            csrf: csrf.into(),
            id: None,
            hidden: Vec::new(),
            data: None,
            body: html! {},
        }
    }

    /// With an id, so that a button elsewhere can send it.
    pub fn id(mut self, id: impl Into<String>) -> Form {
        self.id = Some(id.into());
        self
    }

    /// With a value nobody types.
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Form {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// With what the script needs to have a passkey asked or made.
    pub fn for_passkey(mut self, data: MadeFor) -> Form {
        self.data = Some(data);
        self
    }

    /// With these fields and buttons.
    pub fn body(mut self, body: Markup) -> Form {
        self.body = body;
        self
    }
}

impl Render for Form {
    fn render(&self) -> Markup {
        if self.csrf == NO_FORMS {
            return html! { p.muted { "–" } };
        }
        html! {
            form.form method="post" action=(self.action) id=[&self.id]
                data-challenge=[self.data.as_ref().map(|data| &data.challenge)]
                data-party=[self.data.as_ref().map(|data| &data.party)]
                data-user=[self.data.as_ref().map(|data| &data.user)]
                data-name=[self.data.as_ref().map(|data| &data.name)]
                data-known=[self.data.as_ref().map(|data| &data.known)] {
                (hidden("csrf", &self.csrf))
                @for (name, value) in &self.hidden { (hidden(name, value)) }
                (self.body)
            }
        }
    }
}
