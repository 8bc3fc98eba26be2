//! Recording values: one form sends all that were typed, each is an act of its own.
//!
//! Surprises: when one of several is not taken, those before it are on record. The page then shows
//! them as recorded, and the one that was refused with what was typed.

use super::At;
use crate::pages::act::take::{self, Taken};
use crate::pages::acting::NotTaken;
use crate::pages::frame;
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::parts::Reason;
use crate::problem::{Kind, Problem, Result};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::batch::views::process_of;
use domain::command::Command;
use maud::Markup;
use process::model::{Value, ValueKind};
use process::words::ValueId;

/// The action.
pub const ACTION: &str = "batch.record-value";

/// The id of the form.
pub const FORM: &str = "record";

/// The name of a value's field.
pub fn name(value: &ValueId) -> String {
    format!("v-{value}")
}

/// The name of the hidden field with the id of a value's act.
pub fn act_name(value: &ValueId) -> String {
    format!("a-{value}")
}

/// Takes every value that was typed.
pub async fn take(
    visit: &Visit,
    at: &At,
    posted: Posted,
    again: impl AsyncFnOnce(NotTaken) -> Result<Markup>,
) -> Result<Response> {
    let action = Command::find(ACTION).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let batch = at.batch.clone();
    let process = visit.ask(move |eye| Ok(process_of(eye.desk, &batch)?.clone())).await?;
    let step = process::words::StepId::from(at.step.as_str());
    let values = process.step(&step).map(|(_, step)| step.values.as_slice()).unwrap_or_default();
    let mut last = None;
    let mut reasons: Vec<Reason> = Vec::new();
    let mut status = StatusCode::OK;
    for value in values {
        let Some(typed) = posted.given(&name(&value.id)) else { continue };
        let one = one(at, value, typed, &posted);
        match take::take(visit, action, &one).await? {
            Taken::Recorded(receipt) => last = Some(receipt.position),
            Taken::Not(not) => {
                status = not.status;
                let field = name(&value.id);
                let about = |reason: Reason| match reason.field.as_deref() {
                    Some("reading") | None => reason.field(field.clone()),
                    Some(_) => reason,
                };
                reasons.extend(not.reasons.into_iter().map(about));
            }
        }
    }
    if reasons.is_empty() {
        let path = at.path();
        let path = last.map_or_else(|| path.clone(), |position| frame::after(&path, position));
        return Ok(Redirect::to(&path).into_response());
    }
    let not = NotTaken { action: ACTION, reasons, may_be_told: false, typed: posted };
    // The page is made anew: what was taken before the refusal stands in it as recorded.
    Ok((status, again(not).await?).into_response())
}

/// The form of one value, as if it had been sent alone.
fn one(at: &At, value: &Value, typed: &str, posted: &Posted) -> Posted {
    let (how, n) = read(value, typed);
    let unit = value.kind.number().map(|number| number.unit.to_string()).unwrap_or_default();
    let pairs = [
        ("csrf", posted.get("csrf").to_owned()),
        ("act", posted.get(&act_name(&value.id)).to_owned()),
        ("said", "tell".to_owned()),
        ("batch", at.batch.to_string()),
        ("step", at.step.to_string()),
        ("round", at.round.to_string()),
        ("value", value.id.to_string()),
        ("source", "typed".to_owned()),
        ("reading.n", n),
        ("reading.u", unit),
        ("reading.how", how.to_owned()),
    ];
    Posted::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What was typed as kind and number: `< 0.05` is a bound, an answer is a finding.
pub fn read(value: &Value, typed: &str) -> (&'static str, String) {
    let number = |text: &str| text.trim().replace('\u{2212}', "-").replace(['\u{a0}', ' '], "");
    match &value.kind {
        ValueKind::Choice(_) => ("is", typed.to_owned()),
        ValueKind::Number(_) => match typed.strip_prefix(['<', '＜']) {
            Some(bound) => ("lt", number(bound)),
            None => match typed.strip_prefix(['>', '＞']) {
                Some(bound) => ("gt", number(bound)),
                None => ("n", number(typed)),
            },
        },
    }
}
