//! Where an act was done, and what a signature by badge and PIN rests on: every act is held to it.

use super::Station;
use crate::act::{Act, Strength};
use crate::desk::Desk;
use crate::id::StationId;
use crate::people::Person;
use crate::refusal::{Broken, Stop};
use crate::text::Code;

crate::refusals! {
    /// Why an act was not done where it says, or not signed as it says.
    pub enum Refused {
        /// No browser is this station, or none is any more.
        StationNotRegistered { station: StationId } "station-not-registered" Major,
        /// Badge and PIN sign at a registered station alone.
        BadgeElsewhere {} "badge-elsewhere" Critical,
        /// The signer has no badge, or has set no PIN.
        NoBadgeAndPin { person: Code } "no-badge-and-pin" Critical,
    }
}

/// Notes it when the act names a station that is none, or is signed with a badge and a PIN that the
/// signer does not have, or elsewhere than at a station.
pub fn must_be_where_it_says(desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<(), Stop> {
    if let Some(station) = &act.station {
        let known: Option<&Station> = desk.known(station.subject())?;
        if !known.is_some_and(Station::stands) {
            broken.because(Refused::StationNotRegistered { station: station.clone() });
        }
    }
    let by_badge = |strength| strength == Strength::BadgeAndPin;
    if !act.signing.as_ref().is_some_and(|signing| by_badge(signing.strength)) {
        return Ok(());
    }
    if act.station.is_none() {
        broken.because(Refused::BadgeElsewhere {});
    }
    let signer: &Person = desk.state(act.by.subject())?;
    if signer.account.badge.is_none() || signer.account.pin.is_none() {
        broken.because(Refused::NoBadgeAndPin { person: signer.code.clone() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::act::Strength;
    use crate::centre::RequireKeys;
    use crate::facility::WithdrawStation;
    use crate::id::StationId;
    use crate::people::{Leave, RevokeBadge, Role};
    use crate::testing::Stage;

    fn staged() -> (Stage, StationId) {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        for code in ["AD-02", "OP-07"] {
            stage.person(code, &[Role::Administrator]);
            stage.invites(code);
            stage.opens_account(code);
        }
        let station = stage.a_station("tab-1");
        (stage, station)
    }

    #[test]
    fn an_act_is_done_at_a_station_that_is_registered() {
        let (mut stage, station) = staged();
        stage.station = Some(StationId::new("tab-2").unwrap());
        let item = stage.item("transact");
        stage.asks("SK-01", item.clone()).refused("station-not-registered");
        stage.station = Some(station.clone());
        stage.asks("SK-01", item).stands();
        stage.station = None;
        stage.asks("AD-01", WithdrawStation { station: station.clone(), note: None }).stands();
        stage.station = Some(station);
        let item = stage.item("albumin");
        stage.asks("SK-01", item).refused("station-not-registered");
    }

    #[test]
    fn badge_and_pin_sign_at_a_station_for_whoever_has_both() {
        let (mut stage, station) = staged();
        let person = stage.find("OP-07");
        let leave = Leave { person, note: None };
        stage.strength = Strength::BadgeAndPin;
        stage.station = Some(station);
        stage.asks("AD-02", leave.clone()).refused("no-badge-and-pin");
        stage.has_a_badge_and_a_pin("AD-02");
        stage.station = None;
        stage.asks("AD-02", leave.clone()).refused("badge-elsewhere");
        stage.station = Some(StationId::new("tab-1").unwrap());
        let own = stage.find("AD-02");
        stage.asks("AD-02", RevokeBadge { person: own }).stands();
        stage.asks("AD-02", leave.clone()).refused("no-badge-and-pin");
        stage.has_a_badge_and_a_pin("AD-02");
        stage.asks("AD-02", leave).stands();
    }

    #[test]
    fn badge_and_pin_are_the_weakest_and_no_bound_key() {
        assert!(Strength::ALL.iter().all(|strength| *strength >= Strength::BadgeAndPin));
        let (mut stage, station) = staged();
        stage.has_a_badge_and_a_pin("AD-02");
        let require = RequireKeys {
            centre: crate::id::CentreId::new("c01").unwrap(),
            meanings: vec![crate::act::Meaning::Approved],
        };
        stage.strength = Strength::BoundKey;
        stage.asks("AD-02", require).stands();
        stage.strength = Strength::BadgeAndPin;
        stage.station = Some(station);
        let leave = Leave { person: stage.find("OP-07"), note: None };
        stage.asks("AD-02", leave).refused("bound-key-needed");
    }
}
