//! Linking somebody without a password to who she is at the provider of single sign-on.

use super::Person;
use super::provider::{ProviderLinked, Refused, must_be_free};
use crate::act::Act;
use crate::centre::single_sign_on::laid_down;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::Encoded;

crate::command! {
    /// Links a person to who she is at the provider of single sign-on: the program does at her first
    /// sign-in through it, where she has no password here.
    ///
    /// Why: a password that only she knows must not be got around by whoever keeps the provider; who
    /// has one confirms the link with it ([`AcceptProvider`](super::AcceptProvider)).
    pub struct LinkProvider = "people.link-provider" 1;
    said: Asked;
    roles: [System];
    signed: [];
    about: Field("person");
    /// Who signs in.
    pub person: PersonId,
    /// Keyed hash over the provider and what it calls the person.
    pub identity: Encoded,
}

impl Rule for LinkProvider {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        laid_down(desk)?;
        let person: &Person = desk.state(self.person.subject())?;
        must_be_free(desk, &self.person, person, &self.identity, broken);
        if person.account.password.is_some() {
            let person = person.code.clone();
            broken.because_of("person", Refused::ConfirmationNeeded { person });
        }
        let linked = ProviderLinked { identity: self.identity.clone(), by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), linked)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Said;
    use crate::people::{AcceptProvider, Role, Suspend, UnlinkProvider, system};
    use crate::secret::Password;
    use crate::testing::{Outcome, Stage, a_provider};
    use crate::text::Digest;

    fn with_a_provider() -> Stage {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        stage.asks("QA-01", a_provider(&[])).stands();
        stage
    }

    fn link(stage: &mut Stage, person: &PersonId, identity: &[u8]) -> Outcome {
        let (person, identity) = (person.clone(), Encoded::of(identity));
        stage.act(system(), Role::System, Said::Ask, LinkProvider { person, identity }.into())
    }

    /// INV-PEOPLE-5
    #[test]
    fn a_person_is_one_at_the_provider_and_one_there_is_one_person_here() {
        let mut stage = with_a_provider();
        let (one, other) = (stage.person("OP-07", &[]), stage.person("OP-11", &[]));
        link(&mut stage, &one, b"seven").stands();
        link(&mut stage, &one, b"eight").refused("person-linked");
        link(&mut stage, &other, b"seven").refused("identity-taken");
        link(&mut stage, &system(), b"nine").refused("account-of-the-system");
        let reason = stage.reason(other.subject());
        stage.asks("AD-01", Suspend { person: other.clone(), reason }).stands();
        link(&mut stage, &other, b"eleven").refused("invitee-suspended");
        stage.asks("AD-01", UnlinkProvider { person: other }).refused("not-linked");
        stage.asks("AD-01", UnlinkProvider { person: one.clone() }).stands();
        link(&mut stage, &one, b"eight").stands();
    }

    #[test]
    fn whoever_has_a_password_links_herself_with_it() {
        let mut stage = with_a_provider();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-11", &[Role::Operator]);
        let accept = |password: u8| AcceptProvider {
            person: person.clone(),
            identity: Encoded::of(b"seven"),
            password: Password(Digest([password; 32])),
        };
        stage.invites("OP-07");
        stage.opens_account("OP-07");
        link(&mut stage, &person, b"seven").refused("confirmation-needed");
        stage.asks("OP-11", accept(9)).refused("not-yourself");
        stage.asks("OP-07", accept(8)).refused("password-changed-since");
        stage.asks("OP-07", accept(9)).stands();
        let state: &Person = stage.state(person.subject());
        assert_eq!(state.provider_identity, Some(Encoded::of(b"seven")));
    }

    #[test]
    fn nobody_is_linked_where_no_provider_is_laid_down() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[]);
        link(&mut stage, &person, b"seven").refused("no-single-sign-on");
    }
}
