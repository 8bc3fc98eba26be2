//! The sessions that are open.

use super::token::Token;
use domain::id::{PersonId, SubjectId};
use domain::people::Role;
use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// How long a session lives without being used.
pub const IDLE_MINUTES: i64 = 30;

/// How long a session lives at most.
pub const ABSOLUTE_MINUTES: i64 = 12 * 60;

/// Somebody at work.
#[derive(Debug)]
pub struct Session {
    /// Who.
    pub person: PersonId,
    /// The code pages show for them.
    pub code: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// What forms of this session carry.
    pub csrf: String,
    fingerprint: [u8; 32],
    used: AtomicI64,
    role: Mutex<Option<Role>>,
}

impl Session {
    /// Whether it is still open at `now`.
    pub fn lives(&self, now: Timestamp) -> bool {
        let used = Timestamp::from_millisecond(self.used.load(Ordering::Relaxed));
        now < used.plus_minutes(IDLE_MINUTES) && now < self.opened.plus_minutes(ABSOLUTE_MINUTES)
    }

    /// When it ends at the latest.
    pub fn ends(&self) -> Timestamp {
        self.opened.plus_minutes(ABSOLUTE_MINUTES)
    }

    /// The role the person chose to act in, where their roles leave a choice.
    pub fn role(&self) -> Option<Role> {
        *self.role.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers in which role the person wishes to act.
    pub fn choose(&self, role: Option<Role>) {
        *self.role.lock().unwrap_or_else(PoisonError::into_inner) = role;
    }
}

/// Every open session.
#[derive(Debug, Default)]
pub struct Sessions {
    open: RwLock<BTreeMap<[u8; 32], Arc<Session>>>,
}

impl Sessions {
    /// Opens one. Those that have run out are cleared away on this occasion.
    pub fn open(
        &self,
        token: &Token,
        person: PersonId,
        code: String,
        now: Timestamp,
    ) -> Arc<Session> {
        let session = Arc::new(Session {
            person,
            code,
            opened: now,
            csrf: token.csrf(),
            fingerprint: token.fingerprint(),
            used: AtomicI64::new(now.as_millisecond()),
            role: Mutex::new(None),
        });
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| session.lives(now));
        open.insert(session.fingerprint, session.clone());
        session
    }

    /// The session of a token, if it is open. This counts as using it.
    pub fn find(&self, token: &Token, now: Timestamp) -> Option<Arc<Session>> {
        let fingerprint = token.fingerprint();
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let session = open.get(&fingerprint)?.clone();
        drop(open);
        if !session.lives(now) {
            self.end(&session);
            return None;
        }
        session.used.fetch_max(now.as_millisecond(), Ordering::Relaxed);
        Some(session)
    }

    /// Whether a session is still open, without using it.
    pub fn is_open(&self, session: &Session, now: Timestamp) -> bool {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.contains_key(&session.fingerprint) && session.lives(now)
    }

    /// Ends one.
    pub fn end(&self, session: &Session) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.remove(&session.fingerprint);
    }

    /// Ends all of a person but `own`: their password has changed.
    pub fn end_others(&self, person: &SubjectId, own: Option<&Session>) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        let own = own.map(|own| own.fingerprint);
        open.retain(|_, session| {
            session.person.subject() != person || own == Some(session.fingerprint)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> (Sessions, Token, Arc<Session>, Timestamp) {
        let now: Timestamp = "2026-11-22T02:00:00.000Z".parse().unwrap();
        let sessions = Sessions::default();
        let token = Token::draw().unwrap();
        let person = PersonId::new("op07").unwrap();
        let session = sessions.open(&token, person, "OP-07".to_owned(), now);
        (sessions, token, session, now)
    }

    #[test]
    fn a_session_ends_when_nobody_uses_it() {
        let (sessions, token, _, now) = opened();
        let later = now.plus_minutes(IDLE_MINUTES - 1);
        assert!(sessions.find(&token, later).is_some());
        assert!(sessions.find(&token, later.plus_minutes(IDLE_MINUTES - 1)).is_some());
        assert!(sessions.find(&token, later.plus_minutes(2 * IDLE_MINUTES)).is_none());
        assert!(sessions.find(&token, later).is_none(), "what has ended does not come back");
    }

    #[test]
    fn a_session_ends_after_a_shift_however_busy() {
        let (sessions, token, session, now) = opened();
        let mut moment = now;
        while moment < session.ends() {
            assert!(sessions.find(&token, moment).is_some(), "at {moment}");
            moment = moment.plus_minutes(20);
        }
        assert!(sessions.find(&token, session.ends()).is_none());
    }

    #[test]
    fn signing_out_ends_one_and_a_new_password_ends_all() {
        let (sessions, token, session, now) = opened();
        let second = Token::draw().unwrap();
        let other = sessions.open(&second, session.person.clone(), "OP-07".to_owned(), now);
        sessions.end(&session);
        assert!(sessions.find(&token, now).is_none());
        assert!(sessions.is_open(&other, now));
        let third = Token::draw().unwrap();
        let third = sessions.open(&third, session.person.clone(), "OP-07".to_owned(), now);
        sessions.end_others(session.person.subject(), Some(&third));
        assert!(!sessions.is_open(&other, now) && sessions.is_open(&third, now));
        assert!(sessions.find(&second, now).is_none());
        sessions.end_others(session.person.subject(), None);
        assert!(!sessions.is_open(&third, now));
    }

    #[test]
    fn looking_whether_a_session_is_open_does_not_keep_it_open() {
        let (sessions, token, session, now) = opened();
        for minute in 0..IDLE_MINUTES {
            assert!(sessions.is_open(&session, now.plus_minutes(minute)));
        }
        assert!(sessions.find(&token, now.plus_minutes(IDLE_MINUTES)).is_none());
    }
}
