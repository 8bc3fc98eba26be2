//! Custody: whose cells these are, who holds them, and that they never change places.
//!
//! A patient has orders, an order one chain of identity, and every container of the order carries
//! that chain: it is issued once, when the order is placed, and is never issued again
//! (INV-CUSTODY-1). A container is collected from, made for and given to the patient of its order
//! alone (INV-CUSTODY-2). Material is collected and given only while the patient's consent stands
//! (INV-CUSTODY-3). A container whose hand-over has not been signed by as many different people as
//! it names is nobody's to use (INV-CUSTODY-4), and what was handed over counts as arrived when it
//! was received: scanned, its chain compared, its transport temperature read.
//!
//! What becomes of a container inside a batch, its release and its infusion are established by
//! acts of other rooms; the events are declared here, because they are about the container.
//!
//! Reading order: `patient`, `order`, `consent`, then `container_events` and `container`; an act a
//! file; [`views`] for what other rooms ask; [`journey`] for the page of one therapy.

mod consent;
mod container;
mod container_events;
mod hand_over;
mod label;
mod order;
mod patient;
mod place;

mod begin_hand_over;
mod collect;
mod erase_patient;
mod issue;
mod order_therapy;
mod receive;
mod record_consent;
mod register_patient;
mod retrieve;
mod sign_hand_over;
mod store;
mod withdraw_consent;

pub mod journey;
pub mod views;

#[cfg(test)]
pub(crate) mod fixtures;

pub use begin_hand_over::BeginHandOver;
pub use collect::Collect;
pub use consent::{ConsentChange, ConsentGiven, ConsentScope, ConsentStanding, ConsentWithdrawn};
pub use container::{Container, ContainerStanding, ContainerSummary, Stored};
pub use container_events::{
    ContainerCollected, ContainerEvent, ContainerFilled, ContainerInfused, ContainerIssued,
    ContainerReceived, ContainerRejected, ContainerReleased, ContainerRetrieved, ContainerStored,
    ContainerTakenIntoBatch, HandOverBegun, HandOverSigned,
};
pub use erase_patient::ErasePatient;
pub use hand_over::HandOver;
pub use issue::IssueContainer;
pub use label::label_text;
pub use order::{Order, OrderEvent, OrderInfused, OrderPlaced, OrderSummary, OrderTextErased};
pub use order_therapy::OrderTherapy;
pub use patient::{
    ErasureBasis, Patient, PatientErased, PatientEvent, PatientRegistered, PatientSummary,
};
pub use place::{Place, TemperatureClass};
pub use receive::ReceiveContainer;
pub use record_consent::RecordConsent;
pub use register_patient::RegisterPatient;
pub use retrieve::RetrieveContainer;
pub use sign_hand_over::SignHandOver;
pub use store::StoreContainer;
pub use withdraw_consent::WithdrawConsent;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    begin_hand_over::Refused::CODES,
    collect::Refused::CODES,
    erase_patient::Refused::CODES,
    consent::Refused::CODES,
    order_therapy::Refused::CODES,
    receive::Refused::CODES,
    retrieve::Refused::CODES,
    sign_hand_over::Refused::CODES,
    store::Refused::CODES,
    views::Refused::CODES,
];
