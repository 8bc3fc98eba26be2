//! Values, calculations, and the numbers and answers behind them.

use std::cmp::Ordering;

use standards::reading::{Bound, Limits};

use super::Weight::{self, Critical, Editorial, Substantial};
use super::lists::Kind;
use super::notes::{Notes, Said};
use crate::model::{Calculation, Choice, Formula, Number, Step, Value, ValueKind};
use crate::voice::{Voice, say};

/// What a step records and calculates.
pub(super) fn compare(notes: &mut Notes<'_>, of_step: &str, before: &Step, after: &Step) {
    let kind = Kind {
        what: ("记录值", "value"),
        id: |value: &Value| value.id.as_str(),
        name: |notes, value| notes.voice.marked(value),
        added: Substantial,
        removed: Critical,
    };
    for (b, a) in notes.list(&kind, of_step, &before.values, &after.values) {
        value(notes, &called(notes.voice, after, a), b, a);
    }
    let kind = Kind {
        what: ("计算", "calculation"),
        id: |calculation: &Calculation| calculation.value.id.as_str(),
        name: |notes, calculation| notes.voice.marked(&calculation.value),
        added: Substantial,
        removed: Critical,
    };
    for (b, a) in notes.list(&kind, of_step, &before.calculations, &after.calculations) {
        let of = called(notes.voice, after, &a.value);
        let weight = Substantial.if_critical(a.value.critical || b.value.critical);
        formula(notes, weight, ("公式", "formula"), &of, (&b.formula, &a.formula));
        value(notes, &of, &b.value, &a.value);
    }
}

/// `Viability at harvest.count`
fn called(voice: Voice<'_>, step: &Step, value: &Value) -> String {
    let (name, step) = (voice.text(&value.name), &step.id);
    say!(voice, "{step}“{name}”", "{name} at {step}")
}

pub(super) fn formula(
    notes: &mut Notes<'_>,
    weight: Weight,
    what: Said,
    of: &str,
    both: (&Formula, &Formula),
) {
    notes.plain(weight, what, of, both, Formula::one_line);
}

fn value(notes: &mut Notes<'_>, of: &str, before: &Value, after: &Value) {
    let voice = notes.voice;
    let critical = before.critical || after.critical;
    notes.text(Editorial, ("名称", "name"), of, (&before.name, &after.name));
    let yes_no = |yes: &bool| voice.yes_no(*yes).to_owned();
    let both = (&before.critical, &after.critical);
    notes.plain(Critical, ("关键属性", "critical mark"), of, both, yes_no);
    let both = (&before.optional, &after.optional);
    let weight = Substantial.if_critical(critical);
    notes.plain(weight, ("可缺", "optional mark"), of, both, yes_no);
    let both = (&before.measured_with, &after.measured_with);
    let show = |id: &Option<crate::words::EquipmentId>| id.as_ref().map(ToString::to_string);
    notes.field(Substantial, ("测量设备", "device"), of, both, show);
    let both = (&before.source, &after.source);
    let show = |source: &Option<std::sync::Arc<str>>| source.as_ref().map(ToString::to_string);
    notes.field(Editorial, ("限度出处", "source of the limits"), of, both, show);
    match (&before.kind, &after.kind) {
        (ValueKind::Number(before), ValueKind::Number(after)) => {
            number(notes, of, critical, before, after);
        }
        (ValueKind::Choice(before), ValueKind::Choice(after)) => {
            choices(notes, of, Substantial.if_critical(critical), before, after);
        }
        (before, after) => {
            notes.plain(Critical, ("记录方式", "kind"), of, (before, after), |k| voice.kind(k));
        }
    }
}

