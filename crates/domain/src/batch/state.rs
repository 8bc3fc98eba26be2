//! A batch as the facts about it make it.

use super::{
    BatchRejected, BatchReleased, BatchReviewed, BatchStarted, ContainerScanned, EquipmentScanned,
    GroundWithdrawn, LabelsPrinted, LabelsReconciled, Mark, MaterialScanned, MaterialUsed,
    OutputMade, OutputScanned, RecordCompleted, ReleasedResultCorrected, RoomScanned, SampleDrawn,
    StepKey, StepPerformed, StepReaffirmed, StepRecord, StepStarted, StepVerified, Tally,
    ValueCorrected, ValueDerived, ValueRecorded,
};
use crate::fact::{At, Impossible, Subject};
use crate::id::{ContainerId, EquipmentId, LotId, OrderId, ProcessId, RoomId, SubjectId};
use crate::index::{Index, Key};
use crate::signature::{Signature, SignatureWithdrawn, Standing, withdraw};
use crate::state::Summarise;
use crate::text::{Code, Digest};
use crate::time::Timestamp;
use imbl::OrdMap;
use process::words::{self, StepId, ValueId};
use serde::{Deserialize, Serialize};
use standards::reading::Reading;
use std::collections::BTreeMap;
use std::sync::Arc;

crate::events! {
    /// What happens to a batch.
    pub enum BatchEvent {
        /// Started.
        Started(BatchStarted) "batch-started" 1,
        /// A step begun.
        StepStarted(StepStarted) "step-started" 1,
        /// A lot scanned.
        MaterialScanned(MaterialScanned) "material-scanned" 1,
        /// Some of a lot used.
        MaterialUsed(MaterialUsed) "material-used" 1,
        /// A piece of equipment scanned.
        EquipmentScanned(EquipmentScanned) "equipment-scanned" 1,
        /// A room scanned.
        RoomScanned(RoomScanned) "room-scanned" 1,
        /// A container scanned in.
        ContainerScanned(ContainerScanned) "container-scanned" 1,
        /// Something it made scanned.
        OutputScanned(OutputScanned) "output-scanned" 1,
        /// A value recorded.
        ValueRecorded(ValueRecorded) "value-recorded" 1,
        /// A value computed.
        ValueDerived(ValueDerived) "value-derived" 1,
        /// A value corrected.
        ValueCorrected(ValueCorrected) "value-corrected" 1,
        /// A sample drawn.
        SampleDrawn(SampleDrawn) "sample-drawn" 1,
        /// Labels printed.
        LabelsPrinted(LabelsPrinted) "labels-printed" 1,
        /// Labels counted.
        LabelsReconciled(LabelsReconciled) "labels-reconciled" 1,
        /// Something made.
        OutputMade(OutputMade) "output-made" 1,
        /// A step signed by who did it.
        StepPerformed(StepPerformed) "step-performed" 1,
        /// A step signed by a second person.
        StepVerified(StepVerified) "step-verified" 1,
        /// A superseded signature reaffirmed.
        StepReaffirmed(StepReaffirmed) "step-reaffirmed" 1,
        /// The record signed as complete.
        RecordCompleted(RecordCompleted) "record-completed" 1,
        /// The record reviewed.
        Reviewed(BatchReviewed) "batch-reviewed" 1,
        /// Released.
        Released(BatchReleased) "batch-released" 1,
        /// A result it was released on corrected.
        ResultCorrected(ReleasedResultCorrected) "released-result-corrected" 1,
        /// Rejected.
        Rejected(BatchRejected) "batch-rejected" 1,
        /// Something its release rests on taken back.
        GroundWithdrawn(GroundWithdrawn) "ground-withdrawn" 1,
    }
    shared {
        /// A signature on it withdrawn.
        SignatureWithdrawn(SignatureWithdrawn) "signature-withdrawn" 1,
    }
}

