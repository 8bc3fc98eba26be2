//! What is recorded, and what it is judged by.

use serde::{Deserialize, Serialize};
use standards::reading::{Finding, Limits};
use standards::unit::Unit;

use super::formula::Formula;
use crate::words::{EquipmentId, Text, ValueId};

/// A number as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    pub unit: Unit,
    /// How many digits stand after the point.
    pub decimals: u32,
    /// Outside of this nobody believes the reading: it is asked again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plausible: Option<Limits>,
    /// Outside of this somebody should look.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alert: Option<Limits>,
    /// Outside of this a deviation opens.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub action: Option<Limits>,
}

/// One answer of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: Finding,
    pub name: Text,
    /// Whether it is good; an answer that is not opens a deviation.
    pub accepted: bool,
}

/// A number, or one of a list of answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "a process has a few dozen, most are numbers")]
pub enum Kind {
    Number(Number),
    Choice(Vec<Choice>),
}

impl Kind {
    /// The number, if it is one.
    pub fn number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// The choices; none for a number.
    pub fn choices(&self) -> &[Choice] {
        if let Self::Choice(choices) = self { choices } else { &[] }
    }
}

/// Something a step records or calculates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    pub id: ValueId,
    pub name: Text,
    pub kind: Kind,
    /// Whether the product hangs on it.
    pub critical: bool,
    /// Whether the step can be finished without it.
    pub optional: bool,
    /// What it is measured with; scanned in the same step.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub measured_with: Option<EquipmentId>,
    /// Where the limits come from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<std::sync::Arc<str>>,
}

/// A value that is computed, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calculation {
    /// What it gives; always a number.
    pub value: Value,
    pub formula: Formula,
}
