//! Taking down that a patient withdraws consent.

use super::{ConsentScope, ConsentWithdrawn, Order, consent};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::OrderId;
use crate::refusal::{Broken, Stop};
use crate::text::Note;

crate::command! {
    /// Takes down that the patient withdraws consent. A patient needs no reason.
    pub struct WithdrawConsent = "custody.withdraw-consent" 1;
    said: Told;
    roles: [Physician, Nurse, Coordinator];
    signed: [];
    about: Field("order");
    /// To which therapy.
    pub order: OrderId,
    /// What is withdrawn.
    pub scopes: Vec<ConsentScope>,
    /// Anything to add.
    pub note: Option<Note>,
}

impl Rule for WithdrawConsent {
    fn judge(&self, desk: &Desk<'_>, act: &Act, _: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Order = desk.state(self.order.subject())?;
        if self.scopes.is_empty() {
            let order = self.order.clone();
            return Err(consent::Refused::ConsentScopeMissing { order }.into());
        }
        let withdrawn = ConsentWithdrawn {
            scopes: self.scopes.clone(),
            note: self.note.clone(),
            occurred: act.occurred,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.order.clone(), withdrawn)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::fixtures::{consented_order, patient, team};
    use crate::custody::views::must_have_consent;
    use crate::testing::Stage;

    #[test]
    fn withdrawn_consent_stops_what_follows_and_not_what_went_before() {
        let mut stage = Stage::open();
        team(&mut stage);
        let patient = patient(&mut stage);
        let before_consent = stage.now;
        stage.pass_minutes(10);
        let order = consented_order(&mut stage, &patient);
        let before = stage.now;
        stage.pass_minutes(10);
        let withdraw = WithdrawConsent { order: order.clone(), scopes: vec![], note: None };
        stage.tells("RN-12", withdraw.clone()).refused("consent-scope-missing");
        let note = Some(stage.note(order.subject()));
        let scopes = vec![ConsentScope::Treatment];
        stage.tells("RN-12", WithdrawConsent { scopes, note, ..withdraw }).stands();
        let consent = |stage: &Stage, scope| {
            stage.looks(|desk, act, broken| must_have_consent(desk, act, &order, scope, broken))
        };
        consent(&stage, ConsentScope::Treatment).refused("consent-withdrawn");
        consent(&stage, ConsentScope::LongTermFollowUp).stands();
        stage.now = before;
        consent(&stage, ConsentScope::Treatment).stands();
        stage.now = before_consent;
        consent(&stage, ConsentScope::Treatment).refused("consent-missing");
    }
}
