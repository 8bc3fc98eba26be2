//! Recording a patient's consent.

use super::{ConsentGiven, ConsentScope, Order, consent};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::OrderId;
use crate::refusal::{Broken, Stop};
use crate::text::{Digest, Reason};

crate::command! {
    /// Declares that the patient's consent to a therapy was obtained.
    pub struct RecordConsent = "custody.record-consent" 1;
    said: Either;
    roles: [Physician, Coordinator];
    signed: [ConsentObtained];
    about: Field("order");
    /// To which therapy.
    pub order: OrderId,
    /// What the consent covers.
    pub scopes: Vec<ConsentScope>,
    /// The signed form, as an object.
    pub document: Option<Digest>,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

impl Rule for RecordConsent {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Order = desk.state(self.order.subject())?;
        if self.scopes.is_empty() {
            let order = self.order.clone();
            broken.because_of("scopes", consent::Refused::ConsentScopeMissing { order });
        }
        let given = ConsentGiven {
            scopes: self.scopes.clone(),
            document: self.document,
            occurred: act.occurred,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.order.clone(), given)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::{order, patient, team};
    use crate::testing::Stage;

    #[test]
    fn a_consent_says_what_it_covers() {
        let mut stage = Stage::open();
        team(&mut stage);
        let patient = patient(&mut stage);
        let order = order(&mut stage, &patient);
        let consent = RecordConsent { order, scopes: vec![], document: None, reason: None };
        stage.asks("PH-05", consent.clone()).refused("consent-scope-missing");
        let scopes = ConsentScope::ALL.to_vec();
        stage.asks("PH-05", RecordConsent { scopes, ..consent }).stands();
    }
}
