//! Revoking a badge.

use super::badge::BadgeRevoked;
use super::views;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Digest};

crate::command! {
    /// Revokes a badge at once, as when it was lost: one's own, or anybody's as an administrator.
    pub struct RevokeBadge = "people.revoke-badge" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whose badge it is.
    pub person: PersonId,
}

crate::refusals! {
    /// Why a badge cannot be revoked.
    pub enum Refused {
        /// The person has none.
        NoBadge { person: Code } "no-badge" Minor,
    }
}

impl Rule for RevokeBadge {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person = views::oneself_or_administrator(desk, act, &self.person, broken)?;
        let badge = person.account.badge.as_ref().map(|badge| badge.number);
        if badge.is_none() {
            broken.because_of("person", Refused::NoBadge { person: person.code.clone() });
        }
        let badge = badge.unwrap_or(Digest([0; 32]));
        let revoked = BadgeRevoked { badge, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), revoked)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{IssueBadge, Person, Role};
    use crate::secret::DrawnCode;
    use crate::testing::Stage;

    #[test]
    fn a_lost_badge_is_revoked_by_its_owner_or_an_administrator() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-11", &[Role::Operator]);
        stage.invites("OP-07");
        stage.opens_account("OP-07");
        let revoke = RevokeBadge { person: person.clone() };
        stage.asks("OP-07", revoke.clone()).refused("no-badge");
        let code = DrawnCode(Digest([5; 32]));
        let issue = IssueBadge { person: person.clone(), code };
        for whose in ["OP-07", "AD-01"] {
            stage.asks("AD-01", issue.clone()).stands();
            stage.asks("OP-11", revoke.clone()).refused("not-yourself");
            stage.asks(whose, revoke.clone()).stands();
            let state: &Person = stage.state(person.subject());
            assert_eq!(state.account.badge, None);
        }
    }
}
