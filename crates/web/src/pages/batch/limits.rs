//! A value against its limits: in words, and as a bar.

use super::super::words;
use crate::lang::{Text, Texts};
use crate::parts::{self, RangeBar, Status};
use domain::batch::Verdict;
use process::model::{Number, Value, ValueKind};
use standards::reading::{Limits, Reading};

pub use documents::limits::{formula, quantity, text};

/// The colour and the word of a verdict; none where there are no limits to be held against.
pub fn verdict(t: Texts, verdict: Verdict) -> Option<(Status, Text)> {
    let status = match verdict {
        Verdict::Within => Status::Ok,
        Verdict::Alert => Status::Alert,
        Verdict::Action => Status::Action,
        Verdict::Unjudged => return None,
    };
    Some((status, words::choice(t, verdict.word())))
}

/// The bar of a number's limits, with the value in it where there is one.
pub fn bar(t: Texts, number: &Number, value: Option<(&Reading, Verdict)>) -> RangeBar {
    let (action, alert) = (number.action.as_ref(), number.alert.as_ref());
    let low = |limits: Option<&Limits>| Some(limits?.low?.at.to_string());
    let high = |limits: Option<&Limits>| Some(limits?.high?.at.to_string());
    // With alert limits alone, they are the only ticks there are.
    let outer = action.or(alert);
    let limits = parts::Limits {
        action_low: low(outer),
        alert_low: low(alert),
        alert_high: high(alert),
        action_high: high(outer),
    };
    let shown = outer.map(text).unwrap_or_default();
    let sentence = match value {
        None => t.with("limits-are", &[("limits", shown.as_str().into())]),
        Some((reading, verdict)) => {
            let value = words::reading(t, reading);
            let word = words::choice(t, verdict.word());
            t.with(
                "limits-value",
                &[
                    ("value", value.as_str().into()),
                    ("word", word.plain().into()),
                    ("limits", shown.as_str().into()),
                ],
            )
        }
    };
    let bar = RangeBar::new(limits, sentence);
    let bar = if number.unit.to_string() == "%" { bar.percent() } else { bar };
    match value {
        Some((reading, verdict)) => match reading.quantity() {
            Some(quantity) => bar.value(quantity.value.to_string(), status(verdict)),
            None => bar,
        },
        None => bar,
    }
}

fn status(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Within | Verdict::Unjudged => Status::Ok,
        Verdict::Alert => Status::Alert,
        Verdict::Action => Status::Action,
    }
}

/// A reading of a value of the process: a finding by the name the process gives it.
pub fn reading(t: Texts, value: &Value, reading: &Reading) -> String {
    let named = reading
        .finding()
        .and_then(|finding| value.kind.choices().iter().find(|choice| choice.code == *finding));
    match named {
        Some(choice) => super::both(t, &choice.name).plain().to_owned(),
        None => words::reading(t, reading),
    }
}

/// What a value may be, in words: its action limits, else its alert limits, else its choices.
pub fn wanted(t: Texts, value: &Value) -> String {
    match &value.kind {
        ValueKind::Number(number) => {
            number.action.as_ref().or(number.alert.as_ref()).map(text).unwrap_or_default()
        }
        ValueKind::Choice(choices) => {
            let good = choices.iter().filter(|choice| choice.accepted);
            let names = good.map(|choice| super::both(t, &choice.name).plain().to_owned());
            names.collect::<Vec<_>>().join(" / ")
        }
    }
}
