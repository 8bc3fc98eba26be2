//! The second step of signing in: what somebody shows after the password, or after a provider that
//! says of no second factor where the centre demands one of everybody.
//!
//! Guarantees: no session is open before it. After the first step a ticket is handed out: 256 random
//! bits, kept as a hash, for five minutes, for one session; before, nothing tells whether a name has a
//! second factor. A code is right once. Wrong codes are counted apart from wrong passwords, which a
//! right password forgets, and make whoever tries wait, wherever from; a device where the name has
//! signed in before is counted by itself, so that nobody who knows the password keeps its owner out.

use super::sign_in::{SignedIn, admit, note_failed, welcome};
use super::{Key, Seat, Session, Token, Vouched, device, token};
use crate::api::to_sign_json;
use crate::app::{App, Asked};
use crate::problem::{Kind, Problem, Result};
use domain::centre::Centre;
use domain::id::{Kind as SubjectKind, PersonId, SubjectId};
use domain::people::{Factors, Person, PersonSummary, SecondFactor};
use domain::state::Held as _;
use domain::time::Timestamp;
use engine::request::Assertion;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The name of the cookie that carries a ticket.
const COOKIE: &str = "ticket";

/// How long a ticket holds, in minutes.
const MINUTES: i64 = 5;

/// How many wrong answers a ticket outlives.
const WRONG_MAX: u32 = 5;

/// How many tickets there are at most; then the oldest are forgotten.
const TICKETS_MAX: usize = 8_192;

/// How many of one person.
const TICKETS_OF_ONE_MAX: usize = 20;

/// What somebody shows after the password.
pub enum Answer {
    /// A time-based code.
    Code(String),
    /// What a passkey made of the challenge that the ticket was handed out with.
    Passkey(Box<Assertion>),
}

/// What somebody has shown in the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Password,
    Provider,
}

/// Somebody between the two steps.
#[derive(Debug, Clone)]
struct Between {
    person: PersonId,
    /// The name they sign in with.
    name: String,
    first: First,
    until: Timestamp,
    /// What a passkey is to sign.
    challenge: Option<[u8; 32]>,
    wrong: u32,
}

/// Everybody between the two steps, by the hash of their ticket.
#[derive(Debug, Default)]
pub struct Tickets(Mutex<BTreeMap<[u8; 32], Between>>);

impl Tickets {
    fn open(&self, ticket: &Token, between: Between, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, other| now < other.until);
        let oldest = |of: Option<&PersonId>| {
            let mut theirs: Vec<_> =
                all.iter().filter(|(_, it)| of.is_none_or(|of| it.person == *of)).collect();
            theirs.sort_by_key(|(_, it)| it.until);
            (theirs.len(), theirs.first().map(|(ticket, _)| **ticket))
        };
        let (theirs, first) = oldest(Some(&between.person));
        let gone = if theirs >= TICKETS_OF_ONE_MAX { first } else { None };
        let gone = gone.or_else(|| (all.len() >= TICKETS_MAX).then(|| oldest(None).1).flatten());
        if let Some(gone) = gone {
            all.remove(&gone);
        }
        all.insert(ticket.fingerprint(), between);
    }

    fn of(&self, ticket: &Token, now: Timestamp) -> Option<Between> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&ticket.fingerprint()).filter(|it| now < it.until).cloned()
    }

    /// What the passkey of whoever holds a ticket is to sign from now on.
    fn challenges(&self, ticket: &Token, challenge: [u8; 32]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(between) = all.get_mut(&ticket.fingerprint()) {
            between.challenge = Some(challenge);
        }
    }

    /// Takes down a wrong answer; after some the ticket is worth nothing.
    fn wrong(&self, ticket: &Token) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fingerprint = ticket.fingerprint();
        if let Some(between) = all.get_mut(&fingerprint) {
            between.wrong += 1;
            between.challenge = None;
            if between.wrong >= WRONG_MAX {
                all.remove(&fingerprint);
            }
        }
    }

    /// Uses a ticket up; false if somebody else was first.
    fn close(&self, ticket: &Token) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&ticket.fingerprint()).is_some()
    }

    /// Ends those of a person: what let them in has changed.
    pub fn end_of(&self, person: &SubjectId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, between| between.person.subject() != person);
    }
}

/// Opens a session for somebody who has given the right password, or asks for more first.
pub async fn after_password(
    app: &App,
    asked: &Asked,
    person: PersonId,
    name: String,
) -> Result<SignedIn> {
    if !app.engine.factors_of(&person).any() {
        return welcome(app, asked, person, name, "password").await;
    }
    Err(hand_out(app, person, name, First::Password)?)
}

