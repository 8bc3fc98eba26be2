//! One step: who, where, when, with what.

use super::Weight::{Critical, Editorial, Substantial};
use super::lists::Kind;
use super::notes::Notes;
use super::value;
use crate::model::{Formula, Hold, HoldFrom, Print, Process, Production, Sample, Scan, Step, Use};
use crate::voice::say;
use crate::words::{AttributeId, LabelId, RoleCode, RoomId, StepId};

/// `usual_order` says that the step follows its neighbour in both versions: then a changed
/// neighbour is told as a step that is new, gone or moved, and not once more here.
pub(super) fn compare(
    notes: &mut Notes<'_>,
    (before, b): (&Process, &Step),
    (after, a): (&Process, &Step),
    usual_order: bool,
) {
    let voice = notes.voice;
    let id = &a.id;
    let of = say!(voice, "步骤 {id} ", "step {id}");
    notes.text(Editorial, ("标题", "title"), &of, (&b.title, &a.title));
    notes.text(Substantial, ("操作指令", "instruction"), &of, (&b.instruction, &a.instruction));
    people(notes, &of, b, a);
    place(notes, &of, b, a);
    if !usual_order {
        let show = |ids: &Vec<StepId>| voice.list(ids.iter().map(ToString::to_string));
        let both = (&b.after, &a.after);
        notes.plain(Substantial, ("前置步骤", "steps before"), &of, both, show);
    }
    let when = |formula: &Option<Formula>| formula.as_ref().map(Formula::one_line);
    notes.field(Critical, ("执行条件", "condition"), &of, (&b.when, &a.when), when);
    holds(notes, &of, (before, b), (after, a));
    scans(notes, &of, (before, b), (after, a));
    uses(notes, &of, b, a);
    value::compare(notes, &of, b, a);
    samples(notes, &of, b, a);
    labels(notes, &of, b, a);
    produces(notes, &of, b, a);
    notes.plain(Editorial, ("耗时", "time taken"), &of, (&b.takes, &a.takes), |t| voice.three(t));
    let both = (&b.hands_on, &a.hands_on);
    notes.plain(Editorial, ("占用人员时间", "hands-on time"), &of, both, |t| voice.three(t));
}

fn people(notes: &mut Notes<'_>, of: &str, b: &Step, a: &Step) {
    let voice = notes.voice;
    let both = (&b.performs, &a.performs);
    notes.plain(Substantial, ("执行人", "performer"), of, both, |role| voice.role(role));
    let show = |role: &Option<RoleCode>| role.as_ref().map(|r| voice.role(r));
    notes.field(Critical, ("复核人", "verifier"), of, (&b.verifies, &a.verifies), show);
}

fn place(notes: &mut Notes<'_>, of: &str, b: &Step, a: &Step) {
    let voice = notes.voice;
    let room = |id: &Option<RoomId>| id.as_ref().map(ToString::to_string);
    notes.field(Substantial, ("房间", "room"), of, (&b.room, &a.room), room);
    let handling = |handling: &_| voice.handling(*handling).to_owned();
    notes.plain(Critical, ("操作方式", "handling"), of, (&b.handling, &a.handling), handling);
    let time = |time: &Option<_>| time.as_ref().map(|q| voice.quantity(q));
    let both = (&b.open_at_most, &a.open_at_most);
    notes.field(Critical, ("敞开时限", "longest time open"), of, both, time);
    let both = (&b.open_alert, &a.open_alert);
    notes.field(Substantial, ("敞开提醒时间", "warning while open"), of, both, time);
}

fn from(hold: &Hold) -> &str {
    match &hold.from {
        HoldFrom::Step(id) => id.as_str(),
        HoldFrom::Collection(id) => id.as_str(),
    }
}

fn holds(notes: &mut Notes<'_>, of: &str, before: (&Process, &Step), after: (&Process, &Step)) {
    let kind = Kind {
        what: ("时限，起点", "time window from"),
        id: from,
        name: |notes, hold| notes.voice.window(hold),
        added: Critical,
        removed: Critical,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, of, &before.1.holds, &after.1.holds) {
        if b == a {
            continue;
        }
        let what = ("时限", "time window");
        let sentence = if b.from == a.from {
            let from = voice.hold_from(after.0, a);
            let of = say!(voice, "{of}{from}", "{of} {from}");
            notes.sentence(what, &of, Some(voice.window(b)), Some(voice.window(a)))
        } else {
            let (b, a) = (voice.hold(before.0, b), voice.hold(after.0, a));
            notes.sentence(what, of, Some(b), Some(a))
        };
        notes.say(Critical, sentence);
    }
}

