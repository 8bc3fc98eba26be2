//! What comes in, what is used, where, and what comes out.

use crate::model::{LotRule, Process};
use crate::page::Page;
use crate::voice::{Voice, say};
use crate::words::Text;

pub(super) fn show(page: &mut Page<'_>, process: &Process) {
    inputs(page, process);
    containers(page, process);
    materials(page, process);
    equipment(page, process);
    rooms(page, process);
    labels(page, process);
    outputs(page, process);
}

fn inputs(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    let row = |fact: &crate::model::Fact| {
        let plausible = fact.number.plausible.as_ref().map(|l| voice.limits(l));
        vec![
            format!("`{}`", fact.name),
            voice.text(&fact.label),
            voice.form(&fact.number),
            plausible.unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = process.inputs.iter().map(row).collect();
    let heads = [id(voice), name(voice), recorded(voice), plausible(voice)];
    section(page, voice.pick("输入", "Inputs"), &heads, &rows);
}

fn containers(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    let row = |container: &crate::model::Container| {
        let code = container.isbt128.as_deref().unwrap_or_default();
        vec![
            format!("`{}`", container.id),
            voice.text(&container.name),
            voice.text(&container.accept),
            code.to_owned(),
        ]
    };
    let rows: Vec<_> = process.containers.iter().map(row).collect();
    let heads = [id(voice), name(voice), voice.pick("接收条件", "Accepted if"), "ISBT 128"];
    section(page, voice.pick("起始材料", "Starting material"), &heads, &rows);
}

fn materials(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    let row = |material: &crate::model::Material| {
        let rules = |rule: &LotRule| voice.lot_rule(*rule).to_owned();
        let attributes = material.attributes.iter().map(|attribute| {
            let (name, form) = (voice.text(&attribute.name), voice.form(&attribute.number));
            say!(voice, "{name}（{form}）", "{name} ({form})")
        });
        let attributes: Vec<String> = attributes.collect();
        vec![
            format!("`{}`", material.id),
            material.item.to_string(),
            voice.text(&material.name),
            voice.list(material.lot.iter().map(rules)),
            voice.unit(&material.unit),
            storage(voice, material.storage.as_ref()),
            material.made_by.as_ref().map(|p| format!("`{p}`")).unwrap_or_default(),
            attributes.join(voice.pick("、", ", ")),
        ]
    };
    let rows: Vec<_> = process.materials.iter().map(row).collect();
    let heads = [
        id(voice),
        voice.pick("物料代码", "Item"),
        name(voice),
        voice.pick("批次要求", "Lots"),
        voice.pick("单位", "Unit"),
        voice.pick("储存", "Storage"),
        voice.pick("由工艺制备", "Made by"),
        voice.pick("批次已知数值", "Known of each lot"),
    ];
    section(page, voice.pick("物料", "Materials"), &heads, &rows);
}

fn equipment(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    let row = |device: &crate::model::Equipment| {
        let same = voice.pick("全批同一台", "the same for the batch");
        vec![
            format!("`{}`", device.id),
            voice.text(&device.name),
            voice.class(&device.class),
            if device.same_device { same.to_owned() } else { String::new() },
        ]
    };
    let rows: Vec<_> = process.equipment.iter().map(row).collect();
    let heads =
        [id(voice), name(voice), voice.pick("类别", "Class"), voice.pick("同一台", "Device")];
    section(page, voice.pick("设备", "Equipment"), &heads, &rows);
}

fn rooms(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    let row = |room: &crate::model::Room| {
        let around = room.background.as_ref().map(|g| voice.grade(g));
        let grade = voice.grade(&room.grade);
        vec![format!("`{}`", room.id), voice.text(&room.name), grade, around.unwrap_or_default()]
    };
    let rows: Vec<_> = process.rooms.iter().map(row).collect();
    let heads =
        [id(voice), name(voice), voice.pick("级别", "Grade"), voice.pick("背景级别", "Around it")];
    section(page, voice.pick("房间", "Rooms"), &heads, &rows);
}

fn labels(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    let row = |label: &crate::model::Label| {
        vec![
            format!("`{}`", label.id),
            voice.text(&label.name),
            voice.list(label.legends.iter().map(|l| voice.legend(l))),
        ]
    };
    let rows: Vec<_> = process.labels.iter().map(row).collect();
    let heads = [id(voice), name(voice), voice.pick("警示语", "Legends")];
    section(page, voice.pick("标签", "Labels"), &heads, &rows);
}

fn outputs(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    let row = |output: &crate::model::Output| {
        let label = output.label.as_ref();
        let label = label.map(|id| voice.name_or(id.as_str(), process.label(id).map(|l| &l.name)));
        vec![
            format!("`{}`", output.id),
            voice.text(&output.name),
            voice.output_kind(output.kind).to_owned(),
            output.holds.as_ref().map(|q| voice.quantity(q)).unwrap_or_default(),
            output.isbt128.as_deref().unwrap_or_default().to_owned(),
            label.unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = process.outputs.iter().map(row).collect();
    let heads = [
        id(voice),
        name(voice),
        voice.pick("形式", "Kind"),
        voice.pick("每个含量", "Each holds"),
        "ISBT 128",
        voice.pick("标签", "Label"),
    ];
    section(page, voice.pick("产出", "Outputs"), &heads, &rows);
}

fn section(page: &mut Page<'_>, title: &str, heads: &[&str], rows: &[Vec<String>]) {
    if !rows.is_empty() {
        page.heading(2, title);
        page.table(heads, rows);
    }
}

fn storage(voice: Voice<'_>, storage: Option<&Text>) -> String {
    storage.map(|s| voice.text(s)).unwrap_or_default()
}

fn id(voice: Voice<'_>) -> &'static str {
    voice.pick("代号", "Id")
}

fn name(voice: Voice<'_>) -> &'static str {
    voice.pick("名称", "Name")
}

fn recorded(voice: Voice<'_>) -> &'static str {
    voice.pick("记录", "Recorded")
}

fn plausible(voice: Voice<'_>) -> &'static str {
    voice.pick("合理范围", "Plausible")
}
