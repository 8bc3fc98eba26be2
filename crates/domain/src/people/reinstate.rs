//! Reinstating a person who was suspended.

use super::standing::Reinstated;
use super::{Person, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Note};

crate::command! {
    /// Reinstates a person who was suspended: what let them in and their roles count again.
    pub struct Reinstate = "people.reinstate" 1;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
    about: Field("person");
    /// Who is reinstated.
    pub person: PersonId,
    /// What was found.
    pub note: Option<Note>,
}

crate::refusals! {
    /// Why a person cannot be reinstated.
    pub enum Refused {
        /// They are not suspended.
        NotSuspended { person: Code } "not-suspended" Minor,
    }
}

impl Rule for Reinstate {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        views::must_not_have_left(person, broken);
        if person.standing.suspended.is_none() {
            broken.because_of("person", Refused::NotSuspended { person: person.code.clone() });
        }
        Ok(vec![Fact::new(self.person.clone(), Reinstated { by: act.by.clone() })])
    }
}
