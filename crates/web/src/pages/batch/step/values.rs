//! Measured values: what is to be recorded, what was, and what went out of its limits.

use super::super::super::quality;
use super::super::super::{acting, links, words};
use super::super::{both, limits};
use super::page::Page;
use super::{correct, record_values};
use crate::lang::{Text, unit};
use crate::parts::{
    Button, Choice, Choices, Deviation as Inline, Form, Item, MeasRow, Panel, Status, id, list,
    measured,
};
use domain::act::Said;
use domain::batch::views::ValueLine;
use domain::batch::{How, ValueVersion};
use domain::id::DeviationId;
use domain::quality::{Deviation, DeviationState};
use domain::refusal::Stop;
use maud::{Markup, html};
use process::model::{Value, ValueKind};

/// The panel of measured values.
pub fn panel(page: &Page<'_>) -> Result<Markup, Stop> {
    let t = page.t();
    if page.sheet.values.is_empty() {
        return Ok(html! {});
    }
    let mut rows = Vec::new();
    let mut first_inline = true;
    for line in &page.sheet.values {
        rows.push(row(page, line));
        if page.correct == Some(line.value.id.as_str()) && !line.versions.is_empty() {
            rows.push(correct::form(page, line)?);
        }
        for deviation in caused_by(page, line.value)? {
            rows.push(inline(page, &deviation, first_inline)?);
            first_inline = false;
        }
    }
    let open = page.is_underway() && page.sheet.values.iter().any(|it| it.versions.is_empty());
    let rows = measured(&rows);
    Ok(html! {
        (Panel::new("values", t.label("step-values")).note(html! { (t.get("step-values-note")) })
            .flush().live().body(html! {
                (rows)
                @if open { (record_button(page)) }
            }))
    })
}

/// One form takes every value that was typed. The fields stand in the rows and name it.
fn record_button(page: &Page<'_>) -> Markup {
    let t = page.t();
    let mut form = Form::post(page.path.as_str(), page.ctx.csrf.as_str())
        .id(record_values::FORM)
        .hidden("is", "values");
    for line in page.sheet.values.iter().filter(|line| line.versions.is_empty()) {
        let name = record_values::act_name(&line.value.id);
        form = form.hidden(name, links::draw_act().to_string());
    }
    let other = page.link("batch.record-value", &[]);
    html! {
        div.panel__body {
            (form.body(html! {
                (Button::submit(t.label("step-record-values")).primary().big())
            }))
            p.small { a href=(other) { (t.get("step-no-value")) } }
        }
    }
}

fn row(page: &Page<'_>, line: &ValueLine<'_>) -> Markup {
    match (line.versions.last(), &line.value.kind) {
        (Some(version), _) => recorded(page, line, version),
        (None, ValueKind::Choice(_)) if page.is_underway() => question(page, line.value),
        (None, _) => open(page, line.value),
    }
}

fn label(page: &Page<'_>, value: &Value) -> Text {
    both(page.t(), &value.name)
}

fn unit_of(value: &Value) -> String {
    value.kind.number().map(|number| unit(&number.unit.to_string())).unwrap_or_default()
}

fn recorded(page: &Page<'_>, line: &ValueLine<'_>, version: &ValueVersion) -> Markup {
    let t = page.t();
    let value = line.value;
    let shown = match version.reading.exact() {
        Some(quantity) => crate::lang::number(&quantity.value.to_string()),
        None => limits::reading(t, value, &version.reading),
    };
    let unit = if version.reading.exact().is_some() { unit_of(value) } else { String::new() };
    let mut row = MeasRow::new(record_values::name(&value.id), label(page, value), unit)
        .recorded(shown)
        .source(source(page, line, version));
    if let Some(number) = value.kind.number().filter(|it| it.action.is_some() || it.alert.is_some())
    {
        row = row.range(limits::bar(t, number, Some((&version.reading, version.verdict))));
    }
    if let Some((status, word)) = limits::verdict(t, version.verdict) {
        row = row.verdict(status, word);
    }
    let correcting = links::with(&page.path, &[("correct", value.id.as_str())]);
    let row = row.aside(html! {
        a.small href={ (correcting) "#correct" } {
            (t.get("step-correct")) span.sr { " " (label(page, value).plain()) }
        }
    });
    html! { (row) }
}

/// Who recorded it, when, with what; and what stood there before.
fn source(page: &Page<'_>, line: &ValueLine<'_>, version: &ValueVersion) -> Text {
    let t = page.t();
    let mut said = format!(
        "{} · {}",
        page.eye.code(&version.mark.by),
        crate::lang::clock(&page.eye.zoned(version.mark.occurred))
    );
    if let How::Recorded { source, device } = &version.how {
        if let Some(device) = device {
            said.push_str(&format!(" · {}", device.key()));
        }
        if *source == domain::batch::ValueSource::Instrument {
            said.push_str(&format!(" · {}", words::choice(t, source.word()).plain()));
        }
    }
    let (_, before) = line.versions.split_last().unwrap_or((version, &[]));
    if let Some(was) = before.last() {
        let was = limits::reading(t, line.value, &was.reading);
        said.push_str(&format!(" · {}", t.with("step-was", &[("value", was.into())])));
    }
    Text::new(said)
}