crate::choice! {
    /// How far a batch has come.
    pub enum Phase {
        /// Being made.
        Running "running",
        /// Its record is complete.
        Complete "complete",
        /// Its record is complete and reviewed.
        Reviewed "reviewed",
        /// Released.
        Released "released",
        /// Rejected.
        Rejected "rejected",
    }
}

/// One execution of a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// How it was started: what it is pinned to.
    pub started: BatchStarted,
    /// Where that stands in the log.
    pub mark: Mark,
    /// What was done, by step and round.
    pub steps: OrdMap<StepKey, Arc<StepRecord>>,
    /// The lots that were scanned, by material, the one in use last; never empty.
    pub materials: OrdMap<words::MaterialId, Vec<LotInUse>>,
    /// Every lot that was scanned, in order of first use.
    pub lots: Arc<Vec<LotId>>,
    /// The devices in use: the first scanned of each.
    pub devices: OrdMap<words::EquipmentId, EquipmentId>,
    /// The containers taken in.
    pub containers: OrdMap<words::ContainerId, TakenIn>,
    /// What it has made, in order.
    pub products: Arc<Vec<SubjectId>>,
    /// The rooms it has material in.
    pub rooms: Arc<Vec<RoomId>>,
    /// The step begun last.
    pub current: Option<StepKey>,
    /// Position of the latest entry that says something of how it was made.
    pub changed: u64,
    /// Position of the latest entry that changed what it was released on, besides how it was made:
    /// a result corrected, a signature withdrawn.
    pub grounds_changed: u64,
    /// The steps, counted.
    pub tally: Tally,
    /// Signatures that the record is complete, the latest last.
    pub completed: Vec<Signature>,
    /// Signatures that it was reviewed, each with the exceptions there were, the latest last.
    pub reviewed: Vec<Review>,
    /// Releases, the latest last.
    pub released: Vec<Release>,
    /// The rejection.
    pub rejected: Option<Signature>,
}

/// A lot of a material as it was scanned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LotInUse {
    /// Which lot.
    pub lot: LotId,
    /// What is known of it and read by formulas.
    pub attributes: BTreeMap<ValueId, Reading>,
    /// Position of the scan.
    pub position: u64,
}

/// A container that was taken in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakenIn {
    /// Which container.
    pub container: ContainerId,
    /// When its collection ended.
    pub collected: Option<Timestamp>,
}

/// A review of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// How many exceptions the record had.
    pub exceptions: u32,
    /// The signature.
    pub signature: Signature,
}

/// A release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Lines of the specification whose results were still to come.
    pub pending: Vec<words::AttributeId>,
    /// What was checked, and how many of each.
    pub checked: BTreeMap<Code, u32>,
    /// The signature.
    pub signature: Signature,
}

/// What lists show of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchSummary {
    /// Made by which process.
    pub process: ProcessId,
    /// In which version.
    pub version: Code,
    /// Hash of the compiled form it is carried out by.
    pub compiled: Digest,
    /// Whose therapy it is made for.
    pub order: Option<OrderId>,
    /// How far it has come.
    pub phase: Phase,
    /// When it was started.
    pub started: Timestamp,
    /// The step begun last.
    pub current: Option<StepId>,
    /// The steps, counted.
    pub tally: Tally,
    /// The rooms it has material in.
    pub rooms: Arc<Vec<RoomId>>,
    /// Every lot that went into it.
    pub lots: Arc<Vec<LotId>>,
    /// What it has made.
    pub products: Arc<Vec<SubjectId>>,
}

impl Batch {
    /// A step in a round, if anything of it was taken down.
    pub fn step(&self, step: &StepId, round: u32) -> Option<&StepRecord> {
        self.steps.get(&StepKey::new(step, round)).map(Arc::as_ref)
    }

    /// How far it has come, derived from its signatures. What was changed since a signature makes
    /// that signature count for nothing, except that what was released stays released until whoever
    /// released it withdraws that.
    pub fn phase(&self) -> Phase {
        if self.rejected.is_some() {
            Phase::Rejected
        } else if self.is_released() {
            Phase::Released
        } else if self.review_stands() {
            Phase::Reviewed
        } else if self.completion_stands() {
            Phase::Complete
        } else {
            Phase::Running
        }
    }

