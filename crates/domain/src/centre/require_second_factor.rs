//! Of whom a second factor is asked after the password.

use super::settings::SecondFactorRequired;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::people::{Person, SecondFactor};
use crate::refusal::{Broken, Stop};

crate::command! {
    /// Lays down of whom a second factor is asked after the password: of whoever has set one up, or
    /// of everybody, so that whoever has none sets one up before anything else.
    ///
    /// Guarantees: whoever asks it of everybody has one.
    /// Why: a password can be watched, guessed and given away without its owner noticing (OWASP ASVS
    /// 5.0, 6.3.3; 21 CFR 11.200(a)).
    pub struct RequireSecondFactor = "centre.require-second-factor" 1;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// Of whom.
    pub second_factor: SecondFactor,
}

crate::refusals! {
    /// Why it cannot be laid down.
    pub enum Refused {
        /// Whoever asks it of everybody has none herself.
        NoSecondFactorYourself {} "no-second-factor-yourself" Minor,
    }
}

impl Rule for RequireSecondFactor {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &super::Settings = desk.state(self.centre.subject())?;
        let asking: &Person = desk.state(act.by.subject())?;
        if self.second_factor == SecondFactor::OfEverybody && !asking.factors().any() {
            broken.because_of("second_factor", Refused::NoSecondFactorYourself {});
        }
        let required =
            SecondFactorRequired { second_factor: self.second_factor, by: act.by.clone() };
        Ok(vec![Fact::new(self.centre.clone(), required)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::SetTimeCode;
    use crate::secret::{NewTimeCode, Password};
    use crate::testing::Stage;
    use crate::text::Digest;

    #[test]
    fn whoever_asks_a_second_factor_of_everybody_has_one() {
        let mut stage = Stage::open();
        let require = |second_factor| RequireSecondFactor {
            centre: CentreId::new("c01").unwrap(),
            second_factor,
        };
        let asked = |stage: &Stage| stage.centre.settings().unwrap().second_factor;
        assert_eq!(asked(&stage), SecondFactor::WhereSetUp, "a new centre demands none");
        let of_everybody = require(SecondFactor::OfEverybody);
        stage.asks("AD-01", of_everybody.clone()).refused("no-second-factor-yourself");
        stage.invites("AD-01");
        stage.opens_account("AD-01");
        let set = SetTimeCode {
            person: stage.admin(),
            password: Password(Digest([9; 32])),
            time_code: NewTimeCode(Digest([4; 32])),
        };
        stage.asks("AD-01", set).stands();
        stage.asks("AD-01", of_everybody).stands();
        assert_eq!(asked(&stage), SecondFactor::OfEverybody);
        stage.asks("AD-01", require(SecondFactor::WhereSetUp)).stands();
        assert_eq!(asked(&stage), SecondFactor::WhereSetUp);
    }
}
