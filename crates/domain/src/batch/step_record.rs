//! What a batch record holds of one step in one round.

use super::{
    ContainerScanned, EquipmentScanned, LabelsPrinted, LabelsReconciled, Mark, MaterialScanned,
    MaterialUsed, OutputMade, OutputScanned, RoomScanned, SampleDrawn, StepPerformed, StepStarted,
    ValueCorrected, ValueDerived, ValueRecorded, ValueSource, Verdict,
};
use crate::act::Meaning;
use crate::fact::At;
use crate::id::{EquipmentId, LotId, PersonId, RoomId, SampleId, SubjectId};
use crate::signature::{Signature, Standing, standing};
use crate::text::{Digest, Reason};
use process::model::Scan;
use process::words::{LabelId, MaterialId, OperationId, OutputId, RoleCode, ValueId};
use serde::{Deserialize, Serialize};
use standards::reading::{Quantity, Reading};
use std::collections::{BTreeMap, BTreeSet};

/// A step in a round as it was carried out. What was corrected stays beside what it says now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StepRecord {
    /// Its beginning. None where something of it was told and its beginning never was.
    pub begun: Option<Begun>,
    /// Every value and calculation with its whole history, the latest last; never empty.
    pub values: BTreeMap<ValueId, Vec<ValueVersion>>,
    /// What was scanned.
    pub scans: Vec<Scanned>,
    /// What was used.
    pub uses: Vec<Used>,
    /// Samples drawn.
    pub samples: Vec<Drawn>,
    /// Labels printed.
    pub prints: Vec<Printed>,
    /// Labels counted.
    pub counts: Vec<Counted>,
    /// What was made.
    pub products: Vec<Product>,
    /// Who is to verify it, as its performer found written.
    pub verifies: Option<RoleCode>,
    /// Its signatures, in order.
    pub signatures: Vec<Signature>,
}

/// The beginning of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Begun {
    /// Where it stands in the log.
    pub mark: Mark,
    /// Of which operation it is.
    pub operation: OperationId,
    /// In which room.
    pub room: Option<RoomId>,
}

/// A value as it stood from one entry to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueVersion {
    /// Where it stands in the log.
    pub mark: Mark,
    /// What it says.
    pub reading: Reading,
    /// How that stands to its limits.
    pub verdict: Verdict,
    /// How it came into the record.
    pub how: How,
}

/// How a value came into the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum How {
    /// Recorded.
    Recorded {
        /// Typed, or taken from the instrument.
        source: ValueSource,
        /// What it was measured with.
        device: Option<EquipmentId>,
    },
    /// Recorded in place of what stood there.
    Corrected {
        /// Why.
        reason: Reason,
    },
    /// Computed.
    Derived {
        /// Hash of the formula.
        formula: Digest,
        /// Positions of what it was computed from.
        inputs: Vec<u64>,
    },
}

/// Something that was scanned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scanned {
    /// Where it stands in the log.
    pub mark: Mark,
    /// What was to be scanned.
    pub what: Scan,
    /// What was scanned.
    pub found: SubjectId,
}

/// A quantity of a lot that was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Used {
    /// Where it stands in the log.
    pub mark: Mark,
    /// As which material.
    pub material: MaterialId,
    /// Of which lot.
    pub lot: LotId,
    /// How much.
    pub quantity: Quantity,
}

/// A sample that was drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// Where it stands in the log.
    pub mark: Mark,
    /// Which of the process's samples.
    pub sample: process::words::SampleId,
    /// The sample.
    pub drawn: SampleId,
}

/// Labels that were printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Printed {
    /// Where it stands in the log.
    pub mark: Mark,
    /// Which label.
    pub label: LabelId,
    /// How many.
    pub count: u32,
}

/// Labels that were counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Where it stands in the log.
    pub mark: Mark,
    /// Which label.
    pub label: LabelId,
    /// How many had been printed.
    pub printed: u32,
    /// How many were used.
    pub used: u32,
    /// How many were destroyed.
    pub destroyed: u32,
    /// How many are left.
    pub spare: u32,
}

/// Something that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Where it stands in the log.
    pub mark: Mark,
    /// Which of the process's outputs.
    pub output: OutputId,
    /// What was made.
    pub product: SubjectId,
}

impl StepRecord {
    /// What a value or calculation says now.
    pub fn value(&self, id: &ValueId) -> Option<&ValueVersion> {
        self.values.get(id)?.last()
    }

    /// The latest signature of a meaning, as far as it was not withdrawn.
    pub fn signed(&self, means: Meaning) -> Option<&Signature> {
        let mut latest = self.signatures.iter().rev().filter(|it| !it.is_withdrawn());
        latest.find(|signature| signature.means == means)
    }

