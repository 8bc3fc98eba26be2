//! A batch as the process language reads it: what is recorded, how far each step has come, and
//! what it was told from outside; now, or as it stood after any entry.

use super::{Batch, LotInUse, StepRecord, ValueVersion};
use crate::act::Meaning;
use crate::signature::Signature;
use process::expression::Source;
use process::run::{Record, StepState};
use process::words::{InputName, MaterialId, StepId, ValueId};
use standards::reading::Reading;

/// A batch as it stood after the entry at a position.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    batch: &'a Batch,
    position: u64,
}

impl Batch {
    /// The record as it stood after the entry at `position`.
    pub fn as_of(&self, position: u64) -> AsOf<'_> {
        AsOf { batch: self, position }
    }

    /// The record as it stands.
    fn now(&self) -> AsOf<'_> {
        self.as_of(u64::MAX)
    }
}

impl Record for Batch {
    fn value(&self, step: &StepId, round: u32, value: &ValueId) -> Option<&Reading> {
        self.now().version(step, round, value).map(|version| &version.reading)
    }

    fn state(&self, step: &StepId, round: u32) -> StepState {
        self.now().state(step, round)
    }

    fn input(&self, name: &InputName) -> Option<Reading> {
        self.now().input(name)
    }
}

impl<'a> AsOf<'a> {
    /// What a value or calculation said then.
    fn version(self, step: &StepId, round: u32, value: &ValueId) -> Option<&'a ValueVersion> {
        let versions = self.batch.step(step, round)?.values.get(value)?;
        versions.iter().rev().find(|version| version.mark.position <= self.position)
    }

    /// The lot of a material that was in use then.
    fn lot(self, material: &MaterialId) -> Option<&'a LotInUse> {
        let lots = self.batch.materials.get(material)?;
        lots.iter().rev().find(|lot| lot.position <= self.position)
    }

    /// Position of the entry a formula's source was taken from.
    pub fn position_of(self, from: &Source, round: u32) -> Option<u64> {
        match from {
            Source::Value { step, value } => {
                self.version(step, round, value).map(|version| version.mark.position)
            }
            Source::Input(name) if self.batch.started.inputs.contains_key(name) => {
                Some(self.batch.mark.position)
            }
            Source::Input(name) => self.lot(&material_attribute(name)?.0).map(|lot| lot.position),
        }
    }

    fn signed(self, record: &StepRecord, means: Meaning) -> bool {
        let mut signatures = record.signatures.iter().filter(|it| it.means == means);
        signatures.any(|it| it.position <= self.position && !self.withdrawn(it))
    }

    fn took_back(self, record: &StepRecord, means: Meaning) -> bool {
        record.signatures.iter().any(|it| it.means == means && self.withdrawn(it))
    }

    fn withdrawn(self, signature: &Signature) -> bool {
        signature.withdrawn.as_ref().is_some_and(|withdrawn| withdrawn.position <= self.position)
    }
}

impl Record for AsOf<'_> {
    fn value(&self, step: &StepId, round: u32, value: &ValueId) -> Option<&Reading> {
        self.version(step, round, value).map(|version| &version.reading)
    }

    /// What was begun counts as begun, and what was signed as signed, whatever was corrected since:
    /// a superseded signature stands in the way of the record's completion, not of the next step. A
    /// signature that was withdrawn is to be given again.
    fn state(&self, step: &StepId, round: u32) -> StepState {
        let Some(record) = self.batch.step(step, round) else { return StepState::NotStarted };
        let performed = self.signed(record, Meaning::Performed);
        if !performed && self.took_back(record, Meaning::Performed) {
            StepState::Started
        } else if self.signed(record, Meaning::Verified) {
            StepState::Verified
        } else if performed {
            StepState::Performed
        } else if record.first_position().is_some_and(|first| first <= self.position) {
            StepState::Started
        } else {
            StepState::NotStarted
        }
    }

    fn input(&self, name: &InputName) -> Option<Reading> {
        if let Some(reading) = self.batch.started.inputs.get(name) {
            return Some(reading.clone());
        }
        let (material, attribute) = material_attribute(name)?;
        self.lot(&material)?.attributes.get(&attribute).cloned()
    }
}

/// `material.vector.titre` as material and attribute.
fn material_attribute(name: &InputName) -> Option<(MaterialId, ValueId)> {
    let (material, attribute) = name.as_str().strip_prefix("material.")?.split_once('.')?;
    Some((MaterialId::from(material), ValueId::from(attribute)))
}
