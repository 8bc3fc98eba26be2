//! One line of the specification on a sample: its limit, its results, and what to do next.

use super::super::acting::NotTaken;
use super::super::batch::{both, limits};
use super::super::eye::Eye;
use super::super::offer::Offer;
use super::super::{links, signed, words};
use super::sample::Asked;
use super::{entry, verdict};
use crate::lang::{Text, Texts};
use crate::parts::{
    self, Button, Col, Panel, RangeBar, Row, Sign, Status, Table, chip, hidden, id, signs,
};
use crate::shell::Ctx;
use domain::command::Command;
use domain::id::SampleId;
use domain::quality::{ReviewResult, Sample, TestResult, Verdict};
use domain::refusal::Stop;
use domain::text::Code;
use maud::{Markup, html};
use process::model::{Acceptance, Attribute};
use standards::reading::Reading;

/// A line, and the page it stands on.
pub struct Line<'a> {
    /// Who looks.
    pub eye: &'a Eye<'a>,
    /// The shell.
    pub ctx: &'a Ctx,
    /// The sample.
    pub id: &'a SampleId,
    /// As it stands.
    pub sample: &'a Sample,
    /// Which line.
    pub attribute: &'a Code,
    /// The address of the page.
    pub path: &'a str,
    /// What is asked of this line, if it is the one that is open.
    pub asked: Option<&'a Asked>,
    /// Why the last form was not taken.
    pub refused: Option<&'a NotTaken>,
}

impl Line<'_> {
    /// What the process lays down for it.
    pub fn laid_down(&self) -> Option<&Attribute> {
        let process = self.eye.desk.centre().process(&self.sample.taken.process)?;
        process.attribute(&self.attribute.as_str().into())
    }

    /// The address of this line.
    pub fn address(&self, more: &[(&str, &str)]) -> String {
        let path = links::with(self.path, &[("attribute", self.attribute.as_str())]);
        format!("{}#line-{}", links::with(&path, more), self.attribute)
    }

    /// What was typed into a field of the last form about this line.
    pub fn typed(&self, action: &str, field: &str) -> &str {
        match (self.refused, self.asked) {
            (Some(not), Some(_)) => not.typed(action, field),
            _ => "",
        }
    }

    /// What is wrong with a field of the last form about this line.
    pub fn wrong(&self, action: &str, field: &str) -> Option<&str> {
        self.refused.filter(|_| self.asked.is_some()).and_then(|not| not.at(action, field))
    }
}

/// What a line of the specification accepts, in words.
pub fn limit(t: Texts, attribute: &Attribute) -> String {
    match &attribute.accept {
        Acceptance::Number { limits: Some(limits), .. } => limits::text(limits),
        Acceptance::Number { limits: None, .. } => t.get("spec-reported"),
        Acceptance::Choice(choices) => {
            let good = choices.iter().filter(|choice| choice.accepted);
            let names = good.map(|choice| both(t, &choice.name).plain().to_owned());
            names.collect::<Vec<_>>().join(" / ")
        }
    }
}

/// A result as people read it: a finding by the name the specification gives it.
pub fn shown(t: Texts, attribute: Option<&Attribute>, reading: &Reading) -> String {
    let named = attribute.and_then(|attribute| match &attribute.accept {
        Acceptance::Choice(choices) => {
            let finding = reading.finding()?;
            choices.iter().find(|choice| choice.code == *finding)
        }
        Acceptance::Number { .. } => None,
    });
    match named {
        Some(choice) => both(t, &choice.name).plain().to_owned(),
        None => words::reading(t, reading),
    }
}

/// The bar of a line's limits, with the result in it where it is a number.
pub fn bar(
    t: Texts,
    attribute: &Attribute,
    result: Option<(&Reading, Status, &str)>,
) -> Option<RangeBar> {
    let Acceptance::Number { limits: Some(limits), unit, .. } = &attribute.accept else {
        return None;
    };
    let ends = parts::Limits {
        action_low: limits.low.map(|bound| bound.at.to_string()),
        action_high: limits.high.map(|bound| bound.at.to_string()),
        ..parts::Limits::default()
    };
    let text = limits::text(limits);
    let sentence = match result {
        Some((reading, _, word)) => t.with(
            "limits-value",
            &[
                ("value", words::reading(t, reading).into()),
                ("word", word.into()),
                ("limits", text.into()),
            ],
        ),
        None => t.with("limits-are", &[("limits", text.into())]),
    };
    let bar = RangeBar::new(ends, sentence);
    let bar = if unit.to_string() == "%" { bar.percent() } else { bar };
    Some(match result.and_then(|(reading, status, _)| Some((reading.quantity()?, status))) {
        Some((quantity, status)) => bar.value(quantity.value.to_string(), status),
        None => bar,
    })
}

/// The panel of a line.
pub fn panel(line: &Line<'_>) -> Result<Markup, Stop> {
    let t = line.eye.t;
    let laid_down = line.laid_down();
    let name = laid_down.map_or_else(|| Text::new(line.attribute.as_str()), |it| both(t, &it.name));
    let results: Vec<&TestResult> = line.sample.results_of(line.attribute).collect();
    let worst = line.sample.verdict(line.attribute).map(|it| verdict(t, it));
    let bad = worst.as_ref().is_some_and(|(status, _)| *status == Status::Action);
    let panel = Panel::new(format!("line-{}", line.attribute), name).note(html! {
        @if let Some(attribute) = laid_down {
            (limit(t, attribute)) " · " (both(t, &attribute.method).plain()) " · "
            (words::choice(t, attribute.phase.word()).plain()) " "
        }
        @if let Some((status, word)) = &worst { (chip(*status, word)) }
    });
    let panel = if bad { panel.tone(Status::Action) } else { panel };
    let what_next = next(line, &results)?;
    Ok(html! {
        (panel.flush().live_unless_typing().body(html! {
            @if !results.is_empty() { (table(line, laid_down, &results)) }
            (what_next)
        }))
    })
}

