//! Whether the time windows can be kept.

use std::collections::BTreeMap;

use standards::decimal::Decimal;
use standards::reading::Quantity;

use crate::compile::{Compiler, scalars};
use crate::diagnostic::Code;
use crate::flow::Flow;
use crate::model::{Hold, HoldFrom, Process, Step};
use crate::words::StepId;

pub(super) fn check(compiler: &mut Compiler<'_, '_>, process: &Process, flow: &Flow<'_>) {
    for (_, step) in process.steps() {
        for (number, hold) in step.holds.iter().enumerate() {
            let at = compiler.place(&format!("hold {number} of step {}", step.id));
            if let Err((message, cure)) = keepable(process, flow, step, hold) {
                compiler.out.error(Code::HoldCannotBeMet, at, message, &cure);
            }
        }
    }
}

fn keepable(
    process: &Process,
    flow: &Flow<'_>,
    step: &Step,
    hold: &Hold,
) -> Result<(), (String, String)> {
    let least = hold.at_least.as_ref().and_then(in_minutes);
    let most = hold.at_most.as_ref().and_then(in_minutes);
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let message = "the hold time is longer at least than at most".to_owned();
        return Err((message, "let `at_least` be below `at_most`".to_owned()));
    }
    let HoldFrom::Step(from) = &hold.from else { return Ok(()) };
    if !flow.comes_before(from, &step.id) {
        let message = format!("the hold time begins with step `{from}`, which is not done before");
        return Err((message, "begin with an earlier step".to_owned()));
    }
    let between = shortest(process, flow, from, &step.id);
    match most {
        Some(most) if between > most => Err((
            format!(
                "the steps between `{from}` and `{}` take {} min at least, and the window closes \
                 after {} min",
                step.id,
                between.shortest(),
                most.shortest()
            ),
            "widen the window, begin it later, or shorten what is between".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// The shortest time, in minutes, from the end of one step to the beginning of another: the
/// longest way between them, each step as fast as it can be, steps that may be skipped taking
/// no time, every `at_least` on the way kept.
fn shortest(process: &Process, flow: &Flow<'_>, from: &StepId, to: &StepId) -> Decimal {
    let mut ends: BTreeMap<&StepId, Decimal> = BTreeMap::from([(from, Decimal::ZERO)]);
    for id in flow.order() {
        if *id == from {
            continue;
        }
        let Some((operation, step)) = process.step(id) else { continue };
        let waits = step.holds.iter().filter_map(|h| match &h.from {
            HoldFrom::Step(s) => ends.get(s)?.checked_add(in_minutes(h.at_least.as_ref()?)?),
            HoldFrom::Collection(_) => None,
        });
        let starts = flow.before(id).filter_map(|b| ends.get(b).copied()).chain(waits).max();
        let Some(start) = starts else { continue };
        if *id == to {
            return start;
        }
        let skippable = step.when.is_some() || operation.when.is_some();
        let low = Quantity::new(step.takes.low, step.takes.unit.clone());
        let takes = in_minutes(&low).filter(|_| !skippable).unwrap_or(Decimal::ZERO);
        ends.insert(id, start.checked_add(takes).unwrap_or(start));
    }
    Decimal::ZERO
}

fn in_minutes(time: &Quantity) -> Option<Decimal> {
    time.unit.convert(time.value, &scalars::minutes())
}