    /// Whether the record is signed as complete, as it stands.
    pub fn completion_stands(&self) -> bool {
        self.completed.last().is_some_and(|it| it.position > self.changed && !it.is_withdrawn())
    }

    /// Whether the record was reviewed as it stands.
    pub fn review_stands(&self) -> bool {
        let completed = self.completed.last().map(|signature| signature.position);
        let reviewed = self.reviewed.last().map(|review| &review.signature);
        self.completion_stands()
            && reviewed.is_some_and(|it| Some(it.position) > completed && !it.is_withdrawn())
    }

    /// Whether the batch was released as its record and its results stand.
    pub fn release_stands(&self) -> bool {
        let released = self.released.last().map(|release| &release.signature);
        let changed = self.changed.max(self.grounds_changed);
        self.rejected.is_none()
            && released.is_some_and(|it| it.position > changed && !it.is_withdrawn())
    }

    /// Whether it was released, and that was not withdrawn.
    pub fn is_released(&self) -> bool {
        self.released.iter().any(|release| !release.signature.is_withdrawn())
    }

    /// Whether a signature on one of its steps, or on the record as a whole, still stands.
    pub fn standing(&self, signature: &Signature) -> Standing {
        let step = self.steps.values().find(|record| record.signatures.contains(signature));
        if let Some(record) = step {
            return record.standing(signature);
        }
        let latest = |position: Option<u64>, stands| stands && position == Some(signature.position);
        let completed = self.completed.last().map(|signature| signature.position);
        let reviewed = self.reviewed.last().map(|review| review.signature.position);
        let released = self.released.last().map(|release| release.signature.position);
        if signature.is_withdrawn() {
            Standing::Withdrawn
        } else if latest(completed, self.completion_stands())
            || latest(reviewed, self.review_stands())
            || latest(released, self.release_stands())
            || self.rejected.as_ref() == Some(signature)
        {
            Standing::Standing
        } else {
            Standing::Superseded
        }
    }

