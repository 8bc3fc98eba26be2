//! Correcting a recorded value, under the value itself: what it should say, why, signed.

use super::super::super::offer::{Offer, unwritten};
use super::super::super::words;
use super::super::{both, limits};
use super::page::Page;
use crate::lang::{Text, unit};
use crate::parts::{Button, Choice, Choices, Field, hidden, signs};
use domain::batch::CorrectValue;
use domain::batch::views::ValueLine;
use domain::command::Command;
use domain::refusal::Stop;
use domain::text::Reason;
use maud::{Markup, html};
use process::model::ValueKind;

/// The action.
const ACTION: &str = "batch.correct-value";

/// The form.
pub fn form(page: &Page<'_>, line: &ValueLine<'_>) -> Result<Markup, Stop> {
    let Some(version) = line.versions.last() else { return Ok(html! {}) };
    let t = page.t();
    let value = line.value;
    let name = value.id.as_str().parse();
    let Ok(name) = name else { return Ok(html! {}) };
    let offer = Offer::in_batch(
        page.eye,
        page.sheet.whole.process,
        Command::CorrectValue(CorrectValue {
            batch: page.at.batch.clone(),
            step: page.at.step.clone(),
            round: page.at.round,
            value: name,
            // What is corrected into what it says already changes nothing: that is not held against it.
            reading: version.reading.clone(),
            reason: Reason(unwritten(page.at.batch.subject())),
        }),
    )?
    .without("correction-changes-nothing");
    let was = limits::reading(t, value, &version.reading);
    let body = html! {
        (hidden("batch", &page.at.batch.to_string()))
        (hidden("step", page.at.step.as_str()))
        (hidden("round", &page.at.round.to_string()))
        (hidden("value", value.id.as_str()))
        p { (t.with("correct-was", &[("value", was.into())])) }
        (question(page, line))
        (Field::textarea("reason", words::field(t, "reason")).required()
            .value(page.typed(ACTION, "reason")).error(page.wrong(ACTION, "reason")))
    };
    let part = t.label_with("correct-title", &[("name", both(t, &value.name).plain().into())]);
    let sign = offer.sign(page.ctx, &page.path, part.alone(), body, page.refused);
    Ok(html! {
        div id="correct" { (signs(t, &[sign])) }
        div.panel__body { (Button::link(t.label("correct-not"), page.path.as_str()).quiet()) }
    })
}

fn question(page: &Page<'_>, line: &ValueLine<'_>) -> Markup {
    let t = page.t();
    let label: Text = t.label("correct-into");
    match &line.value.kind {
        ValueKind::Number(number) => {
            let ucum = number.unit.to_string();
            html! {
                (hidden("reading.u", &ucum))
                (hidden("reading.how", "n"))
                (Field::number("reading.n", label, unit(&ucum)).required()
                    .value(page.typed(ACTION, "reading.n")).error(page.wrong(ACTION, "reading")))
            }
        }
        ValueKind::Choice(choices) => {
            let all = choices.iter();
            let all = all.map(|it| Choice::new(it.code.as_str(), both(t, &it.name))).collect();
            html! {
                (hidden("reading.how", "is"))
                (Choices::new("reading.n", label, all).across()
                    .chosen(page.typed(ACTION, "reading.n")).error(page.wrong(ACTION, "reading")))
            }
        }
    }
}
