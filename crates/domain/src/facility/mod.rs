//! Facility: the rooms a product is made in and the equipment it is made with.
//!
//! A room is cleared by one person and the clearance verified by another before a batch enters it
//! (INV-FACILITY-1); a clearance is void as soon as another batch has come or gone since, and it
//! lapses. Two patients' open material never lies in one room at a time (INV-FACILITY-2).
//! Equipment counts as calibrated for the moment it was used at, by the calibration in force then
//! (INV-FACILITY-3): a later calibration mends nothing that was done before it.
//!
//! A station is a tablet or terminal in a room that people share: its browser is registered by an act,
//! and an act done at one names it (INV-FACILITY-4). Badge and PIN sign there alone.
//!
//! Which batch is in a room, and what a piece of equipment was used for, is established by the acts
//! of the batch; the events are declared here, because they are about the room and the equipment.

pub mod at_station;
mod calibrate;
mod clear_room;
mod clearance;
mod define_equipment;
mod define_room;
mod equipment;
mod register_station;
mod room;
mod station;
mod verify_clearance;
pub mod views;
mod withdraw_station;

pub use calibrate::Calibrate;
pub use clear_room::ClearRoom;
pub use clearance::{Clearance, ClearancePoint, Verification};
pub use define_equipment::DefineEquipment;
pub use define_room::DefineRoom;
pub use equipment::{
    Equipment, EquipmentCalibrated, EquipmentDefined, EquipmentEvent, EquipmentSummary,
    EquipmentUsed,
};
pub use register_station::RegisterStation;
pub use room::{
    BatchEntered, BatchLeft, ClearanceVerified, Grade, Occupant, Room, RoomCleared, RoomDefined,
    RoomEvent, RoomSummary,
};
pub use station::{
    Station, StationEvent, StationRegistered, StationStanding, StationSummary, StationWithdrawn,
};
pub use verify_clearance::VerifyClearance;
pub use withdraw_station::WithdrawStation;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    at_station::Refused::CODES,
    calibrate::Refused::CODES,
    clear_room::Refused::CODES,
    define_equipment::Refused::CODES,
    define_room::Refused::CODES,
    register_station::Refused::CODES,
    verify_clearance::Refused::CODES,
    views::Refused::CODES,
];
