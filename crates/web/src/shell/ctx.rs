//! What the shell is told.

use jiff::Zoned;

use crate::lang::{Lang, Texts};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system wishes.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All three.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Its name in cookies and forms.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a name as [`Theme::name`] writes it.
    pub fn from_name(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// How large controls are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// For a desk: mouse and keyboard.
    #[default]
    Desk,
    /// For gloves: 48 px targets.
    Touch,
}

impl Density {
    /// Both.
    pub const ALL: [Density; 2] = [Density::Desk, Density::Touch];

    /// Its name in cookies and forms.
    pub fn name(self) -> &'static str {
        match self {
            Density::Desk => "desk",
            Density::Touch => "touch",
        }
    }

    /// The density of a name as [`Density::name`] writes it.
    pub fn from_name(name: &str) -> Option<Density> {
        Density::ALL.into_iter().find(|density| density.name() == name)
    }
}

/// The person at the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The code people are known by on screens.
    pub code: String,
    /// The role they act in, translated.
    pub role: crate::lang::Text,
    /// The station the session is bound to.
    pub station: Option<String>,
    /// Whether a badge opened it: then the PIN signs.
    pub by_badge: bool,
}

/// Somebody who took a role in an emergency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// Their code.
    pub code: String,
    /// The role, translated.
    pub role: String,
    /// Until what time of the day.
    pub until: String,
    /// Their page.
    pub href: String,
}

/// Everything a shell shows besides the page.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The language of the page.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
    /// How large controls are.
    pub density: Density,
    /// Who is signed in, if anybody.
    pub who: Option<Who>,
    /// The centre's time as the page is made.
    pub now: Zoned,
    /// Whether this is a demonstration: every page says so.
    pub demo: bool,
    /// The name of the centre, in the language of the page.
    pub centre: String,
    /// Path and query of this page, for coming back after switching the language.
    pub path: String,
    /// The session's token against forged requests, for the forms of the page; where the page shows
    /// the past, [`crate::parts::NO_FORMS`].
    pub csrf: String,
    /// The same token for the forms of the shell, which are on every page.
    pub own_csrf: String,
    /// Who acts in a role that nobody gave them.
    pub emergencies: Vec<Emergency>,
    /// After how many seconds without use the session ends: the page says so before.
    pub idle_seconds: Option<i64>,
    /// Where this page hears that the centre changed, if it follows it: an event stream
    /// (`text/event-stream`) that sends an event `change` after each entry that may matter here.
    /// The page then fetches `path` again. Leave it out of the answer to a refused form: what was
    /// typed and why it was refused are on no other page.
    pub stream: Option<String>,
    /// The moment the page shows, if that is not now.
    pub past: Option<super::AsOf>,
}

impl Ctx {
    /// The sentences of the page's language.
    pub fn texts(&self) -> Texts {
        self.lang.texts()
    }

    /// Whether the person at the page signs with a PIN.
    pub fn by_pin(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.by_badge)
    }
}
