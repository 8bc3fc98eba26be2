//! Who is at a station: the browser that holds its secret, whose badge was scanned there, and whether
//! the PIN is theirs.

use crate::accounts::{AccountError, goes_by};
use crate::engine::Inner;
use domain::facility::Station;
use domain::id::{PersonId, StationId};
use domain::index::Index;
use domain::people::Person;
use domain::state::Held as _;
use domain::text::Digest;

/// A badge that was scanned, and counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// Whose it is.
    pub person: PersonId,
    /// What its number goes by in the log.
    pub badge: Digest,
}

impl Inner {
    /// The station a browser is that shows `KEY.SECRET`, while the log says so.
    pub fn station(&self, shown: &str) -> Result<Option<StationId>, AccountError> {
        let Some((key, secret)) = shown.rsplit_once('.') else { return Ok(None) };
        let Ok(station) = StationId::new(key) else { return Ok(None) };
        let snapshot = self.snapshot();
        let slot = snapshot.centre.slot(station.subject());
        let state = slot.and_then(|slot| Station::of(slot.state.as_ref()?));
        let right = self.accounts.is_code(state.and_then(|state| state.code), secret)?;
        Ok(right.then_some(station))
    }

    /// Whose badge has this number, while it lets them in.
    pub fn badge(&self, number: &str) -> Result<Option<Scanned>, AccountError> {
        let badge = goes_by(number);
        let snapshot = self.snapshot();
        let found = snapshot.centre.found_under(Index::Badge, &badge.to_string()).next().cloned();
        let person = found.and_then(|id| PersonId::try_from(id).ok());
        let person = person.filter(|person| self.held_by(person) == Some(badge));
        let right = self.accounts.is_code(person.as_ref().map(|_| badge), number)?;
        Ok(person.filter(|_| right).map(|person| Scanned { person, badge }))
    }

    /// What the number of the person's badge goes by, while it lets them in.
    pub fn held_by(&self, person: &PersonId) -> Option<Digest> {
        self.here(person, |person| person.account.badge.as_ref().map(|badge| badge.number))
    }

    /// Whether this is the person's PIN. Takes its time: call it where blocking is allowed.
    pub fn knows_pin(&self, person: &PersonId, pin: &str) -> Result<bool, AccountError> {
        let wanted = self.here(person, |person| person.account.pin.as_ref().map(|pin| pin.kept));
        self.accounts.is(wanted, pin)
    }

    /// Whether the person has set a PIN.
    pub fn has_pin(&self, person: &PersonId) -> bool {
        self.here(person, |person| person.account.pin.as_ref().map(|_| ())).is_some()
    }

    /// Something of a person who is here.
    fn here<T>(&self, person: &PersonId, of: impl Fn(&Person) -> Option<T>) -> Option<T> {
        let snapshot = self.snapshot();
        let state = snapshot.centre.slot(person.subject())?.state.as_ref()?;
        of(Person::of(state).filter(|person| person.standing.is_here())?)
    }
}
