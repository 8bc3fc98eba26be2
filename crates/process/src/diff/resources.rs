//! What comes in, what is used and where, what comes out.

use std::sync::Arc;

use super::Weight::{Critical, Editorial, Substantial};
use super::lists::Kind;
use super::notes::Notes;
use super::value;
use crate::model::{
    Container, Equipment, Fact, Label, LotRule, Material, MaterialAttribute, Output, Process, Room,
};
use crate::voice::say;

const NAME: (&str, &str) = ("名称", "name");

pub(super) fn compare(notes: &mut Notes<'_>, before: &Process, after: &Process) {
    notes.at_word(("输入", "Inputs"));
    facts(notes, &before.inputs, &after.inputs);
    notes.at_word(("起始材料", "Starting material"));
    containers(notes, &before.containers, &after.containers);
    notes.at_word(("物料", "Materials"));
    materials(notes, &before.materials, &after.materials);
    notes.at_word(("设备", "Equipment"));
    equipment(notes, &before.equipment, &after.equipment);
    notes.at_word(("房间", "Rooms"));
    rooms(notes, &before.rooms, &after.rooms);
    notes.at_word(("标签", "Labels"));
    labels(notes, &before.labels, &after.labels);
    notes.at_word(("产出", "Outputs"));
    outputs(notes, &before.outputs, &after.outputs);
}

fn facts(notes: &mut Notes<'_>, before: &[Fact], after: &[Fact]) {
    let kind = Kind {
        what: ("输入", "input"),
        id: |fact: &Fact| fact.name.as_str(),
        name: |notes, fact| notes.voice.text(&fact.label),
        added: Substantial,
        removed: Substantial,
    };
    for (b, a) in notes.list(&kind, "", before, after) {
        let id = &a.name;
        let of = say!(notes.voice, "输入 {id} ", "input {id}");
        notes.text(Editorial, NAME, &of, (&b.label, &a.label));
        value::number(notes, &of, false, &b.number, &a.number);
    }
}

fn containers(notes: &mut Notes<'_>, before: &[Container], after: &[Container]) {
    let kind = Kind {
        what: ("容器", "container"),
        id: |container: &Container| container.id.as_str(),
        name: |notes, container| notes.voice.text(&container.name),
        added: Critical,
        removed: Critical,
    };
    for (b, a) in notes.list(&kind, "", before, after) {
        let id = &a.id;
        let of = say!(notes.voice, "容器 {id} ", "container {id}");
        notes.text(Editorial, NAME, &of, (&b.name, &a.name));
        notes.text(Critical, ("接收条件", "acceptance"), &of, (&b.accept, &a.accept));
        isbt128(notes, &of, (&b.isbt128, &a.isbt128));
    }
}

fn materials(notes: &mut Notes<'_>, before: &[Material], after: &[Material]) {
    let kind = Kind {
        what: ("物料", "material"),
        id: |material: &Material| material.id.as_str(),
        name: |notes, material| notes.voice.text(&material.name),
        added: Substantial,
        removed: Substantial,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, "", before, after) {
        let id = &a.id;
        let of = say!(voice, "物料 {id} ", "material {id}");
        notes.text(Editorial, NAME, &of, (&b.name, &a.name));
        notes.plain(Critical, ("物料代码", "item"), &of, (&b.item, &a.item), ToString::to_string);
        let rules = |rules: &Vec<LotRule>| {
            voice.list(rules.iter().map(|rule| voice.lot_rule(*rule).to_owned()))
        };
        notes.plain(Critical, ("批次要求", "lot rules"), &of, (&b.lot, &a.lot), rules);
        notes.plain(Substantial, ("单位", "unit"), &of, (&b.unit, &a.unit), ToString::to_string);
        let both = (&b.made_by, &a.made_by);
        let show = |p: &Option<crate::words::ProcessId>| p.as_ref().map(ToString::to_string);
        notes.field(Critical, ("制备工艺", "process that makes it"), &of, both, show);
        let both = (b.storage.as_ref(), a.storage.as_ref());
        notes.text_maybe(Substantial, ("储存", "storage"), &of, both);
        attributes(notes, &of, &b.attributes, &a.attributes);
    }
}

