//! What comes into the process, what it uses and what it leaves behind.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use standards::reading::Quantity;
use standards::unit::Unit;

use super::value::Number;
use crate::words::{
    ContainerId, EquipmentClassCode, EquipmentId, GradeCode, InputName, LabelId, LegendCode,
    MaterialId, OutputId, ProcessId, RoomId, Text, ValueId,
};

/// A number from outside the record: `patient.weight`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub name: InputName,
    pub label: Text,
    pub number: Number,
}

/// A container of starting material, bound to one chain of identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Container {
    pub id: ContainerId,
    pub name: Text,
    /// What makes it acceptable, for the person who receives it; the figures are limits of the
    /// values recorded at receipt.
    pub accept: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub isbt128: Option<Arc<str>>,
}

/// A material with what its lots must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    pub id: MaterialId,
    /// The code of the item in the stock.
    pub item: Arc<str>,
    pub name: Text,
    pub lot: Vec<LotRule>,
    /// The unit in which it is used.
    pub unit: Unit,
    /// The process whose released lots these are, for what the centre makes itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub made_by: Option<ProcessId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub storage: Option<Text>,
    /// What is known of each lot and read by formulas: a titre.
    pub attributes: Vec<Attribute>,
}

/// A number known of a material's lot: `material.vector.titre`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub id: ValueId,
    pub name: Text,
    pub number: Number,
}

/// What must be so of a lot before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LotRule {
    /// Quality has released it.
    Released,
    /// It has not expired at the moment of use.
    Unexpired,
    /// The whole batch uses one lot.
    OneLot,
}

impl LotRule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Released, Self::Unexpired, Self::OneLot];

    /// As written in a process.
    pub fn word(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Unexpired => "unexpired",
            Self::OneLot => "one-lot",
        }
    }
}

/// A piece of equipment as the steps speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equipment {
    pub id: EquipmentId,
    pub class: EquipmentClassCode,
    pub name: Text,
    /// Whether a device must be within its calibration.
    pub calibrated: bool,
    /// Whether the batch stays with the device it met first.
    pub same_device: bool,
}

/// A room as the steps speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    pub id: RoomId,
    pub name: Text,
    pub grade: GradeCode,
    /// The grade around it, for a cabinet or an isolator.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub background: Option<GradeCode>,
}

/// Whether product or its contact surfaces are exposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handling {
    Closed,
    Open,
}

impl Handling {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Closed, Self::Open];

    /// As written in a process.
    pub fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
        }
    }
}

/// A label that is printed, counted and reconciled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub id: LabelId,
    pub name: Text,
    /// The sentences it must carry.
    pub legends: Vec<LegendCode>,
}

/// What the process makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    pub id: OutputId,
    pub name: Text,
    pub kind: OutputKind,
    /// What one of them holds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holds: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub isbt128: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<LabelId>,
}

/// What an output is to the rest of the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputKind {
    /// Bags or vials with a chain of identity.
    Container,
    /// A lot of a material.
    Lot,
}

impl OutputKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Container, Self::Lot];

    /// As written in a process.
    pub fn word(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Lot => "lot",
        }
    }
}
