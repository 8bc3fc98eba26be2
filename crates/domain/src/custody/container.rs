//! A container as the facts about it make it.

use super::journey::{StageKind, TrailStep};
use super::{
    ContainerCollected, ContainerEvent, ContainerFilled, HandOver, HandOverBegun, Place,
    TemperatureClass, label,
};
use crate::fact::{At, Impossible, Subject};
use crate::id::{BatchId, InfusionId, OrderId, PersonId};
use crate::index::{Index, Key};
use crate::state::Summarise;
use crate::text::Code;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use standards::isbt128::{ChainOfIdentity, Din, Divisions, ProductCode};
use standards::reading::Reading;

crate::choice! {
    /// Where a container stands: the one thing to know of it.
    pub enum ContainerStanding {
        /// Being handed over; not enough people have signed.
        InTransit "in-transit",
        /// Handed over, not yet received.
        AwaitingReceipt "awaiting-receipt",
        /// With whoever holds it.
        AtHand "at-hand",
        /// In its place in a store.
        Stored "stored",
        /// Used by a batch.
        Taken "taken",
        /// Given to a patient.
        Infused "infused",
        /// Not to be used.
        Rejected "rejected",
    }
}

/// A place in a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// Which position.
    pub location: Code,
    /// How cold it is there.
    pub temperature: TemperatureClass,
}

/// A container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// For which order.
    pub order: OrderId,
    /// The order's chain of identity.
    pub chain: ChainOfIdentity,
    /// The donation number.
    pub din: Din,
    /// The product code.
    pub product_code: ProductCode,
    /// The product divisions, where the product code asks for them.
    pub divisions: Option<Divisions>,
    /// The canonical text of another label it carries.
    pub other_label: Option<Code>,
    /// The batch that filled it; none for what was collected from the patient.
    pub filled_by: Option<BatchId>,
    /// How much it holds.
    pub volume: Reading,
    /// How many cells it holds, if that is known.
    pub cells: Option<Reading>,
    /// Until when it may be used.
    pub expiry: Timestamp,
    /// How long it may be used once thawed.
    pub in_use_minutes: Option<u32>,
    /// Who holds it, or held it last.
    pub place: Place,
    /// The latest hand-over.
    pub hand_over: Option<HandOver>,
    /// Where it is stored.
    pub stored: Option<Stored>,
    /// The batch it went into.
    pub taken_by: Option<BatchId>,
    /// Who released it.
    pub released_by: Option<PersonId>,
    /// Who rejected it.
    pub rejected_by: Option<PersonId>,
    /// Who issued it; nobody once it is back in a store.
    pub issued_by: Option<PersonId>,
    /// The infusion it was given in.
    pub infusion: Option<InfusionId>,
    /// What happened to it, in order.
    pub trail: Vec<TrailStep>,
}

/// What lists show of a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContainerSummary {
    /// For which order.
    pub order: OrderId,
    /// The chain of identity.
    pub chain: ChainOfIdentity,
    /// The donation number.
    pub din: Din,
    /// The product code.
    pub product_code: ProductCode,
    /// The product divisions.
    pub divisions: Option<Divisions>,
    /// Another label.
    pub other_label: Option<Code>,
    /// The batch that filled it.
    pub filled_by: Option<BatchId>,
    /// The batch it went into.
    pub taken_by: Option<BatchId>,
    /// Until when it may be used.
    pub expiry: Timestamp,
    /// Who holds it.
    pub place: Place,
    /// Where it stands.
    pub standing: ContainerStanding,
    /// Where it is stored.
    pub location: Option<Code>,
    /// Whether it was released.
    pub released: bool,
    /// Whether it was issued.
    pub issued: bool,
}

impl Container {
    /// Where it stands, derived from what has happened to it.
    pub fn standing(&self) -> ContainerStanding {
        if self.infusion.is_some() {
            ContainerStanding::Infused
        } else if self.rejected_by.is_some() {
            ContainerStanding::Rejected
        } else if self.taken_by.is_some() {
            ContainerStanding::Taken
        } else if self.open_hand_over().is_some() {
            ContainerStanding::InTransit
        } else if self.hand_over.as_ref().is_some_and(HandOver::awaits_receipt) {
            ContainerStanding::AwaitingReceipt
        } else if self.stored.is_some() {
            ContainerStanding::Stored
        } else {
            ContainerStanding::AtHand
        }
    }