/// A number with its limits.
pub(super) fn number(
    notes: &mut Notes<'_>,
    of: &str,
    critical: bool,
    before: &Number,
    after: &Number,
) {
    let both = (&before.unit, &after.unit);
    notes.plain(Critical, ("单位", "unit"), of, both, ToString::to_string);
    let weight = Substantial.if_critical(critical);
    let both = (&before.decimals, &after.decimals);
    notes.plain(Substantial, ("小数位数", "decimals"), of, both, ToString::to_string);
    for (weight, what, both) in [
        (weight, ("行动限", "action limit"), (&before.action, &after.action)),
        (weight, ("警戒限", "alert limit"), (&before.alert, &after.alert)),
        (Substantial, ("合理范围", "plausible range"), (&before.plausible, &after.plausible)),
    ] {
        limits(notes, weight, what, of, both);
    }
}

type Both<'l> = (&'l Option<Limits>, &'l Option<Limits>);

/// Limits, and whether they have become narrower or wider.
pub(super) fn limits(notes: &mut Notes<'_>, weight: Weight, what: Said, of: &str, both: Both<'_>) {
    let (before, after) = both;
    if before == after {
        return;
    }
    let voice = notes.voice;
    let show = |limits: &Option<Limits>| limits.as_ref().map(|l| voice.limits(l));
    let sentence = notes.sentence(what, of, show(before), show(after));
    let remark = before.as_ref().zip(after.as_ref()).and_then(|(b, a)| direction(voice, b, a));
    let sentence = match remark {
        Some(remark) => say!(voice, "{sentence}（{remark}）", "{sentence} ({remark})"),
        None => sentence,
    };
    notes.say(weight, sentence);
}

fn direction(voice: Voice<'_>, before: &Limits, after: &Limits) -> Option<&'static str> {
    if before.unit != after.unit {
        return None;
    }
    // Greater is narrower: a lower end that rose, an upper end that fell.
    let low = end(before.low, after.low, Ordering::Greater);
    let high = end(before.high, after.high, Ordering::Less);
    match (low, high) {
        (Ordering::Equal, Ordering::Equal) => None,
        (Ordering::Less, Ordering::Greater) | (Ordering::Greater, Ordering::Less) => {
            Some(voice.pick("移动", "moved"))
        }
        (Ordering::Greater, _) | (_, Ordering::Greater) => Some(voice.pick("收紧", "narrower")),
        _ => Some(voice.pick("放宽", "wider")),
    }
}

/// Whether an end has become narrower (greater) or wider (less); `inward` is the way of an end
/// that becomes narrower.
fn end(before: Option<Bound>, after: Option<Bound>, inward: Ordering) -> Ordering {
    match (before, after) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(b), Some(a)) => match a.at.cmp(&b.at) {
            Ordering::Equal => b.inclusive.cmp(&a.inclusive),
            way if way == inward => Ordering::Greater,
            _ => Ordering::Less,
        },
    }
}

/// The answers of a choice.
pub(super) fn choices(
    notes: &mut Notes<'_>,
    of: &str,
    weight: Weight,
    before: &[Choice],
    after: &[Choice],
) {
    let kind = Kind {
        what: ("选项", "answer"),
        id: |choice: &Choice| choice.code.as_str(),
        name: |notes, choice| {
            let name = notes.voice.text(&choice.name);
            let good = accepted(notes.voice, choice.accepted);
            say!(notes.voice, "{name}（{good}）", "{name} ({good})")
        },
        added: weight,
        removed: weight,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, of, before, after) {
        let name = voice.text(&a.name);
        let of = say!(voice, "{of}选项“{name}”", "answer “{name}” of {of}");
        notes.text(Editorial, ("文字", "text"), &of, (&b.name, &a.name));
        let both = (&b.accepted, &a.accepted);
        let show = |good: &bool| accepted(voice, *good).to_owned();
        notes.plain(weight, ("判定", "judgement"), &of, both, show);
    }
}

fn accepted(voice: Voice<'_>, good: bool) -> &'static str {
    if good { voice.pick("合格", "accepted") } else { voice.pick("不合格", "not accepted") }
}
