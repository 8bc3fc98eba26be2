//! A bench: everything a batch needs, and hands that carry it out.

mod hands;

use super::{Batch, Start, StepRecord};
use crate::custody::Place;
use crate::custody::fixtures::{a_collection, arrive, reading, team};
use crate::facility::{
    Calibrate, ClearRoom, ClearancePoint, DefineEquipment, DefineRoom, Grade, VerifyClearance,
};
use crate::id::{
    BatchId, ContainerId, DeviationId, EquipmentId, LotId, OrderId, ProcessId, RoomId, SampleId,
};
use crate::index::Index;
use crate::people::{Qualify, Role};
use crate::process::Compiled;
use crate::process::testing::ProcessStage;
use crate::quality::testing::{contain, enter, receive, review};
use crate::quality::{ReleaseBatch, ReviewBatch};
use crate::testing::sealed;
use crate::text::Name;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

pub use hands::StepAt;

/// A process with one of everything, for one patient.
pub const BENCH: &str = include_str!("testing/bench.yaml");

/// A process that makes the vector of the other.
pub const VECTOR: &str = include_str!("testing/vector.yaml");

/// A stage on which batches are made: OP-07 does, OP-08 verifies.
#[derive(Clone)]
pub struct Bench {
    stage: ProcessStage,
    /// The batch that is worked on.
    pub batch: BatchId,
}

impl Deref for Bench {
    type Target = ProcessStage;
    fn deref(&self) -> &ProcessStage {
        &self.stage
    }
}

impl DerefMut for Bench {
    fn deref_mut(&mut self) -> &mut ProcessStage {
        &mut self.stage
    }
}

impl Bench {
    /// People, both processes effective, rooms clear, equipment calibrated, items defined. No batch.
    pub fn open() -> Self {
        let mut stage = ProcessStage::open();
        team(&mut stage);
        for (code, roles) in [
            ("PE-01", [Role::ProcessEngineer].as_slice()),
            ("FE-01", &[Role::FacilityEngineer]),
            ("OP-09", &[Role::Operator]),
            ("QA-02", &[Role::QaReviewer]),
            ("QP-01", &[Role::ReleasingPerson]),
            ("QC-01", &[Role::QcAnalyst]),
            ("QC-02", &[Role::QcReviewer]),
        ] {
            stage.person(code, roles);
        }
        for process in [VECTOR, BENCH] {
            stage.effective(process, "PE-01", "QA-01");
        }
        let mut bench = Self { stage, batch: BatchId::new("B26-0001").unwrap() };
        for code in ["OP-07", "OP-08"] {
            bench.qualify(code, "process/cart-cd19@1");
            bench.qualify(code, "process/tiny@1");
        }
        bench.qualify("QC-01", "method/flow-cytometry");
        bench.room("cr-b2", Grade::C);
        bench.room("bsc-1", Grade::A);
        bench.counter("e-nc202");
        bench.define_item("vector");
        bench
    }

    /// A batch of the bench process, its starting material in the suite.
    pub fn started() -> Self {
        let mut bench = Self::open();
        let (order, bag) = a_collection(&mut bench);
        arrive(&mut bench, &bag, Place::Suite);
        bench.clear("cr-b2");
        bench.clear("bsc-1");
        let start = bench.start(Some(&order));
        bench.begins(start);
        bench
    }

    /// A batch whose cells have been received and verified, ten minutes later.
    pub fn received() -> Self {
        let mut bench = Self::started();
        bench.receive();
        bench.pass_minutes(10);
        bench
    }

    /// A batch in the middle of seeding: begun, everything scanned.
    pub fn seeding() -> Self {
        let mut bench = Self::received();
        bench.begin("culture.seed").stands();
        let lot = bench.reagent();
        bench.scans("culture.seed", "reagent", &lot).stands();
        bench.scans_device("culture.seed", "e-nc202").stands();
        bench
    }

