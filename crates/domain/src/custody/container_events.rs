//! What happens to a container. Half of it is established by acts of other rooms.

use super::{Place, TemperatureClass};
use crate::id::{BatchId, InfusionId, OrderId, PersonId};
use crate::signature::SignatureWithdrawn;
use crate::text::{Code, Reason};
use crate::time::Timestamp;
use standards::isbt128::{ChainOfIdentity, Din, Divisions, ProductCode};
use standards::reading::Reading;

crate::event! {
    /// Cells were collected from the patient into a container.
    pub struct ContainerCollected {
        /// For which order.
        pub order: OrderId,
        /// The order's chain of identity.
        pub chain: ChainOfIdentity,
        /// The donation number on the label.
        pub din: Din,
        /// The product code on the label.
        pub product_code: ProductCode,
        /// The product divisions on the label, where the product code asks for them.
        pub divisions: Option<Divisions>,
        /// The canonical text of another label it carries, of GS1.
        pub other_label: Option<Code>,
        /// How much was collected.
        pub volume: Reading,
        /// When the collection began.
        pub started: Timestamp,
        /// When it ended.
        pub ended: Timestamp,
        /// Until when it may be used.
        pub expiry: Timestamp,
        /// Who collected it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A batch filled its product into a container.
    pub struct ContainerFilled {
        /// Which batch.
        pub batch: BatchId,
        /// For which order.
        pub order: OrderId,
        /// The order's chain of identity.
        pub chain: ChainOfIdentity,
        /// The donation number: that of the cells it was made from.
        pub din: Din,
        /// The product code.
        pub product_code: ProductCode,
        /// How much was filled.
        pub volume: Reading,
        /// How many cells it holds.
        pub cells: Reading,
        /// Until when it may be used.
        pub expiry: Timestamp,
        /// How long it may be used once thawed; none for a product that is not frozen.
        pub in_use_minutes: Option<u32>,
        /// Who filled it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// Somebody began to hand a container over.
    pub struct HandOverBegun {
        /// To where.
        pub to: Place,
        /// How cold it travels.
        pub transport: TemperatureClass,
        /// How many different people must take it over.
        pub signatures_needed: u32,
        /// Who hands it over.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// Somebody took a container over.
    pub struct HandOverSigned {
        /// Who.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A container arrived where it was handed over to, and was looked at.
    pub struct ContainerReceived {
        /// Where.
        pub place: Place,
        /// The chain of identity read off it; none if it was not read.
        pub chain: Option<ChainOfIdentity>,
        /// The coldest it was on the way.
        pub coldest: Reading,
        /// The warmest it was on the way.
        pub warmest: Reading,
        /// Who received it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A container was put in its place in a store.
    pub struct ContainerStored {
        /// In which position.
        pub location: Code,
        /// How cold it is kept there.
        pub temperature: TemperatureClass,
        /// Who put it there.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A container was taken out of its place in a store.
    pub struct ContainerRetrieved {
        /// From which position.
        pub location: Code,
        /// Who took it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A container went into a batch.
    pub struct ContainerTakenIntoBatch {
        /// Which batch.
        pub batch: BatchId,
        /// In which step.
        pub step: Code,
        /// Who took it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A container was released for its patient.
    pub struct ContainerReleased {
        /// Who released it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A container was rejected.
    pub struct ContainerRejected {
        /// Why.
        pub reason: Option<Reason>,
        /// Who rejected it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A released container was issued to be given.
    pub struct ContainerIssued {
        /// Who issued it.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A container is given to a patient.
    pub struct ContainerInfused {
        /// In which infusion.
        pub infusion: InfusionId,
        /// Who gives it.
        pub by: PersonId,
        /// Since when.
        pub occurred: Timestamp,
    }
}

crate::events! {
    /// What happens to a container.
    pub enum ContainerEvent {
        /// Collected from the patient.
        Collected(ContainerCollected) "container-collected" 1,
        /// Filled by a batch.
        Filled(ContainerFilled) "container-filled" 1,
        /// On its way to others.
        HandOverBegun(HandOverBegun) "hand-over-begun" 1,
        /// Taken over by somebody.
        HandOverSigned(HandOverSigned) "hand-over-signed" 1,
        /// Arrived.
        Received(ContainerReceived) "container-received" 1,
        /// Put into a store.
        Stored(ContainerStored) "container-stored" 1,
        /// Taken out of it.
        Retrieved(ContainerRetrieved) "container-retrieved" 1,
        /// Used by a batch.
        TakenIntoBatch(ContainerTakenIntoBatch) "container-taken-into-batch" 1,
        /// Released.
        Released(ContainerReleased) "container-released" 1,
        /// Rejected.
        Rejected(ContainerRejected) "container-rejected" 1,
        /// Issued.
        Issued(ContainerIssued) "container-issued" 1,
        /// Given.
        Infused(ContainerInfused) "container-infused" 1,
    }
    shared {
        /// The signature of its release withdrawn.
        SignatureWithdrawn(SignatureWithdrawn) "signature-withdrawn" 1,
    }
}
