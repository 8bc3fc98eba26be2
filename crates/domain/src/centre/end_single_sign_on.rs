//! Ending single sign-on.

use super::single_sign_on::{SingleSignOnEnded, laid_down};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};
use crate::text::Reason;

crate::command! {
    /// Ends single sign-on at once: nobody comes in through the provider any more. Open sessions and
    /// roles given so run out.
    pub struct EndSingleSignOn = "centre.end-single-sign-on" 1;
    said: Asked;
    roles: [Administrator, QaReviewer];
    signed: [];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// Why.
    pub reason: Reason,
}

impl Rule for EndSingleSignOn {
    fn judge(&self, desk: &Desk<'_>, act: &Act, _: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &super::Settings = desk.state(self.centre.subject())?;
        laid_down(desk)?;
        let ended = SingleSignOnEnded { reason: self.reason.clone(), by: act.by.clone() };
        Ok(vec![Fact::new(self.centre.clone(), ended)])
    }
}