    /// A batch that has been seeded, signed by OP-07 and verified by OP-08.
    pub fn seeded() -> Self {
        let mut bench = Self::seeding();
        bench.seed();
        bench
    }

    /// A batch whose record is complete.
    pub fn completed() -> Self {
        let mut bench = Self::seeded();
        bench.go_on();
        bench
    }

    /// A batch that is released: its results are in, reviewed by QC-02, its record reviewed by QA-01.
    pub fn released() -> Self {
        let mut bench = Self::reviewed();
        let release = ReleaseBatch { batch: bench.batch.clone(), note: None };
        bench.asks("QP-01", release).stands();
        bench
    }

    /// A batch that is ready to be released.
    pub fn reviewed() -> Self {
        let mut bench = Self::completed();
        bench.viability("81.2");
        let review = ReviewBatch { batch: bench.batch.clone(), exceptions: 0 };
        bench.asks("QA-01", review).stands();
        bench
    }

    /// A batch about to be filled into two bags.
    pub fn filling() -> Self {
        Self::filling_of("2 {bags}")
    }

    /// A batch about to be filled.
    pub fn filling_of(bags: &str) -> Self {
        let mut bench = Self::seeded();
        bench.expand();
        bench.begin("filling.fill").stands();
        bench.value("filling.fill", "bags", bags).stands();
        bench
    }

    /// A batch of another version of the bench process that takes in no cells, about to be filled.
    pub fn filling_on(process: &str) -> Self {
        let mut bench = Self::open();
        bench.effective(process, "PE-01", "QA-01");
        for code in ["OP-07", "OP-08"] {
            bench.qualify(code, "process/cart-cd19@2");
        }
        let (order, _) = a_collection(&mut bench);
        bench.clear("cr-b2");
        bench.clear("bsc-1");
        let start = bench.start(Some(&order));
        bench.begins(start);
        bench.begin("receipt.identity").stands();
        bench.scans_room("receipt.identity", "suite", "room/cr-b2").stands();
        bench.value("receipt.identity", "integrity", "=intact").stands();
        bench.done("receipt.identity").stands();
        bench.check("receipt.identity").stands();
        bench.pass_minutes(10);
        bench.begin("culture.seed").stands();
        let lot = bench.reagent();
        bench.scans("culture.seed", "reagent", &lot).stands();
        bench.scans_device("culture.seed", "e-nc202").stands();
        bench.seed();
        bench.expand();
        bench.begin("filling.fill").stands();
        bench.value("filling.fill", "bags", "2 {bags}").stands();
        bench
    }

