//! The compiled process: what a batch record is made from.
//!
//! Plain data, complete and checked. Its bytes are the same for the same text and compiler, so
//! that a batch can pin them by hash; they carry the compiler's version, so that a reader in
//! thirty years knows by which rules they were made.
//!
//! Reading order: `product` (what is made, for whom, how much), `resources` (what comes in
//! and what is used), `step` (what is done), `value` (what is recorded), `specification`.

mod formula;
mod product;
mod resources;
mod specification;
mod step;
mod stored;
mod value;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use formula::Formula;
pub use product::{Dose, Modality, Product};
pub use resources::{
    Attribute as MaterialAttribute, Container, Equipment, Fact, Handling, Label, LotRule, Material,
    Output, OutputKind, Room,
};
pub use specification::{Acceptance, Attribute, From as AttributeFrom, Phase};
pub use step::{
    Amount, Count, Duration, Hold, HoldFrom, Operation, Print, Production, Repeat, Sample, Scan,
    Step, Use,
};
pub use stored::{NotReadable, Sha256};
pub use value::{Calculation, Choice, Kind as ValueKind, Number, Value};

use crate::words::{
    ContainerId, EquipmentId, InputName, LabelId, MaterialId, OperationId, OutputId, ProcessId,
    RoomId, SampleId, StepId, Text, ValueId,
};

/// The rules by which the forms of this module are read. Raised when their meaning changes.
pub const COMPILER: u32 = 1;

/// A process, compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// By which rules it was compiled.
    pub compiler: u32,
    /// SHA-256 of the text it was compiled from.
    pub text: Sha256,
    pub id: ProcessId,
    /// The author's version, `1`, `2`... A batch pins the hash, not this.
    pub version: Arc<str>,
    pub name: Text,
    pub product: Product,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dose: Option<Dose>,
    /// Facts from outside the record that formulas read.
    pub inputs: Vec<Fact>,
    pub containers: Vec<Container>,
    pub materials: Vec<Material>,
    pub equipment: Vec<Equipment>,
    pub rooms: Vec<Room>,
    pub labels: Vec<Label>,
    pub outputs: Vec<Output>,
    pub operations: Vec<Operation>,
    pub specification: Vec<Attribute>,
}

impl Process {
    /// Every step with its operation, in the order of the text.
    pub fn steps(&self) -> impl Iterator<Item = (&Operation, &Step)> {
        self.operations.iter().flat_map(|o| o.steps.iter().map(move |s| (o, s)))
    }

    /// A step and its operation.
    pub fn step(&self, id: &StepId) -> Option<(&Operation, &Step)> {
        self.steps().find(|(_, step)| step.id == *id)
    }

    /// An operation.
    pub fn operation(&self, id: &OperationId) -> Option<&Operation> {
        self.operations.iter().find(|o| o.id == *id)
    }

    /// A value that a step records.
    pub fn value(&self, step: &StepId, value: &ValueId) -> Option<&Value> {
        self.step(step)?.1.values.iter().find(|v| v.id == *value)
    }

    /// A calculation that a step makes.
    pub fn calculation(&self, step: &StepId, id: &ValueId) -> Option<&Calculation> {
        self.step(step)?.1.calculations.iter().find(|c| c.value.id == *id)
    }

    /// A material.
    pub fn material(&self, id: &MaterialId) -> Option<&Material> {
        self.materials.iter().find(|m| m.id == *id)
    }

    /// A room.
    pub fn room(&self, id: &RoomId) -> Option<&Room> {
        self.rooms.iter().find(|r| r.id == *id)
    }

    /// A piece of equipment.
    pub fn equipment(&self, id: &EquipmentId) -> Option<&Equipment> {
        self.equipment.iter().find(|e| e.id == *id)
    }

    /// A container brought in.
    pub fn container(&self, id: &ContainerId) -> Option<&Container> {
        self.containers.iter().find(|c| c.id == *id)
    }

    /// A label.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|l| l.id == *id)
    }

    /// An output.
    pub fn output(&self, id: &OutputId) -> Option<&Output> {
        self.outputs.iter().find(|o| o.id == *id)
    }

    /// A sample, with the step that takes it.
    pub fn sample(&self, id: &SampleId) -> Option<(&Step, &Sample)> {
        self.steps().find_map(|(_, step)| {
            step.samples.iter().find(|s| s.id == *id).map(|sample| (step, sample))
        })
    }

    /// A line of the specification.
    pub fn attribute(&self, id: &crate::words::AttributeId) -> Option<&Attribute> {
        self.specification.iter().find(|a| a.id == *id)
    }

    /// The unit in which an input is declared: a fact, or an attribute of a material's lot.
    pub fn input_unit(&self, name: &InputName) -> Option<&standards::unit::Unit> {
        let fact = self.inputs.iter().find(|f| f.name == *name).map(|f| &f.number.unit);
        fact.or_else(|| {
            let (material, attribute) = name.as_str().strip_prefix("material.")?.split_once('.')?;
            let material = self.materials.iter().find(|m| m.id.as_str() == material)?;
            let found = material.attributes.iter().find(|a| a.id.as_str() == attribute)?;
            Some(&found.number.unit)
        })
    }
}
