//! A batch as the process language reads it: what is recorded, how far each step has come, and
//! what it was told from outside.

use super::{Batch, StepRecord};
use crate::act::Meaning;
use process::expression::Source;
use process::run::{Record, StepState};
use process::words::{InputName, MaterialId, StepId, ValueId};
use standards::reading::Reading;

impl Record for Batch {
    fn value(&self, step: &StepId, round: u32, value: &ValueId) -> Option<&Reading> {
        self.step(step, round)?.value(value).map(|version| &version.reading)
    }

    /// What was begun counts as begun, and what was signed as signed, whatever was corrected since:
    /// a superseded signature stands in the way of the record's completion, not of the next step.
    fn state(&self, step: &StepId, round: u32) -> StepState {
        let Some(record) = self.step(step, round) else { return StepState::NotStarted };
        if record.signed(Meaning::Verified).is_some() {
            StepState::Verified
        } else if record.signed(Meaning::Performed).is_some() {
            StepState::Performed
        } else {
            StepState::Started
        }
    }

    fn input(&self, name: &InputName) -> Option<Reading> {
        if let Some(reading) = self.started.inputs.get(name) {
            return Some(reading.clone());
        }
        let (material, attribute) = material_attribute(name)?;
        self.materials.get(&material)?.attributes.get(&attribute).cloned()
    }
}

impl Batch {
    /// Position of the entry a formula's source was taken from.
    pub fn position_of(&self, from: &Source, round: u32) -> Option<u64> {
        match from {
            Source::Value { step, value } => {
                let record: &StepRecord = self.step(step, round)?;
                record.value(value).map(|version| version.mark.position)
            }
            Source::Input(name) if self.started.inputs.contains_key(name) => {
                Some(self.mark.position)
            }
            Source::Input(name) => {
                let (material, _) = material_attribute(name)?;
                self.materials.get(&material).map(|in_use| in_use.position)
            }
        }
    }
}

/// `material.vector.titre` as material and attribute.
fn material_attribute(name: &InputName) -> Option<(MaterialId, ValueId)> {
    let (material, attribute) = name.as_str().strip_prefix("material.")?.split_once('.')?;
    Some((MaterialId::from(material), ValueId::from(attribute)))
}
