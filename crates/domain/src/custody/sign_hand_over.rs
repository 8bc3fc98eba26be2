//! Taking over what is handed over.

use super::{Container, HandOverSigned};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ContainerId;
use crate::people::views::{code_of, must_be_another};
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};

crate::command! {
    /// Takes over a container that is being handed over.
    pub struct SignHandOver = "custody.sign-hand-over" 1;
    said: Either;
    roles: [Courier, Operator, Storekeeper, Nurse, Physician, QcAnalyst, Coordinator];
    signed: [TakenOver];
    about: Field("container");
    /// Which container.
    pub container: ContainerId,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a container cannot be taken over.
    pub enum Refused {
        /// Nobody is handing it over.
        NotBeingHandedOver { container: ContainerId } "not-being-handed-over" Major,
        /// This person has signed already; another one is needed.
        AlreadySigned { person: Code, container: ContainerId } "already-signed" Minor,
    }
}

impl Rule for SignHandOver {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let state: &Container = desk.state(self.container.subject())?;
        let container = self.container.clone();
        let Some(hand_over) = state.open_hand_over() else {
            return Err(Refused::NotBeingHandedOver { container }.into());
        };
        must_be_another(desk, act, &[&hand_over.by], broken)?;
        if hand_over.taken_by.contains_key(&act.by) {
            let person = code_of(desk, &act.by)?;
            broken.because(Refused::AlreadySigned { person, container });
        }
        let signed = HandOverSigned { by: act.by.clone(), occurred: act.occurred };
        Ok(vec![Fact::new(self.container.clone(), signed)])
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let state: &Container = desk.state(self.container.subject())?;
        Ok(state.open_hand_over().iter().map(|hand_over| hand_over.position).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::{a_collection, hand_over};
    use crate::custody::{ContainerStanding, Place};
    use crate::testing::Stage;

    /// INV-CUSTODY-4.
    #[test]
    fn a_hand_over_waits_for_as_many_people_as_it_names() {
        let mut stage = Stage::open();
        let (_, bag) = a_collection(&mut stage);
        let sign = SignHandOver { container: bag.clone(), reason: None };
        stage.asks("CO-01", sign.clone()).refused("not-being-handed-over");
        stage.asks("RN-12", hand_over(&bag, Place::Suite, 2)).stands();
        stage.asks("RN-12", sign.clone()).refused("same-person");
        let desk = Desk::new(&stage.centre, stage.now);
        assert_eq!(sign.covers(&desk), Ok(vec![stage.centre.size() - 1]));
        stage.asks("CO-01", sign.clone()).stands();
        stage.asks("CO-01", sign.clone()).refused("already-signed");
        let standing = |stage: &Stage| stage.state::<Container>(bag.subject()).standing();
        assert_eq!(standing(&stage), ContainerStanding::InTransit);
        stage.asks("OP-07", sign.clone()).stands();
        assert_eq!(standing(&stage), ContainerStanding::AwaitingReceipt);
        stage.asks("OP-08", sign).refused("not-being-handed-over");
    }

    #[test]
    fn one_person_telling_twice_is_still_one_person() {
        let mut stage = Stage::open();
        let (_, bag) = a_collection(&mut stage);
        stage.asks("RN-12", hand_over(&bag, Place::Suite, 2)).stands();
        let sign = SignHandOver { container: bag.clone(), reason: None };
        stage.asks("CO-01", sign.clone()).stands();
        stage.tells("CO-01", sign).found("already-signed");
        let state: &Container = stage.state(bag.subject());
        assert_eq!(state.open_hand_over().unwrap().signed(), 1);
    }
}
