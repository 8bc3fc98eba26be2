//! Linking oneself to who one is at the provider of single sign-on.

use super::provider::{ProviderLinked, must_be_free};
use super::views;
use crate::act::Act;
use crate::centre::single_sign_on::laid_down;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::Password;
use crate::text::Encoded;

crate::command! {
    /// Links whoever acts to who she is at the provider of single sign-on, confirmed with her
    /// password here.
    pub struct AcceptProvider = "people.accept-provider" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whoever acts.
    pub person: PersonId,
    /// Keyed hash over the provider and what it calls the person.
    pub identity: Encoded,
    /// The person's password here.
    pub password: Password,
}

impl Rule for AcceptProvider {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        laid_down(desk)?;
        let given = ("password", self.password);
        let person = views::oneself_by_password(desk, act, &self.person, given, broken)?;
        must_be_free(desk, &self.person, person, &self.identity, broken);
        let linked = ProviderLinked { identity: self.identity.clone(), by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), linked)])
    }
}
