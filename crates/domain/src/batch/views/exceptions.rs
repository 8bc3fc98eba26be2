//! What is not as it should be in a batch record: what a reviewer looks at.

use super::{batch, process_of};
use crate::act::Said;
use crate::batch::{Batch, How, Mark, StepKey, StepRecord, Verdict};
use crate::desk::Desk;
use crate::id::{BatchId, DeviationId, PersonId};
use crate::quality::DeviationState;
use crate::quality::views::all_deviations;
use crate::refusal::Stop;
use crate::signature::Standing;
use crate::time::Timestamp;
use process::words::{OperationId, ValueId};

crate::choice! {
    /// What kind of exception it is.
    pub enum ExceptionKind {
        /// A value outside its action limits, or not an accepted answer.
        ActionLimit "action-limit",
        /// A value outside its alert limits.
        AlertLimit "alert-limit",
        /// A value that was corrected.
        Corrected "corrected",
        /// An entry that was made late.
        Late "late",
        /// A deed that was told and not asked for.
        Told "told",
        /// A signature on something that was changed since.
        SignatureSuperseded "signature-superseded",
        /// A signature reaffirmed after a change.
        SignatureReaffirmed "signature-reaffirmed",
        /// A signature that was withdrawn.
        SignatureWithdrawn "signature-withdrawn",
        /// Labels that were not all found.
        LabelsUnaccounted "labels-unaccounted",
        /// An operation repeated as often as it may be, without its end being met.
        RepeatUnmet "repeat-unmet",
        /// A deviation.
        Deviation "deviation",
    }
}

/// One exception of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// What it is.
    pub kind: ExceptionKind,
    /// In which step and round.
    pub step: Option<StepKey>,
    /// About which value.
    pub value: Option<ValueId>,
    /// Of which operation.
    pub operation: Option<OperationId>,
    /// Which deviation.
    pub deviation: Option<DeviationId>,
    /// Position of the entry.
    pub position: Option<u64>,
    /// Whose entry it was.
    pub by: Option<PersonId>,
    /// When it happened.
    pub occurred: Option<Timestamp>,
    /// Whether somebody must still do something about it before the record can be reviewed.
    pub open: bool,
}

/// Everything in a record that is not as it should be, in the order of its steps, deviations last.
pub fn exceptions(desk: &Desk<'_>, id: &BatchId) -> Result<Vec<Exception>, Stop> {
    let state = batch(desk, id)?;
    let process = process_of(desk, id)?;
    let mut found = Vec::new();
    for (key, record) in &state.steps {
        in_step(key, record, &mut found);
    }
    unaccounted(state, &mut found);
    let plan = process::run::plan(process, state);
    found.extend(plan.unmet.into_iter().map(|operation| Exception {
        operation: Some(operation),
        ..blank(ExceptionKind::RepeatUnmet)
    }));
    for (deviation, summary) in all_deviations(desk, id.subject())? {
        found.push(Exception {
            deviation: Some(deviation),
            occurred: Some(summary.occurred),
            open: summary.state != DeviationState::Closed,
            ..blank(ExceptionKind::Deviation)
        });
    }
    Ok(found)
}

fn in_step(key: &StepKey, record: &StepRecord, found: &mut Vec<Exception>) {
    let mut note = |kind, mark: &Mark, value: Option<&ValueId>| {
        found.push(Exception {
            step: Some(key.clone()),
            value: value.cloned(),
            position: Some(mark.position),
            by: Some(mark.by.clone()),
            occurred: Some(mark.occurred),
            ..blank(kind)
        });
    };
    for (value, versions) in &record.values {
        for version in versions {
            match version.verdict {
                Verdict::Action => note(ExceptionKind::ActionLimit, &version.mark, Some(value)),
                Verdict::Alert => note(ExceptionKind::AlertLimit, &version.mark, Some(value)),
                Verdict::Within | Verdict::Unjudged => {}
            }
            if matches!(version.how, How::Corrected { .. }) {
                note(ExceptionKind::Corrected, &version.mark, Some(value));
            }
            if version.mark.late() && !matches!(version.how, How::Derived { .. }) {
                note(ExceptionKind::Late, &version.mark, Some(value));
            }
        }
    }
    for mark in record.deeds() {
        if mark.said == Said::Tell {
            note(ExceptionKind::Told, mark, None);
        }
        if mark.late() {
            note(ExceptionKind::Late, mark, None);
        }
    }
    signatures(key, record, found);
}

/// What is no longer as it was signed. A withdrawn signature is nothing to wait for: the step is open
/// until it is given again.
fn signatures(key: &StepKey, record: &StepRecord, found: &mut Vec<Exception>) {
    for signature in &record.signatures {
        let (kind, open) = match record.standing(signature) {
            Standing::Standing => continue,
            Standing::Reaffirmed => (ExceptionKind::SignatureReaffirmed, false),
            Standing::Superseded if signature.means == crate::act::Meaning::Reaffirmed => continue,
            Standing::Superseded => (ExceptionKind::SignatureSuperseded, true),
            Standing::Withdrawn => (ExceptionKind::SignatureWithdrawn, false),
        };
        found.push(Exception {
            step: Some(key.clone()),
            position: Some(signature.position),
            by: Some(signature.by.clone()),
            occurred: Some(signature.occurred),
            open,
            ..blank(kind)
        });
    }
}

fn unaccounted(state: &Batch, found: &mut Vec<Exception>) {
    for (key, record) in &state.steps {
        for count in record.counts.iter().filter(|count| count.accounted() != count.printed) {
            found.push(Exception {
                step: Some(key.clone()),
                position: Some(count.mark.position),
                by: Some(count.mark.by.clone()),
                occurred: Some(count.mark.occurred),
                ..blank(ExceptionKind::LabelsUnaccounted)
            });
        }
    }
}

fn blank(kind: ExceptionKind) -> Exception {
    Exception {
        kind,
        step: None,
        value: None,
        operation: None,
        deviation: None,
        position: None,
        by: None,
        occurred: None,
        open: false,
    }
}
