//! Taking down that an infusion ended.

use super::{Infusion, InfusionEnded};
use crate::act::Act;
use crate::command::Rule;
use crate::custody::OrderInfused;
use crate::decide::{self, AHEAD_MINUTES_MAX};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::InfusionId;
use crate::refusal::{Broken, Reason, Stop};
use crate::time::Timestamp;
use standards::reading::Reading;

crate::command! {
    /// Takes down that an infusion ended, and how much was given.
    pub struct EndInfusion = "ward.end-infusion" 1;
    said: Told;
    roles: [Nurse, Physician];
    signed: [];
    about: Field("infusion");
    /// Which infusion.
    pub infusion: InfusionId,
    /// How much was given.
    pub volume: Reading,
    /// When it ended.
    pub ended: Timestamp,
}

crate::refusals! {
    /// What is wrong with the end of an infusion.
    pub enum Refused {
        /// Nobody said that it began.
        InfusionNotStarted { infusion: InfusionId } "infusion-not-started" Major,
        /// It ended before it began.
        InfusionEndedBeforeStart { infusion: InfusionId, started: Timestamp } "infusion-ended-before-start" Minor,
        /// Its end was taken down before.
        InfusionAlreadyEnded { infusion: InfusionId, ended: Timestamp } "infusion-already-ended" Minor,
    }
}

impl Rule for EndInfusion {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let state: &Infusion = desk.state(self.infusion.subject())?;
        super::record_vitals::must_be_in("volume", &self.volume, "mL")?;
        if self.ended > act.recorded.plus_minutes(AHEAD_MINUTES_MAX) {
            let minutes = self.ended.minutes_since(act.recorded);
            let ahead = Reason::from(decide::Refused::OccurredAhead { minutes });
            return Err(ahead.at("ended").into());
        }
        let infusion = self.infusion.clone();
        match &state.started {
            None => {
                broken.because_of("infusion", Refused::InfusionNotStarted { infusion });
            }
            Some((_, start)) if self.ended < start.occurred => {
                let started = start.occurred;
                broken.because_of("ended", Refused::InfusionEndedBeforeStart { infusion, started });
            }
            Some(_) => {}
        }
        if let Some((_, before)) = &state.ended {
            let (infusion, ended) = (self.infusion.clone(), before.ended);
            broken.because_of("infusion", Refused::InfusionAlreadyEnded { infusion, ended });
        }
        let ended =
            InfusionEnded { volume: self.volume.clone(), ended: self.ended, by: act.by.clone() };
        let infused = OrderInfused {
            infusion: self.infusion.clone(),
            occurred: self.ended,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.infusion.clone(), ended), Fact::new(state.order.clone(), infused)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::reading;
    use crate::custody::journey::{StageKind, journey};
    use crate::ward::identify::tests::{at_the_bedside, right};
    use crate::ward::start_infusion::tests::{identified, start};

    #[test]
    fn an_infusion_ends_after_it_began_and_the_journey_with_it() {
        let (mut stage, order, bag) = identified();
        let infusion = InfusionId::new("INF26-0001").unwrap();
        let end = |ended, volume: &str| EndInfusion {
            infusion: infusion.clone(),
            volume: reading(volume),
            ended,
        };
        let before = end(stage.now, "50 mL");
        stage.clone().tells("RN-12", before).found("infusion-not-started");
        let begin = start(&stage, &order, &bag);
        stage.asks("RN-12", begin).stands();
        stage.pass_minutes(17);
        let now = stage.now;
        stage.tells("RN-12", end(now, "50 kg")).refused("unit-does-not-fit");
        stage.tells("RN-12", end(now.plus_minutes(5), "50 mL")).refused("occurred-ahead");
        let early = end(now.plus_minutes(-18), "50 mL");
        stage.clone().tells("RN-12", early).found("infusion-ended-before-start");
        stage.tells("RN-12", end(now, "50 mL")).stands();
        let told = journey(&Desk::new(&stage.centre, now), &order).unwrap();
        let bedside: Vec<_> = told.stages.iter().rev().take(4).map(|it| it.step.kind).collect();
        assert_eq!(
            bedside,
            [
                StageKind::Infused,
                StageKind::InfusionStarted,
                StageKind::Identified,
                StageKind::Identified,
            ]
        );
        stage.tells("RN-12", end(now, "48 mL")).found("infusion-already-ended");
        let state: &Infusion = stage.state(infusion.subject());
        assert_eq!(state.ended.as_ref().unwrap().1.volume, reading("48 mL"));
    }

    #[test]
    fn an_infusion_that_only_waits_can_still_be_ended_by_telling() {
        let (mut stage, order, bag) = at_the_bedside();
        let identify = right(&stage, &order, &bag);
        stage.asks("RN-12", identify).stands();
        let infusion = InfusionId::new("INF26-0001").unwrap();
        let end = EndInfusion { infusion, volume: reading("50 mL"), ended: stage.now };
        stage.tells("RN-12", end).found("infusion-not-started");
    }
}
