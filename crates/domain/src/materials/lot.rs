//! A lot as the facts about it make it.

use crate::act::Meaning;
use crate::fact::{At, Impossible, Subject};
use crate::id::{BatchId, ItemId, PersonId};
use crate::index::{Index, Key};
use crate::signature::{Signature, SignatureWithdrawn, withdraw};
use crate::state::Summarise;
use crate::text::{Code, Note, Reason};
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};
use standards::decimal::Decimal;

crate::choice! {
    /// Where a lot stands.
    pub enum LotState {
        /// Not yet judged; not to be used.
        Quarantine "quarantine",
        /// Fit for use until it expires.
        Released "released",
        /// Not to be used, ever.
        Rejected "rejected",
    }
}

crate::event! {
    /// A lot arrived from a supplier.
    pub struct LotReceived {
        /// Of which item.
        pub item: ItemId,
        /// The supplier's own lot number.
        pub supplier_lot: Code,
        /// Its last day.
        pub expiry: LocalDate,
        /// How much, in the item's unit.
        pub quantity: Decimal,
        /// Who received it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A lot was made here by a batch.
    pub struct LotMade {
        /// Of which item.
        pub item: ItemId,
        /// By which batch.
        pub batch: BatchId,
        /// Its last day.
        pub expiry: LocalDate,
        /// How much, in the item's unit.
        pub quantity: Decimal,
        /// Values later batches compute with, as the titre of a vector, by name.
        pub attributes: std::collections::BTreeMap<Code, standards::reading::Reading>,
    }
}

crate::event! {
    /// Values of a lot made here became known by testing it.
    pub struct LotCharacterised {
        /// Values later batches compute with, as the titre of a vector, by name. They stand in place
        /// of those known before by the same name.
        pub attributes: std::collections::BTreeMap<Code, standards::reading::Reading>,
    }
}

crate::event! {
    /// A lot was released for use.
    pub struct LotReleased {
        /// Who released it.
        pub by: PersonId,
        /// The supplier's certificate, if one was filed.
        pub certificate: Option<crate::text::Digest>,
        /// What was added.
        pub note: Option<Note>,
    }
}

crate::event! {
    /// A lot was rejected.
    pub struct LotRejected {
        /// Who rejected it.
        pub by: PersonId,
        /// Why.
        pub reason: Reason,
    }
}

crate::event! {
    /// Some of a lot was drawn for a batch.
    pub struct Drawn {
        /// For which batch.
        pub batch: BatchId,
        /// How much, in the item's unit.
        pub quantity: Decimal,
        /// Who drew it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to a lot.
    pub enum LotEvent {
        /// Received from a supplier.
        Received(LotReceived) "lot-received" 1,
        /// Made here.
        Made(LotMade) "lot-made" 1,
        /// Its values known.
        Characterised(LotCharacterised) "lot-characterised" 1,
        /// Released.
        Released(LotReleased) "lot-released" 1,
        /// Rejected.
        Rejected(LotRejected) "lot-rejected" 1,
        /// Drawn from.
        Drawn(Drawn) "lot-drawn" 1,
    }
    shared {
        /// The signature of its release withdrawn.
        SignatureWithdrawn(SignatureWithdrawn) "signature-withdrawn" 1,
    }
}

/// A lot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lot {
    /// Of which item.
    pub item: ItemId,
    /// The supplier's lot number, for a bought lot.
    pub supplier_lot: Option<Code>,
    /// The batch that made it, for a lot made here.
    pub made_by: Option<BatchId>,
    /// Its last day.
    pub expiry: LocalDate,
    /// What is left, in the item's unit. Below zero when more was told to be used than there was.
    pub left: Decimal,
    /// Where it stands.
    pub state: LotState,
    /// Its releases, the latest last.
    pub released: Vec<Signature>,
    /// Who received it.
    pub received_by: Option<PersonId>,
    /// Values later batches compute with.
    pub attributes: std::collections::BTreeMap<Code, standards::reading::Reading>,
    /// The batches that drew from it, in order of first use.
    pub used_by: Vec<BatchId>,
}

/// What lists show of a lot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LotSummary {
    /// Of which item.
    pub item: ItemId,
    /// The supplier's lot number, for a bought lot.
    pub supplier_lot: Option<Code>,
    /// The batch that made it.
    pub made_by: Option<BatchId>,
    /// Its last day.
    pub expiry: LocalDate,
    /// What is left.
    pub left: Decimal,
    /// Where it stands.
    pub state: LotState,
}

