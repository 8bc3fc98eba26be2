//! Beginning an infusion.

use super::must_be_theirs::must_be_theirs;
use super::{Identification, Infusion, InfusionStarted, views};
use crate::act::Act;
use crate::command::Rule;
use crate::custody::ContainerInfused;
use crate::custody::views::{container_state, find_container, order_state};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{ContainerId, InfusionId, Kind, OrderId, SubjectId};
use crate::refusal::{Broken, Stop};
use crate::scanned::at;
use crate::text::{Reason, Scanned, Wristband};
use crate::time::Timestamp;

crate::command! {
    /// Begins to give a bag to a patient, after two people have identified both.
    ///
    /// Guarantees: asked, the bag is this patient's and fit to be given, and two different people
    /// said so within the minutes the centre has laid down (INV-WARD-1). Told, it was given, whatever it breaks.
    pub struct StartInfusion = "ward.start-infusion" 1;
    said: Either;
    roles: [Nurse, Physician];
    signed: [Performed];
    about: Field("order");
    /// Whose therapy.
    pub order: OrderId,
    /// The wristband of the patient in the bed.
    pub wristband: Wristband,
    /// The label of the bag.
    pub label: Scanned,
    /// When the bag was thawed, if it was frozen.
    pub thawed: Option<Timestamp>,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why an infusion cannot begin.
    pub enum Refused {
        /// Fewer than two different people have identified patient and bag.
        OneIdentificationOnly { container: ContainerId, people: usize } "one-identification-only" Critical,
        /// Two people have, too long ago.
        IdentificationLapsed { container: ContainerId, minutes_max: u32 } "identification-lapsed" Major,
        /// A frozen bag is thawed first, and its time is short.
        ThawTimeMissing { container: ContainerId } "thaw-time-missing" Major,
        /// It was thawed after it was given.
        ThawedAfterStart { thawed: Timestamp } "thawed-after-start" Minor,
        /// It was thawed too long ago.
        InUseTimeExceeded { container: ContainerId, minutes: i64, minutes_max: u32 } "in-use-time-exceeded" Critical,
    }
}

impl StartInfusion {
    fn identified(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        container: &ContainerId,
        broken: &mut Broken,
    ) -> Result<Option<InfusionId>, Stop> {
        let infusion = views::waiting_infusion(desk, &self.order, container)?;
        let container = container.clone();
        let state: Option<&Infusion> = match &infusion {
            Some(infusion) => Some(desk.state(infusion.subject())?),
            None => None,
        };
        let minutes_max = desk.centre().identification_minutes();
        let counts = |state: &Infusion| state.identified_by(act.occurred, minutes_max).len();
        let people = state.map_or(0, counts);
        if people < 2 {
            let ever = state.map_or(0, |state| state.looked_at_by().len());
            broken.because_of(
                "label",
                if ever < 2 {
                    Refused::OneIdentificationOnly { container, people: ever }
                } else {
                    Refused::IdentificationLapsed { container, minutes_max }
                },
            );
        }
        Ok(infusion)
    }

    fn thaw(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        id: &ContainerId,
        broken: &mut Broken,
    ) -> Result<(), Stop> {
        let limit = container_state(desk, id)?.in_use_minutes;
        let container = id.clone();
        match (self.thawed, limit) {
            (None, Some(_)) => {
                broken.because_of("thawed", Refused::ThawTimeMissing { container });
            }
            (Some(thawed), _) if thawed > act.occurred => {
                broken.because_of("thawed", Refused::ThawedAfterStart { thawed });
            }
            (Some(thawed), Some(minutes_max)) => {
                let minutes = act.occurred.minutes_since(thawed);
                if act.occurred > thawed.plus_minutes(i64::from(minutes_max)) {
                    broken.because_of(
                        "thawed",
                        Refused::InUseTimeExceeded { container, minutes, minutes_max },
                    );
                }
            }
            (_, None) => {}
        }
        Ok(())
    }
}

impl Rule for StartInfusion {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        order_state(desk, &self.order)?;
        let container = find_container(desk, &self.label).map_err(|stop| at(stop, "label"))?;
        must_be_theirs(desk, act, &self.order, &self.wristband, &container, broken)?;
        let waiting = self.identified(desk, act, &container, broken)?;
        self.thaw(desk, act, &container, broken)?;
        let infusion = match waiting {
            Some(infusion) => infusion,
            None => new_infusion(desk)?,
        };
        let started = InfusionStarted {
            order: self.order.clone(),
            container: container.clone(),
            patient: self.wristband.0.resolved.clone(),
            thawed: self.thawed,
            by: act.by.clone(),
            occurred: act.occurred,
        };
        let infused = ContainerInfused {
            infusion: infusion.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(infusion, started), Fact::new(container, infused)])
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let container = find_container(desk, &self.label).map_err(|stop| at(stop, "label"))?;
        let Some(infusion) = views::waiting_infusion(desk, &self.order, &container)? else {
            return Ok(Vec::new());
        };
        let state: &Infusion = desk.state(infusion.subject())?;
        let earliest = desk.now().plus_minutes(-i64::from(desk.centre().identification_minutes()));
        let counts = |look: &&Identification| look.occurred >= earliest;
        Ok(state.identifications.iter().filter(counts).map(|look| look.position).collect())
    }
}

/// An infusion nobody announced: only a told one begins so.
fn new_infusion(desk: &Desk<'_>) -> Result<InfusionId, Stop> {
    let next: SubjectId = desk.next(Kind::Infusion);
    InfusionId::try_from(next.clone()).map_err(|_| crate::desk::unknown(&next).into())
}

#[cfg(test)]
pub(super) mod tests;