fn attributes(
    notes: &mut Notes<'_>,
    of: &str,
    before: &[MaterialAttribute],
    after: &[MaterialAttribute],
) {
    let kind = Kind {
        what: ("批次数值", "number known of each lot"),
        id: |attribute: &MaterialAttribute| attribute.id.as_str(),
        name: |notes, attribute| notes.voice.text(&attribute.name),
        added: Substantial,
        removed: Critical,
    };
    for (b, a) in notes.list(&kind, of, before, after) {
        let id = &a.id;
        let of = say!(notes.voice, "{of} {id} ", "{id} of {of}");
        notes.text(Editorial, NAME, &of, (&b.name, &a.name));
        value::number(notes, &of, false, &b.number, &a.number);
    }
}

fn equipment(notes: &mut Notes<'_>, before: &[Equipment], after: &[Equipment]) {
    let kind = Kind {
        what: ("设备", "equipment"),
        id: |device: &Equipment| device.id.as_str(),
        name: |notes, device| notes.voice.text(&device.name),
        added: Substantial,
        removed: Substantial,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, "", before, after) {
        let id = &a.id;
        let of = say!(voice, "设备 {id} ", "equipment {id}");
        notes.text(Editorial, NAME, &of, (&b.name, &a.name));
        let both = (&b.class, &a.class);
        notes.plain(Substantial, ("类别", "class"), &of, both, |class| voice.class(class));
        let both = (&b.calibrated, &a.calibrated);
        let what = ("须在校准有效期内", "calibrated");
        notes.plain(Critical, what, &of, both, |it| voice.yes_no(*it).to_owned());
        let both = (&b.same_device, &a.same_device);
        let what = ("全批同一台", "same device for the batch");
        notes.plain(Substantial, what, &of, both, |same| voice.yes_no(*same).to_owned());
    }
}

fn rooms(notes: &mut Notes<'_>, before: &[Room], after: &[Room]) {
    let kind = Kind {
        what: ("房间", "room"),
        id: |room: &Room| room.id.as_str(),
        name: |notes, room| notes.voice.text(&room.name),
        added: Substantial,
        removed: Substantial,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, "", before, after) {
        let id = &a.id;
        let of = say!(voice, "房间 {id} ", "room {id}");
        notes.text(Editorial, NAME, &of, (&b.name, &a.name));
        notes.plain(Critical, ("级别", "grade"), &of, (&b.grade, &a.grade), |g| voice.grade(g));
        let both = (&b.background, &a.background);
        let show = |g: &Option<_>| g.as_ref().map(|g| voice.grade(g));
        notes.field(Critical, ("背景级别", "grade around it"), &of, both, show);
    }
}

fn labels(notes: &mut Notes<'_>, before: &[Label], after: &[Label]) {
    let kind = Kind {
        what: ("标签", "label"),
        id: |label: &Label| label.id.as_str(),
        name: |notes, label| notes.voice.text(&label.name),
        added: Substantial,
        removed: Critical,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, "", before, after) {
        let id = &a.id;
        let of = say!(voice, "标签 {id} ", "label {id}");
        notes.text(Editorial, NAME, &of, (&b.name, &a.name));
        let legends = |l: &Vec<_>| voice.list(l.iter().map(|code| voice.legend(code)));
        notes.plain(Critical, ("警示语", "legends"), &of, (&b.legends, &a.legends), legends);
    }
}

fn outputs(notes: &mut Notes<'_>, before: &[Output], after: &[Output]) {
    let kind = Kind {
        what: ("产出", "output"),
        id: |output: &Output| output.id.as_str(),
        name: |notes, output| notes.voice.text(&output.name),
        added: Critical,
        removed: Critical,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, "", before, after) {
        let id = &a.id;
        let of = say!(voice, "产出 {id} ", "output {id}");
        notes.text(Editorial, NAME, &of, (&b.name, &a.name));
        let kind = |kind: &_| voice.output_kind(*kind).to_owned();
        notes.plain(Critical, ("形式", "kind"), &of, (&b.kind, &a.kind), kind);
        let holds = |q: &Option<_>| q.as_ref().map(|q| voice.quantity(q));
        notes.field(Critical, ("含量", "content"), &of, (&b.holds, &a.holds), holds);
        isbt128(notes, &of, (&b.isbt128, &a.isbt128));
        let label = |id: &Option<crate::words::LabelId>| id.as_ref().map(ToString::to_string);
        notes.field(Critical, ("标签", "label"), &of, (&b.label, &a.label), label);
    }
}

type Code = Option<Arc<str>>;

fn isbt128(notes: &mut Notes<'_>, of: &str, both: (&Code, &Code)) {
    let show = |code: &Code| code.as_ref().map(ToString::to_string);
    notes.field(Critical, ("ISBT 128 代码", "ISBT 128 code"), of, both, show);
}
