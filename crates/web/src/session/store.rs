//! The sessions that are open.

use super::token::Token;
use domain::centre::Access;
use domain::id::{PersonId, StationId, SubjectId};
use domain::people::Role;
use domain::text::Digest;
use domain::time::Timestamp;
use engine::secrets::TokenUse;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Where a session is opened, and with what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seat {
    /// Whether several people share the tablet.
    pub shared: bool,
    /// The station it is bound to, if the browser is one.
    pub station: Option<StationId>,
    /// What the badge goes by that opened it, if one did.
    pub badge: Option<Digest>,
    /// By what a provider said, if one did.
    pub provider: Option<Vouched>,
}

/// How a provider says that who it is was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// By one factor, as far as it says.
    OneFactor,
    /// By more: none of ours is missing.
    MultiFactor,
}

/// Somebody at work.
#[derive(Debug)]
pub struct Session {
    /// Who.
    pub person: PersonId,
    /// The code pages show for them.
    pub code: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// Whether several people share the tablet it was opened at.
    pub shared: bool,
    /// The station it is bound to: every act of it names it.
    pub station: Option<StationId>,
    /// What the badge goes by that opened it: then the PIN signs.
    pub badge: Option<Digest>,
    /// By what a provider said, if one did: it may be signed out of there as well.
    pub provider: Option<Vouched>,
    /// The access token it stands for, if it is a machine's.
    pub token: Option<TokenUse>,
    /// What forms of this session carry.
    pub csrf: String,
    fingerprint: [u8; 32],
    used: AtomicI64,
    role: Mutex<Option<Role>>,
}

impl Session {
    /// What stands for a session of a machine while one request is answered.
    pub(super) fn of_machine(drawn: &Token, token: TokenUse, now: Timestamp) -> Self {
        Self {
            person: token.person.clone(),
            code: token.code.clone(),
            opened: now,
            shared: false,
            station: None,
            badge: None,
            provider: None,
            csrf: drawn.csrf(),
            fingerprint: drawn.fingerprint(),
            used: AtomicI64::new(now.as_millisecond()),
            role: Mutex::new(Some(token.role)),
            token: Some(token),
        }
    }

    /// Whether it is still open at `now`.
    pub fn lives(&self, now: Timestamp, access: Access) -> bool {
        now < self.used().plus_minutes(self.idle_minutes(access)) && now < self.ends(access)
    }

    /// When it was used last.
    pub fn used(&self) -> Timestamp {
        Timestamp::from_millisecond(self.used.load(Ordering::Relaxed))
    }

    /// After how many minutes without use it ends.
    pub fn idle_minutes(&self, access: Access) -> i64 {
        i64::from(if self.shared { access.idle_minutes_shared } else { access.idle_minutes })
    }

    /// When it ends at the latest.
    pub fn ends(&self, access: Access) -> Timestamp {
        self.opened.plus_minutes(i64::from(access.session_hours) * 60)
    }

