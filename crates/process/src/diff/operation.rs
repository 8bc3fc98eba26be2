//! Operations: order, conditions, rounds, and the steps in them.

use super::Weight::{Critical, Editorial, Substantial};
use super::lists::moved;
use super::notes::Notes;
use super::{Weight, step, value};
use crate::model::{Formula, Operation, Process, Repeat, Step};
use crate::voice::{Voice, say};
use crate::words::OperationId;

pub(super) fn compare(notes: &mut Notes<'_>, before: &Process, after: &Process) {
    let voice = notes.voice;
    notes.at_word(("操作", "Operations"));
    for gone in before.operations.iter().filter(|o| after.operation(&o.id).is_none()) {
        let (id, title) = (&gone.id, voice.text(&gone.title));
        let said = say!(voice, "删除操作 {id}：{title}", "operation {id} removed: {title}");
        notes.say(weight_of(&gone.steps), said);
        removed_steps(notes, after, gone);
    }
    let ids = |process| -> Vec<&str> { operation_ids(process) };
    for id in moved(&ids(before), &ids(after)) {
        let follows = neighbour(&ids(after), id);
        let said = match follows {
            Some(other) => {
                say!(voice, "操作 {id} 移至 {other} 之后", "operation {id} moved to follow {other}")
            }
            None => say!(voice, "操作 {id} 移至最前", "operation {id} moved to the beginning"),
        };
        notes.say(Substantial, said);
    }
    for now in &after.operations {
        notes.at(place(voice, now));
        if let Some(earlier) = before.operation(&now.id) {
            operation(notes, (before, earlier), (after, now));
        } else {
            let (id, title) = (&now.id, voice.text(&now.title));
            let said = say!(voice, "新增操作 {id}：{title}", "operation {id} added: {title}");
            notes.say(weight_of(&now.steps), said);
        }
        steps(notes, before, after, now);
    }
}

fn operation(
    notes: &mut Notes<'_>,
    (before, b): (&Process, &Operation),
    (after, a): (&Process, &Operation),
) {
    let voice = notes.voice;
    let id = &a.id;
    let of = say!(voice, "操作 {id} ", "operation {id}");
    notes.text(Editorial, ("标题", "title"), &of, (&b.title, &a.title));
    let days = |days: &Option<(u32, u32)>| days.map(|(first, last)| format!("{first}–{last}"));
    notes.field(Editorial, ("计划日", "planned days"), &of, (&b.days, &a.days), days);
    if b.after != a.after && !(by_default(before, b) && by_default(after, a)) {
        let show = |ids: &Vec<OperationId>| voice.list(ids.iter().map(ToString::to_string));
        notes.plain(
            Substantial,
            ("前置操作", "operations before"),
            &of,
            (&b.after, &a.after),
            show,
        );
    }
    let when = |formula: &Option<Formula>| formula.as_ref().map(Formula::one_line);
    notes.field(Critical, ("执行条件", "condition"), &of, (&b.when, &a.when), when);
    match (&b.repeat, &a.repeat) {
        (Some(b), Some(a)) => repeat(notes, &of, b, a),
        (b, a) => {
            let show = |repeat: &Option<Repeat>| repeat.as_ref().map(|r| voice.repeat(r));
            notes.field(Critical, ("重复", "repetition"), &of, (b, a), show);
        }
    }
    for gone in b.steps.iter().filter(|s| after.step(&s.id).is_none()) {
        removed_step(notes, gone);
    }
    let ids = |operation: &Operation| -> Vec<String> {
        operation.steps.iter().map(|s| s.id.to_string()).collect()
    };
    let (before_ids, after_ids) = (ids(b), ids(a));
    let (before_ids, after_ids) = (borrowed(&before_ids), borrowed(&after_ids));
    for id in moved(&before_ids, &after_ids) {
        let said = match neighbour(&after_ids, id) {
            Some(other) => {
                say!(voice, "步骤 {id} 移至 {other} 之后", "step {id} moved to follow {other}")
            }
            None => say!(voice, "步骤 {id} 移至操作之首", "step {id} moved to the beginning"),
        };
        notes.say(Substantial, said);
    }
}