/// Opens a session for somebody for whom the provider vouches. Where the centre demands a second
/// factor of everybody and the provider says of none, it asks for ours first.
pub async fn after_provider(
    app: &App,
    asked: &Asked,
    person: PersonId,
    name: String,
    multi_factor: bool,
) -> Result<SignedIn> {
    let demanded = of_everybody(&app.engine.snapshot().centre);
    // Whoever has none yet is led to set one up, as after a password.
    if demanded && !multi_factor && app.engine.factors_of(&person).any() {
        return Err(hand_out(app, person, name, First::Provider)?);
    }
    app.pins.wake(&person);
    let said = if multi_factor { Vouched::MultiFactor } else { Vouched::OneFactor };
    let seat = Seat { provider: Some(said), ..Seat::default() };
    admit(app, asked, person, name, "single-sign-on", seat).await
}

/// Hands a ticket out: what the second step begins with.
fn hand_out(app: &App, person: PersonId, name: String, first: First) -> Result<Problem> {
    let ticket = Token::draw().map_err(|error| Problem::fault(&error))?;
    let now = app.engine.now();
    let until = now.plus_minutes(MINUTES);
    let between = Between { person, name, first, until, challenge: None, wrong: 0 };
    app.tickets.open(&ticket, between, now);
    let problem = offer(app, &ticket, Kind::SecondFactorNeeded)?;
    Ok(problem.with("ticket", ticket.text().into()))
}

/// What whoever holds a ticket may show, with a challenge of its own for a passkey.
fn offer(app: &App, ticket: &Token, kind: Kind) -> Result<Problem> {
    let Some(between) = app.tickets.of(ticket, app.engine.now()) else {
        return Ok(Problem::new(kind));
    };
    let factors = app.engine.factors_of(&between.person);
    let words = [("passkey", factors.passkey), ("time-code", factors.time_code)];
    let words: Vec<_> = words.iter().filter(|(_, has)| *has).map(|(word, _)| *word).collect();
    let mut problem =
        Problem::new(kind).with("factors", json!(words)).with("until", json!(between.until));
    if factors.passkey {
        problem = problem.with("sign", to_sign(app, ticket)?);
    }
    Ok(problem)
}

/// What the passkey of whoever holds a ticket is to sign: the challenge before counts no more.
pub fn to_sign(app: &App, ticket: &Token) -> Result<Value> {
    let between = holder(app, ticket)?;
    let to_sign = app.engine.prepare_second_step(&between.person)?;
    app.tickets.challenges(ticket, to_sign.challenge);
    Ok(to_sign_json(&to_sign))
}

/// What whoever holds a ticket can show, and the name they gave.
pub fn factors(app: &App, ticket: &Token) -> Result<(String, Factors)> {
    let between = holder(app, ticket)?;
    let factors = app.engine.factors_of(&between.person);
    Ok((between.name, factors))
}

fn holder(app: &App, ticket: &Token) -> Result<Between> {
    let between = app.tickets.of(ticket, app.engine.now());
    between.ok_or_else(|| Problem::new(Kind::TicketEnded))
}

/// Opens a session for whoever holds a ticket and shows a second factor.
pub async fn second_step(
    app: &App,
    asked: &Asked,
    ticket: &Token,
    answer: Answer,
) -> Result<SignedIn> {
    let between = holder(app, ticket)?;
    let now = app.engine.now();
    let (right, how) = match answer {
        Answer::Code(code) => {
            let keys = [key_of(app, asked, &between)];
            if let Some(seconds) = app.attempts.wait(&keys, now) {
                note_failed(app, between.name, Kind::TooManyAttempts).await;
                return Err(Problem::new(Kind::TooManyAttempts).again_in(seconds));
            }
            let (engine, person) = (app.engine.clone(), between.person.clone());
            let checked = app.blocking(move || {
                engine.is_time_code(&person, &code).map_err(|error| Problem::fault(&error))
            });
            let right = checked.await?;
            app.attempts.tried(&keys, right, now);
            let how = match between.first {
                First::Password => "password-and-time-code",
                First::Provider => "single-sign-on-and-time-code",
            };
            (right, how)
        }
        Answer::Passkey(assertion) => {
            let right = match between.challenge {
                Some(challenge) => {
                    let (engine, person) = (app.engine.clone(), between.person.clone());
                    let signed = move || Ok(engine.signed_in_by(&challenge, &assertion).ok());
                    app.blocking(signed).await?.is_some_and(|signer| signer == person)
                }
                None => false,
            };
            let how = match between.first {
                First::Password => "password-and-passkey",
                First::Provider => "single-sign-on-and-passkey",
            };
            (right, how)
        }
    };
    if !right {
        tracing::info!("a second step of signing in failed");
        app.tickets.wrong(ticket);
        note_failed(app, between.name, Kind::WrongSecondFactor).await;
        return Err(offer(app, ticket, Kind::WrongSecondFactor)?);
    }
    if !app.tickets.close(ticket) {
        return Err(Problem::new(Kind::TicketEnded));
    }
    app.pins.wake(&between.person);
    let provider = (between.first == First::Provider).then_some(Vouched::OneFactor);
    let seat = Seat { provider, ..Seat::default() };
    admit(app, asked, between.person, between.name, how, seat).await
}

