//! Whether everything of a therapy carries its one identity: asked of the rule that guards it.

use crate::lang::{MISSING, Text};
use crate::pages::eye::Eye;
use crate::pages::words;
use crate::parts::{IdMatch, Status};
use domain::custody::journey::Journey;
use domain::custody::views::{containers_of, must_be_of_chain};
use domain::custody::{Container, Patient};
use domain::id::{ContainerId, Kind};
use domain::refusal::{Broken, Stop};
use domain::ward::Infusion;
use domain::ward::views::infusions_of;

/// Everything that carries the identity of a journey, each with whether it matches.
pub fn carriers(eye: &Eye<'_>, journey: &Journey) -> Result<Vec<IdMatch>, Stop> {
    let t = eye.t;
    let order = &journey.order;
    let mut all = vec![
        carrier(eye, words::kind(t, Kind::Order), order.key(), Some(true)),
        carrier(eye, words::field(t, "wristband"), &wristband(eye, journey), worn(eye, journey)?),
    ];
    for container in containers_of(eye.desk, order) {
        let filled = eye.desk.summary::<Container>(container.subject())?.filled_by.is_some();
        let label = t.label(if filled { "identity-product" } else { "identity-collection" });
        let same = matches(eye, &container, journey)?;
        all.push(carrier(eye, label, container.key(), Some(same)));
    }
    for infusion in infusions_of(eye.desk, order) {
        let given = eye.desk.summary::<Infusion>(infusion.subject())?.container.clone();
        let same = matches(eye, &given, journey)?;
        all.push(carrier(eye, words::kind(t, Kind::Infusion), infusion.key(), Some(same)));
    }
    Ok(all)
}

/// Whether a container carries the chain of the journey's order.
fn matches(eye: &Eye<'_>, container: &ContainerId, journey: &Journey) -> Result<bool, Stop> {
    let mut broken = Broken::default();
    must_be_of_chain(eye.desk, container, &journey.order, &mut broken)?;
    Ok(broken.is_empty())
}

/// What the wristband says, to those who may know it.
fn wristband(eye: &Eye<'_>, journey: &Journey) -> String {
    let patient = journey.patient.subject();
    let Ok(state) = eye.desk.summary::<Patient>(patient) else { return MISSING.to_owned() };
    eye.open(patient, &state.number.0).shown(eye.t)
}

/// Whether the wristband was read at the bedside: what was identified matched, or it would not have
/// been taken down.
fn worn(eye: &Eye<'_>, journey: &Journey) -> Result<Option<bool>, Stop> {
    for infusion in infusions_of(eye.desk, &journey.order) {
        let state: &Infusion = eye.desk.state(infusion.subject())?;
        if !state.identifications.is_empty() {
            return Ok(Some(true));
        }
        if let Some((_, started)) = &state.started {
            return Ok(Some(started.patient.as_ref() == Some(&journey.patient)));
        }
    }
    Ok(None)
}

fn carrier(eye: &Eye<'_>, label: Text, code: &str, same: Option<bool>) -> IdMatch {
    let (status, key) = match same {
        Some(true) => (Status::Ok, "identity-match"),
        Some(false) => (Status::Action, "identity-mismatch"),
        None => (Status::Idle, "identity-unread"),
    };
    let word = eye.t.label(key).alone();
    IdMatch { carrier: label, code: code.to_owned(), status, word }
}
