//! What other rooms ask about materials.

use super::{Item, Lot, LotState};
use crate::act::Act;
use crate::desk::Desk;
use crate::id::{ItemId, LotId};
use crate::refusal::{Broken, Stop};
use crate::time::LocalDate;
use standards::decimal::Decimal;
use standards::reading::Quantity;
use standards::unit::Unit;

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
        /// A quantity is in a unit that is no factor away from the item's.
        ItemOtherUnit { item: ItemId, unit: Unit, wanted: Unit } "item-other-unit" Minor,
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
    let state = lot_state(desk, lot)?;
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
    must_be_enough(desk, lot, quantity, broken)
}

/// Notes it when there is less of a lot than `quantity`, in the item's unit.
pub fn must_be_enough(
    desk: &Desk<'_>,
    lot: &LotId,
    quantity: Decimal,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let left = lot_state(desk, lot)?.left;
    if left < quantity {
        let lot = lot.clone();
        broken.because_of("quantity", Refused::LotTooLittle { lot, left, wanted: quantity });
    }
    Ok(())
}

/// The state of a lot.
pub fn lot_state<'a>(desk: &Desk<'a>, lot: &LotId) -> Result<&'a Lot, Stop> {
    desk.state(lot.subject())
}

/// `Err` when there is no such item.
pub fn item_must_exist(desk: &Desk<'_>, item: &ItemId) -> Result<(), Stop> {
    desk.summary::<Item>(item.subject()).map(|_| ())
}

/// A quantity in the unit an item is kept in. `Err` when the units do not compare.
pub fn in_unit_of(desk: &Desk<'_>, item: &ItemId, quantity: &Quantity) -> Result<Decimal, Stop> {
    let wanted = desk.summary::<Item>(item.subject())?.unit.clone();
    let unit = quantity.unit.clone();
    let agree = unit.annotations_agree(&wanted);
    let found = quantity.convert(&wanted).filter(|_| agree).map(|converted| converted.value);
    found.ok_or_else(|| Refused::ItemOtherUnit { item: item.clone(), unit, wanted }.into())
}
