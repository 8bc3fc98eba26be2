//! Conditions that can never hold, repeats that need not end.

use std::cmp::Ordering;

use standards::reading::{Bound, Quantity};

use crate::compile::Compiler;
use crate::diagnostic::Code;
use crate::expression::{Comparison, Expression, Junction, Source};
use crate::model::{Process, ValueKind};

pub(super) fn check(compiler: &mut Compiler<'_, '_>, process: &Process) {
    for operation in &process.operations {
        if let Some(when) = &operation.when
            && !possible(process, &when.means, true)
        {
            let what = format!("operation {}", operation.id);
            never(compiler, &what, &operation.id.to_string(), &when.text);
        }
        for step in &operation.steps {
            if let Some(when) = &step.when
                && !possible(process, &when.means, true)
            {
                never(compiler, &format!("step {}", step.id), &step.id.to_string(), &when.text);
            }
        }
        let Some(repeat) = &operation.repeat else { continue };
        let own = |source: &&Source| match source {
            Source::Value { step, .. } => operation.steps.iter().any(|s| s.id == *step),
            Source::Input(_) => false,
        };
        let changes = repeat.until.means.sources().iter().any(own);
        if !changes || !possible(process, &repeat.until.means, true) {
            let what = format!("until of operation {}", operation.id);
            let at = compiler.place_in_formula(&what, "");
            let message = if changes {
                format!(
                    "operation `{}` cannot end: `{}` never holds",
                    operation.id, repeat.until.text
                )
            } else {
                format!("operation `{}` cannot end: no round changes `until`", operation.id)
            };
            let cure = "let `until:` compare what a step of this operation records";
            compiler.out.error(Code::BranchWithoutEnd, at, message, cure);
        }
    }
}

fn never(compiler: &mut Compiler<'_, '_>, what: &str, id: &str, text: &str) {
    let at = compiler.place_in_formula(&format!("when of {what}"), "");
    let kind = what.split(' ').next().unwrap_or("step");
    let message = format!("{kind} `{id}` can never be reached: `{text}` never holds");
    let cure = "correct the condition, the plausible range it is held against, or remove it";
    compiler.out.error(Code::UnreachableStep, at, message, cure);
}

/// Whether the condition can come out as `wanted`, as far as plausible ranges tell.
fn possible(process: &Process, condition: &Expression, wanted: bool) -> bool {
    match condition {
        Expression::Not(inner) => possible(process, inner, !wanted),
        Expression::Join { operator, left, right } => {
            // `and` is true only if both are; `or` is false only if both are.
            if (*operator == Junction::And) == wanted {
                possible(process, left, wanted)
                    && possible(process, right, wanted)
                    && !(wanted && contradict(left, right))
            } else {
                possible(process, left, wanted) || possible(process, right, wanted)
            }
        }
        Expression::Compare { operator, left, right } => {
            compares(process, *operator, left, right, wanted)
        }
        Expression::Is { of, code, negated } => is(process, of, code.as_str(), *negated != wanted),
        _ => true,
    }
}

/// `x is a and x is b`.
fn contradict(left: &Expression, right: &Expression) -> bool {
    let (
        Expression::Is { of: a, code: one, negated: false },
        Expression::Is { of: b, code: other, negated: false },
    ) = (left, right)
    else {
        return false;
    };
    a == b && one != other
}

fn is(process: &Process, of: &Source, code: &str, wanted: bool) -> bool {
    let Source::Value { step, value } = of else { return true };
    let Some(found) = process.value(step, value) else { return true };
    let others = found.kind.choices().iter().any(|c| c.code.as_str() != code);
    wanted || others
}

fn compares(
    process: &Process,
    operator: Comparison,
    left: &Expression,
    right: &Expression,
    wanted: bool,
) -> bool {
    if let (Expression::Number(a), Expression::Number(b)) = (left, right) {
        let order = b.convert(&a.unit).map(|b| a.value.cmp(&b.value));
        return order.is_none_or(|order| truth(operator, order) == wanted);
    }
    let (range, number, operator) = match (left, right) {
        (Expression::Reference { from, .. }, Expression::Number(n)) => (from, n, operator),
        (Expression::Number(n), Expression::Reference { from, .. }) => {
            (from, n, mirrored(operator))
        }
        _ => return true,
    };
    let Some((low, high)) = plausible(process, range, number) else { return true };
    let below = low.is_none_or(|b| b.at < number.value);
    let above = high.is_none_or(|b| b.at > number.value);
    let touches = |end: Option<Bound>, inside: fn(Ordering) -> bool| {
        end.is_none_or(|b| inside(b.at.cmp(&number.value)) && (b.at != number.value || b.inclusive))
    };
    let at = touches(low, Ordering::is_le) && touches(high, Ordering::is_ge);
    [(below, Ordering::Less), (at, Ordering::Equal), (above, Ordering::Greater)]
        .into_iter()
        .any(|(can, order)| can && truth(operator, order) == wanted)
}

type Range = (Option<Bound>, Option<Bound>);

/// The plausible range of what is read, in the unit of the number.
fn plausible(process: &Process, from: &Source, number: &Quantity) -> Option<Range> {
    let Source::Value { step, value } = from else { return None };
    let recorded = process.value(step, value);
    let value = recorded.or_else(|| process.calculation(step, value).map(|c| &c.value))?;
    let ValueKind::Number(found) = &value.kind else { return None };
    let limits = found.plausible.as_ref()?;
    let end = |bound: Option<Bound>| match bound {
        None => Some(None),
        Some(Bound { at, inclusive }) => {
            Some(Some(Bound { at: limits.unit.convert(at, &number.unit)?, inclusive }))
        }
    };
    Some((end(limits.low)?, end(limits.high)?))
}

fn truth(operator: Comparison, order: Ordering) -> bool {
    match operator {
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Equal => order.is_eq(),
        Comparison::Unequal => order.is_ne(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::More => order.is_gt(),
    }
}

fn mirrored(operator: Comparison) -> Comparison {
    match operator {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::More => Comparison::Less,
        Comparison::Equal | Comparison::Unequal => operator,
    }
}