impl Lot {
    /// The signature of its release in an entry.
    pub fn signature(&self, entry: u64) -> Option<&Signature> {
        self.released.iter().find(|signature| signature.position == entry)
    }

    /// Whether a release of it was not withdrawn.
    pub fn is_released(&self) -> bool {
        self.released.iter().any(|signature| !signature.is_withdrawn())
    }
}

impl Subject for Lot {
    type Event = LotEvent;
    type Summary = LotSummary;

    fn begin(_: At, event: &LotEvent) -> Option<Self> {
        let blank = |item: &ItemId, expiry, left| Self {
            item: item.clone(),
            supplier_lot: None,
            made_by: None,
            expiry,
            left,
            state: LotState::Quarantine,
            released: Vec::new(),
            received_by: None,
            attributes: std::collections::BTreeMap::new(),
            used_by: Vec::new(),
        };
        match event {
            LotEvent::Received(received) => Some(Self {
                supplier_lot: Some(received.supplier_lot.clone()),
                received_by: Some(received.by.clone()),
                ..blank(&received.item, received.expiry, received.quantity)
            }),
            LotEvent::Made(made) => Some(Self {
                made_by: Some(made.batch.clone()),
                attributes: made.attributes.clone(),
                ..blank(&made.item, made.expiry, made.quantity)
            }),
            LotEvent::Characterised(_)
            | LotEvent::Released(_)
            | LotEvent::Rejected(_)
            | LotEvent::Drawn(_)
            | LotEvent::SignatureWithdrawn(_) => None,
        }
    }

    fn fold(&mut self, at: At, event: &LotEvent) -> Result<(), Impossible> {
        match event {
            LotEvent::Received(_) | LotEvent::Made(_) => return Err("the lot was there before"),
            LotEvent::Characterised(characterised) => {
                self.attributes.extend(characterised.attributes.clone());
            }
            LotEvent::Released(released) => {
                self.state = LotState::Released;
                self.released.push(Signature {
                    position: at.position,
                    by: released.by.clone(),
                    means: Meaning::Released,
                    covers: Vec::new(),
                    occurred: at.recorded,
                    withdrawn: None,
                });
            }
            LotEvent::SignatureWithdrawn(withdrawn) => {
                withdraw(&mut self.released, at, withdrawn)?;
                if self.state == LotState::Released && !self.is_released() {
                    self.state = LotState::Quarantine;
                }
            }
            LotEvent::Rejected(_) => self.state = LotState::Rejected,
            LotEvent::Drawn(drawn) => {
                self.left = self
                    .left
                    .checked_sub(drawn.quantity)
                    .ok_or("the quantity drawn is beyond all numbers")?;
                if !self.used_by.contains(&drawn.batch) {
                    self.used_by.push(drawn.batch.clone());
                }
            }
        }
        Ok(())
    }

    fn summary(&self) -> LotSummary {
        LotSummary {
            item: self.item.clone(),
            supplier_lot: self.supplier_lot.clone(),
            made_by: self.made_by.clone(),
            expiry: self.expiry,
            left: self.left,
            state: self.state,
        }
    }
}

impl Summarise for LotSummary {
    fn closed(&self) -> bool {
        self.state == LotState::Rejected
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::of(Index::LotOfItem, &self.item));
        if self.state == LotState::Quarantine {
            found_under(Key::new(Index::Waiting, "lot-release"));
        }
    }
}
