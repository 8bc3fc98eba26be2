//! A kind of material.

use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::Key;
use crate::state::Summarise;
use crate::text::Name;
use serde::{Deserialize, Serialize};
use standards::unit::Unit;

crate::event! {
    /// A kind of material was defined.
    pub struct ItemDefined {
        /// What it is called.
        pub name: Name,
        /// The unit its quantities are in.
        pub unit: Unit,
        /// Who defined it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to a kind of material.
    pub enum ItemEvent {
        /// Defined.
        Defined(ItemDefined) "item-defined" 1,
    }
}

/// A kind of material.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is called.
    pub name: Name,
    /// The unit its quantities are in.
    pub unit: Unit,
}

/// What lists show of an item: all of it.
pub type ItemSummary = Item;

impl Subject for Item {
    type Event = ItemEvent;
    type Summary = ItemSummary;

    fn begin(_: At, event: &ItemEvent) -> Option<Self> {
        let ItemEvent::Defined(defined) = event;
        Some(Self { name: defined.name.clone(), unit: defined.unit.clone() })
    }

    fn fold(&mut self, _: At, event: &ItemEvent) -> Result<(), Impossible> {
        match event {
            ItemEvent::Defined(_) => Err("the item was defined before"),
        }
    }

    fn summary(&self) -> ItemSummary {
        self.clone()
    }
}

impl Summarise for Item {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, _: &mut dyn FnMut(Key)) {}
}
