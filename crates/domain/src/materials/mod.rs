//! Materials: what is bought or made to be used, and in which state each lot is.
//!
//! A lot arrives in quarantine. Only a released, unexpired lot is used, and never more of it than
//! there is (INV-MATERIAL-1).

mod define_item;
mod item;
mod lot;
mod receive_lot;
mod reject_lot;
mod release_lot;
pub mod views;

pub use define_item::DefineItem;
pub use item::{Item, ItemDefined, ItemEvent, ItemSummary};
pub use lot::{
    Drawn, Lot, LotCharacterised, LotEvent, LotMade, LotReceived, LotRejected, LotReleased,
    LotState, LotSummary,
};
pub use receive_lot::ReceiveLot;
pub use reject_lot::RejectLot;
pub use release_lot::ReleaseLot;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    define_item::Refused::CODES,
    receive_lot::Refused::CODES,
    release_lot::Refused::CODES,
    views::Refused::CODES,
];
