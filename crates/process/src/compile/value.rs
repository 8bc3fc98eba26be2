//! Values, calculations, and the numbers and choices behind them.

use standards::reading::{Finding, Limits};
use standards::unit::Unit;

use super::fields::{Fields, entries, items};
use super::formula::{Stands, Wanted};
use super::{Compiler, scalars};
use crate::diagnostic::{Code, Diagnostics, did_you_mean};
use crate::model::{Calculation, Choice, Number, Value, ValueKind};
use crate::source::{Node, Scalar};
use crate::words::{EquipmentId, ValueId};

pub(super) const VALUE: &[&str] = &[
    "name",
    "unit",
    "decimals",
    "plausible",
    "alert",
    "action",
    "choices",
    "accept",
    "critical",
    "optional",
    "measured_with",
    "source",
];
pub(super) const CALCULATION: &[&str] =
    &["name", "formula", "unit", "decimals", "plausible", "alert", "action", "critical", "source"];
pub(super) const NUMBER: &[&str] = &["name", "unit", "decimals", "plausible"];

impl Compiler<'_, '_> {
    /// The recorded values of a step.
    pub(super) fn values(&mut self, node: Option<&Node>, step: &str) -> Vec<Value> {
        let found = entries(node, "the values", &mut self.out);
        found.into_iter().map(|(key, node)| self.value(key, node, step)).collect()
    }

    fn value(&mut self, key: &Scalar, node: &Node, step: &str) -> Value {
        let out = &mut self.out;
        let id = scalars::id(key, false, "a value", out);
        let what = format!("value `{id}`");
        let fields = Fields::open(node, key.span, what, VALUE, out);
        let kind = match fields.get("choices") {
            Some(_) => ValueKind::Choice(choices(&fields, out)),
            None => ValueKind::Number(number(&fields, out)),
        };
        let value = Value {
            id: ValueId::from(id),
            name: scalars::text_of(&fields, "name", out),
            kind,
            critical: scalars::yes(fields.get("critical"), "critical", out),
            optional: scalars::yes(fields.get("optional"), "optional", out),
            measured_with: None,
            source: fields.get("source").map(|n| scalars::plain(Some(n), "source", out)),
        };
        judgeable(&value, &fields, out);
        let measured_with = self.measured_with(&fields, step);
        Value { measured_with, ..value }
    }

    fn measured_with(&mut self, fields: &Fields<'_>, step: &str) -> Option<EquipmentId> {
        let scalar = scalars::word(fields.get("measured_with"), "measured_with", &mut self.out)?;
        if !self.scope.equipment.contains(&scalar.text) {
            self.no_such("equipment", scalar);
            return None;
        }
        self.note(&format!("measured_with {} of step {step}", scalar.text), scalar.span);
        Some(EquipmentId::from(scalar.text.as_str()))
    }

    /// The calculations of a step.
    pub(super) fn calculations(&mut self, node: Option<&Node>, step: &str) -> Vec<Calculation> {
        let found = entries(node, "the calculations", &mut self.out);
        found.into_iter().filter_map(|(key, node)| self.calculation(key, node, step)).collect()
    }

    fn calculation(&mut self, key: &Scalar, node: &Node, step: &str) -> Option<Calculation> {
        let out = &mut self.out;
        let id = scalars::id(key, false, "a calculation", out);
        let what = format!("calculation `{id}`");
        let fields = Fields::open(node, key.span, what.clone(), CALCULATION, out);
        let number = number(&fields, out);
        let declared = number.unit.clone();
        let value = Value {
            id: ValueId::from(id),
            name: scalars::text_of(&fields, "name", out),
            kind: ValueKind::Number(number),
            critical: scalars::yes(fields.get("critical"), "critical", out),
            optional: false,
            measured_with: None,
            source: fields.get("source").map(|n| scalars::plain(Some(n), "source", out)),
        };
        judgeable(&value, &fields, out);
        let formula = fields.need("formula", out);
        let what = format!("{what} of step {step}");
        let stands = Stands { what: &what, step: Some(step), results: false };
        let has_unit =
            fields.get("unit").and_then(Node::scalar).is_some_and(|s| Unit::parse(&s.text).is_ok());
        if !has_unit {
            return None;
        }
        let formula = self.formula(formula, stands, &Wanted::In(declared))?;
        Some(Calculation { value, formula })
    }
}

