//! Establishing a qualification.

use super::{Person, Qualified};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::Code;
use crate::time::LocalDate;

crate::command! {
    /// Establishes that a person is qualified for something until a day.
    pub struct Qualify = "people.qualify" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("person");
    /// Who.
    pub person: PersonId,
    /// For what, as process/cart-cd19@1 or equipment/cell-counter.
    pub skill: Code,
    /// The last day it holds.
    pub until: LocalDate,
}

impl Rule for Qualify {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Person = desk.state(self.person.subject())?;
        super::views::must_be_another(desk, act, &[&self.person], broken)?;
        let qualified =
            Qualified { skill: self.skill.clone(), until: self.until, by: act.by.clone() };
        Ok(vec![Fact::new(self.person.clone(), qualified)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn nobody_qualifies_themselves() {
        let mut stage = Stage::open();
        let qa = stage.person("QA-01", &[Role::QaReviewer]);
        let other = stage.person("OP-07", &[Role::Operator]);
        let qualify = |person| Qualify {
            person,
            skill: "process/cart-cd19@1".parse().unwrap(),
            until: "2027-12-31".parse().unwrap(),
        };
        stage.asks("QA-01", qualify(qa)).refused("same-person");
        stage.asks("QA-01", qualify(other)).stands();
    }
}
