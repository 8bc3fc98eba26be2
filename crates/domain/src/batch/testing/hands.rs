//! The hands of OP-07 and OP-08 on a bench.

use super::Bench;
use crate::batch::{
    Calculate, CompleteRecord, CompleteStep, CorrectValue, Fill, MakeLot, PrintLabels,
    ReaffirmStep, ReconcileLabels, RecordValue, ScanContainer, ScanEquipment, ScanMaterial,
    ScanRoom, StartStep, TakeSample, ValueSource, VerifyStep,
};
use crate::command::Command;
use crate::custody::fixtures::reading;
use crate::id::{ItemId, LotId};
use crate::testing::{Outcome, sealed};
use crate::text::Reason;

impl Bench {
    /// OP-07 begins a step.
    #[track_caller]
    pub fn begin<'a>(&mut self, at: impl Into<StepAt<'a>>) -> Outcome {
        let start = self.start_step(at);
        self.asks("OP-07", start)
    }

    /// The beginning of a step.
    pub fn start_step<'a>(&self, at: impl Into<StepAt<'a>>) -> StartStep {
        let (step, round) = at.into().parts();
        StartStep { batch: self.batch.clone(), step, round, reason: None }
    }

    /// OP-07 tells a value: `1.12 10*6/mL`, or `=intact` for a choice.
    #[track_caller]
    pub fn value<'a>(&mut self, at: impl Into<StepAt<'a>>, value: &str, said: &str) -> Outcome {
        let record = self.record_value(at, value, said);
        self.tells("OP-07", record)
    }

    /// The recording of a value.
    pub fn record_value<'a>(
        &self,
        at: impl Into<StepAt<'a>>,
        value: &str,
        said: &str,
    ) -> RecordValue {
        let (step, round) = at.into().parts();
        RecordValue {
            batch: self.batch.clone(),
            step,
            round,
            value: value.parse().unwrap(),
            reading: a_reading(said),
            source: ValueSource::Typed,
            note: None,
            reason: None,
        }
    }

    /// The correction of a value.
    pub fn correct_value<'a>(
        &self,
        at: impl Into<StepAt<'a>>,
        value: &str,
        said: &str,
    ) -> CorrectValue {
        let (step, round) = at.into().parts();
        CorrectValue {
            batch: self.batch.clone(),
            step,
            round,
            value: value.parse().unwrap(),
            reading: a_reading(said),
            reason: Reason(sealed(&self.batch)),
        }
    }

    /// OP-07 corrects a value.
    #[track_caller]
    pub fn corrects<'a>(&mut self, at: impl Into<StepAt<'a>>, value: &str, said: &str) -> Outcome {
        let correct = self.correct_value(at, value, said);
        self.tells("OP-07", correct)
    }

    /// OP-07 has the calculations of a step taken down.
    #[track_caller]
    pub fn calculates<'a>(&mut self, at: impl Into<StepAt<'a>>) -> Outcome {
        let (step, round) = at.into().parts();
        let calculate = Calculate { batch: self.batch.clone(), step, round, reason: None };
        self.tells("OP-07", calculate)
    }

    /// OP-07 scans a lot.
    #[track_caller]
    pub fn scans(&mut self, step: &str, material: &str, lot: &LotId) -> Outcome {
        let scan = self.scan_material(step, material, lot);
        self.asks("OP-07", scan)
    }

    /// The scan of a lot, of as much as the process says.
    pub fn scan_material(&self, step: &str, material: &str, lot: &LotId) -> ScanMaterial {
        ScanMaterial {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            material: material.parse().unwrap(),
            lot: lot.to_string().parse().unwrap(),
            quantity: None,
            reason: None,
        }
    }

    /// OP-07 scans a counter.
    #[track_caller]
    pub fn scans_device(&mut self, step: &str, device: &str) -> Outcome {
        let scan = ScanEquipment {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            equipment: "counter".parse().unwrap(),
            device: format!("equipment/{device}").parse().unwrap(),
            reason: None,
        };
        self.asks("OP-07", scan)
    }

    /// OP-07 scans a room.
    #[track_caller]
    pub fn scans_room(&mut self, step: &str, room: &str, label: &str) -> Outcome {
        let scan = ScanRoom {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            room: room.parse().unwrap(),
            scanned: label.parse().unwrap(),
            reason: None,
        };
        self.asks("OP-07", scan)
    }

    /// OP-07 scans a container.
    #[track_caller]
    pub fn scans_container(&mut self, step: &str, container: &str, label: &str) -> Outcome {
        let scan = self.scan_container(step, container, label);
        self.asks("OP-07", scan)
    }

    /// The scan of a container.
    pub fn scan_container(&self, step: &str, container: &str, label: &str) -> ScanContainer {
        ScanContainer {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            container: container.parse().unwrap(),
            label: label.parse().unwrap(),
            reason: None,
        }
    }

    /// OP-07 draws a sample.
    #[track_caller]
    pub fn sample(&mut self, step: &str, sample: &str) -> Outcome {
        let take = TakeSample {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            sample: sample.parse().unwrap(),
            reason: None,
        };
        self.asks("OP-07", take)
    }

    /// OP-07 prints labels.
    #[track_caller]
    pub fn prints(&mut self, step: &str, label: &str, count: u32) -> Outcome {
        let print = self.print_labels(step, label, count);
        self.asks("OP-07", print)
    }

    /// The printing of labels.
    pub fn print_labels(&self, step: &str, label: &str, count: u32) -> PrintLabels {
        PrintLabels {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            label: label.parse().unwrap(),
            count,
            reason: None,
        }
    }

    /// OP-07 counts labels: used, destroyed, spare.
    #[track_caller]
    pub fn counts(&mut self, step: &str, label: &str, counted: [u32; 3]) -> Outcome {
        let [used, destroyed, spare] = counted;
        let reconcile = ReconcileLabels {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            label: label.parse().unwrap(),
            used,
            destroyed,
            spare,
            reason: None,
        };
        self.tells("OP-07", reconcile)
    }

    /// OP-07 fills a container.
    #[track_caller]
    pub fn fills(&mut self, step: &str, output: &str) -> Outcome {
        let fill = self.fill(step, output);
        self.asks("OP-07", fill)
    }

    /// The filling of a container.
    pub fn fill(&self, step: &str, output: &str) -> Fill {
        Fill {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            output: output.parse().unwrap(),
            volume: reading("50 mL"),
            cells: reading("130 10*6"),
            reason: None,
        }
    }

    /// OP-07 makes a lot of vector.
    #[track_caller]
    pub fn makes_lot(&mut self, step: &str, output: &str, quantity: &str) -> Outcome {
        let make = MakeLot {
            batch: self.batch.clone(),
            step: step.parse().unwrap(),
            round: 1,
            output: output.parse().unwrap(),
            item: ItemId::new("vector").unwrap(),
            quantity: quantity.parse().unwrap(),
            reason: None,
        };
        self.asks("OP-07", make)
    }

    /// The completion of a step.
    pub fn complete_step<'a>(&self, at: impl Into<StepAt<'a>>) -> CompleteStep {
        let (step, round) = at.into().parts();
        CompleteStep { batch: self.batch.clone(), step, round, reason: None }
    }

    /// OP-07 signs a step as performed.
    #[track_caller]
    pub fn done<'a>(&mut self, at: impl Into<StepAt<'a>>) -> Outcome {
        let complete = self.complete_step(at);
        self.asks("OP-07", complete)
    }

    /// The verification of a step.
    pub fn verify_step<'a>(&self, at: impl Into<StepAt<'a>>) -> VerifyStep {
        let (step, round) = at.into().parts();
        VerifyStep { batch: self.batch.clone(), step, round, reason: None }
    }

    /// OP-08 verifies a step.
    #[track_caller]
    pub fn check<'a>(&mut self, at: impl Into<StepAt<'a>>) -> Outcome {
        let verify = self.verify_step(at);
        self.asks("OP-08", verify)
    }

    /// Somebody reaffirms their signature on a step.
    #[track_caller]
    pub fn reaffirms<'a>(&mut self, code: &str, at: impl Into<StepAt<'a>>) -> Outcome {
        let (step, round) = at.into().parts();
        let reaffirm = ReaffirmStep { batch: self.batch.clone(), step, round };
        self.asks(code, reaffirm)
    }

    /// OP-07 signs the record as complete.
    #[track_caller]
    pub fn signs_off(&mut self) -> Outcome {
        let complete = CompleteRecord { batch: self.batch.clone() };
        self.asks("OP-07", complete)
    }

    /// A reason for telling.
    #[expect(clippy::unnecessary_wraps, reason = "it stands where a reason may be left out")]
    pub fn why(&self) -> Option<Reason> {
        Some(Reason(sealed(&self.batch)))
    }

    /// Tells what was refused, as OP-07.
    #[track_caller]
    pub fn told(&mut self, command: impl Into<Command>) -> Outcome {
        self.tells("OP-07", command)
    }
}

/// A step, in round 1 unless said otherwise.
#[derive(Clone, Copy)]
pub struct StepAt<'a> {
    pub(super) step: &'a str,
    pub(super) round: u32,
}

impl StepAt<'_> {
    fn parts(self) -> (crate::text::Code, u32) {
        (self.step.parse().unwrap(), self.round)
    }
}

impl<'a> From<&'a str> for StepAt<'a> {
    fn from(step: &'a str) -> Self {
        Self { step, round: 1 }
    }
}

impl<'a> From<(&'a str, u32)> for StepAt<'a> {
    fn from((step, round): (&'a str, u32)) -> Self {
        Self { step, round }
    }
}

/// `1.12 10*6/mL`; `=intact` is a choice; a word is the reason why there is no value.
fn a_reading(said: &str) -> standards::reading::Reading {
    match said.strip_prefix('=') {
        Some(code) => serde_json::from_value(serde_json::json!({ "is": code })).unwrap(),
        None => reading(said),
    }
}