    /// The signatures that can be withdrawn: on its steps, on the record, of its release.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        let steps = self.steps.values().flat_map(|record| record.signatures.iter());
        let reviewed = self.reviewed.iter().map(|review| &review.signature);
        let released = self.released.iter().map(|release| &release.signature);
        steps.chain(&self.completed).chain(reviewed).chain(released)
    }

    /// A withdrawn signature of a step changes the step; one on the record as a whole changes what
    /// was signed after it.
    fn withdraw(&mut self, at: At, withdrawn: &SignatureWithdrawn) -> Result<(), Impossible> {
        let was = self.signatures().find(|signature| signature.position == withdrawn.entry);
        if was.is_some_and(Signature::is_withdrawn) {
            return Err("the signature was withdrawn before");
        }
        let signed = |record: &StepRecord| {
            record.signatures.iter().any(|signature| signature.position == withdrawn.entry)
        };
        let signed = self.steps.iter().filter(|(_, record)| signed(record));
        let keys: Vec<StepKey> = signed.map(|(key, _)| key.clone()).collect();
        if !keys.is_empty() {
            let mut done = Ok(());
            for key in &keys {
                self.in_step(at, &key.step, key.round, |record| {
                    done = done.and(withdraw(&mut record.signatures, at, withdrawn));
                });
            }
            return done;
        }
        let reviewed = self.reviewed.iter_mut().map(|review| &mut review.signature);
        let released = self.released.iter_mut().map(|release| &mut release.signature);
        withdraw(self.completed.iter_mut().chain(reviewed).chain(released), at, withdrawn)?;
        self.grounds_changed = at.position;
        Ok(())
    }

    fn of(at: At, started: &BatchStarted) -> Self {
        Self {
            started: started.clone(),
            mark: started.deed.at(at),
            steps: OrdMap::new(),
            materials: OrdMap::new(),
            lots: Arc::default(),
            devices: OrdMap::new(),
            containers: OrdMap::new(),
            products: Arc::default(),
            rooms: Arc::default(),
            current: None,
            changed: at.position,
            grounds_changed: 0,
            tally: Tally::default(),
            completed: Vec::new(),
            reviewed: Vec::new(),
            released: Vec::new(),
            rejected: None,
        }
    }

    /// Changes what is recorded of a step, and the count of steps with it.
    fn in_step(&mut self, at: At, step: &StepId, round: u32, change: impl FnOnce(&mut StepRecord)) {
        let key = StepKey::new(step, round);
        let before = self.steps.get(&key).map(|record| Tally::of(record)).unwrap_or_default();
        // In place: a copy for every entry would make a long step dear.
        let record = Arc::make_mut(self.steps.entry(key).or_default());
        change(record);
        self.tally = self.tally.with(before, Tally::of(record));
        self.changed = at.position;
    }

    fn start_step(&mut self, at: At, started: &StepStarted) {
        self.in_step(at, &started.step, started.round, |record| record.begin(at, started));
        self.current = Some(StepKey::new(&started.step, started.round));
        if let Some(room) = started.room.as_ref().filter(|room| !self.rooms.contains(room)) {
            Arc::make_mut(&mut self.rooms).push(room.clone());
        }
    }

    fn scan_material(&mut self, at: At, scanned: &MaterialScanned) {
        self.in_step(at, &scanned.step, scanned.round, |record| record.scan_material(at, scanned));
        let (lot, attributes) = (scanned.lot.clone(), scanned.attributes.clone());
        if !self.lots.contains(&lot) {
            Arc::make_mut(&mut self.lots).push(lot.clone());
        }
        let in_use = LotInUse { lot, attributes, position: at.position };
        let mut uses = self.materials.get(&scanned.material).cloned().unwrap_or_default();
        uses.push(in_use);
        self.materials.insert(scanned.material.clone(), uses);
    }

    fn scan_equipment(&mut self, at: At, scanned: &EquipmentScanned) {
        self.in_step(at, &scanned.step, scanned.round, |record| record.scan_equipment(at, scanned));
        if !self.devices.contains_key(&scanned.equipment) {
            self.devices.insert(scanned.equipment.clone(), scanned.device.clone());
        }
    }

    fn scan_container(&mut self, at: At, scanned: &ContainerScanned) {
        self.in_step(at, &scanned.step, scanned.round, |record| record.scan_container(at, scanned));
        let (container, collected) = (scanned.scanned.clone(), scanned.collected);
        self.containers.insert(scanned.container.clone(), TakenIn { container, collected });
    }
}

impl Subject for Batch {
    type Event = BatchEvent;
    type Summary = BatchSummary;

    fn begin(at: At, event: &BatchEvent) -> Option<Self> {
        match event {
            BatchEvent::Started(started) => Some(Self::of(at, started)),
            _ => None,
        }
    }

