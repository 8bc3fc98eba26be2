//! A process as a document that people read and sign: Markdown, plain enough to print as it is.
//!
//! Everything that a batch is held to stands in it. Reading order: `resources` (what comes in and
//! what is used), `step`, `specification`.

mod resources;
mod specification;
mod step;

use crate::model::{Dose, Operation, Process};
use crate::page::Page;
use crate::voice::{Voice, say};

/// The process as a document, in one language.
///
/// ```
/// # use process::{Lang, Process, Vocabulary, Voice, show};
/// # fn print(process: &Process, vocabulary: &Vocabulary) {
/// let plain = show(process, Lang::En); // roles and grades by their codes
/// let named = show(process, Voice::new(Lang::Zh, vocabulary)); // by their names
/// # }
/// ```
pub fn show<'v>(process: &Process, voice: impl Into<Voice<'v>>) -> String {
    let mut page = Page::new(voice.into());
    head(&mut page, process);
    resources::show(&mut page, process);
    page.heading(2, page.voice.pick("操作", "Operations"));
    page.line(page.voice.pick(
        "未注明敞开的步骤均为密闭操作。",
        "Handling is closed unless a step says that it is open.",
    ));
    for (number, operation) in (1_usize..).zip(&process.operations) {
        show_operation(&mut page, process, number, operation);
    }
    specification::show(&mut page, process);
    page.finish()
}

fn head(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    page.heading(1, &voice.text(&process.name));
    let (id, version, text) = (&process.id, &process.version, process.text);
    page.line(&say!(voice, "工艺 `{id}`，版本 {version}", "Process `{id}`, version {version}"));
    page.line(&say!(voice, "文本 SHA-256 `{text}`", "SHA-256 of the text `{text}`"));
    let product = &process.product;
    page.heading(2, voice.pick("产品", "Product"));
    page.item(voice.pick("名称", "Name"), &voice.text(&product.name));
    page.item(voice.pick("代码", "Code"), &product.code);
    if let Some(code) = &product.isbt128 {
        page.item("ISBT 128", code);
    }
    page.item(voice.pick("类型", "Kind"), voice.modality(product.modality));
    page.item(voice.pick("储存", "Storage"), &voice.text(&product.storage));
    page.item(voice.pick("有效期", "Shelf life"), &voice.quantity(&product.shelf_life));
    if let Some(in_use) = &product.in_use {
        let label = voice.pick("开封或复苏后使用期限", "Once opened or thawed");
        page.item(label, &voice.quantity(in_use));
    }
    if let Some(dose) = &process.dose {
        show_dose(page, process, dose);
    }
}

fn show_dose(page: &mut Page<'_>, process: &Process, dose: &Dose) {
    let voice = page.voice;
    page.heading(2, voice.pick("剂量", "Dose"));
    page.item(voice.pick("计量", "Counted"), &voice.text(&dose.of));
    if let Some(name) = &dose.weight {
        let fact = process.inputs.iter().find(|f| f.name == *name).map(|f| &f.label);
        let said = voice.name_or(name.as_str(), fact);
        page.item(voice.pick("依据", "Reckoned by"), &said);
    }
    let figures = [
        (voice.pick("最低", "Least"), Some(&dose.min)),
        (voice.pick("目标", "Aim"), dose.target.as_ref()),
        (voice.pick("最高", "Most"), dose.max.as_ref()),
        (voice.pick("绝对上限", "Never more than"), dose.cap.as_ref()),
    ];
    for (label, figure) in figures {
        if let Some(figure) = figure {
            page.item(label, &voice.quantity(figure));
        }
    }
    if let Some(source) = &dose.source {
        page.item(voice.pick("出处", "Source"), source);
    }
}

fn show_operation(page: &mut Page<'_>, process: &Process, number: usize, operation: &Operation) {
    let voice = page.voice;
    let title = voice.text(&operation.title);
    let day = match operation.days {
        None => String::new(),
        Some((first, last)) if first == last => {
            say!(voice, "，第 {first} 天", ", day {first}")
        }
        Some((first, last)) => {
            say!(voice, "，第 {first} 至 {last} 天", ", days {first} to {last}")
        }
    };
    page.heading(3, &format!("{number}. {title}{day}"));
    let after = operation.after.iter().map(|id| {
        let found = process.operation(id).map(|o| &o.title);
        voice.name_or(id.as_str(), found)
    });
    page.item(voice.pick("代号", "Id"), &format!("`{}`", operation.id));
    if operation.after.is_empty() {
        page.item(voice.pick("开始", "Begins"), voice.pick("随批开始", "with the batch"));
    } else {
        page.item(voice.pick("之后", "After"), &voice.list(after));
    }
    if let Some(when) = &operation.when {
        page.item(voice.pick("仅当", "Only if"), &format!("`{}`", when.one_line()));
    }
    if let Some(repeat) = &operation.repeat {
        page.item(voice.pick("重复", "Repeated"), &voice.repeat(repeat));
    }
    for (at, step) in (1_usize..).zip(&operation.steps) {
        step::show(page, process, &format!("{number}.{at}"), at, operation, step);
    }
}