    /// What it goes by among those of its person: nothing that opens it.
    pub fn mark(&self) -> String {
        domain::text::Digest(self.fingerprint).to_string().chars().take(16).collect()
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
        seat: Seat,
        now: Timestamp,
        access: Access,
    ) -> Arc<Session> {
        let session = Arc::new(Session {
            person,
            code,
            opened: now,
            shared: seat.shared,
            station: seat.station,
            badge: seat.badge,
            provider: seat.provider,
            token: None,
            csrf: token.csrf(),
            fingerprint: token.fingerprint(),
            used: AtomicI64::new(now.as_millisecond()),
            role: Mutex::new(None),
        });
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| session.lives(now, access));
        open.insert(session.fingerprint, session.clone());
        session
    }

    /// The session of a token, if it is open. This counts as using it.
    pub fn find(&self, token: &Token, now: Timestamp, access: Access) -> Option<Arc<Session>> {
        let session = self.peek(token, now, access)?;
        session.used.fetch_max(now.as_millisecond(), Ordering::Relaxed);
        Some(session)
    }

    /// The session of a token, if it is open, without using it: a page that follows the centre by
    /// itself keeps nobody signed in.
    pub fn peek(&self, token: &Token, now: Timestamp, access: Access) -> Option<Arc<Session>> {
        let fingerprint = token.fingerprint();
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let session = open.get(&fingerprint)?.clone();
        drop(open);
        if !session.lives(now, access) {
            self.end(&session);
            return None;
        }
        Some(session)
    }

    /// The open sessions of a person, the one used last first.
    pub fn of(&self, person: &PersonId, now: Timestamp, access: Access) -> Vec<Arc<Session>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let theirs = open.values().filter(|it| it.person == *person && it.lives(now, access));
        let mut theirs: Vec<_> = theirs.cloned().collect();
        theirs.sort_by_key(|session| std::cmp::Reverse(session.used()));
        theirs
    }

    /// How many are open.
    pub fn count(&self, now: Timestamp, access: Access) -> usize {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.values().filter(|session| session.lives(now, access)).count()
    }

    /// Whether a session is still open, without using it.
    pub fn is_open(&self, session: &Session, now: Timestamp, access: Access) -> bool {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.contains_key(&session.fingerprint) && session.lives(now, access)
    }

    /// Ends one.
    pub fn end(&self, session: &Session) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.remove(&session.fingerprint);
    }

    /// Ends every one that fits.
    pub fn end_where(&self, fits: impl Fn(&Session) -> bool) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| !fits(session));
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

    fn access() -> Access {
        Access::default()
    }

    fn opened() -> (Sessions, Token, Arc<Session>, Timestamp) {
        let now: Timestamp = "2026-11-22T02:00:00.000Z".parse().unwrap();
        let sessions = Sessions::default();
        let (token, session) = another(&sessions, false, now);
        (sessions, token, session, now)
    }

    fn another(sessions: &Sessions, shared: bool, now: Timestamp) -> (Token, Arc<Session>) {
        let token = Token::draw().unwrap();
        let person = PersonId::new("op07").unwrap();
        let seat = Seat { shared, ..Seat::default() };
        let session = sessions.open(&token, person, "OP-07".to_owned(), seat, now, access());
        (token, session)
    }

    #[test]
    fn a_session_ends_when_nobody_uses_it() {
        let (sessions, token, session, now) = opened();
        let idle = session.idle_minutes(access());
        let later = now.plus_minutes(idle - 1);
        assert!(sessions.find(&token, later, access()).is_some());
        assert!(sessions.find(&token, later.plus_minutes(idle - 1), access()).is_some());
        assert!(sessions.find(&token, later.plus_minutes(2 * idle), access()).is_none());
        assert!(sessions.find(&token, later, access()).is_none(), "what ended does not come back");
    }

    #[test]
    fn a_shared_tablet_is_left_sooner_and_the_centre_says_how_soon() {
        let (sessions, _, _, now) = opened();
        let (token, _) = another(&sessions, true, now);
        assert!(sessions.find(&token, now.plus_minutes(4), access()).is_some());
        assert!(sessions.find(&token, now.plus_minutes(10), access()).is_none());
        let longer = Access { idle_minutes_shared: 20, ..access() };
        let (token, _) = another(&sessions, true, now);
        assert!(sessions.find(&token, now.plus_minutes(19), longer).is_some());
    }

    #[test]
    fn a_session_ends_after_a_shift_however_busy() {
        let (sessions, token, session, now) = opened();
        let mut moment = now;
        while moment < session.ends(access()) {
            assert!(sessions.find(&token, moment, access()).is_some(), "at {moment}");
            moment = moment.plus_minutes(10);
        }
        assert!(sessions.find(&token, session.ends(access()), access()).is_none());
    }

    #[test]
    fn signing_out_ends_one_and_a_new_password_ends_all() {
        let (sessions, token, session, now) = opened();
        let (second, other) = another(&sessions, false, now);
        assert_eq!(sessions.of(&session.person, now, access()).len(), 2);
        sessions.end(&session);
        assert!(sessions.find(&token, now, access()).is_none());
        assert!(sessions.is_open(&other, now, access()));
        let (_, third) = another(&sessions, false, now);
        sessions.end_others(session.person.subject(), Some(&third));
        assert!(!sessions.is_open(&other, now, access()));
        assert!(sessions.is_open(&third, now, access()));
        assert!(sessions.find(&second, now, access()).is_none());
        sessions.end_others(session.person.subject(), None);
        assert!(!sessions.is_open(&third, now, access()));
    }

    #[test]
    fn looking_whether_a_session_is_open_does_not_keep_it_open() {
        let (sessions, token, session, now) = opened();
        let idle = session.idle_minutes(access());
        for minute in 0..idle {
            assert!(sessions.is_open(&session, now.plus_minutes(minute), access()));
            assert!(sessions.peek(&token, now.plus_minutes(minute), access()).is_some());
        }
        assert!(sessions.find(&token, now.plus_minutes(idle), access()).is_none());
    }
}
