//! What other rooms ask about materials.

use super::{Lot, LotState};
use crate::act::Act;
use crate::desk::Desk;
use crate::id::{ItemId, LotId};
use crate::refusal::{Broken, Stop};
use crate::time::LocalDate;
use standards::decimal::Decimal;

crate::refusals! {
    /// Why a lot is not to be used.
    pub enum Refused {
        /// It is of another item than the step asks for.
        WrongItem { lot: LotId, item: ItemId, wanted: ItemId } "wrong-item" Critical,
        /// It has not been released.
        LotNotReleased { lot: LotId, state: &'static str } "lot-not-released" Critical,
        /// It was past its last day when it was used.
        LotExpired { lot: LotId, expiry: LocalDate } "lot-expired" Critical,
        /// There is less of it than asked for.
        LotTooLittle { lot: LotId, left: Decimal, wanted: Decimal } "lot-too-little" Major,
    }
}

/// Notes whatever stands against using `quantity` of a lot where `item` is wanted.
pub fn must_be_usable(
    desk: &Desk<'_>,
    act: &Act,
    lot: &LotId,
    item: &ItemId,
    quantity: Decimal,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state: &Lot = desk.state(lot.subject())?;
    if state.item != *item {
        broken.because_of(
            "lot",
            Refused::WrongItem { lot: lot.clone(), item: state.item.clone(), wanted: item.clone() },
        );
    }
    if state.state != LotState::Released {
        let state = state.state.word();
        broken.because_of("lot", Refused::LotNotReleased { lot: lot.clone(), state });
    }
    if state.expiry < desk.day_of(act.occurred) {
        broken.because_of("lot", Refused::LotExpired { lot: lot.clone(), expiry: state.expiry });
    }
    if state.left < quantity {
        broken.because_of(
            "quantity",
            Refused::LotTooLittle { lot: lot.clone(), left: state.left, wanted: quantity },
        );
    }
    Ok(())
}
