//! Acts as a table: dense, a line an act, what is grave marked.

use super::told::Told;
use crate::lang::{Texts, number};
use crate::pages::eye::Eye;
use crate::pages::sentence::status;
use crate::pages::{links, words};
use crate::parts::{Col, Row, Status, Table, chip};
use domain::act::Said;
use maud::{Markup, html};

/// An act with its times on the centre's clock.
#[derive(Debug, Clone)]
pub struct Line {
    told: Told,
    recorded: String,
    occurred: Option<String>,
}

impl Line {
    /// The line of an act.
    pub fn of(eye: &Eye<'_>, told: Told) -> Self {
        // What was taken down as it happened needs no second time.
        let late = told.recorded.minutes_since(told.occurred) > 0;
        Self {
            recorded: eye.moment(told.recorded),
            occurred: late.then(|| eye.moment(told.occurred)),
            told,
        }
    }
}

/// The table.
pub fn table(t: Texts, lines: &[Line]) -> Table {
    let cols = vec![
        Col::number(t.label("audit-entry")),
        Col::text(t.label("audit-when")),
        Col::text(t.label("audit-who")),
        Col::text(t.label("audit-what")),
        Col::text(t.label("audit-why")),
        Col::text(t.label("audit-marks")),
    ];
    let rows = lines.iter().map(|line| row(t, line));
    Table::new(t.get("audit-acts"), cols).dense().rows(rows)
}

fn row(t: Texts, line: &Line) -> Row {
    let told = &line.told;
    let position = told.position.to_string();
    let cells = vec![
        html! { a.id href=(links::entry(told.position)) { (number(&position)) } },
        html! {
            span.num { (line.recorded) }
            @if let Some(occurred) = &line.occurred {
                small.num { (t.label("log-occurred").plain()) " " (occurred) }
            }
        },
        html! { span.id { (told.who) } small { (told.role.plain()) } },
        html! {
            (told.sentence)
            small {
                @for (n, (subject, name)) in told.about.iter().enumerate() {
                    @if n > 0 { " · " }
                    a.id href=(links::subject(subject)) { (name) }
                }
            }
            @for (_, reason) in &told.findings {
                small { (reason.sentence(t.lang())) }
            }
        },
        reasons(t, told),
        marks(t, told),
    ];
    let row = Row::new(cells);
    match told.gravest().map(status) {
        Some(Status::Action) => row.flag(Status::Action),
        _ => row,
    }
}

fn reasons(t: Texts, told: &Told) -> Markup {
    html! {
        @for (n, (label, reason)) in told.reasons.iter().enumerate() {
            @if n > 0 { br; }
            @if told.reasons.len() > 1 { (label.plain()) ": " }
            @match reason.text() {
                Some(text) => { (text) },
                None => span.muted { (reason.shown(t)) },
            }
        }
    }
}

fn marks(t: Texts, told: &Told) -> Markup {
    html! {
        @if let Some(severity) = told.gravest() {
            (chip(status(severity), &words::choice(t, severity.word()).alone())) " "
        }
        @if let Some(meaning) = told.signed {
            (chip(Status::Ok, &words::means(t, meaning).alone())) " "
        }
        @if told.said == Said::Tell { (chip(Status::Info, &t.label("audit-told").alone())) }
    }
}
