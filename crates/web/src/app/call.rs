//! The one context a handler takes.

use super::App;
use super::asked::{Asked, Shown};
use super::moment::{self, Past};
use crate::pages::links;
use crate::problem::{Kind, Problem, Reason, Result};
use crate::session::{Session, same, second_factor, station};
use crate::shell::{AsOf, Ctx, Density, Emergency, Who, paths};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::id::{Kind as SubjectKind, SubjectId};
use domain::people::{AccountStanding, EnrolPasskey, Person, Role, SetTimeCode};
use domain::permit::{Sight, may_see, may_see_access};
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
    /// The centre the answer is about: as published when the request came, or as it was at the
    /// moment the request asks for.
    pub snapshot: Arc<Snapshot>,
    /// The moment it is there.
    pub now: Timestamp,
    /// The look back, if the request asks for one.
    pub past: Option<Arc<Past>>,
    /// Whoever asks has to set a second factor up first: until then they are somebody only where that
    /// is done.
    pub unfinished: bool,
}

/// Where a second factor is set up, and where one signs in and out.
const FINISHING: &[&str] = &[
    links::SECOND_FACTOR,
    links::PASSKEYS,
    links::TIME_CODE,
    links::SIGN_IN,
    paths::SIGN_OUT,
    "/api/v1/session",
    "/api/v1/acts",
    "/api/v1/account/time-code",
];

/// What is done to set one up.
const FINISHES: &[&str] = &[EnrolPasskey::ACTION.name, SetTimeCode::ACTION.name];

impl FromRequestParts<App> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let asked = parts.extensions.get::<Arc<Asked>>().cloned();
        let asked = asked.ok_or_else(|| Problem::failed("a request came past the frame"))?;
        let call = Self::of(app, &asked)?;
        // Who is not signed in is answered without a look into any past.
        let Some(at) = moment::asked(&parts.uri)?.filter(|_| call.session.is_some()) else {
            return Ok(call);
        };
        if !parts.method.is_safe() {
            return Err(Problem::new(Kind::Past));
        }
        let call = moment::look_back(call, at).await?;
        call.asked.looked_back(call.past.as_deref());
        Ok(call)
    }
}

impl Call {
    /// The call that a request makes of the centre as it stands.
    pub(super) fn of(app: &App, asked: &Arc<Asked>) -> Result<Self> {
        let now = app.engine.now();
        let access = app.access();
        let session = match &asked.token {
            Some(Shown::Bearer(token) | Shown::Cookie(token)) if asked.by_itself => {
                app.sessions.peek(token, now, access)
            }
            Some(Shown::Bearer(token) | Shown::Cookie(token)) => {
                app.sessions.find(token, now, access)
            }
            Some(Shown::Access(shown)) => {
                let token = app.engine.token(shown).map_err(|error| Problem::fault(&error))?;
                token.map(|token| app.machines.used(token, now)).transpose()?
            }
            None => None,
        };
        let snapshot = app.engine.snapshot();
        // Whoever was suspended or has left is nobody here, whatever they still hold.
        let session = session.filter(|session| is_here(&snapshot, session));
        let unfinished = session
            .as_ref()
            .is_some_and(|session| second_factor::is_missing(&snapshot.centre, session));
        let session = session.filter(|_| !unfinished || FINISHING.contains(&asked.uri.path()));
        let session = match session {
            Some(session) if !station::is_in_place(app, asked, &session)? => None,
            in_place => in_place,
        };
        let (app, asked) = (app.clone(), asked.clone());
        Ok(Self { snapshot, app, asked, session, now, past: None, unfinished })
    }

    /// The session; a problem if nobody is signed in.
    pub fn signed_in(&self) -> Result<&Arc<Session>> {
        let kind = if self.unfinished { Kind::SecondFactorMissing } else { Kind::NotSignedIn };
        self.session.as_ref().ok_or_else(|| Problem::new(kind))
    }

    /// Whether whoever asks may do this now: who has to set a second factor up does nothing else.
    pub fn may_do(&self, action: &str) -> Result<()> {
        if self.unfinished && !FINISHES.contains(&action) {
            return Err(Problem::new(Kind::SecondFactorMissing));
        }
        Ok(())
    }

