//! What is on record of a thing, as whoever signs for it has to see it.

use super::super::batch::{limits, step_path};
use super::super::eye::Eye;
use super::super::naming::sample_name;
use super::super::{links, samples, words};
use crate::lang::Text;
use crate::parts::{Kv, chip, id};
use domain::act::Meaning;
use domain::batch::views::batch;
use domain::command::Command;
use domain::id::BatchId;
use domain::quality::{ReviewResult, Sample};
use domain::refusal::Stop;
use maud::{Markup, html};
use process::Process;
use process::words::StepId;

/// The facts of the thing a single act is about, and the page where it stands.
pub fn of(eye: &Eye<'_>, process: &Process, one: &Command) -> Result<(Markup, String), Stop> {
    match one {
        Command::VerifyStep(it) => step(eye, process, &it.batch, it.step.as_str(), it.round),
        Command::ReaffirmStep(it) => step(eye, process, &it.batch, it.step.as_str(), it.round),
        Command::ReviewResult(it) => results(eye, process, it),
        _ => Ok((html! {}, String::new())),
    }
}

/// Every value of a step as it stands, and who signed it as performed.
fn step(
    eye: &Eye<'_>,
    process: &Process,
    of: &BatchId,
    code: &str,
    round: u32,
) -> Result<(Markup, String), Stop> {
    let t = eye.t;
    let step = StepId::from(code);
    let path = format!("{}#signatures", step_path(of, &step, round));
    let record = batch(eye.desk, of)?.step(&step, round);
    let mut kv = Kv::new();
    if let (Some(record), Some((_, laid_down))) = (record, process.step(&step)) {
        let computed = laid_down.calculations.iter().map(|it| &it.value);
        for value in laid_down.values.iter().chain(computed) {
            let Some(version) = record.value(&value.id) else { continue };
            let verdict = limits::verdict(t, version.verdict);
            kv = kv.row(
                super::super::batch::both(t, &value.name),
                html! {
                    b { (limits::reading(t, value, &version.reading)) } " "
                    @if let Some((status, word)) = &verdict { (chip(*status, word)) }
                },
            );
        }
        if let Some(performed) = record.signed(Meaning::Performed) {
            kv = kv.row(t.label("sign-performer"), html! {
                (id(&eye.code(&performed.by))) " · " span.num { (eye.moment(performed.occurred)) }
            });
        }
    }
    Ok((html! { (kv) }, path))
}

/// Every result of a line, each with its verdict and who tested.
fn results(eye: &Eye<'_>, process: &Process, of: &ReviewResult) -> Result<(Markup, String), Stop> {
    let t = eye.t;
    let address = links::subject(of.sample.subject());
    let path = links::with(&address, &[("attribute", of.attribute.as_str())]);
    if !eye.desk.exists(of.sample.subject()) {
        return Ok((html! {}, path));
    }
    let sample: &Sample = eye.desk.state(of.sample.subject())?;
    let laid_down = process.attribute(&of.attribute.as_str().into());
    let mut kv = Kv::new();
    if let Some(attribute) = laid_down {
        kv = kv.text(t.label("spec-against"), &samples::limit(t, attribute));
    }
    for result in sample.results_of(&of.attribute) {
        let (reading, judged) = result.current();
        let (status, word) = samples::verdict(t, judged.verdict);
        let name = Text::new(format!("{} {}", t.get("spec-result"), result.round));
        kv = kv.row(name, html! {
            b { (samples::shown(t, laid_down, reading)) } " "
            @if result.is_valid() { (chip(status, &word)) }
            @else { (chip(crate::parts::Status::Idle, &t.label("sample-set-aside"))) }
            " " (id(&eye.code(&result.by))) " · " span.num { (eye.moment(result.occurred)) }
            @if !result.corrections.is_empty() {
                small { " " (t.with("step-was", &[("value", samples::shown(t, laid_down, &result.reading).into())])) }
            }
        });
    }
    let summary = eye.desk.summary::<Sample>(of.sample.subject())?;
    kv = kv.text(words::field(t, "sample"), &sample_name(eye, summary));
    Ok((html! { (kv) }, path))
}
