//! The head of a step: its number, title, instruction and clock; and how it is begun.

use super::super::super::offer::Offer;
use super::super::{both, stage_word};
use super::page::Page;
use crate::parts::{Button, Gate, Icon, Panel, Status, Timer, chip, gates};
use domain::act::Said;
use domain::batch::StartStep;
use domain::batch::views::{HoldLine, NextAct};
use domain::command::Command;
use domain::refusal::Stop;
use maud::{Markup, html};
use process::run::{Stage, Wait};

/// The head.
pub fn head(page: &Page<'_>) -> Markup {
    let t = page.t();
    let sheet = page.sheet;
    let (operation, step, all) = page.number();
    let numbers = t.with(
        "step-number",
        &[
            ("number", format!("{operation}.{step}").into()),
            ("last", format!("{operation}.{all}").into()),
        ],
    );
    let stage = sheet.stage.as_ref().map(|stage| stage_word(t, stage));
    html! {
        section.panel aria-labelledby="step-h" {
            div.stephead {
                div {
                    span.stephead__no {
                        (numbers)
                        @if sheet.operation.repeat.is_some() {
                            " · " (t.with("step-round", &[("round", sheet.round.into())]))
                        }
                    }
                    h1 id="step-h" { (both(t, &sheet.step.title)) }
                    @if let Some((status, word)) = &stage {
                        p id="stage" data-live { (chip(*status, word)) }
                    }
                }
                div id="timer" data-live { @if let Some(timer) = timer(page) { (timer) } }
                div.instr { p { (both(t, &sheet.step.instruction)) } }
            }
        }
    }
}

fn timer(page: &Page<'_>) -> Option<Timer> {
    let t = page.t();
    let open = page.sheet.timer?;
    let end = open.until.unwrap_or(page.eye.desk.now());
    let seconds = (end.as_millisecond() - open.since.as_millisecond()) / 1000;
    let whole = |seconds: i64| u64::try_from(seconds).unwrap_or(0);
    let most = whole(open.minutes_max * 60);
    let mut timer = Timer::new(t, t.label("step-open"), whole(seconds), most);
    if let Some(alert) = open.alert_minutes {
        timer = timer.alert_at(whole(alert * 60));
    }
    Some(if open.until.is_some() { timer.stopped() } else { timer })
}

/// How the step is begun, while it is not: its hold times, and what stands against beginning it.
pub fn begin(page: &Page<'_>) -> Result<Markup, Stop> {
    let t = page.t();
    let sheet = page.sheet;
    if sheet.next != Some(NextAct::Start) && sheet.record.is_none() && sheet.stage.is_some() {
        return Ok(skipped(page));
    }
    if sheet.next != Some(NextAct::Start) {
        return Ok(html! {});
    }
    let offer = offer(page)?;
    let holds: Vec<Gate> = sheet.holds.iter().map(|hold| gate(page, hold)).collect();
    Ok(html! {
        (Panel::new("begin", t.label("step-begin")).live().body(html! {
            @if !holds.is_empty() { (gates(t, &holds)) }
            @if offer.is_open() {
                p { (t.get("step-begin-words")) }
                (page.form("batch.start-step", Said::Ask).id("begin-form").body(html! {
                    (Button::submit(t.label("step-begin-button")).primary().big().icon(Icon::Run))
                }))
            } @else {
                div.stack {
                    p.strong { (t.get("step-not-yet")) }
                    (offer.why(t))
                    (waits(page))
                    p {
                        (Button::link(t.label("tell-title"), page.link("batch.start-step", &[("said", "tell")])))
                    }
                }
            }
        }))
    })
}

/// Beginning the step, judged.
pub fn offer(page: &Page<'_>) -> Result<Offer, Stop> {
    Offer::in_batch(
        page.eye,
        page.sheet.whole.process,
        Command::StartStep(StartStep {
            batch: page.at.batch.clone(),
            step: page.at.step.clone(),
            round: page.at.round,
            reason: None,
        }),
    )
}

/// Where to go for what comes before.
fn waits(page: &Page<'_>) -> Markup {
    let t = page.t();
    let Some(Stage::Waiting(waits)) = &page.sheet.stage else { return html! {} };
    let process = page.sheet.whole.process;
    html! {
        ul.plainlist {
            @for wait in waits {
                @match wait {
                    Wait::Step(step, round) => {
                        @let title = process.step(step).map(|(_, it)| both(t, &it.title));
                        li {
                            a href=(super::super::step_path(&page.at.batch, step, *round)) {
                                @match title {
                                    Some(title) => (title),
                                    None => (step.as_str()),
                                }
                            }
                        }
                    },
                    Wait::Operation(operation) => {
                        @let title = process.operation(operation).map(|it| both(t, &it.title));
                        li { @if let Some(title) = title { (title) } @else { (operation.as_str()) } }
                    },
                    Wait::Condition(_) => {},
                }
            }
        }
    }
}

fn skipped(page: &Page<'_>) -> Markup {
    let t = page.t();
    let Some(Stage::Skipped(skip)) = &page.sheet.stage else { return html! {} };
    html! {
        (Panel::new("skipped", t.label("step-is-skipped")).body(html! {
            p { (t.with("step-skipped", &[("condition", page.voice().condition(&skip.condition).into())])) }
        }))
    }
}

fn gate(page: &Page<'_>, hold: &HoldLine) -> Gate {
    let t = page.t();
    let now = page.eye.desk.now();
    let early = hold.earliest.is_some_and(|earliest| now < earliest);
    let late = hold.latest.is_some_and(|latest| now > latest);
    let (status, word) = match (early, late) {
        (_, true) => (Status::Action, t.label("hold-over")),
        (true, false) => (Status::Alert, t.label("hold-early")),
        (false, false) => (Status::Ok, t.label("hold-open")),
    };
    Gate::new(
        status,
        t.label_with("hold-since", &[("from", page.voice().since(&hold.from).into())]),
    )
    .detail(html! {
        (page.eye.when(hold.since))
        @if let Some(earliest) = hold.earliest {
            " · " (t.with("hold-earliest", &[("at", page.eye.when(earliest).into())]))
        }
        @if let Some(latest) = hold.latest {
            " · " (t.with("hold-latest", &[("at", page.eye.when(latest).into())]))
        }
    })
    .word(word.alone())
}