    /// The hand-over that waits for signatures, if there is one.
    pub fn open_hand_over(&self) -> Option<&HandOver> {
        self.hand_over.as_ref().filter(|hand_over| !hand_over.complete())
    }

    /// Position of the entry that released it last.
    pub fn released_at(&self) -> Option<u64> {
        let released = self.trail.iter().rfind(|step| step.kind == StageKind::Released);
        released.map(|step| step.position)
    }

    fn collected(collected: &ContainerCollected) -> Self {
        Self {
            order: collected.order.clone(),
            chain: collected.chain,
            din: collected.din,
            product_code: collected.product_code,
            divisions: collected.divisions,
            other_label: collected.other_label.clone(),
            filled_by: None,
            volume: collected.volume.clone(),
            cells: None,
            expiry: collected.expiry,
            in_use_minutes: None,
            place: Place::CollectionUnit,
            hand_over: None,
            stored: None,
            taken_by: None,
            released_by: None,
            rejected_by: None,
            issued_by: None,
            infusion: None,
            trail: Vec::new(),
        }
    }

    fn filled(filled: &ContainerFilled) -> Self {
        Self {
            order: filled.order.clone(),
            chain: filled.chain,
            din: filled.din,
            product_code: filled.product_code,
            divisions: None,
            other_label: None,
            filled_by: Some(filled.batch.clone()),
            volume: filled.volume.clone(),
            cells: Some(filled.cells.clone()),
            expiry: filled.expiry,
            in_use_minutes: filled.in_use_minutes,
            place: Place::Suite,
            hand_over: None,
            stored: None,
            taken_by: None,
            released_by: None,
            rejected_by: None,
            issued_by: None,
            infusion: None,
            trail: Vec::new(),
        }
    }

    fn begin_hand_over(&mut self, at: At, begun: &HandOverBegun) {
        self.stored = None;
        self.hand_over = Some(HandOver {
            position: at.position,
            to: begun.to,
            transport: begun.transport,
            signatures_needed: begun.signatures_needed,
            by: begun.by.clone(),
            occurred: begun.occurred,
            taken_by: std::collections::BTreeMap::new(),
            received_by: None,
        });
    }

    fn sign_hand_over(&mut self, by: &PersonId, occurred: Timestamp) -> Result<bool, Impossible> {
        let hand_over = self.hand_over.as_mut().ok_or("the container was not handed over")?;
        let waited = !hand_over.complete();
        hand_over.taken_by.entry(by.clone()).or_insert(occurred);
        let now_complete = waited && hand_over.complete();
        if now_complete {
            self.place = hand_over.to;
        }
        Ok(now_complete)
    }

    fn leaves_a_trace(&mut self, at: At, kind: StageKind, occurred: Timestamp, by: &PersonId) {
        self.trail.push(TrailStep { kind, position: at.position, occurred, by: by.clone() });
    }
}

impl Subject for Container {
    type Event = ContainerEvent;
    type Summary = ContainerSummary;

    fn begin(at: At, event: &ContainerEvent) -> Option<Self> {
        match event {
            ContainerEvent::Collected(collected) => {
                let mut container = Self::collected(collected);
                let (occurred, by) = (collected.ended, &collected.by);
                container.leaves_a_trace(at, StageKind::Collected, occurred, by);
                Some(container)
            }
            ContainerEvent::Filled(filled) => {
                let mut container = Self::filled(filled);
                container.leaves_a_trace(at, StageKind::Filled, filled.occurred, &filled.by);
                Some(container)
            }
            ContainerEvent::HandOverBegun(_)
            | ContainerEvent::HandOverSigned(_)
            | ContainerEvent::Received(_)
            | ContainerEvent::Stored(_)
            | ContainerEvent::Retrieved(_)
            | ContainerEvent::TakenIntoBatch(_)
            | ContainerEvent::Released(_)
            | ContainerEvent::Rejected(_)
            | ContainerEvent::Issued(_)
            | ContainerEvent::Infused(_)
            | ContainerEvent::SignatureWithdrawn(_) => None,
        }
    }