    fn fold(&mut self, at: At, event: &BatchEvent) -> Result<(), Impossible> {
        match event {
            BatchEvent::Started(_) => return Err("the batch was started before"),
            BatchEvent::StepStarted(it) => self.start_step(at, it),
            BatchEvent::MaterialScanned(it) => self.scan_material(at, it),
            BatchEvent::EquipmentScanned(it) => self.scan_equipment(at, it),
            BatchEvent::ContainerScanned(it) => self.scan_container(at, it),
            BatchEvent::MaterialUsed(it) => {
                self.in_step(at, &it.step, it.round, |record| record.draw_on(at, it));
            }
            BatchEvent::RoomScanned(it) => {
                self.in_step(at, &it.step, it.round, |record| record.scan_room(at, it));
            }
            BatchEvent::OutputScanned(it) => {
                self.in_step(at, &it.step, it.round, |record| record.scan_output(at, it));
            }
            BatchEvent::ValueRecorded(it) => {
                self.in_step(at, &it.step, it.round, |record| record.record(at, it));
            }
            BatchEvent::ValueDerived(it) => {
                self.in_step(at, &it.step, it.round, |record| record.derive(at, it));
            }
            BatchEvent::ValueCorrected(it) => {
                let record = self.step(&it.step, it.round);
                record.and_then(|record| record.value(&it.value)).ok_or("nothing to correct")?;
                self.in_step(at, &it.step, it.round, |record| record.correct(at, it));
            }
            BatchEvent::SampleDrawn(it) => {
                self.in_step(at, &it.step, it.round, |record| record.sample(at, it));
            }
            BatchEvent::LabelsPrinted(it) => {
                self.in_step(at, &it.step, it.round, |record| record.print(at, it));
            }
            BatchEvent::LabelsReconciled(it) => {
                self.in_step(at, &it.step, it.round, |record| record.count(at, it));
            }
            BatchEvent::OutputMade(it) => {
                self.in_step(at, &it.step, it.round, |record| record.make(at, it));
                Arc::make_mut(&mut self.products).push(it.product.clone());
            }
            BatchEvent::StepPerformed(it) => {
                self.in_step(at, &it.step, it.round, |record| record.perform(at, it));
            }
            BatchEvent::StepVerified(StepVerified { step, round, signed })
            | BatchEvent::StepReaffirmed(StepReaffirmed { step, round, signed }) => {
                self.in_step(at, step, *round, |record| record.signatures.push(signed.at(at)));
            }
            BatchEvent::RecordCompleted(it) => {
                self.completed.push(it.signed.at(at));
                self.rooms = Arc::default();
            }
            BatchEvent::Reviewed(it) => {
                let (exceptions, signature) = (it.exceptions, it.signed.at(at));
                self.reviewed.push(Review { exceptions, signature });
            }
            BatchEvent::Released(it) => self.released.push(Release {
                pending: it.pending.clone(),
                checked: it.checked.clone(),
                signature: it.signed.at(at),
            }),
            BatchEvent::ResultCorrected(_) | BatchEvent::GroundWithdrawn(_) => {
                self.grounds_changed = at.position;
            }
            BatchEvent::SignatureWithdrawn(it) => self.withdraw(at, it)?,
            BatchEvent::Rejected(it) => {
                self.rejected = Some(it.signed.at(at));
                self.rooms = Arc::default();
            }
        }
        Ok(())
    }

    fn summary(&self) -> BatchSummary {
        BatchSummary {
            process: self.started.process.clone(),
            version: self.started.version.clone(),
            compiled: self.started.compiled,
            order: self.started.order.clone(),
            phase: self.phase(),
            started: self.started.deed.occurred,
            current: self.current.as_ref().map(|key| key.step.clone()),
            tally: self.tally,
            rooms: Arc::clone(&self.rooms),
            lots: Arc::clone(&self.lots),
            products: Arc::clone(&self.products),
        }
    }
}

impl Summarise for BatchSummary {
    fn closed(&self) -> bool {
        matches!(self.phase, Phase::Released | Phase::Rejected)
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::of(Index::BatchOfProcess, &self.process));
        if let Some(order) = &self.order {
            found_under(Key::of(Index::BatchOfOrder, order));
        }
        for room in self.rooms.iter() {
            found_under(Key::of(Index::BatchInRoom, room));
        }
        for lot in self.lots.iter() {
            found_under(Key::of(Index::BatchUsingLot, lot));
        }
        let waits = |what| Key::new(Index::Waiting, what);
        if self.tally.to_verify > 0 {
            found_under(waits("verification"));
        }
        if self.tally.superseded > 0 {
            found_under(waits("reaffirmation"));
        }
        match self.phase {
            Phase::Running => found_under(waits("batch-step")),
            Phase::Complete => found_under(waits("batch-review")),
            Phase::Reviewed => found_under(waits("batch-release")),
            Phase::Released | Phase::Rejected => {}
        }
    }
}
