//! An order as the facts about it make it: one planned therapy of one patient.

use super::{ConsentChange, ConsentGiven, ConsentScope, ConsentStanding, ConsentWithdrawn};
use crate::fact::{At, Impossible, Subject};
use crate::id::{InfusionId, PatientId, PersonId, ProcessId};
use crate::index::{Index, Key};
use crate::state::Summarise;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use standards::isbt128::ChainOfIdentity;
use standards::reading::Reading;

crate::event! {
    /// A therapy was ordered.
    pub struct OrderPlaced {
        /// For whom.
        pub patient: PatientId,
        /// Made by which process.
        pub process: ProcessId,
        /// The patient's weight, for the dose.
        pub weight: Reading,
        /// The chain of identity everything of this therapy carries.
        pub chain: ChainOfIdentity,
        /// When.
        pub occurred: Timestamp,
        /// The physician.
        pub by: PersonId,
    }
}

crate::event! {
    /// A product of the order was given.
    pub struct OrderInfused {
        /// In which infusion.
        pub infusion: InfusionId,
        /// When it ended.
        pub occurred: Timestamp,
        /// Who took it down.
        pub by: PersonId,
    }
}

crate::event! {
    /// What was written about the order was erased with its patient.
    pub struct OrderTextErased {
        /// Who decided it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to an order.
    pub enum OrderEvent {
        /// Placed.
        Placed(OrderPlaced) "order-placed" 1,
        /// Consented to.
        ConsentGiven(ConsentGiven) "consent-given" 1,
        /// Consent withdrawn.
        ConsentWithdrawn(ConsentWithdrawn) "consent-withdrawn" 1,
        /// Given to the patient.
        Infused(OrderInfused) "order-infused" 1,
        /// Its texts erased.
        TextErased(OrderTextErased) "order-text-erased" 1,
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// How it was placed.
    pub placed: OrderPlaced,
    /// The position of the entry that placed it.
    pub position: u64,
    /// Every change of consent, as taken down.
    pub consents: Vec<ConsentChange>,
    /// The infusions that have ended.
    pub infusions: Vec<InfusionId>,
    /// Whether what was written about it was erased.
    pub text_erased: bool,
}

/// What lists show of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderSummary {
    /// For whom.
    pub patient: PatientId,
    /// Made by which process.
    pub process: ProcessId,
    /// The chain of identity.
    pub chain: ChainOfIdentity,
    /// When it was placed.
    pub occurred: Timestamp,
    /// Whether a consent to treatment was ever taken down.
    pub consented: bool,
    /// Whether a product of it was given.
    pub infused: bool,
    /// Whether what was written about it was erased.
    pub text_erased: bool,
}

impl Order {
    /// How the patient's consent stood at a moment.
    pub fn consent(&self, scope: ConsentScope, moment: Timestamp) -> ConsentStanding {
        super::consent::standing(&self.consents, scope, moment)
    }
}

impl Subject for Order {
    type Event = OrderEvent;
    type Summary = OrderSummary;

    fn begin(at: At, event: &OrderEvent) -> Option<Self> {
        let OrderEvent::Placed(placed) = event else { return None };
        Some(Self {
            placed: placed.clone(),
            position: at.position,
            consents: Vec::new(),
            infusions: Vec::new(),
            text_erased: false,
        })
    }

    fn fold(&mut self, at: At, event: &OrderEvent) -> Result<(), Impossible> {
        let position = at.position;
        match event {
            OrderEvent::Placed(_) => return Err("the order was placed before"),
            OrderEvent::ConsentGiven(given) => self.consents.push(ConsentChange {
                scopes: given.scopes.clone(),
                given: true,
                occurred: given.occurred,
                position,
                by: given.by.clone(),
            }),
            OrderEvent::ConsentWithdrawn(withdrawn) => self.consents.push(ConsentChange {
                scopes: withdrawn.scopes.clone(),
                given: false,
                occurred: withdrawn.occurred,
                position,
                by: withdrawn.by.clone(),
            }),
            OrderEvent::TextErased(_) => self.text_erased = true,
            OrderEvent::Infused(infused) => {
                if !self.infusions.contains(&infused.infusion) {
                    self.infusions.push(infused.infusion.clone());
                }
            }
        }
        Ok(())
    }

    fn summary(&self) -> OrderSummary {
        let treatment = |change: &ConsentChange| {
            change.given && change.scopes.contains(&ConsentScope::Treatment)
        };
        OrderSummary {
            patient: self.placed.patient.clone(),
            process: self.placed.process.clone(),
            chain: self.placed.chain,
            occurred: self.placed.occurred,
            consented: self.consents.iter().any(treatment),
            infused: !self.infusions.is_empty(),
            text_erased: self.text_erased,
        }
    }
}

impl Summarise for OrderSummary {
    fn closed(&self) -> bool {
        self.infused
    }

    fn text_erased(&self) -> bool {
        self.text_erased
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::of(Index::OrderOfPatient, &self.patient));
        found_under(Key::of(Index::Chain, &self.chain));
        if !self.consented {
            found_under(Key::new(Index::Waiting, "consent"));
        }
    }
}
