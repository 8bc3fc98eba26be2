//! Whether a bag is this patient's to be given, now. Asked at each identification and again when
//! the infusion begins.

use crate::act::Act;
use crate::custody::views::{
    container_state, must_be_fit_to_give, must_be_held_at, must_be_of_chain, must_be_wristband_of,
    must_have_consent,
};
use crate::custody::{ConsentScope, Place};
use crate::desk::Desk;
use crate::id::{ContainerId, OrderId};
use crate::refusal::{Broken, Stop};
use crate::text::Wristband;

crate::refusals! {
    /// Why a bag is not to be given at the bedside.
    pub enum Refused {
        /// Nobody issued it for this patient.
        NotIssued { container: ContainerId } "not-issued" Major,
    }
}

/// Notes whatever stands against giving a bag to whoever wears the wristband, in the order a
/// person would ask: the right patient, the right bag, fit to be given, here, and consented to.
pub(super) fn must_be_theirs(
    desk: &Desk<'_>,
    act: &Act,
    order: &OrderId,
    wristband: &Wristband,
    container: &ContainerId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    must_be_wristband_of(desk, order, wristband, broken)?;
    must_be_of_chain(desk, container, order, broken)?;
    must_be_fit_to_give(desk, act, container, broken)?;
    if container_state(desk, container)?.issued_by.is_none() {
        broken.because_of("label", Refused::NotIssued { container: container.clone() });
    }
    must_be_held_at(desk, container, Place::Ward, broken)?;
    must_have_consent(desk, act, order, ConsentScope::Treatment, broken)
}
