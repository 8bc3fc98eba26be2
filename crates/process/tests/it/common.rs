//! A record kept in maps, and the two processes the tests run.

use std::collections::BTreeMap;

use process::model::{Process, Value};
use process::run::{Plan, Record, Stage, StepState, plan};
use process::words::{InputName, StepId, ValueId};
use process::{Vocabulary, compile};
use standards::reading::{Quantity, Reading};

/// A record on loose sheets.
#[derive(Default)]
pub struct Notes {
    values: BTreeMap<(String, u32, String), Reading>,
    states: BTreeMap<(String, u32), StepState>,
    inputs: BTreeMap<String, Reading>,
}

impl Record for Notes {
    fn value(&self, step: &StepId, round: u32, value: &ValueId) -> Option<&Reading> {
        self.values.get(&(step.to_string(), round, value.to_string()))
    }

    fn state(&self, step: &StepId, round: u32) -> StepState {
        self.states.get(&(step.to_string(), round)).copied().unwrap_or_default()
    }

    fn input(&self, name: &InputName) -> Option<Reading> {
        self.inputs.get(name.as_str()).cloned()
    }
}

impl Notes {
    pub fn state(mut self, step: &str, round: u32, state: StepState) -> Self {
        self.states.insert((step.to_owned(), round), state);
        self
    }

    pub fn done(self, step: &str, round: u32) -> Self {
        self.state(step, round, StepState::Verified)
    }

    pub fn value(mut self, step: &str, round: u32, value: &str, found: Reading) -> Self {
        self.values.insert((step.to_owned(), round, value.to_owned()), found);
        self
    }

    pub fn input(mut self, name: &str, found: Reading) -> Self {
        self.inputs.insert(name.to_owned(), found);
        self
    }
}

/// `81.20 %`, `< 0.05 [EU]/mL`, or a finding.
pub fn reading(text: &str) -> Reading {
    let (bound, text) = match text.split_at(2) {
        ("< ", rest) => (Some(true), rest),
        ("> ", rest) => (Some(false), rest),
        _ => (None, text),
    };
    let Some((number, unit)) = text.split_once(' ') else {
        return Reading::Found(text.parse().unwrap());
    };
    let quantity = Quantity::new(number.parse().unwrap(), unit.parse().unwrap());
    match bound {
        None => Reading::Exact(quantity),
        Some(true) => Reading::Below(quantity),
        Some(false) => Reading::Above(quantity),
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub fn vocabulary() -> Vocabulary {
    Vocabulary::parse(&read("../../processes/vocabulary.yaml")).unwrap()
}

/// The small process of the mistakes.
pub fn tiny_text() -> String {
    read("tests/mistakes/base.yaml")
}

pub fn tiny() -> Process {
    compile(&tiny_text(), &vocabulary()).unwrap()
}

pub fn cart() -> Process {
    compile(&read("../../processes/cart-cd19.yaml"), &vocabulary()).unwrap()
}

pub fn vector() -> Process {
    compile(&read("../../processes/lentiviral-vector.yaml"), &vocabulary()).unwrap()
}

pub fn stage(process: &Process, record: &Notes, step: &str, round: u32) -> Option<Stage> {
    found(&plan(process, record), step, round)
}

pub fn found(plan: &Plan, step: &str, round: u32) -> Option<Stage> {
    plan.find(&StepId::from(step), round).map(|i| i.stage.clone())
}

pub fn value<'p>(process: &'p Process, step: &str, value: &str) -> &'p Value {
    process.value(&StepId::from(step), &ValueId::from(value)).unwrap()
}
