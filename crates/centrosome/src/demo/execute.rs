//! Carrying out a batch, whatever its process says: ask what comes next, do it as written, sign,
//! have it verified by somebody else.
//!
//! Nothing here knows a therapy. What a step scans, records, samples, prints and produces comes
//! from the process; the numbers come from a table of figures, or are unremarkable.

mod doing;

use super::client::Deed;
use super::figures::{self, EARLY_SHIFTS, Figures};
use super::notes::{Next, Notes};
use super::people::pair;
use super::quality::Inquiry;
use super::scene::{MORNING, Scene};
use super::supplies::{Supplies, process_id};
use anyhow::{Context as _, bail, ensure};
use doing::Doing;
use domain::time::Timestamp;
use process::Process;
use process::model::{Operation, Sample};
use process::words::{ContainerId, InputName, OutputId, RoomId, StepId, ValueId};
use serde_json::json;
use standards::reading::Reading;
use std::collections::{BTreeMap, BTreeSet};

/// The one fact that an order holds.
const WEIGHT: &str = "patient.weight";

/// What does not go as written in one step.
#[derive(Debug, Clone, Copy)]
pub enum Twist {
    /// Everything goes as written.
    None,
    /// This value, out of its limits, stands in the place of the table's; then something is done
    /// about it, so that the step can go on.
    OutOfLimits(&'static str, &'static str, Inquiry),
    /// The product stays open for so many minutes, and the step can only be told.
    LeftOpen(i64),
    /// Nobody has come yet to verify it.
    Unverified,
}

/// A sample that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The sample: `sample/S26-0001`.
    pub id: String,
    /// What the process says of it.
    pub sample: Sample,
    /// When it was taken.
    pub at: Timestamp,
}

/// A batch being made.
pub struct Making<'s> {
    scene: &'s Scene,
    process: &'s Process,
    supplies: &'s Supplies,
    figures: Figures,
    /// The batch: `batch/B26-0001`.
    pub batch: String,
    /// Samples taken so far.
    pub samples: Vec<Taken>,
    /// What was made so far, containers and lots, each as its output of the process.
    products: Vec<(OutputId, String)>,
    notes: Notes,
    containers: BTreeMap<ContainerId, String>,
    entered: BTreeSet<RoomId>,
    first_day: i32,
}

/// What a batch is started with.
#[derive(Debug, Default)]
pub struct Start {
    /// For which order, and what the patient weighs.
    pub order: Option<(String, Reading)>,
    /// Facts from outside that the order does not hold.
    pub inputs: BTreeMap<InputName, Reading>,
    /// The containers that go in, each with the end of its collection.
    pub containers: BTreeMap<ContainerId, (String, Timestamp)>,
}

impl<'s> Making<'s> {
    /// Clears the first room and starts a batch.
    pub fn start(
        scene: &'s Scene,
        process: &'s Process,
        supplies: &'s Supplies,
        figures: Figures,
        start: Start,
    ) -> anyhow::Result<Self> {
        let mut making = Self {
            scene,
            process,
            supplies,
            figures,
            batch: String::new(),
            samples: Vec::new(),
            products: Vec::new(),
            notes: Notes::default(),
            containers: BTreeMap::new(),
            entered: BTreeSet::new(),
            first_day: scene.day(),
        };
        for (name, (container, collected)) in start.containers {
            making.containers.insert(name.clone(), container);
            making.notes.collected.insert(name, collected);
        }
        making.notes.inputs = start.inputs;
        if let Some(room) = process.steps().find_map(|(_, step)| step.room.as_ref()) {
            making.enter(room)?;
        }
        let rooms = process.rooms.iter().map(|room| making.room(&room.id));
        let rooms = rooms.collect::<anyhow::Result<Vec<_>>>()?;
        let outside = process.inputs.iter().filter(|fact| fact.name.as_str() != WEIGHT);
        let inputs: Vec<_> = outside.map(|fact| making.notes.inputs.get(&fact.name)).collect();
        ensure!(
            inputs.iter().all(Option::is_some),
            "the story lacks a fact that {} reads",
            process.id
        );
        let mut with = json!({ "process": process_id(process), "rooms": rooms, "inputs": inputs });
        if let Some((order, weight)) = start.order {
            super::client::set(&mut with, "order", json!(order));
            making.notes.inputs.insert(InputName::from(WEIGHT), weight);
        }
        let (operator, _) = pair("operator").context("nobody operates")?;
        let started = scene.does(operator, &Deed::ask("batch.start", with))?;
        making.batch = started.subject_of("batch-started")?;
        let name = &process.name.en;
        scene.says(
            operator,
            format!("starts {}: {name}, version {}", making.batch, process.version),
        );
        Ok(making)
    }

