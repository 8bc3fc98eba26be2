//! Dismissing a witness.

use super::{Settings, WitnessDismissed};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};

crate::command! {
    /// Dismisses a witness: it is asked no more, and its word counts no more.
    pub struct DismissWitness = "centre.dismiss-witness" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// The name of the witness.
    pub witness: Code,
    /// Why.
    pub reason: Reason,
}

crate::refusals! {
    /// Why a witness cannot be dismissed.
    pub enum Refused {
        /// No witness of this name is accepted.
        Unknown { name: Code } "witness-unknown" Minor,
    }
}

impl Rule for DismissWitness {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let settings: &Settings = desk.state(self.centre.subject())?;
        if !settings.witnesses.contains_key(&self.witness) {
            broken.because_of("witness", Refused::Unknown { name: self.witness.clone() });
        }
        let dismissed = WitnessDismissed {
            name: self.witness.clone(),
            reason: self.reason.clone(),
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.centre.clone(), dismissed)])
    }
}
