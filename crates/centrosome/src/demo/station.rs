//! The station of the demonstration: a tablet in the first room, where an operator signs with badge
//! and PIN while the vector is made.
//!
//! Nobody keeps what makes the tablet a station: whoever looks at the centre afterwards registers a
//! browser of their own.

use super::client::{Badge, Deed, PIN};
use super::people::{AD_01, Who};
use super::scene::Scene;
use super::supplies::Supplies;
use anyhow::Context as _;
use serde_json::json;

/// The station.
const STATION: &str = "station/tab-1";

/// Registers the station and gives somebody a badge; from now on they act there.
pub fn works_at_it(
    scene: &Scene,
    supplies: &Supplies,
    who: Who,
    person: &str,
) -> anyhow::Result<()> {
    let room = supplies.rooms.values().next().context("there is no room for a station")?;
    let with = json!({ "station": STATION, "name": "Tablet One / 平板一", "room": room });
    let secret = scene.draws(AD_01, &Deed::ask("facility.register-station", with))?;
    let key = STATION.strip_prefix("station/").unwrap_or(STATION);
    scene.says(AD_01, format!("registers {STATION} in {room}"));
    let number =
        scene.draws(AD_01, &Deed::ask("people.issue-badge", json!({ "person": person })))?;
    scene.says(AD_01, format!("issues {} a badge, who sets a PIN", who.0));
    let badge = Badge { station: format!("{key}.{secret}"), number: format!("badge/{number}") };
    let pin = json!({ "person": person, "password": super::people::PASSWORD, "pin": PIN });
    scene.does(who, &Deed::ask("people.set-pin", pin))?;
    scene.says(who, format!("signs in at {STATION} with badge and PIN"));
    scene.clients().carries(who, Some(badge));
    Ok(())
}

/// Somebody acts elsewhere again, with the password.
pub fn leaves_it(scene: &Scene, who: Who) {
    scene.says(who, format!("leaves {STATION}"));
    scene.clients().carries(who, None);
}
