//! The program itself as somebody who acts.
//!
//! Some acts nobody does: the server does them, daily, and says so. They stand under one identity,
//! `person/system`, whose key no enrolment can draw (a drawn key has ten characters).

use super::{Role, SystemEnrolled};
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::Broken;
use crate::text::Code;

/// The code pages show for the program.
const CODE: &str = "SYSTEM";

crate::refusals! {
    /// Why the program's identity is left alone.
    pub enum Refused {
        /// The role belongs to the program.
        RoleOfTheSystem {} "role-of-the-system" Critical,
    }
}

/// Who acts when the program itself does.
pub fn system() -> PersonId {
    match PersonId::new("system") {
        Ok(id) => id,
        Err(_) => unreachable!("six letters make a key"),
    }
}

/// The fact that gives the program its identity: established once, by opening the centre.
pub fn system_enrolled() -> Fact {
    match CODE.parse::<Code>() {
        Ok(code) => Fact::new(system(), SystemEnrolled { code }),
        Err(_) => unreachable!("six letters make a code"),
    }
}

/// Notes it when a role about to be given or ended is the program's (INV-PEOPLE-2).
pub(super) fn must_not_be_the_systems(role: Role, person: &PersonId, broken: &mut Broken) {
    if role == Role::System || *person == system() {
        broken.because_of("role", Refused::RoleOfTheSystem {});
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{EndRole, Enrol};
    use crate::testing::{Stage, sealed};

    #[test]
    fn nobody_takes_the_systems_role_and_nobody_takes_it_away() {
        let mut stage = Stage::open();
        let admin = stage.admin();
        assert_eq!(stage.find("SYSTEM"), system());
        for (person, role) in [(admin, Role::System), (system(), Role::Operator)] {
            stage.gives(&person, role).refused("role-of-the-system");
        }
        let end = EndRole { person: system(), role: Role::System };
        stage.asks("AD-01", end).refused("role-of-the-system");
        let name = crate::text::Name(sealed(&stage.admin()));
        stage.asks("AD-01", Enrol { code: CODE.parse().unwrap(), name }).refused("code-taken");
    }
}
