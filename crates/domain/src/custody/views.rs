//! What other rooms ask about orders and containers.

use super::{ConsentScope, ConsentStanding, Container, HandOver, Order, Place, label_text};
use crate::act::Act;
use crate::desk::Desk;
use crate::id::{BatchId, ContainerId, DeviationId, InfusionId, Kind, OrderId, PatientId};
use crate::index::Index;
use crate::quality::views::open_deviations;
use crate::refusal::{Broken, Stop};
use crate::scanned::{labelled, read, unknown};
use crate::text::{Scanned, Wristband};
use crate::time::Timestamp;
use standards::isbt128::ChainOfIdentity;

pub use super::journey::{Journey, Stage, journey};

crate::refusals! {
    /// What is wrong with an identity, a consent or a container.
    pub enum Refused {
        /// The wristband is that of another patient.
        WrongPatient { order: OrderId } "wrong-patient" Critical,
        /// Nobody known here wears this wristband.
        UnknownWristband { order: OrderId } "unknown-wristband" Critical,
        /// It belongs to another therapy.
        WrongChain { chain: ChainOfIdentity, wanted: ChainOfIdentity } "wrong-chain" Critical,
        /// The patient had not consented to this.
        ConsentMissing { order: OrderId, scope: &'static str } "consent-missing" Critical,
        /// The patient had withdrawn consent to this.
        ConsentWithdrawn { order: OrderId, scope: &'static str } "consent-withdrawn" Critical,
        /// It is being handed over, and not everybody has signed.
        HandOverOpen { container: ContainerId, signed: usize, needed: u32 } "hand-over-open" Major,
        /// It was handed over, and nobody has received it.
        NotReceived { container: ContainerId, place: &'static str } "not-received" Major,
        /// Somebody else holds it.
        NotAtHand { container: ContainerId, place: &'static str, wanted: &'static str } "not-at-hand" Major,
        /// It lies in its store: take it out first.
        StillStored { container: ContainerId } "still-stored" Major,
        /// It went into another batch.
        TakenByAnother { container: ContainerId, batch: BatchId } "taken-by-another" Critical,
        /// It was rejected.
        ContainerRejected { container: ContainerId } "container-rejected" Critical,
        /// It was given already.
        AlreadyInfused { container: ContainerId, infusion: InfusionId } "already-infused" Critical,
        /// It has not been released.
        NotReleased { container: ContainerId } "not-released" Critical,
        /// It was past its last moment.
        Expired { container: ContainerId, expiry: Timestamp } "expired" Critical,
        /// A deviation about it is open.
        ContainerDeviationOpen { container: ContainerId, deviation: DeviationId } "container-deviation-open" Critical,
    }
}

/// The state of an order.
pub fn order_state<'a>(desk: &Desk<'a>, order: &OrderId) -> Result<&'a Order, Stop> {
    desk.state(order.subject())
}

/// The orders of a patient, in order of their numbers.
pub fn orders_of(desk: &Desk<'_>, patient: &PatientId) -> Vec<OrderId> {
    let found = desk.found_under(Index::OrderOfPatient, &patient.to_string());
    found.into_iter().filter_map(|id| id.clone().try_into().ok()).collect()
}

/// The state of a container.
pub fn container_state<'a>(
    desk: &Desk<'a>,
    container: &ContainerId,
) -> Result<&'a Container, Stop> {
    desk.state(container.subject())
}

/// Whose therapy an order is.
pub fn patient_of<'a>(desk: &Desk<'a>, order: &OrderId) -> Result<&'a PatientId, Stop> {
    desk.summary::<Order>(order.subject()).map(|summary| &summary.patient)
}

/// The containers of an order, in order of their numbers.
pub fn containers_of(desk: &Desk<'_>, order: &OrderId) -> Vec<ContainerId> {
    let found = desk.found_under(Index::ContainerOfOrder, &order.to_string());
    found.into_iter().filter_map(|id| id.clone().try_into().ok()).collect()
}

/// The container a scan means: by the house's own code, by donation number and product code, or by
/// the GS1 label it came with. A scan that means none, or more than one, is not understood.
pub fn find_container(desk: &Desk<'_>, scanned: &Scanned) -> Result<ContainerId, Stop> {
    let scan = read(scanned)?;
    let found = match label_text(&scan) {
        Some(text) => labelled(desk, &text, Kind::Container)?,
        None if matches!(scan, standards::scan::Scan::Own { .. }) => {
            crate::scanned::find(desk, scanned, Kind::Container)?
        }
        None => return Err(unknown("no-identity")),
    };
    ContainerId::try_from(found).map_err(|_| unknown("another-kind"))
}

/// Notes it when a wristband is not that of the patient of an order.
pub fn must_be_wristband_of(
    desk: &Desk<'_>,
    order: &OrderId,
    wristband: &Wristband,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let patient = patient_of(desk, order)?;
    match &wristband.0.resolved {
        None => broken.because_of("wristband", Refused::UnknownWristband { order: order.clone() }),
        Some(resolved) if resolved != patient => {
            broken.because_of("wristband", Refused::WrongPatient { order: order.clone() });
        }
        Some(_) => {}
    }
    Ok(())
}