    fn fold(&mut self, at: At, event: &ContainerEvent) -> Result<(), Impossible> {
        let (kind, occurred, by) = match event {
            ContainerEvent::Collected(_) | ContainerEvent::Filled(_) => {
                return Err("the container was there before");
            }
            ContainerEvent::HandOverBegun(begun) => {
                self.begin_hand_over(at, begun);
                (StageKind::HandOverBegun, begun.occurred, &begun.by)
            }
            ContainerEvent::HandOverSigned(signed) => {
                if !self.sign_hand_over(&signed.by, signed.occurred)? {
                    return Ok(());
                }
                (StageKind::HandedOver, signed.occurred, &signed.by)
            }
            ContainerEvent::Received(received) => {
                self.place = received.place;
                if let Some(hand_over) = &mut self.hand_over {
                    hand_over.received_by = Some(received.by.clone());
                }
                (StageKind::Received, received.occurred, &received.by)
            }
            ContainerEvent::Stored(stored) => {
                let (location, temperature) = (stored.location.clone(), stored.temperature);
                self.stored = Some(Stored { location, temperature });
                self.issued_by = None;
                (StageKind::Stored, stored.occurred, &stored.by)
            }
            ContainerEvent::Retrieved(retrieved) => {
                self.stored = None;
                (StageKind::Retrieved, retrieved.occurred, &retrieved.by)
            }
            ContainerEvent::TakenIntoBatch(taken) => {
                self.stored = None;
                self.taken_by = Some(taken.batch.clone());
                (StageKind::TakenIntoBatch, taken.occurred, &taken.by)
            }
            ContainerEvent::Released(released) => {
                self.released_by = Some(released.by.clone());
                (StageKind::Released, released.occurred, &released.by)
            }
            ContainerEvent::Rejected(rejected) => {
                self.rejected_by = Some(rejected.by.clone());
                (StageKind::Rejected, rejected.occurred, &rejected.by)
            }
            ContainerEvent::Issued(issued) => {
                self.issued_by = Some(issued.by.clone());
                (StageKind::Issued, issued.occurred, &issued.by)
            }
            ContainerEvent::Infused(infused) => {
                self.stored = None;
                self.infusion = Some(infused.infusion.clone());
                (StageKind::InfusionStarted, infused.occurred, &infused.by)
            }
            ContainerEvent::SignatureWithdrawn(withdrawn) => {
                if self.released_at() == Some(withdrawn.entry) {
                    self.released_by = None;
                }
                let signed = &withdrawn.signed;
                (StageKind::ReleaseWithdrawn, signed.occurred, &signed.by)
            }
        };
        self.leaves_a_trace(at, kind, occurred, by);
        Ok(())
    }

    fn summary(&self) -> ContainerSummary {
        ContainerSummary {
            order: self.order.clone(),
            chain: self.chain,
            din: self.din,
            product_code: self.product_code,
            divisions: self.divisions,
            other_label: self.other_label.clone(),
            filled_by: self.filled_by.clone(),
            taken_by: self.taken_by.clone(),
            expiry: self.expiry,
            place: self.place,
            standing: self.standing(),
            location: self.stored.as_ref().map(|stored| stored.location.clone()),
            released: self.released_by.is_some(),
            issued: self.issued_by.is_some(),
        }
    }
}

impl Summarise for ContainerSummary {
    fn closed(&self) -> bool {
        matches!(
            self.standing,
            ContainerStanding::Taken | ContainerStanding::Infused | ContainerStanding::Rejected
        )
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        let label = label::isbt(self.din, self.product_code, self.divisions);
        found_under(Key::new(Index::Label, &label));
        if let Some(other) = &self.other_label {
            found_under(Key::new(Index::Label, other.as_str()));
        }
        found_under(Key::of(Index::ContainerOfOrder, &self.order));
        for batch in self.filled_by.iter().chain(&self.taken_by) {
            found_under(Key::of(Index::ContainerOfBatch, batch));
        }
        if let Some(location) = &self.location {
            found_under(Key::new(Index::ContainerAt, location.as_str()));
        }
        match self.standing {
            ContainerStanding::InTransit => found_under(Key::new(Index::Waiting, "hand-over")),
            ContainerStanding::AwaitingReceipt => found_under(Key::new(Index::Waiting, "receipt")),
            ContainerStanding::AtHand if self.issued => {
                found_under(Key::new(Index::Waiting, "infusion"));
            }
            ContainerStanding::AtHand
            | ContainerStanding::Stored
            | ContainerStanding::Taken
            | ContainerStanding::Infused
            | ContainerStanding::Rejected => {}
        }
    }
}
