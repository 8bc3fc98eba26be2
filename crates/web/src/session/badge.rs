//! Signing in with badge and PIN, at a registered station and nowhere else.
//!
//! Two steps: the badge is scanned, and the page asks for the PIN of whose it is. Between them the
//! page holds a ticket, not the number of the badge: made by this centre, for this station, for two
//! minutes. Wrong PINs are counted by badge and station, and after too many the PIN rests ([`super::Pins`]).

use super::sign_in::{admit, note_failed};
use super::{Key, Seat, Session, SignedIn, same, station};
use crate::app::{App, Asked};
use crate::problem::{Kind, Problem, Reason, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::id::{PersonId, StationId};
use domain::people::{Person, sign_in_name};
use domain::state::Held as _;
use domain::text::{Code, Digest};
use domain::time::Timestamp;
use engine::stations::Scanned;

/// How long the PIN may take after the badge was scanned, in minutes.
const MINUTES_MAX: i64 = 2;

/// What the code on a badge begins with.
pub const PREFIX: &str = "badge";

/// The code on a badge of this number.
pub fn label(number: &str) -> String {
    format!("{PREFIX}/{number}")
}

/// A badge that was scanned at this station, on its way to its PIN.
#[derive(Debug, Clone)]
pub struct AtStation {
    /// The station.
    pub station: StationId,
    /// Whose badge it is.
    pub scanned: Scanned,
}

/// Whose badge was scanned here.
pub async fn scanned(app: &App, asked: &Asked, text: &str) -> Result<AtStation> {
    let code = standards::scan::parse(text.trim()).ok();
    let number = code.as_ref().and_then(|code| code.own(PREFIX)).unwrap_or_default();
    let found = app.engine.badge(number).map_err(|error| Problem::fault(&error))?;
    let station = at(app, asked);
    if let (Ok(station), Some(scanned)) = (&station, &found)
        && app.engine.has_pin(&scanned.person)
    {
        return Ok(AtStation { station: station.clone(), scanned: scanned.clone() });
    }
    let name = found.as_ref().map_or_else(|| label(number), |it| name_of(app, &it.person));
    let problem = match (station, found) {
        (Err(problem), _) => problem,
        (Ok(_), None) => wrong(Reason::new("unknown-badge").at("/badge")),
        (Ok(_), Some(_)) => wrong(Reason::new("pin-not-set").at("/badge")),
    };
    tracing::info!("a badge let nobody in");
    note_failed(app, name, problem.kind).await;
    Err(problem)
}

/// The station this browser is; a problem if it is none.
fn at(app: &App, asked: &Asked) -> Result<StationId> {
    let here = station::here(app, asked)?;
    here.ok_or_else(|| Problem::new(Kind::NotPermitted).because([Reason::new("no-station-here")]))
}

/// The code pages show for a person.
fn code_of(app: &App, person: &PersonId) -> Option<Code> {
    let snapshot = app.engine.snapshot();
    let slot = snapshot.centre.slot(person.subject())?;
    Person::of_summary(&slot.summary).map(|person| person.code.clone())
}

/// The name a person signs in with.
fn name_of(app: &App, person: &PersonId) -> String {
    code_of(app, person).map(|code| sign_in_name(&code)).unwrap_or_default()
}

fn wrong(reason: Reason) -> Problem {
    Problem::new(Kind::WrongSignIn).because([reason])
}

impl AtStation {
    /// What the page holds until the PIN is typed.
    pub fn ticket(&self, app: &App) -> String {
        let until = app.engine.now().plus_minutes(MINUTES_MAX).as_millisecond();
        let said = format!("{}.{}.{until}", self.scanned.person.key(), self.scanned.badge);
        format!("{said}.{}", marked(app, &self.station, &said))
    }

    /// What a ticket of this station stands for, while it does.
    pub fn of(app: &App, asked: &Asked, ticket: &str) -> Result<Self> {
        let station = at(app, asked)?;
        let read = |ticket: &str| {
            let (said, mark) = ticket.rsplit_once('.')?;
            same(mark, &marked(app, &station, said)).then_some(())?;
            let mut parts = said.rsplitn(3, '.');
            let (until, badge, key) = (parts.next()?, parts.next()?, parts.next()?);
            let until = Timestamp::from_millisecond(until.parse().ok()?);
            let badge: Digest = badge.parse().ok()?;
            let person = PersonId::new(key).ok()?;
            let counts = app.engine.now() < until && app.engine.held_by(&person) == Some(badge);
            counts.then_some(Scanned { person, badge })
        };
        let scanned = read(ticket).ok_or_else(|| wrong(Reason::new("scan-badge-again")))?;
        Ok(Self { station, scanned })
    }

    /// The code pages show for whose badge it is.
    pub fn code(&self, app: &App) -> String {
        code_of(app, &self.scanned.person).map(|code| code.to_string()).unwrap_or_default()
    }

    /// Opens a session for whoever knows the PIN.
    pub async fn sign_in(&self, app: &App, asked: &Asked, pin: String) -> Result<SignedIn> {
        let person = &self.scanned.person;
        let name = name_of(app, person);
        if let Err(problem) = may_try(app, person, &self.station) {
            note_failed(app, name, problem.kind).await;
            return Err(problem);
        }
        let turn = app.door.turn().await?;
        let (engine, whose) = (app.engine.clone(), person.clone());
        let right = app.blocking(move || {
            engine.knows_pin(&whose, &pin).map_err(|error| Problem::fault(&error))
        });
        let right = right.await?;
        drop(turn);
        tried(app, person, &self.station, right);
        if !right {
            tracing::info!("a sign-in failed");
            note_failed(app, name, Kind::WrongSignIn).await;
            return Err(wrong(Reason::new("wrong-pin").at("/pin")));
        }
        let seat = Seat { badge: Some(self.scanned.badge), ..Seat::default() };
        admit(app, asked, person.clone(), name, "badge-and-pin", seat).await
    }
}

/// A mark of this centre on what a ticket says, for one station.
fn marked(app: &App, station: &StationId, said: &str) -> String {
    BASE64.encode(app.engine.mark("badge-scanned", &format!("{station}\n{said}")))
}

/// The station at which the person signs with the PIN, in a session that her badge opened there; a
/// problem where she may not.
pub fn may_sign(app: &App, session: &Session, signer: &PersonId) -> Result<StationId> {
    let place = session.station.clone().filter(|_| session.badge.is_some());
    let place = place.filter(|_| session.person == *signer).ok_or_else(|| {
        Problem::new(Kind::NotPermitted).because([Reason::new("pin-not-here").at("/sign/pin")])
    })?;
    may_try(app, signer, &place)?;
    Ok(place)
}

fn may_try(app: &App, person: &PersonId, station: &StationId) -> Result<()> {
    if app.pins.rests(person) {
        return Err(Problem::new(Kind::TooManyAttempts).because([Reason::new("pin-rests")]));
    }
    match app.attempts.wait(&keys(person, station), app.engine.now()) {
        Some(seconds) => Err(Problem::new(Kind::TooManyAttempts).again_in(seconds)),
        None => Ok(()),
    }
}

/// Takes down what became of a PIN.
pub fn tried(app: &App, person: &PersonId, station: &StationId, right: bool) {
    app.attempts.tried(&keys(person, station), right, app.engine.now());
    if right { app.pins.wake(person) } else { app.pins.wrong(person) }
}

fn keys(person: &PersonId, station: &StationId) -> [Key; 1] {
    [Key::Badge(person.to_string(), station.to_string())]
}
