//! Beginning a hand-over.

use super::views::must_be_held_at;
use super::{Container, HandOverBegun, Place, TemperatureClass};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ContainerId;
use crate::refusal::{Broken, Stop};
use crate::text::Reason;

/// The most signatures a hand-over can name.
const SIGNATURES_MAX: u32 = 4;

crate::command! {
    /// Hands a container over. It is in transit until as many people as named have taken it over.
    pub struct BeginHandOver = "custody.begin-hand-over" 1;
    said: Either;
    roles: [Nurse, Operator, Storekeeper, Courier, Physician, QcAnalyst, Coordinator];
    signed: [HandedOver];
    about: Field("container");
    /// Which container.
    pub container: ContainerId,
    /// To where.
    pub to: Place,
    /// How cold it travels.
    pub transport: TemperatureClass,
    /// How many different people must take it over, 1 to 4.
    pub signatures_needed: u32,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a container cannot be handed over.
    pub enum Refused {
        /// A hand-over takes one to four signatures.
        SignaturesOutOfRange { signatures: u32, signatures_max: u32 } "signatures-out-of-range" Minor,
    }
}

impl Rule for BeginHandOver {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let container: &Container = desk.state(self.container.subject())?;
        if !(1..=SIGNATURES_MAX).contains(&self.signatures_needed) {
            return Err(Refused::SignaturesOutOfRange {
                signatures: self.signatures_needed,
                signatures_max: SIGNATURES_MAX,
            }
            .into());
        }
        must_be_held_at(desk, &self.container, container.place, broken)?;
        let begun = HandOverBegun {
            to: self.to,
            transport: self.transport,
            signatures_needed: self.signatures_needed,
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(self.container.clone(), begun)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::ContainerStanding;
    use crate::custody::fixtures::{a_collection, hand_over};
    use crate::testing::Stage;

    #[test]
    fn a_hand_over_names_its_signatures_and_is_the_only_one() {
        let mut stage = Stage::open();
        let (_, bag) = a_collection(&mut stage);
        let begin = |needed| hand_over(&bag, Place::Suite, needed);
        stage.asks("RN-12", begin(0)).refused("signatures-out-of-range");
        stage.asks("RN-12", begin(5)).refused("signatures-out-of-range");
        stage.asks("RN-12", begin(2)).stands();
        let state: &Container = stage.state(bag.subject());
        assert_eq!(state.standing(), ContainerStanding::InTransit);
        stage.asks("RN-12", begin(1)).refused("hand-over-open");
    }
}
