//! Whether a reading can be taken down as it is, and how it stands to its limits.

use standards::decimal::Decimal;
use standards::reading::{Judgement, Limits, Reading};
use standards::unit::Unit;

use crate::model::{Acceptance, Attribute, Choice, Number, Value, ValueKind};

/// How a reading stands to its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Within all of them.
    Within,
    /// Outside the alert limits: somebody should look.
    Alert,
    /// Outside the action limits, or not an accepted answer: a deviation.
    Action,
    /// There are no limits, or the reading does not tell: `< 1` against at most `0.5`.
    Unjudged,
}

/// Judges a recorded or calculated value.
pub fn judge(value: &Value, reading: &Reading) -> Verdict {
    match &value.kind {
        ValueKind::Number(number) => {
            let (alert, action) = (number.alert.as_ref(), number.action.as_ref());
            match (stands(action, reading), stands(alert, reading)) {
                (Some(Judgement::Outside), _) => Verdict::Action,
                (Some(Judgement::Undecided), _) => Verdict::Unjudged,
                (_, Some(Judgement::Outside)) => Verdict::Alert,
                (_, Some(Judgement::Undecided)) | (None, None) => Verdict::Unjudged,
                (_, Some(Judgement::Within)) | (Some(Judgement::Within), None) => Verdict::Within,
            }
        }
        ValueKind::Choice(choices) => chosen(choices, reading),
    }
}

/// Judges a result against its line of the specification: within, action or unjudged.
pub fn judge_result(attribute: &Attribute, reading: &Reading) -> Verdict {
    match &attribute.accept {
        Acceptance::Number { limits, .. } => match stands(limits.as_ref(), reading) {
            Some(Judgement::Within) => Verdict::Within,
            Some(Judgement::Outside) => Verdict::Action,
            Some(Judgement::Undecided) | None => Verdict::Unjudged,
        },
        Acceptance::Choice(choices) => chosen(choices, reading),
    }
}

fn stands(limits: Option<&Limits>, reading: &Reading) -> Option<Judgement> {
    limits.map(|limits| limits.judge(reading))
}

fn chosen(choices: &[Choice], reading: &Reading) -> Verdict {
    let judged = choices.iter().any(|c| !c.accepted);
    let found = reading.finding().and_then(|code| choices.iter().find(|c| c.code == *code));
    match found {
        Some(choice) if choice.accepted && judged => Verdict::Within,
        Some(choice) if !choice.accepted => Verdict::Action,
        _ => Verdict::Unjudged,
    }
}

/// Why a reading is not taken down as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A number is wanted.
    NotANumber,
    /// One of the choices is wanted.
    NotAChoice,
    /// It is in another unit than the record's.
    OtherUnit { wanted: Unit },
    /// It has more or fewer decimals than the record asks for.
    OtherDecimals { wanted: u32 },
    /// Nobody believes it.
    Implausible { plausible: Limits },
}

/// Whether a reading can be taken down for this value as it is. A bound (`< 0.05`) is held to
/// the unit only; "not done" and the like are always taken down.
pub fn fits(value: &Value, reading: &Reading) -> Result<(), Unfit> {
    match (&value.kind, reading) {
        (_, Reading::Absent(_)) => Ok(()),
        (ValueKind::Choice(choices), _) => {
            let known = reading.finding().is_some_and(|f| choices.iter().any(|c| c.code == *f));
            if known { Ok(()) } else { Err(Unfit::NotAChoice) }
        }
        (ValueKind::Number(_), Reading::Found(_)) => Err(Unfit::NotANumber),
        (ValueKind::Number(number), Reading::Below(q) | Reading::Above(q)) => {
            in_unit(number, &q.unit)
        }
        (ValueKind::Number(number), Reading::Exact(quantity)) => {
            in_unit(number, &quantity.unit)?;
            with_decimals(number, quantity.value)?;
            match &number.plausible {
                Some(plausible) if plausible.judge(reading) == Judgement::Outside => {
                    Err(Unfit::Implausible { plausible: plausible.clone() })
                }
                _ => Ok(()),
            }
        }
    }
}

fn in_unit(number: &Number, unit: &Unit) -> Result<(), Unfit> {
    let wanted = &number.unit;
    if wanted == unit { Ok(()) } else { Err(Unfit::OtherUnit { wanted: wanted.clone() }) }
}

fn with_decimals(number: &Number, found: Decimal) -> Result<(), Unfit> {
    let wanted = number.decimals;
    if found.scale() == wanted { Ok(()) } else { Err(Unfit::OtherDecimals { wanted }) }
}