    /// Whether somebody signed the step as performed, withdrawn since or not.
    pub fn was_performed(&self) -> bool {
        self.signatures.iter().any(|signature| signature.means == Meaning::Performed)
    }

    /// Everything the record says of the step now, without its signatures.
    pub fn content(&self) -> impl Iterator<Item = &Mark> {
        let now = self.values.values().filter_map(|versions| Some(&versions.last()?.mark));
        self.begun.iter().map(|begun| &begun.mark).chain(now).chain(self.besides_values())
    }

    /// Positions of everything the record says of the step now: what its signatures sign for.
    pub fn positions(&self) -> BTreeSet<u64> {
        self.content().map(|mark| mark.position).collect()
    }

    /// Position of the first entry about the step.
    pub fn first_position(&self) -> Option<u64> {
        let begun = self.begun.iter().map(|begun| &begun.mark);
        let first = self.values.values().filter_map(|versions| Some(&versions.first()?.mark));
        let marks = begun.chain(first).chain(self.besides_values()).map(|mark| mark.position);
        marks.chain(self.signatures.iter().map(|signature| signature.position)).min()
    }

    /// Everybody who did something in the step, or signed for it.
    pub fn people(&self) -> BTreeSet<&PersonId> {
        let signed = self.signatures.iter().map(|signature| &signature.by);
        self.hands().chain(signed).collect()
    }

    /// Everybody who did something in the step besides checking it.
    pub fn hands(&self) -> impl Iterator<Item = &PersonId> {
        let versions = self.values.values().flatten().map(|version| &version.mark);
        let marks = self.begun.iter().map(|begun| &begun.mark).chain(versions);
        let did = marks.chain(self.besides_values()).map(|mark| &mark.by);
        let performed = self.signatures.iter().filter(|it| it.means == Meaning::Performed);
        did.chain(performed.map(|signature| &signature.by))
    }

    /// Whether a signature on this step still stands: it is superseded by a correction of what it
    /// covers, by the withdrawal of a signature it covers, and by whatever came into the step after
    /// it.
    pub fn standing(&self, signature: &Signature) -> Standing {
        standing(signature, &self.signatures, |position| self.superseded_at(position))
    }

    /// The signatures whose signers have not looked at what was changed since.
    pub fn superseded(&self) -> impl Iterator<Item = &Signature> {
        let counts = |means| matches!(means, Meaning::Performed | Meaning::Verified);
        let these = self.signatures.iter().filter(move |signature| counts(signature.means));
        these.filter(|signature| self.standing(signature) == Standing::Superseded)
    }

    /// The lots scanned as a material, in order.
    pub fn lots<'a>(&'a self, material: &'a MaterialId) -> impl Iterator<Item = &'a Scanned> {
        self.scans.iter().filter(move |scanned| match &scanned.what {
            Scan::Material(id) => id == material,
            Scan::Equipment(_) | Scan::Room(_) | Scan::Container(_) | Scan::Output(_) => false,
        })
    }

    /// Where the latest change stands of what is at `position`, if there is one.
    fn superseded_at(&self, position: u64) -> Option<u64> {
        let corrected = self.values.values().filter_map(|versions| {
            let (last, before) = versions.split_last()?;
            let was = before.iter().any(|version| version.mark.position == position);
            was.then_some(last.mark.position)
        });
        // What was added to a step belongs under the signatures that closed it.
        let closed = self.signatures.iter().any(|signature| signature.position == position);
        let added = self.content().map(|mark| mark.position).filter(|at| closed && *at > position);
        let signed = self.signatures.iter().filter(|signature| signature.position == position);
        let withdrawn = signed.filter_map(|signature| signature.withdrawn.as_ref());
        corrected.chain(added).chain(withdrawn.map(|withdrawn| withdrawn.position)).max()
    }

    /// Its beginning, and everything else that is asked for on the normal path.
    pub fn deeds(&self) -> impl Iterator<Item = &Mark> {
        let counted = |mark: &&Mark| !self.counts.iter().any(|it| it.mark == **mark);
        self.begun.iter().map(|begun| &begun.mark).chain(self.besides_values().filter(counted))
    }

    fn besides_values(&self) -> impl Iterator<Item = &Mark> {
        let scans = self.scans.iter().map(|it| &it.mark);
        let uses = self.uses.iter().map(|it| &it.mark);
        let samples = self.samples.iter().map(|it| &it.mark);
        let prints = self.prints.iter().map(|it| &it.mark);
        let counts = self.counts.iter().map(|it| &it.mark);
        let products = self.products.iter().map(|it| &it.mark);
        scans.chain(uses).chain(samples).chain(prints).chain(counts).chain(products)
    }