    /// The viability of the seed sample is tested by QC-01 and reviewed by QC-02.
    #[track_caller]
    pub fn viability(&mut self, percent: &str) {
        let sample = self.seed_sample();
        self.asks("QC-01", receive(&sample)).stands();
        let reading = format!(r#"{{"n":"{percent}","u":"%"}}"#);
        self.tells("QC-01", enter(&sample, "viability", &reading)).stands();
        self.asks("QC-02", review(&sample, "viability")).stands();
    }

    /// The sample drawn at seeding.
    #[track_caller]
    pub fn seed_sample(&self) -> SampleId {
        self.record("culture.seed").samples[0].drawn.clone()
    }

    /// Prints, fills and signs what is to be filled.
    #[track_caller]
    pub fn fill_all(&mut self) {
        self.prints("filling.fill", "bag_label", 2).stands();
        self.fills("filling.fill", "dose_bag").stands();
        self.fills("filling.fill", "dose_bag").stands();
        self.done("filling.fill").stands();
        self.check("filling.fill").stands();
    }

    /// Starts a batch of the vector process and goes on with it.
    #[track_caller]
    pub fn begins_vector(&mut self) {
        let process = ProcessId::new("tiny").unwrap();
        self.begins(Start { process, order: None, rooms: vec![], inputs: vec![] });
    }

    /// From the receipt of the cells to its verification.
    #[track_caller]
    pub fn receive(&mut self) {
        self.begin("receipt.identity").stands();
        let bag = self.bag();
        self.scans_container("receipt.identity", "apheresis", &bag.to_string()).stands();
        self.scans_room("receipt.identity", "suite", "room/cr-b2").stands();
        self.value("receipt.identity", "integrity", "=intact").stands();
        self.done("receipt.identity").stands();
        self.check("receipt.identity").stands();
    }

    /// Values, sample and signatures of the seeding.
    #[track_caller]
    pub fn seed(&mut self) {
        self.seed_with("1.12 10*6/mL");
    }

    /// Values, sample and signatures of a seeding at this density.
    #[track_caller]
    pub fn seed_with(&mut self, density: &str) {
        self.value("culture.seed", "density", density).stands();
        self.value("culture.seed", "volume", "98.0 mL").stands();
        self.sample("culture.seed", "seed_sample").stands();
        self.done("culture.seed").stands();
        self.check("culture.seed").stands();
    }

    /// From the seeding to the end of the record.
    #[track_caller]
    pub fn go_on(&mut self) {
        self.expand();
        self.begin("filling.fill").stands();
        self.value("filling.fill", "bags", "2 {bags}").stands();
        self.fill_all();
        self.begin("filling.reconcile").stands();
        let bag = self.products().remove(0);
        self.scans_container("filling.reconcile", "dose_bag", &bag.to_string()).stands();
        self.counts("filling.reconcile", "bag_label", [2, 0, 0]).stands();
        self.done("filling.reconcile").stands();
        self.signs_off().stands();
    }

    /// From the seeding to the last count.
    #[track_caller]
    pub fn expand(&mut self) {
        self.transduce();
        for (round, cells) in [(1, "120 10*6"), (2, "260 10*6")] {
            let at = ("expansion.count", round);
            self.begin(at).stands();
            self.value(at, "cells", cells).stands();
            self.done(at).stands();
        }
    }

    /// The transduction.
    #[track_caller]
    pub fn transduce(&mut self) {
        self.begin("culture.transduce").stands();
        let lot = self.vector();
        self.scans("culture.transduce", "vector", &lot).stands();
        self.value("culture.transduce", "moi", "3.0 1").stands();
        self.done("culture.transduce").stands();
    }

    /// The starting of a batch of the bench process.
    #[expect(clippy::unused_self, reason = "it reads like the other acts of the bench")]
    pub fn start(&self, order: Option<&OrderId>) -> Start {
        Start {
            process: ProcessId::new("cart-cd19").unwrap(),
            order: order.cloned(),
            rooms: vec![room_id("cr-b2"), room_id("bsc-1")],
            inputs: vec![reading("200 10*6")],
        }
    }

    /// Starts a batch and goes on with it.
    #[track_caller]
    pub fn begins(&mut self, start: Start) {
        let decision = self.asks("OP-07", start).stands();
        self.batch = decision.facts[0].subject.clone().try_into().unwrap();
    }

    /// The compiled process the batch is carried out by.
    pub fn compiled(&self) -> Compiled {
        let hash = self.state_now().started.compiled;
        self.centre.process(&hash).unwrap().as_ref().clone()
    }

    /// Puts another process in its place on the shelf, as no compiler would make it.
    pub fn exchange(&mut self, process: Compiled) {
        let hash = self.state_now().started.compiled;
        self.centre.shelve(hash, Arc::new(process));
    }

    /// A person is qualified until the end of next year.
    #[track_caller]
    pub fn qualify(&mut self, code: &str, skill: &str) {
        let qualify = Qualify {
            person: self.find(code),
            skill: skill.parse().unwrap(),
            until: "2027-12-31".parse().unwrap(),
        };
        self.asks("QA-01", qualify).stands();
    }

    /// A room of a grade.
    #[track_caller]
    pub fn room(&mut self, key: &str, grade: Grade) {
        let room = room_id(key);
        let name = Name(sealed(&room));
        self.asks("FE-01", DefineRoom { room, name, grade, clearance_hours: None }).stands();
    }

    /// A room is cleared and verified.
    #[track_caller]
    pub fn clear(&mut self, key: &str) {
        let (room, points) = (room_id(key), ClearancePoint::ALL.to_vec());
        self.asks("OP-07", ClearRoom { room: room.clone(), points, reason: None }).stands();
        self.asks("OP-08", VerifyClearance { room, reason: None }).stands();
    }

    /// A calibrated cell counter.
    #[track_caller]
    pub fn counter(&mut self, key: &str) {
        let equipment = EquipmentId::new(key).unwrap();
        let (name, class) = (Name(sealed(&equipment)), "cell-counter".parse().unwrap());
        let define = DefineEquipment { equipment: equipment.clone(), name, class, room: None };
        self.asks("FE-01", define).stands();
        let due = "2027-11-30".parse().unwrap();
        let calibrate = Calibrate { equipment, due, certificate: None, reason: None };
        self.asks("FE-01", calibrate).stands();
    }

    /// An item, if it is not defined yet.
    #[track_caller]
    pub fn define_item(&mut self, key: &str) {
        let define = self.item(key);
        self.asks("SK-01", define).stands();
    }

    /// A released lot of the reagent.
    #[track_caller]
    pub fn reagent(&mut self) -> LotId {
        self.released_lot("transact", "2027-12-31", "SK-01", "QA-01")
    }

    /// A released lot of vector, made by a batch of the vector process.
    #[track_caller]
    pub fn vector(&mut self) -> LotId {
        self.vector_of("40 10*6/mL")
    }

    /// A released lot of vector with this titre.
    #[track_caller]
    pub fn vector_of(&mut self, titre: &str) -> LotId {
        let lot = self.unreleased_vector(titre);
        let released =
            crate::materials::LotReleased { by: self.find("QA-01"), certificate: None, note: None };
        self.happens(&lot, released);
        lot
    }

    /// A lot of vector as a batch of the vector process makes it.
    #[track_caller]
    pub fn unreleased_vector(&mut self, titre: &str) -> LotId {
        let main = self.batch.clone();
        self.begins_vector();
        self.begin("make.fill").stands();
        self.value("make.fill", "titre", titre).stands();
        let made = self.makes_lot("make.fill", "bulk", "50").stands();
        self.batch = main;
        made.facts[1].subject.clone().try_into().unwrap()
    }

    /// The starting material of the batch's order.
    pub fn bag(&self) -> ContainerId {
        let order = self.state::<Batch>(self.batch.subject()).started.order.clone().unwrap();
        let order = order.to_string();
        let mut found = self.centre.found_under(Index::ContainerOfOrder, &order);
        found.next().unwrap().clone().try_into().unwrap()
    }

    /// The containers the batch has filled.
    pub fn products(&self) -> Vec<ContainerId> {
        let batch: &Batch = self.state(self.batch.subject());
        batch.products.iter().filter_map(|id| id.clone().try_into().ok()).collect()
    }

    /// The batch as it stands.
    pub fn state_now(&self) -> &Batch {
        self.state(self.batch.subject())
    }

    /// What is recorded of a step.
    #[track_caller]
    pub fn record<'a>(&self, at: impl Into<StepAt<'a>>) -> &StepRecord {
        let at = at.into();
        self.state_now().step(&at.step.into(), at.round).expect("nothing of the step is recorded")
    }

    /// The deviations about the batch that hold it are contained.
    #[track_caller]
    pub fn contain_all(&mut self) {
        let open: Vec<DeviationId> = self
            .centre
            .found_under(Index::OpenDeviation, &self.batch.to_string())
            .filter_map(|id| id.clone().try_into().ok())
            .collect();
        for deviation in open {
            self.tells("QA-01", contain(&deviation)).stands();
        }
    }
}

/// The room of this key.
pub fn room_id(key: &str) -> RoomId {
    RoomId::new(key).unwrap()
}
