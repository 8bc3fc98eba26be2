//! Materials are defined, received and judged.

use super::{Dice, Move, World};
use crate::command::Command;
use crate::id::{ItemId, Kind, LotId};
use crate::materials::{DefineItem, ReceiveLot, RejectLot, ReleaseLot};
use crate::testing::sealed;
use crate::text::{Digest, Name, Note, Reason};

pub const MOVES: &[Move] = &[
    Move { name: "define-item", make: define_item },
    Move { name: "receive-lot", make: receive_lot },
    Move { name: "release-lot", make: release_lot },
    Move { name: "reject-lot", make: reject_lot },
];

fn define_item(dice: &mut Dice, _: &World) -> Option<Command> {
    let item = ItemId::new(dice.one_of(&["transact", "medium", "il2", "bag"])?).unwrap();
    let unit = dice.one_of(&["mL", "1", "{bags}"])?.parse().unwrap();
    Some(DefineItem { name: Name(sealed(&item)), item, unit }.into())
}

fn receive_lot(dice: &mut Dice, world: &World) -> Option<Command> {
    let item: ItemId = dice.subject(world, Kind::Item)?;
    let reason = dice.perhaps(70, Reason(sealed(&item)));
    let expiry = dice.one_of(&["2026-11-20", "2026-11-25", "2027-12-31"])?.parse().unwrap();
    let quantity = dice.one_of(&["0", "2.50", "100"])?.parse().unwrap();
    let supplier_lot = "5201-A".parse().unwrap();
    Some(ReceiveLot { item, supplier_lot, expiry, quantity, reason }.into())
}

fn release_lot(dice: &mut Dice, world: &World) -> Option<Command> {
    let lot: LotId = dice.subject(world, Kind::Lot)?;
    let certificate = dice.perhaps(50, Digest([5; 32]));
    let note = dice.perhaps(50, Note(sealed(&lot)));
    Some(ReleaseLot { lot, certificate, note }.into())
}

fn reject_lot(dice: &mut Dice, world: &World) -> Option<Command> {
    let lot: LotId = dice.subject(world, Kind::Lot)?;
    Some(RejectLot { reason: Reason(sealed(&lot)), lot }.into())
}
