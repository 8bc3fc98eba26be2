//! Signing in.

use super::second_factor::after_password;
use super::{Key, Seat, Session, Token, device, station};
use crate::app::{App, Asked};
use crate::problem::{Kind, Problem, Result};
use crate::shell::Density;
use domain::id::PersonId;
use domain::people::Person;
use domain::state::Held as _;
use engine::access::{Note, What};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many passwords are checked at once: each takes a core for a while.
const AT_ONCE: usize = 2;

/// How many may wait for their turn.
const WAITING_MAX: usize = 64;

/// The longest name anybody signs in with: longer ones are not worth remembering as tried.
const NAME_BYTES_MAX: usize = 100;

/// Bounds the work of checking passwords, so that signing in never starves the centre.
#[derive(Debug)]
pub struct Door {
    turns: Semaphore,
    waiting: AtomicUsize,
}

impl Default for Door {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), waiting: AtomicUsize::new(0) }
    }
}

impl Door {
    /// Waits for a turn to check a password; a problem if too many wait already.
    pub async fn turn(&self) -> Result<Turn<'_>> {
        let place = Place::take(&self.waiting);
        if place.number >= WAITING_MAX {
            return Err(Problem::new(Kind::TooManySignIns).again_in(5));
        }
        Ok(Turn { _permit: self.turns.acquire().await.ok(), _place: place })
    }

    /// Who signs in with this name and password, if anybody.
    pub async fn check(
        &self,
        app: &App,
        name: String,
        password: String,
    ) -> Result<Option<PersonId>> {
        let _turn = self.turn().await?;
        let engine = app.engine.clone();
        app.blocking(move || {
            engine.sign_in(&name, &password).map_err(|error| Problem::fault(&error))
        })
        .await
    }
}

/// A turn to check a password, given up when this is dropped.
pub struct Turn<'a> {
    _permit: Option<SemaphorePermit<'a>>,
    _place: Place<'a>,
}

/// A place in the queue, given up when whoever waits goes away.
struct Place<'a> {
    waiting: &'a AtomicUsize,
    number: usize,
}

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Self {
        Self { waiting, number: waiting.fetch_add(1, Ordering::SeqCst) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A session just opened.
pub struct SignedIn {
    /// What the client shows from now on.
    pub token: Token,
    /// The session.
    pub session: Arc<Session>,
    /// The name it was opened under.
    pub name: String,
}

/// What tries under a name are counted under, by where they come from.
pub fn keys_of(app: &App, asked: &Asked, name: &str) -> Vec<Key> {
    match device::known(&app.engine, name, asked.device.as_deref()) {
        Some(mark) => vec![Key::Device(name.to_owned(), mark)],
        None => vec![Key::From(name.to_owned(), asked.source.clone()), Key::Name(name.to_owned())],
    }
}

/// Opens a session for whoever knows the password of a name and has no second factor; whoever has one
/// is asked for it first ([`after_password`]).
///
/// Guarantees: an unknown name takes as long as a wrong password and is answered alike.
pub async fn sign_in(app: &App, asked: &Asked, name: &str, password: String) -> Result<SignedIn> {
    let name = name.trim().to_lowercase();
    if name.len() > NAME_BYTES_MAX {
        return Err(Problem::new(Kind::WrongSignIn));
    }
    let now = app.engine.now();
    let keys = keys_of(app, asked, &name);
    if let Some(seconds) = app.attempts.wait(&keys, now) {
        note_failed(app, name, Kind::TooManyAttempts).await;
        return Err(Problem::new(Kind::TooManyAttempts).again_in(seconds));
    }
    let found = app.door.check(app, name.clone(), password).await?;
    app.attempts.tried(&keys, found.is_some(), now);
    match found {
        Some(person) => after_password(app, asked, person, name).await,
        None => {
            tracing::info!("a sign-in failed");
            note_failed(app, name, Kind::WrongSignIn).await;
            Err(Problem::new(Kind::WrongSignIn))
        }
    }
}

/// Opens a session for somebody who has shown that it is them, under the name they sign in with.
/// `how`: with what, as the access log notes it.
pub async fn welcome(
    app: &App,
    asked: &Asked,
    person: PersonId,
    name: String,
    how: &'static str,
) -> Result<SignedIn> {
    app.pins.wake(&person);
    admit(app, asked, person, name, how, Seat::default()).await
}

/// The same, with what of the seat is known by how they have shown it.
pub(super) async fn admit(
    app: &App,
    asked: &Asked,
    person: PersonId,
    name: String,
    how: &'static str,
    seat: Seat,
) -> Result<SignedIn> {
    let snapshot = app.engine.snapshot();
    // An account without a person in the log is of another centre: nobody acts through it.
    let slot = snapshot.centre.slot(person.subject());
    let summary = slot.and_then(|slot| Person::of_summary(&slot.summary));
    let Some(code) = summary.map(|summary| summary.code.to_string()) else {
        tracing::info!("a sign-in failed");
        note_failed(app, name, Kind::WrongSignIn).await;
        return Err(Problem::new(Kind::WrongSignIn));
    };
    let token = Token::draw().map_err(|error| Problem::fault(&error))?;
    let station = station::here(app, asked)?;
    let shared = station.is_some() || asked.wishes.density == Some(Density::Touch);
    let now = app.engine.now();
    app.meter.signed_in(true);
    let what = What::SignedIn { how: how.to_owned() };
    app.engine.access().note(Note::new(now, Some((person.clone(), None)), what));
    let seat = Seat { shared, station, ..seat };
    let session = app.sessions.open(&token, person, code, seat, now, app.access());
    Ok(SignedIn { token, session, name })
}

/// Notes that somebody did not get in. Nobody waits for it: an answer that took longer for a name that
/// exists would tell so.
pub async fn note_failed(app: &App, name: String, why: Kind) {
    app.meter.signed_in(false);
    let engine = app.engine.clone();
    let noted = app.blocking(move || {
        let (name, why) = (engine.attempted(&name), why.word().to_owned());
        let what = What::SignInFailed { name, why };
        engine.access().note(Note::new(engine.now(), None, what));
        Ok(())
    });
    drop(noted.await);
}
