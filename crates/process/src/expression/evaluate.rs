//! What an expression comes to, and what is lacking when it does not.

use std::cmp::Ordering;

use standards::decimal::Decimal;
use standards::reading::{Finding, Quantity, Reading};
use standards::unit::Unit;

use super::logarithm::log2;
use super::{Arithmetic, Comparison, Expression, Function, Junction, Source};

/// What a source gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    Number(Quantity),
    Choice(Finding),
}

/// One reason why an expression has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Nothing is recorded there (yet). The round is 0 for what has no rounds.
    NotRecorded { from: Source, round: u32 },
    /// Something is recorded that nothing can be computed from: below a limit of detection, not
    /// done, a choice.
    NotANumber { from: Source, round: u32, reading: Reading },
    /// The reading's unit is not of the kind declared.
    OtherUnit { from: Source, round: u32, unit: Unit },
    /// A division by zero, the logarithm of nothing, a number past 24 digits.
    NoResult { part: String },
}

/// Everything that is lacking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing(pub Vec<Lack>);

impl Missing {
    /// Whether all that is lacking is something still to be recorded.
    pub fn is_only_unrecorded(&self) -> bool {
        self.0.iter().all(|lack| matches!(lack, Lack::NotRecorded { .. }))
    }

    fn one(lack: Lack) -> Self {
        Self(vec![lack])
    }

    fn and(mut self, other: Self) -> Self {
        for lack in other.0 {
            if !self.0.contains(&lack) {
                self.0.push(lack);
            }
        }
        self
    }
}

/// Gives sources their readings.
pub trait Lookup {
    /// What is recorded there.
    fn find(&self, from: &Source) -> Result<Operand, Missing>;
}

/// The number an expression comes to.
pub fn evaluate(expression: &Expression, lookup: &impl Lookup) -> Result<Quantity, Missing> {
    match expression {
        Expression::Number(quantity) => Ok(quantity.clone()),
        Expression::Reference { from, unit } => match lookup.find(from)? {
            Operand::Number(found) => found.convert(unit).ok_or_else(|| no_result(expression)),
            Operand::Choice(_) => Err(no_result(expression)),
        },
        Expression::Negate(inner) => {
            let Quantity { value, unit } = evaluate(inner, lookup)?;
            Ok(Quantity::new(-value, unit))
        }
        Expression::Arithmetic { operator, left, right } => {
            let (left, right) = both(evaluate(left, lookup), evaluate(right, lookup))?;
            arithmetic(*operator, &left, &right).ok_or_else(|| no_result(expression))
        }
        Expression::Call { function, arguments } => call(expression, *function, arguments, lookup),
        Expression::Round { of, decimals } => {
            let Quantity { value, unit } = evaluate(of, lookup)?;
            Ok(Quantity::new(value.round_half_up(*decimals), unit))
        }
        Expression::Not(_)
        | Expression::Compare { .. }
        | Expression::Join { .. }
        | Expression::Is { .. } => Err(no_result(expression)),
    }
}

/// Whether a condition holds. A part that settles the matter alone is enough: `false and
/// (not yet recorded)` is false.
pub fn holds(expression: &Expression, lookup: &impl Lookup) -> Result<bool, Missing> {
    match expression {
        Expression::Not(inner) => holds(inner, lookup).map(|truth| !truth),
        Expression::Compare { operator, left, right } => {
            let (left, right) = both(evaluate(left, lookup), evaluate(right, lookup))?;
            let right = right.convert(&left.unit).ok_or_else(|| no_result(expression))?;
            Ok(compares(*operator, left.value.cmp(&right.value)))
        }
        Expression::Join { operator, left, right } => {
            let settles = *operator == Junction::Or;
            match (holds(left, lookup), holds(right, lookup)) {
                (Ok(truth), _) | (_, Ok(truth)) if truth == settles => Ok(settles),
                (Ok(_), Ok(_)) => Ok(!settles),
                (Err(a), Err(b)) => Err(a.and(b)),
                (Err(missing), Ok(_)) | (Ok(_), Err(missing)) => Err(missing),
            }
        }
        Expression::Is { of, code, negated } => match lookup.find(of)? {
            Operand::Choice(found) => Ok((found == *code) != *negated),
            Operand::Number(_) => Err(no_result(expression)),
        },
        Expression::Number(_)
        | Expression::Reference { .. }
        | Expression::Negate(_)
        | Expression::Arithmetic { .. }
        | Expression::Call { .. }
        | Expression::Round { .. } => Err(no_result(expression)),
    }
}

fn arithmetic(operator: Arithmetic, left: &Quantity, right: &Quantity) -> Option<Quantity> {
    match operator {
        Arithmetic::Plus | Arithmetic::Minus => {
            let right = right.convert(&left.unit)?.value;
            let number = match operator {
                Arithmetic::Plus => left.value.checked_add(right)?,
                _ => left.value.checked_sub(right)?,
            };
            Some(Quantity::new(number, left.unit.clone()))
        }
        Arithmetic::Times => Some(Quantity {
            value: left.value.checked_mul(right.value)?,
            unit: left.unit.times(&right.unit).ok()?,
        }),
        Arithmetic::Per => Some(Quantity {
            value: left.value.checked_div(right.value)?,
            unit: left.unit.per(&right.unit).ok()?,
        }),
    }
}

fn call(
    whole: &Expression,
    function: Function,
    arguments: &[Expression],
    lookup: &impl Lookup,
) -> Result<Quantity, Missing> {
    let mut results = arguments.iter().map(|a| evaluate(a, lookup));
    let Some(mut best) = results.next() else { return Err(no_result(whole)) };
    match function {
        Function::FirstOf => {
            for result in results {
                match &best {
                    Err(missing) if missing.is_only_unrecorded() => {
                        best = result.map_err(|other| missing.clone().and(other));
                    }
                    _ => break,
                }
            }
            best
        }
        Function::Min | Function::Max => {
            for result in results {
                let (left, right) = both(best, result)?;
                let right = right.convert(&left.unit).ok_or_else(|| no_result(whole))?;
                let take = (right.value < left.value) == (function == Function::Min);
                best = Ok(if take && right.value != left.value { right } else { left });
            }
            best
        }
        Function::Ceil => {
            let Quantity { value, unit } = best?;
            let down = value.round_half_up(0);
            let number = if down < value { down.checked_add(Decimal::ONE) } else { Some(down) };
            number.map(|number| Quantity::new(number, unit)).ok_or_else(|| no_result(whole))
        }
        Function::Log2 => {
            let one = Unit::one();
            let plain = best?.convert(&one).and_then(|q| log2(q.value));
            plain.map(|number| Quantity::new(number, one)).ok_or_else(|| no_result(whole))
        }
    }
}

fn compares(operator: Comparison, order: Ordering) -> bool {
    match operator {
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Equal => order.is_eq(),
        Comparison::Unequal => order.is_ne(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::More => order.is_gt(),
    }
}

fn both(
    left: Result<Quantity, Missing>,
    right: Result<Quantity, Missing>,
) -> Result<(Quantity, Quantity), Missing> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(a), Err(b)) => Err(a.and(b)),
        (Err(missing), Ok(_)) | (Ok(_), Err(missing)) => Err(missing),
    }
}

fn no_result(expression: &Expression) -> Missing {
    let part = super::print(expression, &|from| match from {
        Source::Value { step, value } => format!("{step}.{value}"),
        Source::Input(name) => name.to_string(),
    });
    Missing::one(Lack::NoResult { part })
}
