//! Carrying a process out: what is next, what is lacking, what a number comes to and how it is
//! judged.
//!
//! Pure functions over a process and a [`Record`], which whoever keeps the record implements.
//! Nothing is stored: the same record gives the same answers.
//!
//! Reading order: `plan` (which steps are done, ready, waiting, skipped),
//! `calculate`, `judge`, `lacking`.
//!
//! Guarantees, for any record and any process read from bytes, even one that no compiler made:
//! every function returns; none panics; what has been done is never shown as not done.

mod calculate;
mod judge;
mod lacking;
mod plan;
mod reader;

use standards::reading::Reading;

pub use calculate::{Calculated, Read, calculate, calculate_result};
pub use judge::{Unfit, Verdict, fits, judge, judge_result};
pub use lacking::{Lacking, what_is_missing};
pub use plan::{Instance, Plan, Skip, Stage, Wait, plan};

use crate::words::{InputName, StepId, ValueId};

/// What has been recorded. Rounds count from 1; a step outside a repeat has round 1 only.
pub trait Record {
    /// The reading that stands for a recorded value, corrections applied.
    fn value(&self, step: &StepId, round: u32, value: &ValueId) -> Option<&Reading>;

    /// How far a step has come.
    fn state(&self, step: &StepId, round: u32) -> StepState;

    /// A fact from outside: `patient.weight`, `material.vector.titre`, `result.viability`. With
    /// its unit, so that a titre recorded in another unit is converted and not misread.
    fn input(&self, name: &InputName) -> Option<Reading>;
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepState {
    #[default]
    NotStarted,
    Started,
    /// Signed by who did it.
    Performed,
    /// Signed by who checked it.
    Verified,
}
