//! A person's account as the facts about the person make it: invitation, password, acknowledgement.

use super::badge::{Badge, BadgeIssued, BadgeRevoked, Pin, PinSet};
use super::time_code::{TimeCode, TimeCodeSet, TimeCodeWithdrawn, withdraw};
use super::token::{AccessToken, TokenIssued};
use crate::fact::{At, Impossible};
use crate::id::PersonId;
use crate::text::{Code, Digest};
use crate::time::{LocalDate, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::event! {
    /// A person was invited to open their account, or to open it again with another password.
    pub struct Invited {
        /// The last day the invitation holds.
        pub until: LocalDate,
        /// SHA-256 of what is kept of its code.
        pub code: Digest,
        /// Who invited.
        pub by: PersonId,
    }
}

crate::event! {
    /// A person opened their account.
    pub struct AccountOpened {
        /// SHA-256 of the password's hash as it is kept.
        pub password: Digest,
        /// Hash of the text in which the person acknowledged that their signatures bind them.
        pub acknowledged: Digest,
        /// SHA-256 of what is kept of the invitation's code.
        pub invitation: Digest,
    }
}

crate::event! {
    /// A person changed their password.
    pub struct PasswordSet {
        /// SHA-256 of the password's hash as it is kept.
        pub password: Digest,
    }
}

crate::choice! {
    /// How an account stands.
    pub enum AccountStanding {
        /// Nobody has invited the person yet.
        None "account-none",
        /// Invited, and not yet opened.
        Invited "account-invited",
        /// Opened by the person.
        Open "account-open",
        /// The person is suspended.
        Suspended "account-suspended",
        /// The person has left.
        Left "account-left",
    }
}

/// An invitation that nobody has used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its last day.
    pub until: LocalDate,
    /// SHA-256 of what is kept of its code.
    pub code: Digest,
    /// Who invited.
    pub by: PersonId,
    /// Position of the entry.
    pub position: u64,
}

/// What lets a person in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The invitation that can be used.
    pub invitation: Option<Invitation>,
    /// SHA-256 of the password's hash as it is kept; none: the account was never opened.
    pub password: Option<Digest>,
    /// When the password was set.
    pub password_since: Option<Timestamp>,
    /// Hash of the text in which the person acknowledged that their signatures bind them.
    pub acknowledged: Option<Digest>,
    /// Access tokens of machines, by the numbers they go by.
    pub tokens: BTreeMap<Code, AccessToken>,
    /// Time-based codes, for after the password.
    pub time_code: Option<TimeCode>,
    /// The badge that says who it is at a station.
    pub badge: Option<Badge>,
    /// The PIN that says it is them.
    pub pin: Option<Pin>,
}

impl Account {
    /// How it stands, whether or not the person is here.
    pub fn standing(&self) -> AccountStanding {
        match (&self.password, &self.invitation) {
            (Some(_), _) => AccountStanding::Open,
            (None, Some(_)) => AccountStanding::Invited,
            (None, None) => AccountStanding::None,
        }
    }

    /// The SHA-256 of everything that is kept for it beside the log.
    pub fn kept(&self) -> impl Iterator<Item = Digest> {
        let invitation = self.invitation.iter().map(|invitation| invitation.code);
        let tokens = self.tokens.values().map(|token| token.code);
        let time_code = self.time_code.iter().map(|codes| codes.secret);
        let badge = self.badge.iter().map(|badge| badge.number);
        let pin = self.pin.iter().map(|pin| pin.kept);
        let codes = invitation.chain(tokens).chain(time_code);
        self.password.into_iter().chain(codes).chain(badge).chain(pin)
    }

    pub(super) fn invited(&mut self, at: At, invited: &Invited) {
        let Invited { until, code, by } = invited.clone();
        self.invitation = Some(Invitation { until, code, by, position: at.position });
    }

    pub(super) fn opened(&mut self, at: At, opened: &AccountOpened) -> Result<(), Impossible> {
        let invitation = self.invitation.as_ref().ok_or("nobody invited the person")?;
        if invitation.code != opened.invitation {
            return Err("the invitation is another");
        }
        self.invitation = None;
        self.acknowledged = Some(opened.acknowledged);
        self.password = Some(opened.password);
        self.password_since = Some(at.recorded);
        Ok(())
    }

    pub(super) fn token_issued(&mut self, issued: &TokenIssued) {
        let TokenIssued { token, role, actions, until, code } = issued.clone();
        self.tokens.insert(token, AccessToken { role, actions, until, code });
    }

    pub(super) fn token_revoked(&mut self, token: &Code) -> Result<(), Impossible> {
        self.tokens.remove(token).map(|_| ()).ok_or("there is no such token")
    }

    pub(super) fn time_code_set(&mut self, at: At, set: &TimeCodeSet) {
        self.time_code = Some(TimeCode::set(at, set));
    }

    pub(super) fn time_code_withdrawn(
        &mut self,
        withdrawn: &TimeCodeWithdrawn,
    ) -> Result<(), Impossible> {
        withdraw(&mut self.time_code, withdrawn)
    }

    pub(super) fn badge_issued(&mut self, at: At, issued: &BadgeIssued) {
        self.badge = Some(Badge { number: issued.badge, since: at.recorded });
    }

    pub(super) fn badge_revoked(&mut self, revoked: &BadgeRevoked) -> Result<(), Impossible> {
        let held = self.badge.take_if(|badge| badge.number == revoked.badge);
        held.map(|_| ()).ok_or("the person has no such badge")
    }

    pub(super) fn pin_set(&mut self, at: At, set: &PinSet) {
        self.pin = Some(Pin { kept: set.pin, since: at.recorded });
    }

    pub(super) fn password_set(&mut self, at: At, set: &PasswordSet) -> Result<(), Impossible> {
        if self.password.is_none() {
            return Err("the account was never opened");
        }
        self.password = Some(set.password);
        self.password_since = Some(at.recorded);
        Ok(())
    }
}
