//! The indexes of a centre: under which keys a subject is found.
//!
//! An index is a pure function of summaries, so that a closed subject is found as an open one is,
//! and replay in any order gives the same indexes.

use serde::{Deserialize, Serialize};
use standards::short::Short;
use std::fmt;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Index {
    /// What a scanner reads off the subject's label.
    Label,
    /// Persons by their code (`OP-07`).
    PersonCode,
    /// Persons by the credential ids of their passkeys, those withdrawn included.
    Passkey,
    /// Persons by the SHA-256 of what is kept of the number of their badge.
    Badge,
    /// Persons by the name they sign in with: their code in lower case.
    SignInName,
    /// Persons by the mark of who they are at the provider of single sign-on.
    ProviderIdentity,
    /// Lots by item.
    LotOfItem,
    /// Orders by patient.
    OrderOfPatient,
    /// Orders by chain of identity.
    Chain,
    /// Containers by order.
    ContainerOfOrder,
    /// Containers by the batch that made or took them in.
    ContainerOfBatch,
    /// Containers by the position they are stored in.
    ContainerAt,
    /// Batches by order.
    BatchOfOrder,
    /// Batches by process.
    BatchOfProcess,
    /// Batches by room, while they have material in it.
    BatchInRoom,
    /// Batches that consumed a lot: genealogy forwards.
    BatchUsingLot,
    /// Equipment by class.
    EquipmentOfClass,
    /// Samples by batch.
    SampleOfBatch,
    /// Deviations that are not closed, by the subject they are about.
    OpenDeviation,
    /// Every deviation, by the subject it is about.
    DeviationOf,
    /// Infusions by order.
    InfusionOfOrder,
    /// Subjects waiting for somebody, by what they wait for: worklists.
    Waiting,
}

/// One entry of an index: which index, and the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Short<Index>);

impl Key {
    /// A key of `index`.
    pub fn new(index: Index, text: &str) -> Self {
        Self(Short::marked(index, text))
    }

    /// A key of `index` that is another subject or anything else with a text.
    pub fn of(index: Index, text: &impl fmt::Display) -> Self {
        Self(Short::printed(index, text))
    }
}
