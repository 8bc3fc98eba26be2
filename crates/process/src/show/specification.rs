//! The specification as a table, in the order of its phases.

use crate::model::{Acceptance, Attribute, AttributeFrom, Phase, Process};
use crate::page::Page;

pub(super) fn show(page: &mut Page<'_>, process: &Process) {
    let voice = page.voice;
    page.heading(2, voice.pick("质量标准", "Specification"));
    for phase in Phase::ALL {
        let lines = process.specification.iter().filter(|a| a.phase == phase);
        let rows: Vec<_> = lines.map(|line| row(page, process, line)).collect();
        if rows.is_empty() {
            continue;
        }
        page.heading(3, heading(page, phase));
        let heads = [
            voice.pick("项目", "Attribute"),
            voice.pick("代号", "Id"),
            voice.pick("方法", "Method"),
            voice.pick("标准", "Accepted"),
            voice.pick("结果来自", "Result from"),
            voice.pick("检验周期", "Turnaround"),
            voice.pick("出处", "Source"),
        ];
        page.table(&heads, &rows);
    }
}

fn heading<'p>(page: &Page<'p>, phase: Phase) -> &'p str {
    match phase {
        Phase::InProcess => page.voice.pick("过程控制", "In process"),
        Phase::Release => page.voice.pick("放行检验", "For release"),
        Phase::AfterRelease => page.voice.pick("放行后", "After release"),
    }
}

fn row(page: &Page<'_>, process: &Process, line: &Attribute) -> Vec<String> {
    let voice = page.voice;
    let from = voice.result_from(process, &line.from);
    let accept = voice.acceptance(&line.accept);
    let accept = match &line.accept {
        Acceptance::Number { .. } => accept,
        Acceptance::Choice(choices) => voice.choices(choices),
    };
    vec![
        voice.text(&line.name),
        format!("`{}`", line.id),
        voice.text(&line.method),
        accept,
        match &line.from {
            AttributeFrom::Formula(_) => format!("`{from}`"),
            AttributeFrom::Samples(_) => from,
        },
        line.turnaround.as_ref().map(|q| voice.quantity(q)).unwrap_or_default(),
        line.source.to_string(),
    ]
}
