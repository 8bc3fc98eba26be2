//! Enrolling somebody for whom the provider of single sign-on vouches.

use super::Enrol;
use super::provider::{ProviderLinked, must_be_nobodys};
use crate::act::Act;
use crate::centre::single_sign_on::{Unknown, laid_down};
use crate::command::{Rule, drawn};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::Kind;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Encoded, Name};

crate::command! {
    /// Enrols somebody unknown here for whom the provider vouches, and links them: the program does
    /// at their first sign-in, where the centre has laid that down.
    pub struct EnrolFromProvider = "people.enrol-from-provider" 1;
    said: Asked;
    roles: [System];
    signed: [];
    about: New(crate::id::Kind::Person);
    /// The code, as the provider's claim says it. Never used again for anybody else.
    pub code: Code,
    /// The person's name, as the provider has it.
    pub name: Name,
    /// Keyed hash over the provider and what it calls the person.
    pub identity: Encoded,
}

crate::refusals! {
    /// Why somebody is not enrolled by the provider's word.
    pub enum Refused {
        /// The centre enrols people by hand.
        NotEnrolledByProvider {} "not-enrolled-by-provider" Major,
        /// An address of mail names its holder, and a code must not.
        CodeIsAnAddress {} "code-is-an-address" Major,
    }
}

impl Rule for EnrolFromProvider {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        if laid_down(desk)?.unknown != Unknown::Enrolled {
            broken.because(Refused::NotEnrolledByProvider {});
        }
        if self.code.as_str().contains('@') {
            broken.because_of("code", Refused::CodeIsAnAddress {});
        }
        must_be_nobodys(desk, &self.identity, broken);
        let enrol = Enrol { code: self.code.clone(), name: self.name.clone() };
        let mut facts = enrol.judge(desk, act, broken)?;
        let linked = ProviderLinked { identity: self.identity.clone(), by: act.by.clone() };
        facts.push(Fact::new(drawn(Kind::Person, act.id), linked));
        Ok(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Said;
    use crate::centre::SetSingleSignOn;
    use crate::people::{Role, system};
    use crate::testing::{Outcome, Stage, a_provider, sealed};

    fn enrol(stage: &mut Stage, code: &str, identity: &[u8]) -> Outcome {
        let enrol = EnrolFromProvider {
            code: code.parse().unwrap(),
            name: Name(sealed(&stage.admin())),
            identity: Encoded::of(identity),
        };
        stage.act(system(), Role::System, Said::Ask, enrol.into())
    }

    #[test]
    fn somebody_unknown_is_enrolled_where_the_centre_says_so() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        stage.asks("QA-01", a_provider(&[])).stands();
        enrol(&mut stage, "OP-07", b"seven").refused("not-enrolled-by-provider");
        let open = SetSingleSignOn { unknown: Unknown::Enrolled, ..a_provider(&[]) };
        stage.asks("QA-01", open).stands();
        enrol(&mut stage, "wang@hospital.example", b"seven").refused("code-is-an-address");
        enrol(&mut stage, "ad-01", b"seven").refused("code-taken");
        let entry = enrol(&mut stage, "OP-07", b"seven").stands();
        assert_eq!(entry.facts.len(), 2, "{entry:#?}");
        assert!(stage.knows("OP-07"));
        enrol(&mut stage, "OP-08", b"seven").refused("identity-taken");
    }
}
