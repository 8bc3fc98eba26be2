//! What the product must be.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use standards::reading::{Limits, Quantity};
use standards::unit::Unit;

use super::formula::Formula;
use super::value::Choice;
use crate::words::{AttributeId, SampleId, Text};

/// A line of the specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub id: AttributeId,
    pub name: Text,
    pub method: Text,
    pub accept: Acceptance,
    pub phase: Phase,
    pub from: From,
    /// How long the result takes, in a unit of time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub turnaround: Option<Quantity>,
    /// Where the figure comes from.
    pub source: Arc<str>,
}

/// What is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acceptance {
    /// A number; without limits it is reported and not judged.
    Number {
        unit: Unit,
        decimals: u32,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        limits: Option<Limits>,
    },
    /// One of these findings.
    Choice(Vec<Choice>),
}

/// When the result is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// While the process runs.
    InProcess,
    /// Before release.
    Release,
    /// After release: the product may be used while it is pending.
    AfterRelease,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 3] = [Self::InProcess, Self::Release, Self::AfterRelease];

    /// As written in a process.
    pub fn word(self) -> &'static str {
        match self {
            Self::InProcess => "in-process",
            Self::Release => "release",
            Self::AfterRelease => "after-release",
        }
    }
}

/// Where the result comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    /// Tests of these samples, each of which serves the attribute.
    Samples(Vec<SampleId>),
    /// The record itself; other results are read as `result.<attribute>`.
    Formula(Formula),
}