/// A number that is not recorded yet.
fn open(page: &Page<'_>, value: &Value) -> Markup {
    let t = page.t();
    let name = record_values::name(&value.id);
    let typed = page.typed(record_values::ACTION, &name);
    let mut row = MeasRow::new(name.as_str(), label(page, value), unit_of(value))
        .error(page.wrong(record_values::ACTION, &name));
    if let Some(number) = value.kind.number().filter(|it| it.action.is_some() || it.alert.is_some())
    {
        row = row.range(limits::bar(t, number, None));
    }
    if page.is_underway() {
        // The field stands in the row and belongs to the form at the foot of the panel.
        let row = if typed.is_empty() { row } else { row.typed(typed) };
        return html! { (row.form(record_values::FORM)) };
    }
    html! { (row.recorded("")) }
}

/// A question with a few answers that is not answered yet.
fn question(page: &Page<'_>, value: &Value) -> Markup {
    let t = page.t();
    let name = record_values::name(&value.id);
    let choices = value.kind.choices().iter();
    let choices = choices.map(|it| Choice::new(it.code.as_str(), both(t, &it.name))).collect();
    let choices = Choices::new(name.as_str(), label(page, value), choices)
        .across()
        .optional()
        .form(record_values::FORM)
        .chosen(page.typed(record_values::ACTION, &name))
        .error(page.wrong(record_values::ACTION, &name));
    html! { div.panel__body { (choices) } }
}

/// The deviations that this value opened in this step and that are not closed.
fn caused_by(page: &Page<'_>, value: &Value) -> Result<Vec<DeviationId>, Stop> {
    let mut found = Vec::new();
    for (deviation, summary) in &page.sheet.deviations {
        let here = summary.step.as_ref().is_some_and(|step| *step == page.at.step);
        if !here || !summary.codes.iter().any(|code| code == LIMIT) {
            continue;
        }
        let state: &Deviation = page.eye.desk.state(deviation.subject())?;
        let about = |finding: &domain::refusal::Finding| {
            finding.code == LIMIT
                && finding.args.get("value").is_some_and(|it| it == value.id.as_str())
        };
        if state.opened.findings.iter().any(about) {
            found.push(deviation.clone());
        }
    }
    Ok(found)
}

/// The code of a value outside its action limits.
const LIMIT: &str = "action-limit-exceeded";

/// A deviation under the value that opened it: what it says, and what can be done at once.
fn inline(page: &Page<'_>, deviation: &DeviationId, first: bool) -> Result<Markup, Stop> {
    let t = page.t();
    let state: &Deviation = page.eye.desk.state(deviation.subject())?;
    let finding = state.opened.findings.iter().find(|it| it.code == LIMIT);
    let reason = finding.map(|it| page.voice().part(it));
    let title = match page.sheet.values.iter().find(|line| {
        finding.is_some_and(|it| it.args.get("value").is_some_and(|v| v == line.value.id.as_str()))
    }) {
        Some(line) => outside(page, line),
        None => reason.map(|it| it.sentence).unwrap_or_default(),
    };
    let opened = state.state() == DeviationState::Opened;
    let what = html! {
        @if opened { (t.get("dev-held")) " " } @else { (t.get("dev-contained")) " " }
        a href=(links::subject(deviation.subject())) { (id(deviation.key())) }
        " · " (page.eye.moment(state.opened.occurred))
    };
    let part = Inline::new(format!("dev-{}", deviation.key()), title, what);
    if !opened || !first {
        return Ok(html! { (part) });
    }
    let action = "quality.contain-deviation";
    let form = acting::form(page.ctx, &page.path, action, Said::Tell)
        .hidden("deviation", deviation.to_string());
    let form = form.body(quality::contain_fields(t, action, page.refused));
    Ok(html! { (part.actions(html! { (form) })) })
}

/// The value and the limit it is outside of, in one line.
fn outside(page: &Page<'_>, line: &ValueLine<'_>) -> String {
    let t = page.t();
    let versions = line.versions.iter().rev();
    let worst = versions.clone().find(|it| it.verdict == domain::batch::Verdict::Action);
    let shown = worst.or_else(|| line.versions.last());
    let value = shown.map(|it| limits::reading(t, line.value, &it.reading)).unwrap_or_default();
    t.with(
        "dev-title",
        &[
            ("name", both(t, &line.value.name).plain().into()),
            ("value", value.into()),
            ("limits", limits::wanted(t, line.value).into()),
        ],
    )
}

/// Every deviation about the batch that is not closed, beside the step.
pub fn deviations(page: &Page<'_>) -> Markup {
    let t = page.t();
    if page.sheet.deviations.is_empty() {
        return html! {};
    }
    let items: Vec<Item> = page
        .sheet
        .deviations
        .iter()
        .map(|(deviation, summary)| {
            let status = match summary.state {
                DeviationState::Opened => Status::Action,
                DeviationState::Contained
                | DeviationState::Investigated
                | DeviationState::Closed => Status::Alert,
            };
            Item::of(id(deviation.key()))
                .status(status)
                .href(links::subject(deviation.subject()))
                .detail(html! {
                    (words::choice(t, summary.state.word()).plain())
                    @if let Some(step) = &summary.step { " · " (page.voice().step(step.as_str())) }
                })
        })
        .collect();
    html! { (Panel::new("deviations", t.label("step-deviations")).flush().live().body(list(&items))) }
}