    /// The session of a program that wants to change something: by bearer token, or by cookie with
    /// the session's token in a header, which no other site can send.
    pub fn may_change(&self) -> Result<&Arc<Session>> {
        let session = self.signed_in()?;
        match (&self.asked.token, &self.asked.csrf) {
            (Some(Shown::Bearer(_)), _) => Ok(session),
            // A machine acts, and does nothing else: what it may is looked at where acts are taken.
            (Some(Shown::Access(_)), _) if self.asked.uri.path() == "/api/v1/acts" => Ok(session),
            (Some(Shown::Access(_)), _) => {
                let reason = Reason::new("token-scope").with("action", self.asked.uri.path());
                Err(Problem::new(Kind::NotPermitted).because([reason]))
            }
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

    /// The centre as it stands today, whatever moment is looked at.
    pub(crate) fn present(&self) -> (&Snapshot, Timestamp) {
        let past = self.past.as_ref();
        past.map_or((&self.snapshot, self.now), |past| (&past.present, past.today))
    }

    /// The roles the person holds today; none when nobody is signed in.
    pub fn roles(&self) -> Vec<Role> {
        let session = self.session.as_ref();
        // What was is shown to who may see it today.
        let (snapshot, now) = self.present();
        session.map_or_else(Vec::new, |session| roles(snapshot, session, now))
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

    /// Whether the person may read who was shown what, by the best of their roles.
    pub fn sees_access(&self) -> bool {
        self.roles().into_iter().any(may_see_access)
    }

    /// The centre's time as now.
    pub fn zoned(&self) -> jiff::Zoned {
        let zone = self.snapshot.centre.settings().map(domain::centre::Settings::zone);
        self.now.instant().to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC))
    }

    /// Who acts in a role that nobody gave them, until when: every page says so.
    fn emergencies(&self) -> Vec<Emergency> {
        let (snapshot, now) = self.present();
        let people = snapshot.centre.summaries::<Person>(SubjectKind::Person);
        let zone = snapshot.centre.settings().map(domain::centre::Settings::zone);
        let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
        let mut all = Vec::new();
        for (id, person) in people {
            for (role, until) in person.emergency.iter().filter(|(_, until)| now < **until) {
                all.push(Emergency {
                    code: person.code.to_string(),
                    role: self.asked.lang.texts().get(&format!("role-{}", role.word())),
                    until: crate::lang::clock(&until.instant().to_zoned(zone.clone())),
                    href: crate::pages::links::subject(id),
                });
            }
        }
        all
    }

    /// What the shell around a page shows. A page that follows the centre adds its `stream`.
    pub fn ctx(&self) -> Ctx {
        let mut ctx = self.app.bare_ctx(&self.asked);
        if let Some(session) = &self.session {
            let role = self.role().map_or("", Role::word);
            let key = format!("role-{role}");
            let t = ctx.texts();
            let label = if t.find(&key, &[]).is_some() { t.label(&key) } else { role.into() };
            let station = session.station.as_ref().map(|station| station.key().to_owned());
            let by_badge = session.badge.is_some();
            ctx.who = Some(Who { code: session.code.clone(), role: label, station, by_badge });
            ctx.csrf.clone_from(&session.csrf);
            ctx.own_csrf.clone_from(&session.csrf);
            ctx.emergencies = self.emergencies();
            if session.station.is_some() && self.asked.wishes.density.is_none() {
                ctx.density = Density::Touch;
            }
            ctx.idle_seconds = Some(session.idle_minutes(self.app.access()) * 60);
        }
        if let Some(past) = &self.past {
            crate::parts::NO_FORMS.clone_into(&mut ctx.csrf);
            ctx.past = Some(AsOf {
                at: past.at.clone(),
                position: past.position,
                moment: self.zoned(),
                now: self.asked.without(moment::AT),
            });
        }
        ctx
    }
}

fn is_here(snapshot: &Snapshot, session: &Session) -> bool {
    let slot = snapshot.centre.slot(session.person.subject());
    let person = slot.and_then(|slot| Person::of_summary(&slot.summary));
    person.is_some_and(|person| {
        !matches!(person.account, AccountStanding::Suspended | AccountStanding::Left)
    })
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
    let mut held: Vec<Role> = held.map(|(role, _)| *role).collect();
    let taken = person.emergency.iter().filter(|(_, until)| now < **until);
    held.extend(taken.map(|(role, _)| *role));
    held.dedup();
    if let Some(token) = &session.token {
        held.retain(|role| *role == token.role);
    }
    held
}

/// How much of a subject's record the best of some roles may see.
pub(crate) fn sight(roles: &[Role], subject: &SubjectId) -> Sight {
    roles.iter().map(|role| may_see(*role, subject)).max().unwrap_or(Sight::None)
}
