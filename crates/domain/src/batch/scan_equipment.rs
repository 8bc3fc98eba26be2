//! Scanning a piece of equipment for a step.

use super::work::Work;
use super::{Deed, EquipmentScanned};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::facility::EquipmentUsed;
use crate::facility::views::{must_be_calibrated, must_be_of_class};
use crate::fact::Fact;
use crate::id::{BatchId, EquipmentId, Kind};
use crate::refusal::{Broken, Stop};
use crate::scanned;
use crate::text::{Code, Reason, Scanned};
use process::model::{Equipment, Scan};
use process::words;

crate::command! {
    /// Scans a piece of equipment for a step.
    ///
    /// Refuses: one of another class, one of a class that is calibrated that is not, and another than before where the
    /// batch is to stay with the device it met first.
    pub struct ScanEquipment = "batch.scan-equipment" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// For which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// As which equipment of the process.
    pub equipment: Code,
    /// The piece of equipment.
    pub device: Scanned,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a piece of equipment is not used.
    pub enum Refused {
        /// The batch stays with the device it met first.
        AnotherDevice { equipment: words::EquipmentId, device: EquipmentId, first: EquipmentId } "another-device" Major,
    }
}

impl Rule for ScanEquipment {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let wanted = self.wanted(&work)?;
        let device = scanned::find(desk, &self.device, Kind::Equipment)
            .map_err(|stop| scanned::at(stop, "device"))?;
        let device = EquipmentId::try_from(device).map_err(|_| scanned::unknown("another-kind"))?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        if let Ok(class) = wanted.class.as_str().parse() {
            must_be_of_class(desk, &device, &class, broken)?;
        }
        if wanted.calibrated {
            must_be_calibrated(desk, act, &device, broken)?;
        }
        let first = work.batch.devices.get(&wanted.id).filter(|first| **first != device);
        if let Some(first) = first.filter(|_| wanted.same_device) {
            let (equipment, device, first) = (wanted.id.clone(), device.clone(), first.clone());
            broken.because_of("device", Refused::AnotherDevice { equipment, device, first });
        }
        let used = EquipmentUsed {
            batch: self.batch.clone(),
            step: self.step.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        let scanned = EquipmentScanned {
            step: work.step.id.clone(),
            round: work.round,
            equipment: wanted.id.clone(),
            device: device.clone(),
            deed: Deed::of(act),
        };
        Ok(vec![Fact::new(self.batch.clone(), scanned), Fact::new(device, used)])
    }
}

impl ScanEquipment {
    fn wanted<'a>(&self, work: &Work<'a>) -> Result<&'a Equipment, Stop> {
        let unknown = || work.not_in_step(&self.equipment);
        let wanted = |scan: &&Scan| matches!(scan, Scan::Equipment(id) if id.as_str() == self.equipment.as_str());
        let scan = work.step.scans.iter().find(wanted);
        let Some(Scan::Equipment(id)) = scan else { return Err(unknown()) };
        work.process.equipment(id).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::{Bench, VECTOR};
    use crate::facility::{DefineEquipment, Equipment};
    use crate::testing::sealed;
    use crate::text::Name;

    #[test]
    fn only_calibrated_equipment_of_the_class_is_used_and_the_same_again() {
        let mut bench = Bench::received();
        bench.begin("culture.seed").stands();
        let mut uncalibrated = bench.clone();
        uncalibrated.pass_days(400);
        uncalibrated.scans_device("culture.seed", "e-nc202").refused("calibration-expired");
        bench.scans_device("culture.seed", "e-nc202").stands();
        let device = EquipmentId::new("e-nc202").unwrap();
        let used = bench.state::<Equipment>(device.subject()).last_used.clone().unwrap();
        assert_eq!((used.batch, used.step.as_str()), (bench.batch.clone(), "culture.seed"));
        bench.counter("e-nc203");
        bench.scans_device("culture.seed", "e-nc203").refused("another-device");
    }
    #[test]
    fn what_is_never_calibrated_is_used_all_the_same() {
        let text = VECTOR
            .replace("version: \"1\"", "version: \"2\"")
            .replace("outputs:", "equipment:\n  printer:\n    class: label-printer\n    name: {zh: 打印机, en: Printer}\noutputs:")
            .replace("produces:", "scan: [equipment/printer]\n        produces:");
        let mut bench = Bench::open();
        bench.effective(&text, "PE-01", "QA-01");
        bench.qualify("OP-07", "process/tiny@2");
        bench.begins_vector();
        bench.begin("make.fill").stands();
        let equipment = EquipmentId::new("e-printer").unwrap();
        let (name, class) = (Name(sealed(&equipment)), "label-printer".parse().unwrap());
        bench.asks("FE-01", DefineEquipment { equipment, name, class, room: None }).stands();
        let scan = ScanEquipment {
            batch: bench.batch.clone(),
            step: "make.fill".parse().unwrap(),
            round: 1,
            equipment: "printer".parse().unwrap(),
            device: "equipment/e-printer".parse().unwrap(),
            reason: None,
        };
        bench.asks("OP-07", scan).stands();
    }
}
