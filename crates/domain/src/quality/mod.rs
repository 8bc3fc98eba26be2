//! Quality: what departs from what was laid down, what is tested, and what is released.
//!
//! Whatever breaks a rule opens a deviation by itself (INV-QUALITY-1); a batch is not released
//! while one about it is open (INV-QUALITY-2).

mod close_deviation;
mod contain_deviation;
mod deviation;
mod investigate_deviation;
mod open_deviation;
mod opened_by_findings;
pub mod views;

#[cfg(test)]
pub(crate) mod testing;

pub use close_deviation::CloseDeviation;
pub use contain_deviation::ContainDeviation;
pub use deviation::{
    Contained, Deviation, DeviationClosed, DeviationEvent, DeviationOpened, DeviationState,
    DeviationSummary, Investigated,
};
pub use investigate_deviation::InvestigateDeviation;
pub use open_deviation::OpenDeviation;
pub use opened_by_findings::opened_by_findings;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[investigate_deviation::Refused::CODES, views::Refused::CODES];
