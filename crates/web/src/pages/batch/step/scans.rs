//! What is scanned for a step: the field that waits for the scanner, and the lists beside the step.

use super::super::{both, limits};
use super::page::Page;
use crate::lang::{Text, date};
use crate::parts::{Gate, Panel, Scan as ScanField, Status, gates, id};
use domain::batch::Scanned;
use domain::batch::views::ScanLine;
use domain::facility::Equipment;
use domain::materials::Lot;
use maud::{Markup, html};
use process::model::Scan;

/// The field that waits for the scanner, while the step takes scans.
pub fn field(page: &Page<'_>) -> Markup {
    let t = page.t();
    let sheet = page.sheet;
    if !page.is_underway() || sheet.scans.is_empty() {
        return html! {};
    }
    let refused = page.refused.filter(|not| not.typed.get("is") == "scan");
    let open = sheet.scans.iter().find(|line| line.done.is_empty());
    let field = ScanField::new(t, page.path.as_str(), page.ctx.csrf.as_str())
        .hidden("is", "scan")
        .hidden("act", super::super::super::links::draw_act().to_string())
        .refused(refused.and_then(|not| not.reasons.first().cloned()));
    let field = match open {
        Some(line) => field.expecting(name(page, line.what).plain()),
        None => field.accepted(t.label("scan-all-done")),
    };
    html! {
        (field)
        @if let Some(not) = refused.filter(|not| not.may_be_told) {
            (not.tell(page.ctx, &page.path))
        }
    }
}

/// What the process calls something that is scanned.
pub fn name(page: &Page<'_>, scan: &Scan) -> Text {
    let (t, process) = (page.t(), page.sheet.whole.process);
    let named = match scan {
        Scan::Material(id) => process.material(id).map(|it| &it.name),
        Scan::Equipment(id) => process.equipment(id).map(|it| &it.name),
        Scan::Room(id) => process.room(id).map(|it| &it.name),
        Scan::Container(id) => process.container(id).map(|it| &it.name),
        Scan::Output(id) => process.output(id).map(|it| &it.name),
    };
    named.map_or_else(|| Text::new(domain::batch::scan_text(scan)), |name| both(t, name))
}

/// The lists beside the step.
pub fn side(page: &Page<'_>) -> Markup {
    let t = page.t();
    let place = |scan: &Scan| matches!(scan, Scan::Room(_) | Scan::Equipment(_));
    let (ready, stuff): (Vec<&ScanLine<'_>>, Vec<_>) =
        page.sheet.scans.iter().partition(|line| place(line.what));
    html! {
        (list(page, "ready", t.label("step-ready"), &ready))
        (list(page, "materials", t.label("step-materials"), &stuff))
        (super::values::deviations(page))
    }
}

fn list(page: &Page<'_>, name: &str, title: Text, lines: &[&ScanLine<'_>]) -> Markup {
    if lines.is_empty() {
        return html! {};
    }
    let t = page.t();
    let done = lines.iter().filter(|line| !line.done.is_empty()).count();
    let all: Vec<Gate> = lines.iter().map(|line| gate(page, line)).collect();
    let note = t.with("scan-count", &[("done", done.into()), ("all", lines.len().into())]);
    html! {
        (Panel::new(name, title).note(html! { (note) }).flush().live().body(gates(t, &all)))
    }
}

fn gate(page: &Page<'_>, line: &ScanLine<'_>) -> Gate {
    let t = page.t();
    let status = if line.done.is_empty() { Status::Idle } else { Status::Ok };
    let gate = Gate::new(status, name(page, line.what));
    let amount = line.amount.as_ref().map(limits::quantity);
    let gate = match line.done.as_slice() {
        [] => gate.detail(html! { (t.get("scan-not-yet")) }),
        done => gate.detail(html! {
            @for (n, scanned) in done.iter().enumerate() {
                @if n > 0 { br; }
                (evidence(page, scanned))
            }
        }),
    };
    match amount {
        Some(amount) => gate.amount(amount),
        None => gate,
    }
}

/// What was scanned, and until when it may be used.
fn evidence(page: &Page<'_>, scanned: &Scanned) -> Markup {
    let found = &scanned.found;
    let desk = page.eye.desk;
    let lot = desk.summary::<Lot>(found).ok().map(|lot| lot.expiry);
    let due = desk.summary::<Equipment>(found).ok().and_then(|device| device.due);
    html! {
        a href=(super::super::super::links::subject(found)) { (id(found.key())) }
        @if let Some(day) = lot.or(due) { " · " (date(day)) }
        " · " (page.eye.code(&scanned.mark.by))
    }
}
