//! The words of a process in the reasons of its batches: a step by its title, a value by its name.
//! Rules speak of ids; people read the record.

use crate::lang::Lang;
use crate::problem::Reason;
use process::Process;
use process::words::Text;

/// The reason with everything the process names called by its name.
pub fn named(process: &Process, lang: Lang, mut reason: Reason) -> Reason {
    for (name, value) in &mut reason.args {
        *value = match name.as_ref() {
            "lacks" => references(process, lang, value.split(", ")),
            "what" => match value.split_once('/') {
                Some((family, id)) => call(process, lang, family, id),
                None => continue,
            },
            family => call(process, lang, family, value),
        };
    }
    reason
}

/// What a process calls something; the id where it has no such thing.
pub fn call(process: &Process, lang: Lang, family: &str, id: &str) -> String {
    let found = find(process, family, id);
    found.map_or(id, |text| in_lang(text, lang)).to_owned()
}

/// Values as formulas refer to them (`harvest.count.viability`), by their names.
pub fn references<'a>(process: &Process, lang: Lang, all: impl Iterator<Item = &'a str>) -> String {
    let name = |text: &str| {
        let (_, value) = text.rsplit_once('.').unwrap_or(("", text));
        call(process, lang, "value", value)
    };
    let names: Vec<String> = all.map(name).collect();
    names.join(if lang == Lang::ZhCn { "、" } else { ", " })
}

fn in_lang(text: &Text, lang: Lang) -> &str {
    match lang {
        Lang::ZhCn => &text.zh,
        Lang::En => &text.en,
    }
}

fn find<'a>(process: &'a Process, family: &str, id: &str) -> Option<&'a Text> {
    let steps = || process.operations.iter().flat_map(|operation| &operation.steps);
    match family {
        "step" => steps().find(|it| it.id.as_str() == id).map(|it| &it.title),
        "value" => {
            let computed = steps().flat_map(|it| &it.calculations).map(|it| &it.value);
            let mut values = steps().flat_map(|it| &it.values).chain(computed);
            values.find(|it| it.id.as_str() == id).map(|it| &it.name)
        }
        "sample" => {
            steps().flat_map(|it| &it.samples).find(|it| it.id.as_str() == id).map(|it| &it.name)
        }
        "material" => process.materials.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "equipment" => process.equipment.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "room" => process.rooms.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "container" => process.containers.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "output" => process.outputs.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "label" => process.labels.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        _ => None,
    }
}
