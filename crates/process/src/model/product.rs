//! What is made, for whom, and how much of it is a dose.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use standards::reading::Quantity;

use crate::words::{InputName, Text};

/// What the process makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The centre's own code: `CG-101`.
    pub code: Arc<str>,
    pub name: Text,
    /// The ISBT 128 product code, where the product carries one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub isbt128: Option<Arc<str>>,
    pub modality: Modality,
    pub storage: Text,
    /// From the end of the process to expiry, in a unit of time.
    pub shelf_life: Quantity,
    /// From thawing or opening to the end of use, in a unit of time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub in_use: Option<Quantity>,
}

/// Whose cells they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// For the person the cells came from, and nobody else.
    Autologous,
    /// From a donor.
    Allogeneic,
    /// A vector: a lot, consumed by other processes.
    Vector,
}

impl Modality {
    /// Every modality.
    pub const ALL: [Self; 3] = [Self::Autologous, Self::Allogeneic, Self::Vector];

    /// As written in a process.
    pub fn word(self) -> &'static str {
        match self {
            Self::Autologous => "autologous",
            Self::Allogeneic => "allogeneic",
            Self::Vector => "vector",
        }
    }
}

/// How much a dose is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dose {
    /// What is counted: CAR-positive viable cells.
    pub of: Text,
    /// The body weight a dose is reckoned by; without it the figures are per patient.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub weight: Option<InputName>,
    /// The least that is a dose.
    pub min: Quantity,
    /// What is aimed at.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<Quantity>,
    /// The most that may be given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub max: Option<Quantity>,
    /// The most that may be given whatever the weight.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cap: Option<Quantity>,
    /// Where the figures come from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Arc<str>>,
}
