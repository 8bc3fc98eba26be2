//! Recording a value.

use super::derive::follow;
use super::verdict::{judge, must_fit, note};
use super::work::Work;
use super::{Deed, ValueRecorded, ValueSource};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, EquipmentId};
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Note};
use process::model::{Scan, Value};
use process::words::{StepId, ValueId};
use standards::reading::Reading;

crate::command! {
    /// Records a value of a step.
    ///
    /// Guarantees: a value outside its action limits opens a deviation (INV-BATCH-2); whatever can
    /// be computed from it is computed with it. A reading in another unit, with other decimals, or
    /// beyond belief is not taken down: it says what is expected.
    pub struct RecordValue = "batch.record-value" 1;
    said: Told;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// Which value.
    pub value: Code,
    /// What it is.
    pub reading: Reading,
    /// Typed, or taken from the instrument.
    pub source: ValueSource,
    /// Anything to add.
    pub note: Option<Note>,
    /// Why it comes late, if it does.
    pub reason: Option<crate::text::Reason>,
}

crate::refusals! {
    /// Why a value cannot be recorded.
    pub enum Refused {
        /// It is on record: a change is a correction, which keeps what stood there.
        ValueAlreadyRecorded { step: StepId, value: ValueId, reading: Reading } "value-already-recorded" Minor,
        /// Nothing of the kind it is measured with was scanned for the step.
        DeviceNotScanned { value: ValueId, equipment: String } "device-not-scanned" Major,
    }
}

impl Rule for RecordValue {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let value = work.value_named(&self.value)?;
        must_fit(value, &self.reading)?;
        if let Some(there) = work.record().and_then(|record| record.value(&value.id)) {
            let (step, value) = (work.step.id.clone(), value.id.clone());
            let reading = there.reading.clone();
            return Err(Refused::ValueAlreadyRecorded { step, value, reading }.into());
        }
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        let verdict = judge(value, &self.reading);
        note(&work, value, &self.reading, verdict, broken);
        let recorded = ValueRecorded {
            step: work.step.id.clone(),
            round: work.round,
            value: value.id.clone(),
            reading: self.reading.clone(),
            verdict,
            source: self.source,
            device: work.device_of(value, broken),
            deed: Deed::of(act),
        };
        let mut facts = vec![Fact::new(self.batch.clone(), recorded)];
        follow(desk, &work, &Deed::of(act), &mut facts, broken);
        Ok(facts)
    }
}

impl<'a> Work<'a> {
    /// The recorded value of the step that a command names.
    pub fn value_named(&self, name: &Code) -> Result<&'a Value, Stop> {
        let found = self.step.values.iter().find(|value| value.id.as_str() == name.as_str());
        found.ok_or_else(|| self.not_in_step(name))
    }

    /// What a value is measured with: the device scanned last for it in the step.
    fn device_of(&self, value: &Value, broken: &mut Broken) -> Option<EquipmentId> {
        let wanted = value.measured_with.as_ref()?;
        let scans = self.record().into_iter().flat_map(|record| record.scans.iter().rev());
        let mut these = scans
            .filter(|it| matches!(&it.what, Scan::Equipment(equipment) if equipment == wanted));
        let device = these.find_map(|it| EquipmentId::try_from(it.found.clone()).ok());
        if device.is_none() {
            let (value, equipment) = (value.id.clone(), wanted.to_string());
            broken.because(Refused::DeviceNotScanned { value, equipment });
        }
        device
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::How;
    use crate::batch::testing::Bench;

    #[test]
    fn a_value_is_recorded_once_with_what_it_was_measured_with() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "density", "1.13 10*6/mL").refused("value-already-recorded");
        let record = bench.record("culture.seed");
        let version = record.value(&"density".into()).unwrap();
        let How::Recorded { device: Some(device), .. } = &version.how else { panic!("no device") };
        assert_eq!(device.key(), "e-nc202");
    }

    #[test]
    fn a_value_of_no_device_is_noted() {
        let mut bench = Bench::received();
        bench.begin("culture.seed").stands();
        bench.value("culture.seed", "density", "1.12 10*6/mL").found("device-not-scanned");
    }

    #[test]
    fn a_value_told_late_needs_a_reason_and_is_seen_to_be_late() {
        let mut bench = Bench::seeding();
        let late = bench.record_value("culture.seed", "density", "1.12 10*6/mL");
        let earlier = bench.now;
        bench.pass_minutes(31);
        bench.tells_of("OP-07", earlier, late.clone()).refused("reason-needed");
        let late = super::RecordValue { reason: bench.why(), ..late };
        bench.tells_of("OP-07", earlier, late).found("late-entry");
        assert!(bench.record("culture.seed").value(&"density".into()).unwrap().mark.late());
    }
}
