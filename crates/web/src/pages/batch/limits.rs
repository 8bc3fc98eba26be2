//! A value against its limits: in words, and as a bar.

use super::super::words;
use crate::lang::{Text, Texts, number, unit, with_unit};
use crate::parts::{self, RangeBar, Status};
use domain::batch::Verdict;
use process::model::{Number, Value, ValueKind};
use standards::reading::{Bound, Limits, Reading};

/// Limits as people read them: `35.0–38.0 °C`, `≥ 80 %`.
pub fn text(limits: &Limits) -> String {
    let ucum = limits.unit.to_string();
    let at = |bound: Bound| number(&bound.at.to_string());
    let shown = match (limits.low, limits.high) {
        (None, None) => return unit(&ucum),
        (Some(low), None) => format!("{}\u{a0}{}", if low.inclusive { "≥" } else { ">" }, at(low)),
        (None, Some(high)) => {
            format!("{}\u{a0}{}", if high.inclusive { "≤" } else { "<" }, at(high))
        }
        (Some(low), Some(high)) => format!("{}–{}", at(low), at(high)),
    };
    match unit(&ucum) {
        unit if unit.is_empty() => shown,
        unit => format!("{shown}\u{a0}{unit}"),
    }
}

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

/// A formula as people read it: `density * volume` with a sign of its own, units as printed.
pub fn formula(text: &str) -> String {
    let mut out = String::new();
    for (n, piece) in text.split('\'').enumerate() {
        if n % 2 == 1 {
            out.push_str(&unit(piece));
        } else {
            out.push_str(&piece.replace(" * ", " × "));
        }
    }
    out
}

/// A number with its unit, as recorded.
pub fn quantity(quantity: &standards::reading::Quantity) -> String {
    with_unit(&quantity.value.to_string(), &quantity.unit.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(json: &str) -> Limits {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn limits_are_said_as_people_say_them() {
        let both = r#"{"low":{"at":"35.0","inclusive":true},"high":{"at":"38.0","inclusive":true},"unit":"Cel"}"#;
        assert_eq!(text(&limits(both)), "35.0–38.0\u{a0}°C");
        let least = r#"{"low":{"at":"80","inclusive":true},"unit":"%"}"#;
        assert_eq!(text(&limits(least)), "≥\u{a0}80\u{a0}%");
        let below = r#"{"high":{"at":"5.0","inclusive":false},"unit":"{copies}/{cell}"}"#;
        assert_eq!(text(&limits(below)), "<\u{a0}5.0\u{a0}copies/cell");
    }

    #[test]
    fn a_formula_keeps_the_stars_of_its_units() {
        assert_eq!(formula("12.3 '10*6/mL' * 2.0 'mL'"), "12.3 ×10⁶/mL × 2.0 mL");
    }
}
