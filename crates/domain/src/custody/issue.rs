//! Issuing a released product to be given.

use super::views::{must_be_fit_to_give, must_be_held_at, must_have_consent};
use super::{ConsentScope, Container, ContainerIssued};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ContainerId;
use crate::refusal::{Broken, Stop};
use crate::text::Reason;

crate::command! {
    /// Issues a released product for its patient.
    ///
    /// Refuses: a product that is not released, or expired, or rejected, or given already, one with
    /// an open deviation, one that still lies in its store, and one whose patient's consent no
    /// longer stands.
    pub struct IssueContainer = "custody.issue" 1;
    said: Either;
    roles: [Storekeeper, Operator, QaReviewer];
    signed: [];
    about: Field("container");
    /// Which container.
    pub container: ContainerId,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

impl Rule for IssueContainer {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let container: &Container = desk.state(self.container.subject())?;
        must_be_fit_to_give(desk, act, &self.container, broken)?;
        must_be_held_at(desk, &self.container, container.place, broken)?;
        must_have_consent(desk, act, &container.order, ConsentScope::Treatment, broken)?;
        let issued = ContainerIssued { by: act.by.clone(), occurred: act.occurred };
        Ok(vec![Fact::new(self.container.clone(), issued)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::{a_product, release};
    use crate::custody::{StoreContainer, TemperatureClass};
    use crate::testing::Stage;

    #[test]
    fn only_a_released_product_is_issued() {
        let mut stage = Stage::open();
        let (_, bag) = a_product(&mut stage);
        let issue = IssueContainer { container: bag.clone(), reason: None };
        stage.asks("SK-01", issue.clone()).refused("not-released");
        release(&mut stage, &bag);
        stage.asks("SK-01", issue).stands();
        let state: &Container = stage.state(bag.subject());
        assert!(state.issued_by.is_some());
        let store = StoreContainer {
            container: bag.clone(),
            location: "LN2-02.C".parse().unwrap(),
            temperature: TemperatureClass::Nitrogen,
            reason: None,
        };
        stage.asks("OP-07", store).stands();
        let state: &Container = stage.state(bag.subject());
        assert_eq!(state.issued_by, None, "what went back is issued anew");
    }
}
