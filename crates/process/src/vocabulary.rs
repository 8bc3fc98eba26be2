//! The words a centre has of its own: roles, equipment classes, room grades, label legends.
//!
//! They are data (`processes/vocabulary.yaml`), so that a centre can have other ones without a
//! new program. A process may use no word that is not here.

mod read;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::words::{EquipmentClassCode, GradeCode, LegendCode, RoleCode, Text};

/// The words processes may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    pub roles: BTreeMap<RoleCode, Role>,
    pub equipment_classes: BTreeMap<EquipmentClassCode, EquipmentClass>,
    pub room_grades: BTreeMap<GradeCode, Grade>,
    pub legends: BTreeMap<LegendCode, Legend>,
}

/// What a role may do in a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub name: Text,
    pub performs: bool,
    pub verifies: bool,
    /// Whether two people of this role may check each other.
    pub verifies_own_role: bool,
}

/// A class of equipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquipmentClass {
    pub name: Text,
    /// Whether a device of it must be within its calibration.
    pub calibrated: bool,
}

/// A room grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    pub name: Text,
    /// Whether product may be open in it.
    pub open_handling: bool,
    /// The grade that must be around it for open handling, if any.
    pub background: Option<GradeCode>,
}

/// A sentence that labels carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legend {
    pub text: Text,
    /// Whether every label of an autologous product carries it.
    pub autologous: bool,
}

impl Vocabulary {
    /// Reads a vocabulary, with all its mistakes at once.
    pub fn parse(source: &str) -> Result<Self, Vec<Diagnostic>> {
        read::read(source)
    }
}
