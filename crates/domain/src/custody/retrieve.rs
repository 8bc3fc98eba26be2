//! Taking a container out of a store.

use super::{Container, ContainerRetrieved};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ContainerId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};

crate::command! {
    /// Takes a container out of its position in a store.
    pub struct RetrieveContainer = "custody.retrieve" 1;
    said: Either;
    roles: [Operator, Storekeeper];
    signed: [];
    about: Field("container");
    /// Which container.
    pub container: ContainerId,
    /// The position it was taken from.
    pub location: Code,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a container cannot be taken out.
    pub enum Refused {
        /// It is not in a store.
        NotStored { container: ContainerId } "not-stored" Major,
        /// It should lie somewhere else: this may be another one.
        WrongLocation { container: ContainerId, location: Code, stored_at: Code } "wrong-location" Critical,
    }
}

impl Rule for RetrieveContainer {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let state: &Container = desk.state(self.container.subject())?;
        let container = self.container.clone();
        match &state.stored {
            None => broken.because_of("container", Refused::NotStored { container }),
            Some(stored) if stored.location != self.location => {
                let (location, stored_at) = (self.location.clone(), stored.location.clone());
                broken.because_of(
                    "location",
                    Refused::WrongLocation { container, location, stored_at },
                );
            }
            Some(_) => {}
        }
        let retrieved = ContainerRetrieved {
            location: self.location.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(self.container.clone(), retrieved)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::{a_collection, arrive};
    use crate::custody::{Place, StoreContainer, TemperatureClass};
    use crate::testing::Stage;

    #[test]
    fn what_is_taken_out_was_put_there() {
        let mut stage = Stage::open();
        let (_, bag) = a_collection(&mut stage);
        arrive(&mut stage, &bag, Place::Store);
        let retrieve = |location: &str| RetrieveContainer {
            container: bag.clone(),
            location: location.parse().unwrap(),
            reason: None,
        };
        stage.asks("SK-01", retrieve("LN2-02.C.4.07")).refused("not-stored");
        let store = StoreContainer {
            container: bag.clone(),
            location: "LN2-02.C.4.07".parse().unwrap(),
            temperature: TemperatureClass::Nitrogen,
            reason: None,
        };
        stage.asks("SK-01", store).stands();
        stage.asks("SK-01", retrieve("LN2-02.C.4.08")).refused("wrong-location");
        stage.asks("SK-01", retrieve("LN2-02.C.4.07")).stands();
    }
}
