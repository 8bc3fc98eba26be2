//! Judging an act: what every act is held to, then its own rule.

use crate::act::{Act, Said};
use crate::centre::Centre;
use crate::command::{Manner, Rule};
use crate::desk::Desk;
use crate::facility::at_station::must_be_where_it_says;
use crate::fact::Fact;
use crate::id::SubjectId;
use crate::permit::permit;
use crate::refusal::{Broken, Finding, Refusal, Severity, Stop};
use crate::signature::must_be_strong_enough;

/// How far ahead of the writer's clock a claimed time may lie, in minutes.
pub const AHEAD_MINUTES_MAX: i64 = 1;

/// How late something may be told without a reason, in minutes.
pub const LATE_MINUTES_MAX: i64 = 30;

crate::refusals! {
    /// What every act is held to.
    pub enum Refused {
        /// This is asked, never told.
        OnlyAsked { action: &'static str } "only-asked" Major,
        /// This is told, never asked.
        OnlyTold { action: &'static str } "only-told" Major,
        /// What has happened otherwise than laid down needs a reason.
        ReasonNeeded { action: &'static str } "reason-needed" Major,
        /// The claimed time lies ahead of the clock.
        OccurredAhead { minutes: i64 } "occurred-ahead" Major,
        /// It was taken down late.
        Late { minutes: i64 } "late-entry" Minor,
        /// It must be signed.
        SignatureNeeded { means: &'static str } "signature-needed" Major,
        /// It cannot be signed with this meaning.
        WrongMeaning { means: &'static str } "wrong-meaning" Major,
    }
}

/// What an act came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What it established.
    pub facts: Vec<Fact>,
    /// Which rules it broke; only a told act breaks rules.
    pub findings: Vec<Finding>,
    /// What was consulted, each at its ordinal.
    pub read: Vec<(SubjectId, u64)>,
}

/// Judges an act against the centre. Pure: the same centre and act give the same answer.
pub fn decide(centre: &Centre, act: &Act) -> Result<Decision, Stop> {
    let desk = Desk::new(centre, act.recorded);
    let mut broken = Broken::default();
    understandable(act)?;
    if let Some(reason) = permit(&desk, &act.by, act.role, act.command.action(), act.said)? {
        broken.because(reason);
    }
    must_be_strong_enough(centre, act, &mut broken);
    must_be_where_it_says(&desk, act, &mut broken)?;
    lateness(act, &mut broken)?;
    let mut facts = act.command.judge(&desk, act, &mut broken)?;
    let reasons = broken.into_reasons();
    if act.said == Said::Ask && !reasons.is_empty() {
        return Err(Stop::Refused(Refusal { reasons }));
    }
    let grave = reasons.iter().any(|reason| reason.severity >= Severity::Major);
    if grave && !has_reason(act) && act.command.action().manner == Manner::Either {
        return Err(Refused::ReasonNeeded { action: act.command.action().name }.into());
    }
    let findings: Vec<Finding> = reasons.iter().map(Finding::from).collect();
    facts.extend(crate::quality::opened_by_findings(&desk, act, &facts, &findings));
    Ok(Decision { facts, findings, read: desk.consulted() })
}

/// What must hold for an act to be understood at all, asked or told.
fn understandable(act: &Act) -> Result<(), Stop> {
    let action = act.command.action();
    match (act.said, action.manner) {
        (Said::Tell, Manner::Asked) => {
            return Err(Refused::OnlyAsked { action: action.name }.into());
        }
        (Said::Ask, Manner::Told) => return Err(Refused::OnlyTold { action: action.name }.into()),
        _ => {}
    }
    let ahead = act.occurred.minutes_since(act.recorded);
    if act.occurred > act.recorded.plus_minutes(AHEAD_MINUTES_MAX) {
        return Err(Refused::OccurredAhead { minutes: ahead }.into());
    }
    match (&act.signing, action.signed) {
        (None, [first, ..]) => Err(Refused::SignatureNeeded { means: first.word() }.into()),
        (Some(signing), _) if !action.signed.contains(&signing.means) => {
            Err(Refused::WrongMeaning { means: signing.means.word() }.into())
        }
        _ => Ok(()),
    }
}

fn lateness(act: &Act, broken: &mut Broken) -> Result<(), Stop> {
    let minutes = act.recorded.minutes_since(act.occurred);
    if minutes <= LATE_MINUTES_MAX {
        return Ok(());
    }
    let action = act.command.action();
    if action.fields.iter().any(|field| field.name == "reason") && !has_reason(act) {
        return Err(Refused::ReasonNeeded { action: action.name }.into());
    }
    if act.said == Said::Tell {
        broken.because(Refused::Late { minutes });
    }
    Ok(())
}

fn has_reason(act: &Act) -> bool {
    act.command.to_json().get("reason").is_some_and(|reason| !reason.is_null())
}
