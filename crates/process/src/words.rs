//! The smallest pieces every language of the house shares: bilingual text and ids.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use standards::short::Short;

/// A text in both languages of the house. Both are always there: the compiler refuses less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub zh: Arc<str>,
    pub en: Arc<str>,
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Short);

        impl $name {
            /// The id as its author wrote it.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(Short::new(id))
            }
        }
    )+ };
}

ids! {
    /// A process: `cart_cd19`.
    ProcessId;
    /// A unit operation: `harvest`.
    OperationId;
    /// A step, stable from version to version: `harvest.count`.
    StepId;
    /// A value of a step, recorded or calculated: `viability`.
    ValueId;
    /// A material of the process: `activation_reagent`.
    MaterialId;
    /// A container brought into the process: `apheresis`.
    ContainerId;
    /// A piece of equipment as the process speaks of it: `processor`.
    EquipmentId;
    /// A kind of room as the process speaks of it: `suite`.
    RoomId;
    /// A sample: `release_sample`.
    SampleId;
    /// A label: `bag_label`.
    LabelId;
    /// What the process makes: `dose_bag`.
    OutputId;
    /// A line of the specification: `viability`.
    AttributeId;
    /// A role of the vocabulary: `operator`.
    RoleCode;
    /// An equipment class of the vocabulary: `cell-counter`.
    EquipmentClassCode;
    /// A room grade of the vocabulary: `C`.
    GradeCode;
    /// A legend that labels carry, of the vocabulary: `autologous-use-only`.
    LegendCode;
    /// A fact that comes from outside the record, with dots: `patient.weight`.
    InputName;
}
