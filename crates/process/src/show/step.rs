//! One step: who, where, what is scanned and used, what is recorded, what comes of it.

use crate::model::{Handling, Number, Operation, Process, Sample, Step, Value};
use crate::page::Page;
use crate::voice::{Voice, say};
use crate::words::StepId;

pub(super) fn show(
    page: &mut Page<'_>,
    process: &Process,
    number: &str,
    at: usize,
    operation: &Operation,
    step: &Step,
) {
    let voice = page.voice;
    page.heading(4, &format!("{number} {}", voice.text(&step.title)));
    page.quote(&voice.text(&step.instruction));
    page.item(voice.pick("代号", "Id"), &format!("`{}`", step.id));
    signatures(page, step);
    place(page, process, step);
    order(page, process, at, operation, step);
    things(page, process, step);
    page.item(voice.pick("耗时", "Takes"), &voice.three(&step.takes));
    page.item(voice.pick("占用人员", "Hands on"), &voice.three(&step.hands_on));
    values(page, process, step);
    calculations(page, step);
}

fn signatures(page: &mut Page<'_>, step: &Step) {
    let voice = page.voice;
    page.item(voice.pick("执行并签名", "Performed and signed by"), &voice.role(&step.performs));
    let verifier = match &step.verifies {
        None => voice.pick("无", "nobody").to_owned(),
        Some(role) if *role == step.performs => {
            let role = voice.role(role);
            say!(voice, "另一位{role}", "another {role}")
        }
        Some(role) => voice.role(role),
    };
    page.item(voice.pick("复核并签名", "Verified and signed by"), &verifier);
}

fn place(page: &mut Page<'_>, process: &Process, step: &Step) {
    let voice = page.voice;
    if let Some(id) = &step.room {
        let room = voice.name_or(id.as_str(), process.room(id).map(|r| &r.name));
        page.item(voice.pick("房间", "Room"), &room);
    }
    if step.handling == Handling::Open {
        let mut open = voice.handling(step.handling).to_owned();
        if let Some(most) = step.open_at_most.as_ref().map(|q| voice.quantity(q)) {
            open = say!(voice, "{open}，至多 {most}", "{open}, {most} at most");
        }
        if let Some(alert) = step.open_alert.as_ref().map(|q| voice.quantity(q)) {
            open = say!(voice, "{open}，{alert} 时提醒", "{open}, warning at {alert}");
        }
        page.item(voice.pick("操作方式", "Handling"), &open);
    }
}

fn order(page: &mut Page<'_>, process: &Process, at: usize, operation: &Operation, step: &Step) {
    let voice = page.voice;
    let before = at.checked_sub(2).and_then(|index| operation.steps.get(index)).map(|s| &s.id);
    // The usual order needs no words.
    if step.after.iter().collect::<Vec<&StepId>>() != before.into_iter().collect::<Vec<_>>() {
        let after = if step.after.is_empty() {
            voice.pick("随操作开始", "begins with the operation").to_owned()
        } else {
            voice.list(step.after.iter().map(|s| format!("`{s}`")))
        };
        page.item(voice.pick("之后", "After"), &after);
    }
    if let Some(when) = &step.when {
        page.item(voice.pick("仅当", "Only if"), &format!("`{}`", when.one_line()));
    }
    for hold in &step.holds {
        page.item(voice.pick("开始时限", "Begins"), &voice.hold(process, hold));
    }
}

