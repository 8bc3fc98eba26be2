//! Entering and correcting a result: the limit beside the field, the answers the specification
//! knows.

use super::super::batch::both;
use super::super::offer::{Offer, unwritten};
use super::super::words;
use super::attribute::{Line, limit, shown};
use super::method_code;
use crate::lang::unit;
use crate::parts::{Button, Choice, Choices, Field, Icon, SelectOption, hidden, signs};
use domain::command::Command;
use domain::facility::Equipment;
use domain::id::Kind;
use domain::quality::{CorrectResult, EnterResult};
use domain::refusal::Stop;
use domain::text::Reason;
use maud::{Markup, html};
use process::model::{Acceptance, Attribute};
use standards::reading::{Absence, Reading};

const ENTER: &str = "quality.enter-result";
const CORRECT: &str = "quality.correct-result";

/// The form to enter a result, or why not.
pub fn form(line: &Line<'_>) -> Result<Markup, Stop> {
    let t = line.eye.t;
    let Some(attribute) = line.laid_down() else { return Ok(html! {}) };
    let method = method_code(&attribute.method.en);
    let Ok(code) = method.parse() else { return Ok(html! {}) };
    let offer = Offer::of(
        line.eye,
        Command::EnterResult(EnterResult {
            sample: line.id.clone(),
            attribute: line.attribute.clone(),
            reading: Reading::Absent(Absence::NotDone),
            method: code,
            equipment: None,
            raw_data: None,
        }),
    )?;
    if !offer.is_open() {
        return Ok(html! { div.panel__body { (offer.why(t)) } });
    }
    let typed = |field| line.typed(ENTER, field);
    let method = if typed("method").is_empty() { method } else { typed("method").to_owned() };
    let fields = html! {
        (question(line, attribute, ENTER))
        div.grid2 {
            (Field::text("method", words::field(t, "method")).required().value(method)
                .error(line.wrong(ENTER, "method"))
                .hint(html! { (both(t, &attribute.method).plain()) }))
            (devices(line))
        }
        (Button::submit(words::action(t, ENTER)).primary().big().icon(Icon::Scope))
    };
    let form = offer
        .form(line.ctx, line.path)
        .hidden("sample", line.id.to_string())
        .hidden("attribute", line.attribute.as_str())
        .body(fields);
    Ok(html! { div.panel__body { (form) } })
}

/// The equipment a result may come from.
fn devices(line: &Line<'_>) -> Markup {
    let t = line.eye.t;
    let all = line.eye.desk.centre().summaries::<Equipment>(Kind::Equipment);
    let options = all.map(|(subject, device)| SelectOption {
        value: subject.to_string(),
        label: format!("{} · {}", subject.key(), device.class).into(),
    });
    html! {
        (Field::select("equipment", words::field(t, "equipment"), options.collect())
            .placeholder(t.get("sample-no-equipment"))
            .value(line.typed(ENTER, "equipment"))
            .error(line.wrong(ENTER, "equipment")))
    }
}

/// The form to correct a result, signed.
pub fn correct(line: &Line<'_>, round: u32) -> Result<Markup, Stop> {
    let t = line.eye.t;
    let Some(attribute) = line.laid_down() else { return Ok(html! {}) };
    let Some(result) = line.sample.result(line.attribute, round) else { return Ok(html! {}) };
    let (reading, _) = result.current();
    let offer = Offer::of(
        line.eye,
        Command::CorrectResult(CorrectResult {
            sample: line.id.clone(),
            attribute: line.attribute.clone(),
            round,
            // What it says now: that it changes nothing is told findings, not refused.
            reading: reading.clone(),
            reason: Reason(unwritten(line.id.subject())),
        }),
    )?;
    let was = shown(t, Some(attribute), reading);
    let body = html! {
        (hidden("sample", &line.id.to_string()))
        (hidden("attribute", line.attribute.as_str()))
        (hidden("round", &round.to_string()))
        p { (t.with("correct-was", &[("value", was.into())])) }
        (question(line, attribute, CORRECT))
        (Field::textarea("reason", words::field(t, "reason")).required()
            .value(line.typed(CORRECT, "reason")).error(line.wrong(CORRECT, "reason")))
    };
    let part = t.label_with("correct-title", &[("name", both(t, &attribute.name).plain().into())]);
    let sign = offer.sign(line.ctx, line.path, part.alone(), body, line.refused);
    Ok(html! {
        (signs(t, &[sign]))
        div.panel__body { (Button::link(t.label("correct-not"), line.path).quiet()) }
    })
}

/// A number with its limit beside it, or the answers the specification knows.
fn question(line: &Line<'_>, attribute: &Attribute, action: &str) -> Markup {
    let t = line.eye.t;
    let wrong = line.wrong(action, "reading");
    match &attribute.accept {
        Acceptance::Number { unit: ucum, decimals, .. } => {
            let ucum = ucum.to_string();
            let hint = t.with(
                "result-hint",
                &[("limit", limit(t, attribute).into()), ("decimals", (*decimals).into())],
            );
            html! {
                (hidden("reading.u", &ucum))
                div.grid2 {
                    (Field::number("reading.n", words::field(t, "reading"), unit(&ucum))
                        .value(line.typed(action, "reading.n")).error(wrong).hint(html! { (hint) }))
                    (how(line, action))
                }
            }
        }
        Acceptance::Choice(choices) => {
            let all = choices
                .iter()
                .map(|choice| Choice::new(choice.code.as_str(), both(t, &choice.name)));
            html! {
                (hidden("reading.how", "is"))
                (Choices::new("reading.n", words::field(t, "reading"), all.collect()).across()
                    .chosen(line.typed(action, "reading.n")).error(wrong))
            }
        }
    }
}

/// Whether the number is the value, a bound, or why there is none.
fn how(line: &Line<'_>, action: &str) -> Markup {
    let t = line.eye.t;
    let option =
        |value: &str, label: String| SelectOption { value: value.to_owned(), label: label.into() };
    let absent = |word: &str| option(word, words::choice(t, word).plain().to_owned());
    let options = vec![
        option("n", t.get("act-how-exact")),
        option("lt", t.get("act-how-below")),
        option("gt", t.get("act-how-above")),
        absent("not-detected"),
        absent("not-done"),
        absent("not-applicable"),
    ];
    html! {
        (Field::select("reading.how", t.label("result-how"), options)
            .value(line.typed(action, "reading.how")))
    }
}
