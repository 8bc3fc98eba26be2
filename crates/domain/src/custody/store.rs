//! Putting a container into a store.

use super::views::must_be_held_at;
use super::{Container, ContainerStored, TemperatureClass};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{ContainerId, SubjectId};
use crate::index::Index;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};

crate::command! {
    /// Puts a container into its position in a store.
    ///
    /// Why: a position holds one patient's material, so that nobody takes out another's.
    pub struct StoreContainer = "custody.store" 1;
    said: Either;
    roles: [Operator, Storekeeper];
    signed: [];
    about: Field("container");
    /// Which container.
    pub container: ContainerId,
    /// The position, as LN2-02.C.4.07.
    pub location: Code,
    /// How cold it is there.
    pub temperature: TemperatureClass,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a container cannot be stored there.
    pub enum Refused {
        /// Another patient's material lies there.
        LocationOccupied { location: Code, container: SubjectId } "location-occupied" Critical,
    }
}

impl Rule for StoreContainer {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let container: &Container = desk.state(self.container.subject())?;
        must_be_held_at(desk, &self.container, container.place, broken)?;
        for other in desk.found_under(Index::ContainerAt, self.location.as_str()) {
            if desk.summary::<Container>(other)?.chain != container.chain {
                let (location, container) = (self.location.clone(), other.clone());
                broken.because_of("location", Refused::LocationOccupied { location, container });
            }
        }
        let stored = ContainerStored {
            location: self.location.clone(),
            temperature: self.temperature,
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(self.container.clone(), stored)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::{a_collection, a_second_collection, arrive};
    use crate::custody::{ContainerStanding, Place};
    use crate::testing::Stage;

    #[test]
    fn a_position_holds_one_patients_material() {
        let mut stage = Stage::open();
        let (_, bag) = a_collection(&mut stage);
        let (_, other) = a_second_collection(&mut stage);
        let store = |container: &ContainerId| StoreContainer {
            container: container.clone(),
            location: "LN2-02.C.4.07".parse().unwrap(),
            temperature: TemperatureClass::Nitrogen,
            reason: None,
        };
        arrive(&mut stage, &bag, Place::Store);
        arrive(&mut stage, &other, Place::Store);
        stage.asks("SK-01", store(&bag)).stands();
        stage.asks("SK-01", store(&bag)).refused("still-stored");
        stage.asks("SK-01", store(&other)).refused("location-occupied");
        let state: &Container = stage.state(bag.subject());
        assert_eq!(state.standing(), ContainerStanding::Stored);
    }
}
