//! Taking back who somebody is at the provider of single sign-on.

use super::Person;
use super::provider::{ProviderUnlinked, Refused};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};

crate::command! {
    /// Unlinks a person from who she was at the provider of single sign-on: the provider gave her
    /// another account, or the link was wrong. Her next sign-in through it links her anew.
    pub struct UnlinkProvider = "people.unlink-provider" 1;
    said: Asked;
    roles: [Administrator, QaReviewer];
    signed: [];
    about: Field("person");
    /// Who is unlinked.
    pub person: PersonId,
}

impl Rule for UnlinkProvider {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        if person.provider_identity.is_none() {
            broken.because_of("person", Refused::NotLinked { person: person.code.clone() });
        }
        let unlinked = ProviderUnlinked { by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), unlinked)])
    }
}