fn repeat(notes: &mut Notes<'_>, of: &str, before: &Repeat, after: &Repeat) {
    let voice = notes.voice;
    let both = (&before.until, &after.until);
    value::formula(notes, Critical, ("结束条件", "end of repetition"), of, both);
    let both = (&before.max, &after.max);
    notes.plain(Substantial, ("最多轮数", "most rounds"), of, both, ToString::to_string);
    let both = (&before.every, &after.every);
    let show = |time: &Option<_>| time.as_ref().map(|q| voice.quantity(q));
    notes.field(Substantial, ("轮次间隔", "time from round to round"), of, both, show);
}

/// Steps that are new or in both; wherever they stood.
fn steps(notes: &mut Notes<'_>, before: &Process, after: &Process, now: &Operation) {
    let voice = notes.voice;
    for (at, step) in now.steps.iter().enumerate() {
        let id = &step.id;
        let Some((from, earlier)) = before.step(id) else {
            let title = voice.text(&step.title);
            let said = say!(voice, "新增步骤 {id}：{title}", "step {id} added: {title}");
            notes.say(weight_of(std::slice::from_ref(step)), said);
            continue;
        };
        if from.id != now.id {
            let (from, to) = (&from.id, &now.id);
            let said = say!(
                voice,
                "步骤 {id} 由操作 {from} 移至 {to}",
                "step {id} moved from operation {from} to {to}"
            );
            notes.say(Substantial, said);
        }
        let was_default = default_order(from, earlier);
        let is_default = at.checked_sub(1).and_then(|i| now.steps.get(i)).map(|s| &s.id);
        let is_default = step.after.iter().eq(is_default);
        step::compare(notes, (before, earlier), (after, step), was_default && is_default);
    }
}

fn removed_steps(notes: &mut Notes<'_>, after: &Process, operation: &Operation) {
    for gone in operation.steps.iter().filter(|s| after.step(&s.id).is_none()) {
        removed_step(notes, gone);
    }
}

fn removed_step(notes: &mut Notes<'_>, gone: &Step) {
    let (id, title) = (&gone.id, notes.voice.text(&gone.title));
    let said = say!(notes.voice, "删除步骤 {id}：{title}", "step {id} removed: {title}");
    notes.say(weight_of(std::slice::from_ref(gone)), said);
}

/// A step with a critical value is critical.
fn weight_of(steps: &[Step]) -> Weight {
    let critical = |s: &Step| {
        s.values.iter().any(|v| v.critical) || s.calculations.iter().any(|c| c.value.critical)
    };
    Substantial.if_critical(steps.iter().any(critical))
}

fn place(voice: Voice<'_>, operation: &Operation) -> String {
    let (title, id) = (voice.text(&operation.title), &operation.id);
    say!(voice, "{title}（{id}）", "{title} ({id})")
}

/// Whether the operation simply follows the one before it in the text.
fn by_default(process: &Process, operation: &Operation) -> bool {
    let at = process.operations.iter().position(|o| o.id == operation.id);
    let previous = at.and_then(|at| process.operations.get(at.checked_sub(1)?)).map(|o| &o.id);
    operation.after.iter().eq(previous)
}

/// Whether the step simply follows the one before it in its operation.
fn default_order(operation: &Operation, step: &Step) -> bool {
    let at = operation.steps.iter().position(|s| s.id == step.id);
    let previous = at.and_then(|at| operation.steps.get(at.checked_sub(1)?)).map(|s| &s.id);
    step.after.iter().eq(previous)
}

fn operation_ids(process: &Process) -> Vec<&str> {
    process.operations.iter().map(|o| o.id.as_str()).collect()
}

fn borrowed(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

fn neighbour<'i>(ids: &[&'i str], id: &str) -> Option<&'i str> {
    let at = ids.iter().position(|i| *i == id)?;
    ids.get(at.checked_sub(1)?).copied()
}