fn things(page: &mut Page<'_>, process: &Process, step: &Step) {
    let voice = page.voice;
    if !step.scans.is_empty() {
        let scans = step.scans.iter().map(|s| voice.scan(process, s));
        page.item(voice.pick("扫描", "Scan"), &voice.list(scans));
    }
    if !step.uses.is_empty() {
        let uses = step.uses.iter().map(|used| {
            let id = &used.material;
            let name = voice.name_or(id.as_str(), process.material(id).map(|m| &m.name));
            format!("{name} {}", voice.amount(step, &used.amount))
        });
        page.item(voice.pick("使用", "Uses"), &voice.list(uses));
    }
    for sample in &step.samples {
        page.item(voice.pick("取样", "Sample"), &one_sample(voice, process, sample));
    }
    for print in &step.prints {
        let id = &print.label;
        let name = voice.name_or(id.as_str(), process.label(id).map(|l| &l.name));
        let count = voice.count(step, &print.count);
        page.item(
            voice.pick("打印标签", "Print"),
            &say!(voice, "{name}，数量 {count}", "{name}, number {count}"),
        );
    }
    if !step.reconciles.is_empty() {
        let labels = step.reconciles.iter();
        let labels =
            labels.map(|id| voice.name_or(id.as_str(), process.label(id).map(|l| &l.name)));
        page.item(voice.pick("标签平衡", "Reconcile"), &voice.list(labels));
    }
    for made in &step.produces {
        let id = &made.output;
        let name = voice.name_or(id.as_str(), process.output(id).map(|o| &o.name));
        let count = voice.count(step, &made.count);
        page.item(
            voice.pick("产出", "Makes"),
            &say!(voice, "{name}，数量 {count}", "{name}, number {count}"),
        );
    }
}

fn one_sample(voice: Voice<'_>, process: &Process, sample: &Sample) -> String {
    let (name, amount) = (voice.text(&sample.name), voice.quantity(&sample.amount));
    if sample.retain {
        return say!(voice, "{name}，{amount}，留样", "{name}, {amount}, retained");
    }
    let serves = voice.list(sample.serves.iter().map(|id| {
        let line = process.attribute(id).map(|a| &a.name);
        voice.name_or(id.as_str(), line)
    }));
    say!(voice, "{name}，{amount}，检测 {serves}", "{name}, {amount}, for {serves}")
}

fn values(page: &mut Page<'_>, process: &Process, step: &Step) {
    let voice = page.voice;
    let row = |value: &Value| {
        let [plausible, alert, action] = ranges(voice, value.kind.number());
        let device = value.measured_with.as_ref();
        let device =
            device.map(|id| voice.name_or(id.as_str(), process.equipment(id).map(|e| &e.name)));
        vec![
            voice.marked(value),
            format!("`{}`", value.id),
            voice.kind(&value.kind),
            plausible,
            alert,
            action,
            device.unwrap_or_default(),
            value.source.as_deref().unwrap_or_default().to_owned(),
        ]
    };
    let rows: Vec<_> = step.values.iter().map(row).collect();
    let heads = [
        voice.pick("记录值", "Value"),
        voice.pick("代号", "Id"),
        voice.pick("记录", "Recorded"),
        voice.pick("合理范围", "Plausible"),
        voice.pick("警戒限", "Alert limit"),
        voice.pick("行动限", "Action limit"),
        voice.pick("测量设备", "Measured with"),
        voice.pick("出处", "Source"),
    ];
    page.table(&heads, &rows);
}

fn calculations(page: &mut Page<'_>, step: &Step) {
    let voice = page.voice;
    let row = |calculation: &crate::model::Calculation| {
        let value = &calculation.value;
        let [plausible, alert, action] = ranges(voice, value.kind.number());
        vec![
            voice.marked(value),
            format!("`{}`", value.id),
            format!("`{}`", calculation.formula.one_line()),
            voice.kind(&value.kind),
            plausible,
            alert,
            action,
            value.source.as_deref().unwrap_or_default().to_owned(),
        ]
    };
    let rows: Vec<_> = step.calculations.iter().map(row).collect();
    let heads = [
        voice.pick("计算值", "Calculated"),
        voice.pick("代号", "Id"),
        voice.pick("公式", "Formula"),
        voice.pick("给出", "Given in"),
        voice.pick("合理范围", "Plausible"),
        voice.pick("警戒限", "Alert limit"),
        voice.pick("行动限", "Action limit"),
        voice.pick("出处", "Source"),
    ];
    page.table(&heads, &rows);
}

fn ranges(voice: Voice<'_>, number: Option<&Number>) -> [String; 3] {
    let said = |limits: Option<&standards::reading::Limits>| {
        limits.map(|l| voice.limits(l)).unwrap_or_default()
    };
    let of =
        |choose: fn(&Number) -> Option<&standards::reading::Limits>| said(number.and_then(choose));
    [of(|n| n.plausible.as_ref()), of(|n| n.alert.as_ref()), of(|n| n.action.as_ref())]
}
