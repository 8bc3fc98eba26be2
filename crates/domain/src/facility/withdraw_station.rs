//! Withdrawing a station.

use super::at_station::Refused;
use super::{Station, StationWithdrawn};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::StationId;
use crate::refusal::{Broken, Stop};
use crate::text::Note;

crate::command! {
    /// Withdraws a station at once, as when the tablet is lost or given away: its browser is one like
    /// any other, and every session at it ends.
    pub struct WithdrawStation = "facility.withdraw-station" 1;
    said: Asked;
    roles: [Administrator, QaReviewer];
    signed: [];
    about: Field("station");
    /// Which.
    pub station: StationId,
    /// What is worth knowing.
    pub note: Option<Note>,
}

impl Rule for WithdrawStation {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let station: &Station = desk.state(self.station.subject())?;
        if !station.stands() {
            let station = self.station.clone();
            broken.because_of("station", Refused::StationNotRegistered { station });
        }
        let withdrawn = StationWithdrawn { by: act.by.clone() };
        Ok(vec![Fact::new(self.station.clone(), withdrawn)])
    }
}
