//! The one context a handler takes.

use super::App;
use super::asked::{Asked, Shown};
use crate::problem::{Kind, Problem, Result};
use crate::session::{Session, same};
use crate::shell::{Ctx, Who};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::id::SubjectId;
use domain::people::{Person, Role};
use domain::permit::{Sight, may_see};
use domain::state::Held as _;
use domain::time::Timestamp;
use engine::Snapshot;
use std::sync::Arc;

/// Who asks, when, in which language, and the centre as it stands.
#[derive(Clone)]
pub struct Call {
    /// What every request shares.
    pub app: App,
    /// What the request says of itself.
    pub asked: Arc<Asked>,
    /// Who is signed in, if anybody.
    pub session: Option<Arc<Session>>,
    /// The centre as published when the request came.
    pub snapshot: Arc<Snapshot>,
    /// The moment it is.
    pub now: Timestamp,
}

impl FromRequestParts<App> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let asked = parts.extensions.get::<Arc<Asked>>().cloned();
        let asked = asked.ok_or_else(|| Problem::failed("a request came past the frame"))?;
        Ok(Self::of(app, &asked))
    }
}

impl Call {
    /// The call that a request makes now.
    pub(super) fn of(app: &App, asked: &Arc<Asked>) -> Self {
        let now = app.engine.now();
        let session = match &asked.token {
            Some(Shown::Bearer(token) | Shown::Cookie(token)) => app.sessions.find(token, now),
            None => None,
        };
        let (app, asked) = (app.clone(), asked.clone());
        Self { snapshot: app.engine.snapshot(), app, asked, session, now }
    }

    /// The session; a problem if nobody is signed in.
    pub fn signed_in(&self) -> Result<&Arc<Session>> {
        self.session.as_ref().ok_or_else(|| Problem::new(Kind::NotSignedIn))
    }

    /// The session of a program that wants to change something: by bearer token, or by cookie with
    /// the session's token in a header, which no other site can send.
    pub fn may_change(&self) -> Result<&Arc<Session>> {
        let session = self.signed_in()?;
        match (&self.asked.token, &self.asked.csrf) {
            (Some(Shown::Bearer(_)), _) => Ok(session),
            (Some(Shown::Cookie(_)), Some(given))
                if !self.asked.foreign && same(given, &session.csrf) =>
            {
                Ok(session)
            }
            _ => Err(Problem::new(Kind::Forged)),
        }
    }

    /// Whether a form with this hidden token is one of ours. Before anybody has signed in there is
    /// no token: then what the browser says of the form's origin decides.
    pub fn check_form(&self, csrf: &str) -> Result<()> {
        let ours = match &self.session {
            Some(session) => same(csrf, &session.csrf),
            None => true,
        };
        if ours && !self.asked.foreign { Ok(()) } else { Err(Problem::new(Kind::Forged)) }
    }

    /// The roles the person holds today; none when nobody is signed in.
    pub fn roles(&self) -> Vec<Role> {
        let session = self.session.as_ref();
        session.map_or_else(Vec::new, |session| roles(&self.snapshot, session, self.now))
    }

    /// The role the person acts in unless an act says otherwise: the one they chose, if they still
    /// hold it, else their first.
    pub fn role(&self) -> Option<Role> {
        let roles = self.roles();
        let chosen = self.session.as_ref().and_then(|session| session.role());
        chosen.filter(|role| roles.contains(role)).or_else(|| roles.first().copied())
    }

    /// How much of a subject's record the person may see, by the best of their roles.
    pub fn sight(&self, subject: &SubjectId) -> Sight {
        sight(&self.roles(), subject)
    }

    /// The centre's time as now.
    pub fn zoned(&self) -> jiff::Zoned {
        let zone = self.snapshot.centre.settings().map(domain::centre::Settings::zone);
        self.now.instant().to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC))
    }

    /// What the shell around a page shows. A page that follows the centre adds its `stream`.
    pub fn ctx(&self) -> Ctx {
        let mut ctx = self.app.bare_ctx(&self.asked);
        if let Some(session) = &self.session {
            let role = self.role().map_or("", Role::word);
            let key = format!("role-{role}");
            let t = ctx.texts();
            let label = if t.find(&key, &[]).is_some() { t.label(&key) } else { role.into() };
            ctx.who = Some(Who { code: session.code.clone(), role: label });
            ctx.csrf.clone_from(&session.csrf);
        }
        ctx
    }
}

/// The roles somebody holds at a moment.
pub(crate) fn roles(snapshot: &Snapshot, session: &Session, now: Timestamp) -> Vec<Role> {
    let Some(slot) = snapshot.centre.slot(session.person.subject()) else { return Vec::new() };
    let Some(person) = Person::of_summary(&slot.summary) else { return Vec::new() };
    // The zone is only looked up where a role has a last day.
    let today = std::cell::LazyCell::new(|| {
        let zone = snapshot.centre.settings().map(domain::centre::Settings::zone);
        now.day_in(&zone.unwrap_or(jiff::tz::TimeZone::UTC))
    });
    let held = person.roles.iter().filter(|(_, until)| until.is_none_or(|until| *today <= until));
    held.map(|(role, _)| *role).collect()
}

/// How much of a subject's record the best of some roles may see.
pub(crate) fn sight(roles: &[Role], subject: &SubjectId) -> Sight {
    roles.iter().map(|role| may_see(*role, subject)).max().unwrap_or(Sight::None)
}
