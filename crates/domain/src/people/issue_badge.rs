//! Issuing a badge.

use super::badge::BadgeIssued;
use super::{AccountStanding, Person, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::DrawnCode;
use crate::text::Code;

crate::command! {
    /// Issues a badge to a person, who signs in with it and a PIN at registered stations. It takes
    /// the place of the badge before.
    pub struct IssueBadge = "people.issue-badge" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("person");
    /// Whose badge it is.
    pub person: PersonId,
    /// The number on the badge: drawn here, shown once to be printed, and handed on.
    pub code: DrawnCode,
}

crate::refusals! {
    /// Why no badge can be issued.
    pub enum Refused {
        /// Who has not opened an account, is suspended or has left, is let in nowhere.
        BadgeWithoutAccount { person: Code } "badge-without-account" Minor,
    }
}

impl Rule for IssueBadge {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        // As with an invitation: nobody hands the first component to herself.
        views::must_be_another(desk, act, &[&self.person], broken)?;
        if person.account_standing() != AccountStanding::Open {
            let code = person.code.clone();
            broken.because_of("person", Refused::BadgeWithoutAccount { person: code });
        }
        let issued = BadgeIssued { badge: self.code.0, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), issued)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::people::Role;
    use crate::testing::Stage;
    use crate::text::Digest;

    fn issue(person: &PersonId, number: u8) -> IssueBadge {
        IssueBadge { person: person.clone(), code: DrawnCode(Digest([number; 32])) }
    }

    #[test]
    fn a_badge_is_handed_by_another_to_somebody_who_is_let_in_and_replaces_the_one_before() {
        let mut stage = Stage::open();
        let admin = stage.admin();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.asks("AD-01", issue(&person, 5)).refused("badge-without-account");
        stage.invites("OP-07");
        stage.opens_account("OP-07");
        stage.asks("AD-01", issue(&admin, 5)).refused("same-person");
        stage.asks("OP-07", issue(&person, 5)).refused("role-may-not");
        stage.asks("AD-01", issue(&person, 5)).stands();
        stage.asks("AD-01", issue(&person, 6)).stands();
        let holder = |number: u8| {
            let number = Digest([number; 32]).to_string();
            stage.centre.found_under(Index::Badge, &number).next().cloned()
        };
        assert_eq!(holder(5), None, "the badge before still says whose it is");
        assert_eq!(holder(6), Some(person.subject().clone()));
        let state: &Person = stage.state(person.subject());
        assert!(state.account.kept().any(|kept| kept == Digest([6; 32])));
    }
}