/// A number with its unit, decimals and limits.
pub(super) fn number(fields: &Fields<'_>, out: &mut Diagnostics<'_>) -> Number {
    let unit = scalars::unit(fields.need("unit", out), "the unit", out);
    let decimals = scalars::whole(fields.need("decimals", out), "decimals", (0, 12), out);
    let unit = unit.unwrap_or_else(Unit::one);
    let mut limits = |key| scalars::limits(fields.get(key), key, &unit, out);
    let number = Number {
        plausible: limits("plausible"),
        alert: limits("alert"),
        action: limits("action"),
        decimals: decimals.unwrap_or(0),
        unit: unit.clone(),
    };
    nested(fields, "alert", number.alert.as_ref(), "action", number.action.as_ref(), out);
    nested(fields, "action", number.action.as_ref(), "plausible", number.plausible.as_ref(), out);
    nested(fields, "alert", number.alert.as_ref(), "plausible", number.plausible.as_ref(), out);
    number
}

/// What alerts must alert before the action; both must be believable.
fn nested(
    fields: &Fields<'_>,
    inner_key: &str,
    inner: Option<&Limits>,
    outer_key: &str,
    outer: Option<&Limits>,
    out: &mut Diagnostics<'_>,
) {
    let (Some(inner), Some(outer), Some(at)) = (inner, outer, fields.get(inner_key)) else {
        return;
    };
    let too_low = inner.low.zip(outer.low).is_some_and(|(i, o)| i.at < o.at);
    let too_high = inner.high.zip(outer.high).is_some_and(|(i, o)| i.at > o.at);
    if too_low || too_high {
        let message = format!("{inner_key} `{inner}` reaches beyond {outer_key} `{outer}`");
        let cure = format!("keep {inner_key} within {outer_key}");
        out.error(Code::LimitsContradict, at.span(), message, &cure);
    }
}

/// The answers of a choice, with those that are good.
pub(super) fn choices(fields: &Fields<'_>, out: &mut Diagnostics<'_>) -> Vec<Choice> {
    for key in ["unit", "decimals", "plausible", "alert", "action", "limits"] {
        if let Some(node) = fields.get(key) {
            let message = format!("{} has choices and `{key}`", fields.what());
            let cure = "a choice has no unit and no limits: use `accept:`";
            out.error(Code::WrongShape, node.span(), message, cure);
        }
    }
    let mut found: Vec<Choice> = Vec::new();
    for (key, node) in entries(fields.get("choices"), "the choices", out) {
        let code: Option<Finding> = key.text.parse().ok().filter(|_| key.text != "not");
        let Some(code) = code else {
            let message = format!("`{}` is no code for a choice", key.text);
            let cure = "use up to 40 lower-case letters, digits and `-`; not the word `not`";
            out.error(Code::BadId, key.span, message, cure);
            continue;
        };
        let name = scalars::text(Some(node), &format!("choice `{code}`"), out);
        found.push(Choice { code, name, accepted: fields.get("accept").is_none() });
    }
    for item in items(fields.get("accept"), "`accept`", out) {
        let Some(scalar) = scalars::word(Some(item), "a choice", out) else { continue };
        if let Some(choice) = found.iter_mut().find(|c| c.code.as_str() == scalar.text) {
            choice.accepted = true;
            continue;
        }
        let message = format!("`{}` is accepted and is no choice", scalar.text);
        let near = did_you_mean(&scalar.text, found.iter().map(|c| c.code.as_str()));
        let cure = near.map_or_else(
            || "add it to `choices:`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        out.error(Code::UnknownReference, scalar.span, message, &cure);
    }
    found
}

fn judgeable(value: &Value, fields: &Fields<'_>, out: &mut Diagnostics<'_>) {
    let judged = match &value.kind {
        ValueKind::Number(number) => number.action.is_some() || fields.get("action").is_some(),
        ValueKind::Choice(_) => fields.get("accept").is_some(),
    };
    if value.critical && !judged {
        let message = format!("{} is critical and has no limits", fields.what());
        let cure = match value.kind {
            ValueKind::Number(_) => "add `action:` limits, or remove `critical: yes`",
            ValueKind::Choice(_) => {
                "add `accept:` with the good answers, or remove `critical: yes`"
            }
        };
        out.error(Code::CriticalWithoutLimits, fields.at(), message, cure);
    }
}