fn scans(
    notes: &mut Notes<'_>,
    of: &str,
    (before, b): (&Process, &Step),
    (after, a): (&Process, &Step),
) {
    let voice = notes.voice;
    if b.scans == a.scans {
        return;
    }
    let gone: Vec<&Scan> = b.scans.iter().filter(|s| !a.scans.contains(s)).collect();
    let new: Vec<&Scan> = a.scans.iter().filter(|s| !b.scans.contains(s)).collect();
    if gone.is_empty() && new.is_empty() {
        let said = say!(voice, "{of}的扫描次序有变化", "the order of scans of {of} changed");
        notes.say(Editorial, said);
    }
    for scan in gone {
        let scan = voice.scan(before, scan);
        let said = say!(voice, "{of}不再扫描{scan}", "{of} no longer scans {scan}");
        notes.say(Critical, said);
    }
    for scan in new {
        let scan = voice.scan(after, scan);
        notes.say(Substantial, say!(voice, "{of}另须扫描{scan}", "{of} also scans {scan}"));
    }
}

fn uses(notes: &mut Notes<'_>, of: &str, before: &Step, after: &Step) {
    let kind = Kind {
        what: ("使用物料", "use of material"),
        id: |used: &Use| used.material.as_str(),
        name: |_, _| String::new(),
        added: Substantial,
        removed: Substantial,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, of, &before.uses, &after.uses) {
        if b.amount != a.amount {
            let id = &a.material;
            let of = say!(voice, "{of}物料 {id} ", "material {id} at {of}");
            let amounts = (voice.amount(before, &b.amount), voice.amount(after, &a.amount));
            let what = ("用量", "amount");
            let sentence = notes.sentence(what, &of, Some(amounts.0), Some(amounts.1));
            notes.say(Substantial, sentence);
        }
    }
}

fn samples(notes: &mut Notes<'_>, of: &str, before: &Step, after: &Step) {
    let kind = Kind {
        what: ("样品", "sample"),
        id: |sample: &Sample| sample.id.as_str(),
        name: |notes, sample| notes.voice.text(&sample.name),
        added: Substantial,
        removed: Critical,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, of, &before.samples, &after.samples) {
        let id = &a.id;
        let of = say!(voice, "样品 {id} ", "sample {id}");
        notes.text(Editorial, ("名称", "name"), &of, (&b.name, &a.name));
        let both = (&b.amount, &a.amount);
        notes.plain(Substantial, ("取样量", "amount"), &of, both, |q| voice.quantity(q));
        let show = |ids: &Vec<AttributeId>| voice.list(ids.iter().map(ToString::to_string));
        notes.plain(Critical, ("检测项目", "tests"), &of, (&b.serves, &a.serves), show);
        let show = |retain: &bool| voice.yes_no(*retain).to_owned();
        notes.plain(Substantial, ("留样", "retention"), &of, (&b.retain, &a.retain), show);
    }
}

fn labels(notes: &mut Notes<'_>, of: &str, before: &Step, after: &Step) {
    let voice = notes.voice;
    let kind = Kind {
        what: ("打印标签", "print of label"),
        id: |print: &Print| print.label.as_str(),
        name: |_, _| String::new(),
        added: Substantial,
        removed: Critical,
    };
    for (b, a) in notes.list(&kind, of, &before.prints, &after.prints) {
        let id = &a.label;
        let of = say!(voice, "{of}打印标签 {id} ", "label {id} printed at {of}");
        if b.count != a.count {
            let numbers = (voice.count(before, &b.count), voice.count(after, &a.count));
            count(notes, &of, numbers);
        }
    }
    let kind = Kind {
        what: ("标签平衡", "reconciliation of label"),
        id: LabelId::as_str,
        name: |_, _| String::new(),
        added: Substantial,
        removed: Critical,
    };
    notes.list(&kind, of, &before.reconciles, &after.reconciles);
}

fn produces(notes: &mut Notes<'_>, of: &str, before: &Step, after: &Step) {
    let voice = notes.voice;
    let kind = Kind {
        what: ("产出", "output"),
        id: |made: &Production| made.output.as_str(),
        name: |_, _| String::new(),
        added: Critical,
        removed: Critical,
    };
    for (b, a) in notes.list(&kind, of, &before.produces, &after.produces) {
        let id = &a.output;
        let of = say!(voice, "{of}产出 {id} ", "output {id} of {of}");
        if b.count != a.count {
            let numbers = (voice.count(before, &b.count), voice.count(after, &a.count));
            count(notes, &of, numbers);
        }
    }
}

fn count(notes: &mut Notes<'_>, of: &str, (before, after): (String, String)) {
    let sentence = notes.sentence(("数量", "number"), of, Some(before), Some(after));
    notes.say(Substantial, sentence);
}
