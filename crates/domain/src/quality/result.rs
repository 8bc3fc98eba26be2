//! One result of a test, with whatever was done to it since.

use super::sample_events::{ResultCorrected, ResultEntered, ResultInvalidated};
use super::verdict::{Judged, Verdict};
use crate::fact::At;
use crate::id::{DeviationId, EquipmentId, PersonId};
use crate::signature::Signature;
use crate::text::{Code, Digest, Reason};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use standards::reading::Reading;

/// A result: the first value and every correction of it, each kept (INV-QUALITY-3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    /// Of which line of the specification.
    pub attribute: Code,
    /// The how-manieth test of it, from 1.
    pub round: u32,
    /// Position of the entry that brought it.
    pub position: u64,
    /// What was first written.
    pub reading: Reading,
    /// How that stands to the specification.
    pub judged: Judged,
    /// By which method.
    pub method: Code,
    /// On which equipment.
    pub equipment: Option<EquipmentId>,
    /// The instrument's file.
    pub raw_data: Option<Digest>,
    /// Who tested.
    pub by: PersonId,
    /// When.
    pub occurred: Timestamp,
    /// The corrections, in order.
    pub corrections: Vec<Correction>,
    /// Whether an investigation found it to be none.
    pub invalidated: Option<Invalidation>,
}

/// A correction of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// What it should have said.
    pub reading: Reading,
    /// How that stands to the specification.
    pub judged: Judged,
    /// Why.
    pub reason: Reason,
    /// Who signed for it, and where.
    pub signature: Signature,
}

/// The end of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invalidation {
    /// The deviation whose investigation found it.
    pub deviation: DeviationId,
    /// Why.
    pub reason: Reason,
    /// Who signed for it, and where.
    pub signature: Signature,
}

impl TestResult {
    pub(super) fn new(at: At, entered: &ResultEntered) -> Self {
        Self {
            attribute: entered.attribute.clone(),
            round: entered.round,
            position: at.position,
            reading: entered.reading.clone(),
            judged: entered.judged.clone(),
            method: entered.method.clone(),
            equipment: entered.equipment.clone(),
            raw_data: entered.raw_data,
            by: entered.by.clone(),
            occurred: entered.occurred,
            corrections: Vec::new(),
            invalidated: None,
        }
    }

    /// What it says: as last corrected.
    pub fn current(&self) -> (&Reading, &Judged) {
        match self.corrections.last() {
            Some(correction) => (&correction.reading, &correction.judged),
            None => (&self.reading, &self.judged),
        }
    }

    /// How it stands to the specification, as last corrected.
    pub fn verdict(&self) -> Verdict {
        self.current().1.verdict
    }

    /// Whether it counts: no investigation has found it to be none.
    pub fn is_valid(&self) -> bool {
        self.invalidated.is_none()
    }

    /// Positions of every entry about it, in order.
    pub fn positions(&self) -> Vec<u64> {
        let corrections = self.corrections.iter().map(|correction| correction.signature.position);
        let end = self.invalidated.iter().map(|invalidated| invalidated.signature.position);
        std::iter::once(self.position).chain(corrections).chain(end).collect()
    }

    /// Position of the entry that says what it says: the first or the latest correction.
    pub fn stands_at(&self) -> u64 {
        self.corrections.last().map_or(self.position, |latest| latest.signature.position)
    }

    /// Who entered or corrected it.
    pub fn people(&self) -> impl Iterator<Item = &PersonId> {
        let correctors = self.corrections.iter().map(|correction| &correction.signature.by);
        std::iter::once(&self.by).chain(correctors)
    }
}

impl Correction {
    pub(super) fn new(at: At, corrected: &ResultCorrected) -> Self {
        Self {
            reading: corrected.reading.clone(),
            judged: corrected.judged.clone(),
            reason: corrected.reason.clone(),
            signature: corrected.signed.at(at),
        }
    }
}

impl Invalidation {
    pub(super) fn new(at: At, invalidated: &ResultInvalidated) -> Self {
        Self {
            deviation: invalidated.deviation.clone(),
            reason: invalidated.reason.clone(),
            signature: invalidated.signed.at(at),
        }
    }
}