fn key_of(app: &App, asked: &Asked, between: &Between) -> Key {
    let name = between.name.clone();
    match device::known(&app.engine, &name, asked.device.as_deref()) {
        Some(mark) => Key::CodeAt(name, mark),
        None => Key::Code(name),
    }
}

/// The one among the cookies a browser sent.
pub fn among(cookies: &str, secure: bool) -> Option<Token> {
    Token::parse(token::sent(cookies, COOKIE, secure)?)
}

/// The `Set-Cookie` value that hands a ticket to a browser.
fn cookie(ticket: &str, secure: bool) -> String {
    token::cookie(COOKIE, ticket, &format!("Max-Age={}; SameSite=Strict", MINUTES * 60), secure)
}

/// The same, out of the problem that handed it out.
pub fn handed(problem: &Problem, secure: bool) -> String {
    cookie(problem.more.get("ticket").and_then(Value::as_str).unwrap_or_default(), secure)
}

/// The `Set-Cookie` value that takes it away again.
pub fn forget(secure: bool) -> String {
    token::cookie(COOKIE, "", "Max-Age=0; SameSite=Strict", secure)
}

/// Whether whoever is signed in has to set a second factor up before anything else: the centre asks
/// one of everybody, and they have none. A badge with its PIN is two; machines have none; a provider
/// may have seen to it.
pub fn is_missing(centre: &Centre, session: &Session) -> bool {
    let said = session.provider == Some(Vouched::MultiFactor);
    let shown = session.token.is_some() || session.badge.is_some() || said;
    let has = |person: &PersonSummary| person.factors.any();
    !shown && of_everybody(centre) && summary(centre, &session.person).is_some_and(|it| !has(it))
}

fn of_everybody(centre: &Centre) -> bool {
    let asked = centre.settings().map(|settings| settings.second_factor);
    asked == Some(SecondFactor::OfEverybody)
}

fn summary<'a>(centre: &'a Centre, person: &PersonId) -> Option<&'a PersonSummary> {
    debug_assert_eq!(person.subject().kind(), SubjectKind::Person);
    let slot = centre.slot(person.subject())?;
    Person::of_summary(&slot.summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(person: &str, until: Timestamp) -> Between {
        let (person, name) = (PersonId::new(person).unwrap(), person.to_owned());
        Between { person, name, first: First::Password, until, challenge: None, wrong: 0 }
    }

    #[test]
    fn a_ticket_holds_for_minutes_for_one_session_and_some_wrong_answers() {
        let now: Timestamp = "2026-11-22T02:00:00.000Z".parse().unwrap();
        let tickets = Tickets::default();
        let draw = || {
            let ticket = Token::draw().unwrap();
            tickets.open(&ticket, between("op07", now.plus_minutes(MINUTES)), now);
            ticket
        };
        let (ticket, other) = (draw(), draw());
        assert!(tickets.of(&ticket, now.plus_minutes(MINUTES - 1)).is_some());
        assert!(tickets.of(&ticket, now.plus_minutes(MINUTES)).is_none());
        assert!(tickets.close(&ticket) && !tickets.close(&ticket));
        for _ in 0..WRONG_MAX {
            assert!(tickets.of(&other, now).is_some());
            tickets.wrong(&other);
        }
        assert!(tickets.of(&other, now).is_none());
        let ticket = draw();
        tickets.end_of(PersonId::new("op11").unwrap().subject());
        assert!(tickets.of(&ticket, now).is_some());
        tickets.end_of(PersonId::new("op07").unwrap().subject());
        assert!(tickets.of(&ticket, now).is_none());
    }

    #[test]
    fn whoever_knows_a_password_does_not_fill_the_memory() {
        let now: Timestamp = "2026-11-22T02:00:00.000Z".parse().unwrap();
        let tickets = Tickets::default();
        let open = |person: &str, seconds: i64| {
            let ticket = Token::draw().unwrap();
            let until =
                Timestamp::from_millisecond(now.as_millisecond() + 60_000 + seconds * 1_000);
            tickets.open(&ticket, between(person, until), now);
            ticket
        };
        let theirs = open("op11", 0);
        let first = open("op07", 0);
        for seconds in 1..100 {
            open("op07", seconds);
        }
        assert!(tickets.of(&first, now).is_none(), "the oldest goes");
        assert!(tickets.of(&theirs, now).is_some(), "and not another's");
        assert_eq!(tickets.0.lock().unwrap().len(), TICKETS_OF_ONE_MAX + 1);
    }
}