/// Notes it when a container does not carry the chain of identity of an order. Always asked.
pub fn must_be_of_chain(
    desk: &Desk<'_>,
    container: &ContainerId,
    order: &OrderId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let chain = desk.summary::<Container>(container.subject())?.chain;
    let wanted = desk.summary::<Order>(order.subject())?.chain;
    must_be_chain(wanted, chain, "container", broken);
    Ok(())
}

/// Notes it when a chain is not the one wanted.
pub(super) fn must_be_chain(
    wanted: ChainOfIdentity,
    chain: ChainOfIdentity,
    field: &'static str,
    broken: &mut Broken,
) {
    if chain != wanted {
        broken.because_of(field, Refused::WrongChain { chain, wanted });
    }
}

/// Notes it when the patient of an order had not consented to `scope` when it happened.
pub fn must_have_consent(
    desk: &Desk<'_>,
    act: &Act,
    order: &OrderId,
    scope: ConsentScope,
    broken: &mut Broken,
) -> Result<(), Stop> {
    consent_must_stand(desk, act.occurred, order, scope, broken)
}

/// Notes it when consent to `scope` did not stand at `moment`.
pub(super) fn consent_must_stand(
    desk: &Desk<'_>,
    moment: Timestamp,
    id: &OrderId,
    scope: ConsentScope,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let (order, scope_word) = (id.clone(), scope.word());
    match order_state(desk, id)?.consent(scope, moment) {
        ConsentStanding::Standing => {}
        ConsentStanding::Missing => {
            broken.because_of("order", Refused::ConsentMissing { order, scope: scope_word });
        }
        ConsentStanding::Withdrawn => {
            broken.because_of("order", Refused::ConsentWithdrawn { order, scope: scope_word });
        }
    }
    Ok(())
}

/// Notes whatever keeps a container from being used at `place`: held elsewhere, in transit, not
/// received, still in its store, rejected or given.
pub fn must_be_at_hand(
    desk: &Desk<'_>,
    id: &ContainerId,
    place: Place,
    broken: &mut Broken,
) -> Result<(), Stop> {
    must_be_usable(id, container_state(desk, id)?, broken);
    must_be_held_at(desk, id, place, broken)
}

/// Notes it when a container is not with whoever holds `place`. What was rejected can still be
/// moved.
pub fn must_be_held_at(
    desk: &Desk<'_>,
    id: &ContainerId,
    place: Place,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = container_state(desk, id)?;
    let container = id.clone();
    if let Some(hand_over) = state.open_hand_over() {
        hand_over_open(id, hand_over, broken);
    } else if state.place != place {
        let (place, wanted) = (state.place.word(), place.word());
        broken.because_of("container", Refused::NotAtHand { container, place, wanted });
    } else if state.hand_over.as_ref().is_some_and(HandOver::awaits_receipt) {
        let place = state.place.word();
        broken.because_of("container", Refused::NotReceived { container, place });
    } else if state.stored.is_some() {
        broken.because_of("container", Refused::StillStored { container });
    }
    Ok(())
}

/// Notes it when a container went into another batch than `batch`.
pub fn must_not_be_taken_by_another(
    desk: &Desk<'_>,
    id: &ContainerId,
    batch: &BatchId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = container_state(desk, id)?;
    if let Some(other) = state.taken_by.as_ref().filter(|taken_by| *taken_by != batch) {
        let (container, batch) = (id.clone(), other.clone());
        broken.because_of("container", Refused::TakenByAnother { container, batch });
    }
    Ok(())
}

/// Notes it when a container was past its last moment when it happened.
pub fn must_be_unexpired(
    desk: &Desk<'_>,
    act: &Act,
    id: &ContainerId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let expiry = container_state(desk, id)?.expiry;
    if act.occurred > expiry {
        broken.because_of("container", Refused::Expired { container: id.clone(), expiry });
    }
    Ok(())
}

/// Notes whatever keeps a product from being given to anybody: not released, rejected, given,
/// expired, or a deviation about it open.
pub fn must_be_fit_to_give(
    desk: &Desk<'_>,
    act: &Act,
    id: &ContainerId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = container_state(desk, id)?;
    must_be_usable(id, state, broken);
    if state.released_by.is_none() {
        broken.because_of("container", Refused::NotReleased { container: id.clone() });
    }
    must_be_unexpired(desk, act, id, broken)?;
    for (deviation, _) in open_deviations(desk, id.subject())? {
        let container = id.clone();
        broken.because_of("container", Refused::ContainerDeviationOpen { container, deviation });
    }
    Ok(())
}

/// Notes it when a container was rejected or given.
fn must_be_usable(id: &ContainerId, state: &Container, broken: &mut Broken) {
    let container = || id.clone();
    if state.rejected_by.is_some() {
        broken.because_of("container", Refused::ContainerRejected { container: container() });
    }
    if let Some(infusion) = state.infusion.clone() {
        let infused = Refused::AlreadyInfused { container: container(), infusion };
        broken.because_of("container", infused);
    }
}

/// Notes that a hand-over waits for signatures.
pub(super) fn hand_over_open(id: &ContainerId, hand_over: &HandOver, broken: &mut Broken) {
    let (signed, needed) = (hand_over.signed(), hand_over.signatures_needed);
    let container = id.clone();
    broken.because_of("container", Refused::HandOverOpen { container, signed, needed });
}

#[cfg(test)]
mod tests;
