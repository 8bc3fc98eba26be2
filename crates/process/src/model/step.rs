//! What is done, in which order, by whom, with what.

use serde::{Deserialize, Serialize};
use standards::decimal::Decimal;
use standards::reading::Quantity;
use standards::unit::Unit;

use super::formula::Formula;
use super::resources::Handling;
use super::value::{Calculation, Value};
use crate::words::{
    AttributeId, ContainerId, EquipmentId, LabelId, MaterialId, OperationId, OutputId, RoleCode,
    RoomId, SampleId, StepId, Text, ValueId,
};

/// A unit operation: steps that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    pub id: OperationId,
    pub title: Text,
    /// The planned day or days, counted from the start: first and last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub days: Option<(u32, u32)>,
    /// The operations that must be done before; resolved, so the first has none.
    pub after: Vec<OperationId>,
    /// Done only if this holds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub when: Option<Formula>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repeat: Option<Repeat>,
    pub steps: Vec<Step>,
}

/// An operation done in rounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// After a round in which this holds, there is no other.
    pub until: Formula,
    /// The most rounds there may be. Reached without `until`, the operation ends unmet.
    pub max: u32,
    /// From the start of a round to the start of the next, in a unit of time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub every: Option<Quantity>,
}

/// One step of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: StepId,
    pub title: Text,
    pub instruction: Text,
    pub performs: RoleCode,
    /// Who verifies, if anybody: always another person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verifies: Option<RoleCode>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub room: Option<RoomId>,
    pub handling: Handling,
    /// The longest the product may be open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open_at_most: Option<Quantity>,
    /// When to warn before that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open_alert: Option<Quantity>,
    /// The steps that must be done before, besides the operation's own; resolved.
    pub after: Vec<StepId>,
    /// Done only if this holds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub when: Option<Formula>,
    pub holds: Vec<Hold>,
    pub scans: Vec<Scan>,
    pub uses: Vec<Use>,
    pub values: Vec<Value>,
    pub calculations: Vec<Calculation>,
    pub samples: Vec<Sample>,
    pub prints: Vec<Print>,
    pub reconciles: Vec<LabelId>,
    pub produces: Vec<Production>,
    /// How long it takes.
    pub takes: Duration,
    /// How long a person is bound by it.
    pub hands_on: Duration,
}

/// What is scanned before a step may begin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scan {
    /// A lot of the material.
    Material(MaterialId),
    Equipment(EquipmentId),
    Room(RoomId),
    Container(ContainerId),
    /// A container the process itself has made.
    Output(OutputId),
}

/// A material that a step consumes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    pub material: MaterialId,
    pub amount: Amount,
}

/// How much is consumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// Always this much.
    Fixed(Quantity),
    /// As much as this value or calculation of the step says.
    Value(ValueId),
}

/// A time window between two moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    pub from: HoldFrom,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_least: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_most: Option<Quantity>,
}

/// Where a hold time begins; it ends when its own step begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldFrom {
    /// The end of this step; of its last round, if it has rounds.
    Step(StepId),
    /// The end of the collection into this container.
    Collection(ContainerId),
}

/// A sample to take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub id: SampleId,
    pub name: Text,
    pub amount: Quantity,
    /// The lines of the specification it is tested for; none for a retained sample.
    pub serves: Vec<AttributeId>,
    /// Kept, not tested.
    pub retain: bool,
}

/// Labels to print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    pub label: LabelId,
    pub count: Count,
}

/// How many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Count {
    Fixed(u32),
    /// As many as this value or calculation of the step says.
    Value(ValueId),
}

/// What a step makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Production {
    pub output: OutputId,
    pub count: Count,
}

/// A duration that is not known exactly: three estimates in one unit of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    pub low: Decimal,
    pub likely: Decimal,
    pub high: Decimal,
    pub unit: Unit,
}
