//! Setting how long an identification at the bedside counts.

use super::IdentificationSet;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};

/// From the time two people need at one bed to half a working day, in minutes.
const MINUTES: std::ops::RangeInclusive<u32> = 5..=240;

crate::command! {
    /// Sets for how many minutes an identification of patient and bag counts.
    ///
    /// Why: how long is safe is the ward's own practice, and the centre answers for the figure.
    pub struct SetIdentification = "centre.set-identification" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// For how many minutes.
    pub minutes: u32,
}

crate::refusals! {
    /// Why it cannot be so long.
    pub enum Refused {
        /// Too short for two people, or too long to trust.
        IdentificationMinutesOutOfRange { minutes: u32, minutes_min: u32, minutes_max: u32 } "identification-minutes-out-of-range" Minor,
    }
}

impl Rule for SetIdentification {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &super::Settings = desk.state(self.centre.subject())?;
        let minutes = self.minutes;
        if !MINUTES.contains(&minutes) {
            let (minutes_min, minutes_max) = MINUTES.into_inner();
            broken.because_of(
                "minutes",
                Refused::IdentificationMinutesOutOfRange { minutes, minutes_min, minutes_max },
            );
        }
        let set = IdentificationSet { minutes, by: act.by.clone() };
        Ok(vec![Fact::new(self.centre.clone(), set)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::centre::IDENTIFICATION_MINUTES;
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn the_centre_says_how_long_an_identification_counts() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        let minutes = |stage: &Stage| stage.centre.identification_minutes();
        assert_eq!(minutes(&stage), IDENTIFICATION_MINUTES);
        let centre = stage.centre.of_kind(crate::id::Kind::Centre).next().unwrap().0.clone();
        let set = SetIdentification { centre: centre.try_into().unwrap(), minutes: 15 };
        for minutes in [0, 4, 241] {
            let set = SetIdentification { minutes, ..set.clone() };
            stage.asks("QA-01", set).refused("identification-minutes-out-of-range");
        }
        stage.asks("QA-01", set).stands();
        assert_eq!(minutes(&stage), 15);
    }
}