fn table(line: &Line<'_>, laid_down: Option<&Attribute>, results: &[&TestResult]) -> Markup {
    let t = line.eye.t;
    let cols = vec![
        Col::text(words::field(t, "round")),
        Col::number(t.label("spec-result")),
        Col::text(t.label("spec-against")),
        Col::text(t.label("spec-verdict")),
        Col::text(t.label("record-who")),
        Col::text(t.label("record-when")),
        Col::text(t.label("sample-more")),
    ];
    let rows = results.iter().map(|result| row(line, laid_down, result));
    html! { (Table::new(t.get("sample-results"), cols).dense().rows(rows)) }
}

fn row(line: &Line<'_>, laid_down: Option<&Attribute>, result: &TestResult) -> Row {
    let t = line.eye.t;
    let (reading, judged) = result.current();
    let (status, word) = verdict(t, judged.verdict);
    let corrected = result.corrections.last();
    let range = laid_down.and_then(|it| bar(t, it, Some((reading, status, word.plain()))));
    let row = Row::new(vec![
        html! { (result.round) },
        html! {
            b { (shown(t, laid_down, reading)) }
            @if corrected.is_some() {
                small { (t.with("step-was", &[("value", shown(t, laid_down, &result.reading).into())])) }
            }
        },
        html! { @if let Some(range) = range { div.rbcell { (range.bare()) } } },
        html! {
            @if result.is_valid() { (chip(status, &word)) }
            @else { (chip(Status::Idle, &t.label("sample-set-aside"))) }
        },
        html! {
            (id(&line.eye.code(&result.by)))
            @if let Some(correction) = corrected { " → " (id(&line.eye.code(&correction.signature.by))) }
        },
        html! { span.num { (line.eye.moment(result.occurred)) } small { (result.method) } },
        more(line, result),
    ]);
    match judged.verdict {
        Verdict::OutOfSpecification if result.is_valid() => row.flag(Status::Action),
        Verdict::Inconclusive if result.is_valid() => row.flag(Status::Alert),
        _ => row,
    }
}

/// What else can be done about a result: correcting it, setting it aside.
fn more(line: &Line<'_>, result: &TestResult) -> Markup {
    let t = line.eye.t;
    if let Some(aside) = &result.invalidated {
        return html! {
            a.id href=(links::subject(aside.deviation.subject())) { (aside.deviation.key()) } " "
            (line.eye.open(line.id.subject(), &aside.reason.0).shown(t))
        };
    }
    let round = result.round.to_string();
    let correct = line.address(&[("act", "correct"), ("round", round.as_str())]);
    let sample = line.id.to_string();
    let aside = links::act_with(
        "quality.invalidate-result",
        &[
            ("sample", sample.as_str()),
            ("attribute", line.attribute.as_str()),
            ("round", round.as_str()),
            ("next", line.path),
        ],
    );
    html! {
        a href=(correct) { (t.get("step-correct")) } " · "
        a href=(aside) { (t.get("sample-set-aside-do")) }
        br;
        a href=(links::entry(result.stands_at())) { (t.get("entry")) " " (id(&result.stands_at().to_string())) }
    }
}

/// The review that was given, and what is to be done next.
fn next(line: &Line<'_>, results: &[&TestResult]) -> Result<Markup, Stop> {
    let t = line.eye.t;
    let mut given: Vec<Sign> = Vec::new();
    if let Some((review, standing)) = line.sample.review(line.attribute) {
        given.push(signed::done(line.eye, t.label("sample-reviewer"), &review.signature, standing));
    }
    let untested = line.sample.valid(line.attribute).next().is_none();
    let unreviewed = !results.is_empty() && !line.sample.is_reviewed(line.attribute);
    if let Some(asked) = line.asked.filter(|asked| asked.act == "correct") {
        return Ok(html! {
            @if !given.is_empty() { (signs(t, &given)) }
            (entry::correct(line, asked.round)?)
        });
    }
    if unreviewed && line.asked.is_some() {
        given.push(review(line)?);
    } else if unreviewed {
        let why = html! { a href=(line.address(&[])) { (t.get("sample-open-review")) } };
        given.push(Sign::Waiting { part: t.label("sample-reviewer"), why });
    }
    Ok(html! {
        @if !given.is_empty() { (signs(t, &given)) }
        @if untested && line.asked.is_some() { (entry::form(line)?) }
        @else if untested {
            div.panel__body { (Button::link(words::action(t, "quality.enter-result"), line.address(&[]))) }
        }
    })
}

fn review(line: &Line<'_>) -> Result<Sign, Stop> {
    let t = line.eye.t;
    let offer = Offer::of(
        line.eye,
        Command::ReviewResult(ReviewResult {
            sample: line.id.clone(),
            attribute: line.attribute.clone(),
        }),
    )?;
    let body = html! {
        (hidden("sample", &line.id.to_string()))
        (hidden("attribute", line.attribute.as_str()))
    };
    Ok(offer.sign(line.ctx, line.path, t.label("sample-reviewer"), body, line.refused))
}
