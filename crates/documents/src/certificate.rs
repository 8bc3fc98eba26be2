//! The certificate of a batch: what the product must be, what it was found to be, and the decision.

use crate::Lang;
use crate::parts::{self, titled};
use crate::sheet::{Block, Cell, Line, Sheet, Table, Tone, cell};
use crate::voice::{Voice, Words};
use domain::batch::Batch;
use domain::batch::views::batch;
use domain::desk::Desk;
use domain::quality::views::all_deviations;
use domain::quality::{LineState, Sample, SpecificationLine, Verdict, specification_lines};
use domain::refusal::Stop;
use engine::dossier::Contents;

/// The paper.
pub(crate) fn sheet(contents: &Contents, lang: Lang, words: &dyn Words) -> Result<Sheet, Stop> {
    let centre = contents.centre();
    let desk = Desk::new(&centre, contents.latest().1);
    let voice = Voice::of(contents, &desk, lang, words)?;
    let state = batch(&desk, contents.batch())?;
    let mut pairs = parts::about(&voice, state);
    let made: Vec<String> = state.products.iter().map(|it| it.key().to_owned()).collect();
    if !made.is_empty() {
        pairs.push((voice.say("field-products"), cell(voice.list(&made))));
    }
    let mut blocks = vec![decision(&voice, state), Block::Pairs(pairs)];
    blocks.push(Block::Heading(2, voice.say("release-spec"), String::new()));
    blocks.push(specification(&voice)?);
    blocks.extend(pending(&voice, state));
    blocks.push(Block::Heading(2, voice.say("step-deviations"), String::new()));
    blocks.push(deviations(&voice)?);
    blocks.push(Block::Heading(2, voice.say("release-decision"), String::new()));
    let signed = parts::on_the_whole(&voice, state);
    if parts::decisions(&voice, state).is_empty() {
        blocks.push(Block::Text(vec![Line::new(voice.say("paper-undecided"), Tone::Wrong)]));
    }
    blocks.push(parts::signatures(&voice, &signed));
    Ok(parts::sheet(&voice, lang, &voice.say("paper-certificate"), blocks))
}

/// What was decided, in one sentence nobody can overlook.
fn decision(voice: &Voice<'_>, state: &Batch) -> Block {
    let (key, tone) = if state.rejected.is_some() {
        ("paper-is-rejected", Tone::Wrong)
    } else if state.release_stands() {
        ("paper-is-released", Tone::Plain)
    } else if state.is_released() {
        ("paper-changed-since", Tone::Wrong)
    } else if !state.released.is_empty() {
        ("paper-release-withdrawn", Tone::Wrong)
    } else {
        ("paper-undecided", Tone::Wrong)
    };
    Block::Notice(Line::new(voice.say(key), tone))
}

fn specification(voice: &Voice<'_>) -> Result<Block, Stop> {
    let lines = specification_lines(voice.desk, voice.batch())?;
    if lines.is_empty() {
        return Ok(Block::Text(vec![Line::quiet(voice.say("release-no-spec"))]));
    }
    let columns = [
        ("paper-test", 25.0),
        ("field-criterion", 17.0),
        ("paper-result", 17.0),
        ("field-verdict", 13.0),
        ("paper-sample-tester", 30.0),
    ];
    let rows = lines.iter().map(|line| row(voice, line)).collect();
    Ok(Block::Table(Table { columns: titled(voice, &columns), rows }))
}

fn row(voice: &Voice<'_>, line: &SpecificationLine<'_>) -> Vec<Cell> {
    let attribute = line.attribute;
    let mut test = cell(voice.both(&attribute.name));
    test.push(Line::quiet(format!(
        "{} · {}",
        voice.both(&attribute.method),
        voice.word("choice", attribute.phase.word())
    )));
    let result = match line.reading() {
        Some(reading) => cell(voice.result(Some(attribute), &reading)),
        None => parts::none(),
    };
    let mut by = Vec::new();
    for result in &line.results {
        by.push(Line::plain(result.sample.key()));
        if let Some(latest) = result.latest {
            by.push(Line::quiet(voice.person(&latest.by)));
            by.push(Line::quiet(voice.moment_in(latest.occurred, latest.position)));
        }
        let sample = voice.desk.state::<Sample>(result.sample.subject()).ok();
        if let Some((review, standing)) = sample.and_then(|it| it.review(result.attribute)) {
            let reviewed =
                voice.with("paper-reviewed-by", &[("by", &voice.person(&review.signature.by))]);
            by.push(if standing.counts() { Line::quiet(reviewed) } else { Line::struck(reviewed) });
        }
    }
    if line.calculated.is_some() {
        by.push(Line::quiet(voice.say("entry-derived")));
    }
    vec![test, cell(voice.accepted(attribute)), result, verdict(voice, line), by]
}

fn verdict(voice: &Voice<'_>, line: &SpecificationLine<'_>) -> Cell {
    let reported = line.results.iter().filter_map(|result| result.verdict).max();
    let (text, tone) = match line.state {
        LineState::Passes => {
            let held = reported.unwrap_or(Verdict::WithinSpecification);
            (voice.word("choice", held.word()), Tone::Plain)
        }
        LineState::Fails => {
            let held = reported.unwrap_or(Verdict::OutOfSpecification);
            (voice.word("choice", held.word()), Tone::Wrong)
        }
        LineState::NotReviewed => (voice.say("release-line-not-reviewed"), Tone::Alert),
        LineState::Missing => (voice.say("release-line-missing"), Tone::Wrong),
        LineState::Pending => (voice.say("release-line-pending"), Tone::Alert),
    };
    vec![Line::new(text, tone)]
}

/// What was still to come when the batch was released.
fn pending(voice: &Voice<'_>, state: &Batch) -> Option<Block> {
    let release = state.released.last().filter(|release| !release.pending.is_empty())?;
    let names: Vec<String> = release
        .pending
        .iter()
        .map(|id| {
            let attribute = voice.attribute(id.as_str());
            attribute.map_or(id.as_str().to_owned(), |it| voice.both(&it.name).to_owned())
        })
        .collect();
    let said = voice.with("paper-pending", &[("lines", &voice.list(&names))]);
    Some(Block::Text(vec![Line::new(said, Tone::Alert)]))
}

/// The deviations, a row each; the batch record tells them whole.
fn deviations(voice: &Voice<'_>) -> Result<Block, Stop> {
    let all = all_deviations(voice.desk, voice.batch().subject())?;
    if all.is_empty() {
        return Ok(Block::Text(vec![Line::quiet(voice.say("record-no-deviations"))]));
    }
    let columns = [
        ("kind-deviation", 20.0),
        ("field-severity", 14.0),
        ("field-step", 40.0),
        ("field-state", 16.0),
    ];
    let rows = all.iter().map(|(id, summary)| {
        let step = summary.step.as_ref().map(|step| voice.step(step.as_str()));
        vec![
            cell(id.key()),
            cell(voice.word("choice", summary.severity.word())),
            step.map_or_else(parts::none, cell),
            cell(voice.word("choice", summary.state.word())),
        ]
    });
    Ok(Block::Table(Table { columns: titled(voice, &columns), rows: rows.collect() }))
}
