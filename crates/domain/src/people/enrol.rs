//! Enrolling a person.

use super::Enrolled;
use crate::act::Act;
use crate::command::{Rule, drawn};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::Kind;
use crate::index::Index;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Name};

crate::command! {
    /// Enrols a person under a code of their own.
    pub struct Enrol = "people.enrol" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: New(crate::id::Kind::Person);
    /// The code pages show, as OP-07. Never used again for anybody else.
    pub code: Code,
    /// The person's name.
    pub name: Name,
}

crate::refusals! {
    /// Why a person cannot be enrolled.
    pub enum Refused {
        /// Somebody has this code, or had it.
        CodeTaken { code: Code } "code-taken" Major,
    }
}

impl Rule for Enrol {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person = drawn(Kind::Person, act.id);
        // Two codes that differ in their letters' case alone would sign in under one name.
        let name = super::sign_in_name(&self.code);
        let taken = !desk.found_under(Index::SignInName, &name).is_empty();
        if taken || desk.exists(&person) {
            broken.because_of("code", Refused::CodeTaken { code: self.code.clone() });
        }
        let enrolled =
            Enrolled { code: self.code.clone(), name: self.name.clone(), by: act.by.clone() };
        Ok(vec![Fact::new(person, enrolled)])
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Stage, sealed};

    #[test]
    fn a_code_is_given_once() {
        let mut stage = Stage::open();
        let enrol = |stage: &Stage| super::Enrol {
            code: "OP-07".parse().unwrap(),
            name: crate::text::Name(sealed(&stage.admin())),
        };
        let first = enrol(&stage);
        stage.asks("AD-01", first).stands();
        let second = enrol(&stage);
        stage.asks("AD-01", second).refused("code-taken");
        let third = super::Enrol { code: "op-07".parse().unwrap(), ..enrol(&stage) };
        stage.asks("AD-01", third).refused("code-taken");
    }
}
