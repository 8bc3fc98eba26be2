//! Taking a sample into the laboratory.

use super::super::acting::NotTaken;
use super::super::eye::Eye;
use super::super::offer::Offer;
use super::super::words;
use crate::parts::{Button, Choice, Choices, Field, Icon, Item, Panel, Status, list};
use crate::shell::Ctx;
use domain::command::Command;
use domain::id::SampleId;
use domain::quality::{ReceiveSample, Sample, SampleCondition};
use domain::refusal::Stop;
use maud::{Markup, html};

const ACTION: &str = "quality.receive-sample";

/// How it was received, or the form to receive it.
pub fn panel(
    eye: &Eye<'_>,
    ctx: &Ctx,
    id: &SampleId,
    sample: &Sample,
    path: &str,
    refused: Option<&NotTaken>,
) -> Result<Markup, Stop> {
    let t = eye.t;
    if !sample.received.is_empty() {
        let items: Vec<Item> = sample
            .received
            .iter()
            .map(|it| {
                let good = it.condition == SampleCondition::Acceptable;
                let status = if good { Status::Ok } else { Status::Action };
                Item::new(words::choice(t, it.condition.word())).status(status).detail(html! {
                    (eye.code(&it.by)) " · " (eye.moment(it.occurred))
                    @if let Some(note) = &it.note { br; (eye.open(id.subject(), &note.0).shown(t)) }
                })
            })
            .collect();
        return Ok(
            html! { (Panel::new("receive", t.label("sample-received")).flush().live().body(list(&items))) },
        );
    }
    let offer = Offer::of(
        eye,
        Command::ReceiveSample(ReceiveSample {
            sample: id.clone(),
            condition: SampleCondition::Acceptable,
            note: None,
            reason: None,
        }),
    )?;
    let typed = |field| refused.map_or("", |not| not.typed(ACTION, field));
    let wrong = |field| refused.and_then(|not| not.at(ACTION, field));
    let conditions = SampleCondition::ALL.iter();
    let conditions =
        conditions.map(|it| Choice::new(it.word(), words::choice(t, it.word()))).collect();
    let body = html! {
        @if offer.is_open() {
            (offer.form(ctx, path).hidden("sample", id.to_string()).body(html! {
                (Choices::new("condition", words::field(t, "condition"), conditions).across()
                    .chosen(typed("condition")).error(wrong("condition")))
                (Field::textarea("note", words::field(t, "note")).value(typed("note")).error(wrong("note")))
                (Button::submit(words::action(t, ACTION)).primary().big().icon(Icon::Vial))
            }))
        } @else { (offer.why(t)) }
    };
    Ok(html! { (Panel::new("receive", t.label("sample-receive")).live_unless_typing().body(body)) })
}
