//! The centre as the person at a page may see it: codes for people, sealed texts where they may be
//! read, moments on the centre's clock.

use super::words;
use crate::api;
use crate::app::Call;
use crate::lang::{self, Text, Texts};
use domain::desk::Desk;
use domain::id::{PersonId, SubjectId};
use domain::people::Person;
use domain::permit::Sight;
use domain::text::Sealed;
use domain::time::Timestamp;
use jiff::Zoned;
use jiff::tz::TimeZone;

/// A look at the centre on behalf of somebody.
pub struct Eye<'a> {
    /// Who looks.
    pub call: &'a Call,
    /// What they look at.
    pub desk: &'a Desk<'a>,
    /// The sentences of their language.
    pub t: Texts,
    zone: TimeZone,
}

/// A sealed text as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clear {
    /// It may be read, and it is there.
    Text(String),
    /// It is not for the person at the page.
    Hidden,
    /// It was erased.
    Erased,
}

impl Clear {
    /// The words a page shows.
    pub fn shown(&self, t: Texts) -> String {
        match self {
            Clear::Text(text) => text.clone(),
            Clear::Hidden => t.get("sealed-hidden"),
            Clear::Erased => t.get("sealed-erased"),
        }
    }

    /// The text, if it may be read and is there.
    pub fn text(&self) -> Option<&str> {
        match self {
            Clear::Text(text) => Some(text),
            Clear::Hidden | Clear::Erased => None,
        }
    }
}

impl<'a> Eye<'a> {
    /// The relying party whose passkey the person at the page can sign with, if they have one.
    pub fn key_of(&self) -> Option<String> {
        let session = self.call.session.as_ref()?;
        let person: &Person = self.desk.state(session.person.subject()).ok()?;
        person.passkeys.standing().next()?;
        Some(self.desk.centre().settings()?.relying_party.to_string())
    }

    /// Whether the person at the page has nothing here to sign with.
    pub fn unable_to_sign(&self) -> bool {
        let person = self.call.session.as_ref().map(|session| session.person.subject());
        let person = person.and_then(|id| self.desk.state::<Person>(id).ok());
        person.is_some_and(|person| {
            person.account.password.is_none() && person.passkeys.standing().next().is_none()
        })
    }

    /// A look through `desk` for whoever calls.
    pub fn new(call: &'a Call, desk: &'a Desk<'a>) -> Self {
        let settings = desk.centre().settings();
        let zone = settings.map_or(TimeZone::UTC, domain::centre::Settings::zone);
        Self { call, desk, t: call.asked.lang.texts(), zone }
    }

    /// How much of a subject's record the person may see.
    pub fn sight(&self, subject: &SubjectId) -> Sight {
        self.call.sight(subject)
    }

    /// The code pages show for a person.
    pub fn code(&self, person: &PersonId) -> String {
        let summary = self.desk.summary::<Person>(person.subject());
        summary.map_or_else(|_| person.key().to_owned(), |summary| summary.code.to_string())
    }

    /// A sealed text of the record of `about`.
    pub fn open(&self, about: &SubjectId, sealed: &Sealed) -> Clear {
        let named = |subject| self.sight(subject) == Sight::Named;
        if !named(about) || !named(&sealed.key) {
            return Clear::Hidden;
        }
        api::open(self.call, about, sealed).map_or(Clear::Erased, Clear::Text)
    }

    /// A moment on the centre's clock.
    pub fn zoned(&self, moment: Timestamp) -> Zoned {
        moment.instant().to_zoned(self.zone.clone())
    }

    /// A moment as a record shows it: to the second, with its zone.
    pub fn moment(&self, moment: Timestamp) -> String {
        lang::moment(&self.zoned(moment))
    }

    /// A moment in an overview: the day and the time to the minute.
    pub fn when(&self, moment: Timestamp) -> String {
        let at = self.zoned(moment);
        format!("{} {}", lang::day(self.t, at.date()), lang::clock(&at))
    }

    /// How long before now a moment was, in the largest unit that says something.
    pub fn ago(&self, moment: Timestamp) -> String {
        words::ago(self.t, self.desk.now().minutes_since(moment))
    }

    /// What a subject is called where lists name it: its code if it has one.
    pub fn name(&self, subject: &SubjectId) -> String {
        match PersonId::try_from(subject.clone()) {
            Ok(person) => self.code(&person),
            Err(_) => subject.key().to_owned(),
        }
    }

    /// The label of an action, without its companion.
    pub fn action(&self, name: &str) -> Text {
        words::action(self.t, name)
    }
}