    pub(super) fn begin(&mut self, at: At, started: &StepStarted) {
        let (operation, room) = (started.operation.clone(), started.room.clone());
        self.begun = Some(Begun { mark: started.deed.at(at), operation, room });
    }

    pub(super) fn record(&mut self, at: At, recorded: &ValueRecorded) {
        let how = How::Recorded { source: recorded.source, device: recorded.device.clone() };
        let (reading, verdict) = (recorded.reading.clone(), recorded.verdict);
        self.say(
            &recorded.value,
            ValueVersion { mark: recorded.deed.at(at), reading, verdict, how },
        );
    }

    pub(super) fn derive(&mut self, at: At, derived: &ValueDerived) {
        let how = How::Derived { formula: derived.formula, inputs: derived.inputs.clone() };
        let (reading, verdict) = (derived.reading.clone(), derived.verdict);
        self.say(&derived.value, ValueVersion { mark: derived.deed.at(at), reading, verdict, how });
    }

    pub(super) fn correct(&mut self, at: At, corrected: &ValueCorrected) {
        let signed = &corrected.signed;
        let mark = Mark {
            position: at.position,
            recorded: at.recorded,
            by: signed.by.clone(),
            occurred: signed.occurred,
            said: crate::act::Said::Tell,
        };
        let how = How::Corrected { reason: corrected.reason.clone() };
        let (reading, verdict) = (corrected.reading.clone(), corrected.verdict);
        self.say(&corrected.value, ValueVersion { mark, reading, verdict, how });
    }

    fn say(&mut self, value: &ValueId, version: ValueVersion) {
        self.values.entry(value.clone()).or_default().push(version);
    }

    pub(super) fn scan_material(&mut self, at: At, scanned: &MaterialScanned) {
        let what = Scan::Material(scanned.material.clone());
        self.scan(scanned.deed.at(at), what, scanned.lot.subject());
    }

    pub(super) fn scan_equipment(&mut self, at: At, scanned: &EquipmentScanned) {
        let what = Scan::Equipment(scanned.equipment.clone());
        self.scan(scanned.deed.at(at), what, scanned.device.subject());
    }

    pub(super) fn scan_room(&mut self, at: At, scanned: &RoomScanned) {
        self.scan(scanned.deed.at(at), Scan::Room(scanned.room.clone()), scanned.scanned.subject());
    }

    pub(super) fn scan_container(&mut self, at: At, scanned: &ContainerScanned) {
        let what = Scan::Container(scanned.container.clone());
        self.scan(scanned.deed.at(at), what, scanned.scanned.subject());
    }

    pub(super) fn scan_output(&mut self, at: At, scanned: &OutputScanned) {
        let what = Scan::Output(scanned.output.clone());
        self.scan(scanned.deed.at(at), what, &scanned.scanned);
    }

    fn scan(&mut self, mark: Mark, what: Scan, found: &SubjectId) {
        self.scans.push(Scanned { mark, what, found: found.clone() });
    }

    pub(super) fn draw_on(&mut self, at: At, used: &MaterialUsed) {
        self.uses.push(Used {
            mark: used.deed.at(at),
            material: used.material.clone(),
            lot: used.lot.clone(),
            quantity: used.quantity.clone(),
        });
    }

    pub(super) fn sample(&mut self, at: At, drawn: &SampleDrawn) {
        self.samples.push(Drawn {
            mark: drawn.deed.at(at),
            sample: drawn.sample.clone(),
            drawn: drawn.drawn.clone(),
        });
    }

    pub(super) fn print(&mut self, at: At, printed: &LabelsPrinted) {
        self.prints.push(Printed {
            mark: printed.deed.at(at),
            label: printed.label.clone(),
            count: printed.count,
        });
    }

    pub(super) fn count(&mut self, at: At, counted: &LabelsReconciled) {
        self.counts.push(Counted {
            mark: counted.deed.at(at),
            label: counted.label.clone(),
            printed: counted.printed,
            used: counted.used,
            destroyed: counted.destroyed,
            spare: counted.spare,
        });
    }

    pub(super) fn make(&mut self, at: At, made: &OutputMade) {
        self.products.push(Product {
            mark: made.deed.at(at),
            output: made.output.clone(),
            product: made.product.clone(),
        });
    }

    pub(super) fn perform(&mut self, at: At, performed: &StepPerformed) {
        self.verifies.clone_from(&performed.verifies);
        self.signatures.push(performed.signed.at(at));
    }
}
