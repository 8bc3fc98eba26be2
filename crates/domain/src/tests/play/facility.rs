//! Rooms are defined, cleared and verified, equipment defined and calibrated.

use super::{Dice, Move, World};
use crate::command::Command;
use crate::facility::{
    Calibrate, ClearRoom, ClearancePoint, DefineEquipment, DefineRoom, Grade, RegisterStation,
    VerifyClearance, WithdrawStation,
};
use crate::id::{EquipmentId, Kind, RoomId, StationId};
use crate::secret::DrawnCode;
use crate::testing::sealed;
use crate::text::{Digest, Name, Reason};

pub const MOVES: &[Move] = &[
    Move { name: "define-room", make: define_room },
    Move { name: "clear-room", make: clear_room },
    Move { name: "verify-clearance", make: verify_clearance },
    Move { name: "define-equipment", make: define_equipment },
    Move { name: "calibrate", make: calibrate },
    Move { name: "register-station", make: register_station },
    Move { name: "withdraw-station", make: withdraw_station },
];

fn define_room(dice: &mut Dice, _: &World) -> Option<Command> {
    let room = RoomId::new(dice.one_of(&["cr-b1", "cr-b2", "cr-c1"])?).ok()?;
    let hours = dice.below(200);
    let clearance_hours = dice.perhaps(50, hours);
    let grade = dice.one_of(Grade::ALL)?;
    Some(DefineRoom { name: Name(sealed(&room)), room, grade, clearance_hours }.into())
}

fn clear_room(dice: &mut Dice, world: &World) -> Option<Command> {
    let room: RoomId = dice.subject(world, Kind::Room)?;
    let mut points = ClearancePoint::ALL.to_vec();
    if dice.chance(20) {
        points.pop();
    }
    let reason = dice.perhaps(60, Reason(sealed(&room)));
    Some(ClearRoom { room, points, reason }.into())
}

fn verify_clearance(dice: &mut Dice, world: &World) -> Option<Command> {
    let room: RoomId = dice.subject(world, Kind::Room)?;
    let reason = dice.perhaps(60, Reason(sealed(&room)));
    Some(VerifyClearance { room, reason }.into())
}

fn define_equipment(dice: &mut Dice, world: &World) -> Option<Command> {
    let equipment = EquipmentId::new(dice.one_of(&["e-cyt01", "e-nc202", "e-pro01"])?).ok()?;
    let class = dice.one_of(&["cytometer", "cell-counter"])?.parse().ok()?;
    let room = if dice.chance(50) { dice.subject(world, Kind::Room) } else { None };
    Some(DefineEquipment { name: Name(sealed(&equipment)), equipment, class, room }.into())
}

fn calibrate(dice: &mut Dice, world: &World) -> Option<Command> {
    let equipment: EquipmentId = dice.subject(world, Kind::Equipment)?;
    let due = dice.one_of(&["2026-11-21", "2026-11-25", "2027-12-31"])?.parse().ok()?;
    let certificate = dice.perhaps(50, Digest([6; 32]));
    let reason = dice.perhaps(60, Reason(sealed(&equipment)));
    Some(Calibrate { equipment, due, certificate, reason }.into())
}

fn register_station(dice: &mut Dice, world: &World) -> Option<Command> {
    let station = StationId::new(dice.one_of(&["tab-1", "tab-2"])?).ok()?;
    let room: RoomId = dice.subject(world, Kind::Room)?;
    let code = DrawnCode(Digest([4; 32]));
    Some(RegisterStation { name: Name(sealed(&station)), station, room, code }.into())
}

fn withdraw_station(dice: &mut Dice, world: &World) -> Option<Command> {
    let station: StationId = dice.subject(world, Kind::Station)?;
    Some(WithdrawStation { station, note: None }.into())
}
