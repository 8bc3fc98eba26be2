//! Registering a station.

use super::{Room, Station, StationRegistered};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{RoomId, StationId};
use crate::refusal::{Broken, Stop};
use crate::secret::DrawnCode;
use crate::text::Name;

crate::command! {
    /// Registers the browser this is sent from as a station: a shared tablet or terminal in a room,
    /// at which people sign in and sign with badge and PIN.
    pub struct RegisterStation = "facility.register-station" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("station");
    /// Its identifier, as it stands on the device.
    pub station: StationId,
    /// What it is called.
    pub name: Name,
    /// The room it stands in.
    pub room: RoomId,
    /// The secret of the station: drawn here, and kept by the browser that becomes it.
    pub code: DrawnCode,
}

crate::refusals! {
    /// Why a station cannot be registered.
    pub enum Refused {
        /// Another browser is this station: it is withdrawn first.
        StationStands { station: StationId } "station-stands" Minor,
    }
}

impl Rule for RegisterStation {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Room = desk.state(self.room.subject())?;
        let before: Option<&Station> = desk.known(self.station.subject())?;
        if before.is_some_and(Station::stands) {
            let station = self.station.clone();
            broken.because_of("station", Refused::StationStands { station });
        }
        let registered = StationRegistered {
            name: self.name.clone(),
            room: self.room.clone(),
            code: self.code.0,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.station.clone(), registered)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facility::WithdrawStation;
    use crate::facility::views::tests::a_room;
    use crate::people::Role;
    use crate::testing::{Stage, sealed};
    use crate::text::Digest;

    #[test]
    fn a_station_stands_in_a_room_once_and_again_after_it_was_withdrawn() {
        let mut stage = Stage::open();
        stage.person("OP-07", &[Role::Operator]);
        let room = RoomId::new("cr-b2").unwrap();
        let station = StationId::new("tab-1").unwrap();
        let register = RegisterStation {
            station: station.clone(),
            name: Name(sealed(&station)),
            room,
            code: DrawnCode(Digest([3; 32])),
        };
        stage.asks("AD-01", register.clone()).refused("unknown-subject");
        a_room(&mut stage, "cr-b2");
        stage.asks("OP-07", register.clone()).refused("role-may-not");
        stage.asks("AD-01", register.clone()).stands();
        stage.asks("AD-01", register.clone()).refused("station-stands");
        let withdraw = WithdrawStation { station: station.clone(), note: None };
        stage.asks("AD-01", withdraw.clone()).stands();
        stage.asks("AD-01", withdraw).refused("station-not-registered");
        stage.asks("AD-01", register).stands();
        assert!(stage.state::<Station>(station.subject()).stands());
    }
}
