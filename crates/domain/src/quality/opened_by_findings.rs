//! What breaks a rule opens a deviation, in the same entry.

use super::{DeviationOpened, views};
use crate::act::Act;
use crate::command::{Owner, drawn};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{Kind, SubjectId};
use crate::refusal::{Finding, Severity};
use serde_json::Value;

/// The deviation that grave findings open, if there are any.
pub fn opened_by_findings(
    desk: &Desk<'_>,
    act: &Act,
    facts: &[Fact],
    findings: &[Finding],
) -> Option<Fact> {
    let severity = findings.iter().map(|finding| finding.severity).max()?;
    if severity < Severity::Major {
        return None;
    }
    let with = act.command.to_json();
    let about = match act.command.action().owner {
        Owner::New(kind) => drawn(kind, act.id),
        Owner::Field(field) => with.get(field).and_then(Value::as_str)?.parse().ok()?,
    };
    let mut touches: Vec<SubjectId> = facts.iter().map(|fact| fact.subject.clone()).collect();
    let through = |subject| views::touched_through(desk, subject).unwrap_or_default();
    let beyond: Vec<SubjectId> = touches.iter().chain([&about]).flat_map(through).collect();
    touches.extend(beyond);
    touches.sort();
    touches.dedup();
    touches.retain(|subject| *subject != about);
    let opened = DeviationOpened {
        about,
        touches,
        step: with.get("step").and_then(Value::as_str).and_then(|step| step.parse().ok()),
        findings: findings.to_vec(),
        severity,
        occurred: act.occurred,
        description: None,
        by: act.by.clone(),
    };
    Some(Fact::new(desk.next(Kind::Deviation), opened))
}