    /// Carries out what comes next until that is `step`, or nothing is left.
    pub fn until(&mut self, step: &str) -> anyhow::Result<()> {
        while let Some(next) = self.next()? {
            if next.step.as_str() == step {
                return Ok(());
            }
            self.carry_out(&next, Twist::None)?;
        }
        bail!("{} was finished and never came to a step {step}", self.batch)
    }

    /// Carries out the next step, which does not go as written.
    pub fn with_a_twist(&mut self, twist: Twist) -> anyhow::Result<Option<String>> {
        let next = self.next()?.context("no step is left for the twist")?;
        self.carry_out(&next, twist)
    }

    /// Carries out all that is left, and has the record signed as complete.
    pub fn finish(&mut self) -> anyhow::Result<()> {
        while let Some(next) = self.next()? {
            self.carry_out(&next, Twist::None)?;
        }
        ensure!(self.notes.complete(self.process), "{} waits for something for ever", self.batch);
        let (operator, _) = pair("operator").context("nobody operates")?;
        let with = json!({ "batch": self.batch });
        self.scene.does(operator, &Deed::ask("batch.complete-record", with).signed("performed"))?;
        self.scene.says(operator, format!("signs the record of {} as complete", self.batch));
        Ok(())
    }

    /// The containers or lots that were made, in order.
    pub fn made(&self) -> Vec<String> {
        self.products.iter().map(|(_, product)| product.clone()).collect()
    }

    /// The step in its round that was carried out last.
    pub fn value(&self, step: &str, round: u32, value: &str) -> Option<&Reading> {
        self.notes.values.get(&(StepId::from(step), round, ValueId::from(value)))
    }

    /// Notes that a value was corrected.
    pub fn corrected(&mut self, step: &str, round: u32, value: &str, reading: Reading) {
        self.notes.values.insert((StepId::from(step), round, ValueId::from(value)), reading);
    }

    /// What is recorded of a value, in the form the step asks for.
    pub fn reading(&self, step: &str, value: &str, figure: &str) -> anyhow::Result<Reading> {
        let value = self.process.value(&StepId::from(step), &ValueId::from(value));
        figures::read(&value.with_context(|| format!("{step} records no such value"))?.kind, figure)
    }

    fn next(&self) -> anyhow::Result<Option<Next>> {
        let begins = |operation: &Operation, day: u32| {
            let mut shifts = EARLY_SHIFTS.iter();
            let early = shifts.find(|(name, _)| *name == operation.id.as_str());
            let hour = early.map_or(MORNING, |(_, hour)| *hour);
            let day = self.first_day.saturating_add(i32::try_from(day).unwrap_or(i32::MAX));
            self.scene.moment_of(day, hour, 0).unwrap_or(Timestamp::from_millisecond(0))
        };
        let Some(mut next) = self.notes.next(self.process, self.scene.now(), begins) else {
            return Ok(None);
        };
        // What can wait for the morning does.
        let morning = self.scene.morning_after(next.earliest)?;
        if next.latest.is_none_or(|latest| morning <= latest) {
            next.earliest = morning;
        }
        Ok(Some(next))
    }

    /// Gives the deviation that the twist opened, if it did.
    fn carry_out(&mut self, next: &Next, twist: Twist) -> anyhow::Result<Option<String>> {
        let process = self.process;
        let (operation, step) = process.step(&next.step).context("a step of the process")?;
        self.scene.wait_until(next.earliest);
        if let Some(latest) = next.latest {
            ensure!(self.scene.now() <= latest, "the story comes too late for {}", step.id);
        }
        let done = Doing::of(self, operation, step, next.round, twist)?.carry_out();
        done.with_context(|| format!("in step {} round {} of {}", step.id, next.round, self.batch))
    }

    /// Clears a room for the batch, two people looking, if it has not been in it.
    fn enter(&mut self, room: &RoomId) -> anyhow::Result<()> {
        if !self.entered.insert(room.clone()) {
            return Ok(());
        }
        let id = self.room(room)?;
        let (first, second) = pair("operator").context("nobody operates")?;
        let points = ["surfaces", "equipment", "materials", "labels", "documents", "waste"];
        let clear = Deed::ask("facility.clear-room", json!({ "room": id, "points": points }));
        self.scene.does(first, &clear.signed("performed"))?;
        let verify = Deed::ask("facility.verify-clearance", json!({ "room": id }));
        self.scene.does(second, &verify.signed("verified"))?;
        self.scene.says(first, format!("clears {id}; {} finds it clear", second.0));
        Ok(())
    }

    fn room(&self, room: &RoomId) -> anyhow::Result<String> {
        let id = self.supplies.rooms.get(room);
        id.cloned().with_context(|| format!("there is no room for {room}"))
    }
}
