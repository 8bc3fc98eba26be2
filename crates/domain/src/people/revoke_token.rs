//! Revoking an access token.

use super::token::TokenRevoked;
use super::views;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::Code;

crate::command! {
    /// Revokes an access token at once: one's own, or anybody's as an administrator.
    pub struct RevokeToken = "people.revoke-token" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whose token it is.
    pub person: PersonId,
    /// The number it goes by.
    pub token: Code,
}

crate::refusals! {
    /// Why a token cannot be revoked.
    pub enum Refused {
        /// There is no such token.
        NoSuchToken { token: Code } "no-such-token" Minor,
    }
}

impl Rule for RevokeToken {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person = views::oneself_or_administrator(desk, act, &self.person, broken)?;
        if !person.account.tokens.contains_key(&self.token) {
            broken.because_of("token", Refused::NoSuchToken { token: self.token.clone() });
        }
        let revoked = TokenRevoked { token: self.token.clone(), by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), revoked)])
    }
}
