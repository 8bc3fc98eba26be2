//! What other rooms ask about rooms and equipment.

use super::{Equipment, Grade, Room};
use crate::act::Act;
use crate::desk::Desk;
use crate::id::{BatchId, EquipmentId, OrderId, RoomId};
use crate::refusal::{Broken, Stop};
use crate::text::Code;
use crate::time::LocalDate;

crate::refusals! {
    /// Why a room or a piece of equipment is not to be used.
    pub enum Refused {
        /// It is of another class than the step asks for.
        WrongEquipmentClass { equipment: EquipmentId, class: Code, wanted: Code } "wrong-equipment-class" Major,
        /// No calibration was in force when it was used.
        NotCalibrated { equipment: EquipmentId } "not-calibrated" Major,
        /// Its calibration had run out when it was used.
        CalibrationExpired { equipment: EquipmentId, due: LocalDate } "calibration-expired" Major,
        /// Nobody had cleared the room.
        RoomNotCleared { room: RoomId } "room-not-cleared" Major,
        /// No second person had found it clear.
        ClearanceNotVerified { room: RoomId } "clearance-not-verified" Major,
        /// Another batch has come or gone since it was cleared.
        ClearanceVoid { room: RoomId, batch: BatchId } "clearance-void" Major,
        /// It was cleared too long ago.
        ClearanceLapsed { room: RoomId, hours: i64, hours_max: u32 } "clearance-lapsed" Major,
        /// Open material of another batch lies in it.
        OtherMaterialOpen { room: RoomId, batch: BatchId } "other-material-open" Critical,
        /// It is of a lower grade than the step asks for.
        RoomGradeTooLow { room: RoomId, grade: &'static str, wanted: &'static str } "room-grade-too-low" Major,
    }
}

/// The state of a room.
pub fn room<'a>(desk: &Desk<'a>, room: &RoomId) -> Result<&'a Room, Stop> {
    desk.state(room.subject())
}

/// The state of a piece of equipment.
pub fn equipment<'a>(desk: &Desk<'a>, equipment: &EquipmentId) -> Result<&'a Equipment, Stop> {
    desk.state(equipment.subject())
}

/// Notes it when a piece of equipment is not of `class`.
pub fn must_be_of_class(
    desk: &Desk<'_>,
    id: &EquipmentId,
    class: &Code,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = equipment(desk, id)?;
    if state.class != *class {
        let (class, wanted) = (state.class.clone(), class.clone());
        broken.because_of(
            "equipment",
            Refused::WrongEquipmentClass { equipment: id.clone(), class, wanted },
        );
    }
    Ok(())
}

/// Notes it when a piece of equipment was not within its calibration when it was used.
pub fn must_be_calibrated(
    desk: &Desk<'_>,
    act: &Act,
    id: &EquipmentId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = equipment(desk, id)?;
    match state.calibration_at(act.occurred) {
        None => {
            broken.because_of("equipment", Refused::NotCalibrated { equipment: id.clone() });
        }
        Some(calibration) if calibration.due < desk.day_of(act.occurred) => {
            let due = calibration.due;
            let equipment = id.clone();
            broken.because_of("equipment", Refused::CalibrationExpired { equipment, due });
        }
        Some(_) => {}
    }
    Ok(())
}

/// Notes it when a batch enters a room whose line is not clear for it.
///
/// A batch that is in the room already came in under its own clearance and needs no other.
pub fn must_be_cleared(
    desk: &Desk<'_>,
    act: &Act,
    id: &RoomId,
    batch: &BatchId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = room(desk, id)?;
    if state.occupants.contains_key(batch) {
        return Ok(());
    }
    let room = id.clone();
    let done = state.clearance.as_ref().filter(|clearance| clearance.occurred <= act.occurred);
    let Some(clearance) = done else {
        broken.because_of("room", Refused::RoomNotCleared { room });
        return Ok(());
    };
    if clearance.verified.as_ref().is_none_or(|verified| verified.occurred > act.occurred) {
        broken.because_of("room", Refused::ClearanceNotVerified { room: room.clone() });
    }
    if let Some(other) = clearance.moved_since.iter().find(|moved| *moved != batch) {
        let batch = other.clone();
        broken.because_of("room", Refused::ClearanceVoid { room: room.clone(), batch });
    }
    let minutes = act.occurred.minutes_since(clearance.occurred);
    let hours_max = state.clearance_hours;
    if minutes > i64::from(hours_max) * 60 {
        let hours = minutes / 60;
        broken.because_of("room", Refused::ClearanceLapsed { room, hours, hours_max });
    }
    Ok(())
}

/// Notes it when open material would meet another patient's open material in a room.
///
/// Closed material may stand beside open material. Two batches of one order are one patient's.
pub fn must_be_free_for(
    desk: &Desk<'_>,
    id: &RoomId,
    batch: &BatchId,
    order: Option<&OrderId>,
    open: bool,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = room(desk, id)?;
    let same_patient =
        |theirs: Option<&OrderId>| matches!((order, theirs), (Some(a), Some(b)) if a == b);
    let met = state.occupants.iter().find(|(other, there)| {
        open && there.open && *other != batch && !same_patient(there.order.as_ref())
    });
    if let Some((other, _)) = met {
        let (room, batch) = (id.clone(), other.clone());
        broken.because_of("room", Refused::OtherMaterialOpen { room, batch });
    }
    Ok(())
}

/// Notes it when a room is of a lower grade than wanted. A better grade serves as well.
pub fn must_have_grade(
    desk: &Desk<'_>,
    id: &RoomId,
    wanted: Grade,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = room(desk, id)?;
    if state.grade > wanted {
        let (grade, wanted) = (state.grade.word(), wanted.word());
        broken.because_of("room", Refused::RoomGradeTooLow { room: id.clone(), grade, wanted });
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
