//! How long notes of the access log are kept.

use super::{AccessRetentionSet, Settings};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};

/// The fewest days notes are kept: Cybersecurity Law of the People's Republic of China, in force
/// 2017-06-01, article 21: network logs for not less than six months.
pub const ACCESS_DAYS_MIN: u32 = 183;

/// The days notes are kept unless a centre says otherwise: six years, as 45 CFR 164.316(b)(2)(i)
/// asks of documentation about the safeguarding of health data.
pub const ACCESS_DAYS_DEFAULT: u32 = 2_192;

crate::command! {
    /// Sets for how many days the notes of the access log are kept. Their daily roots stay.
    pub struct SetAccessRetention = "centre.set-access-retention" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// For how many days.
    pub days: u32,
}

crate::refusals! {
    /// Why notes cannot be kept so long.
    pub enum Refused {
        /// Shorter than the law allows.
        TooShort { days: u32, min: u32 } "access-kept-too-short" Major,
    }
}

impl Rule for SetAccessRetention {
    fn judge(&self, desk: &Desk<'_>, _: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Settings = desk.state(self.centre.subject())?;
        if self.days < ACCESS_DAYS_MIN {
            let refused = Refused::TooShort { days: self.days, min: ACCESS_DAYS_MIN };
            broken.because_of("days", refused);
        }
        Ok(vec![Fact::new(self.centre.clone(), AccessRetentionSet { days: self.days })])
    }
}
