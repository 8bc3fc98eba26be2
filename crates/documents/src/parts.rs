//! What both papers say: what the batch is, who signed, what deviated, and how to check a paper.

use crate::Lang;
use crate::sheet::{Block, Cell, Line, Sheet, Table, Tone, cell, quiet};
use crate::voice::Voice;
use domain::act::Strength;
use domain::batch::Batch;
use domain::custody::Order;
use domain::id::SubjectId;
use domain::quality::views::all_deviations;
use domain::quality::{Deviation, DeviationState};
use domain::refusal::Stop;
use domain::signature::{Signature, Standing};

/// A paper with its head and foot.
pub fn sheet(voice: &Voice<'_>, lang: Lang, title: &str, blocks: Vec<Block>) -> Sheet {
    let contents = voice.contents;
    let (position, moment) = contents.latest();
    let (batch, size) = (contents.batch().key(), contents.size().to_string());
    let made = voice.with(
        "paper-made-from",
        &[
            ("log", contents.log()),
            ("size", &size),
            ("root", contents.root()),
            ("position", &position.to_string()),
            ("moment", &voice.moment(moment)),
        ],
    );
    let mut all = vec![Block::Title(
        title.to_owned(),
        format!("{batch} · {}", voice.both(&voice.process.product.name)),
    )];
    all.extend(blocks);
    Sheet {
        title: format!("{title} {batch}"),
        lang: lang.tag(),
        head: format!("{title} · {batch}"),
        page: voice.with("paper-page", &[("n", "{n}"), ("m", "{m}")]),
        foot: vec![made, voice.with("paper-proves-nothing", &[("batch", batch)])],
        code: format!("{batch}\n{}\n{size}\n{}\n", contents.log(), contents.root()),
        moment,
        blocks: all,
    }
}

/// What the batch is, whose it is, what it is made by.
pub fn about(voice: &Voice<'_>, batch: &Batch) -> Vec<(String, Vec<Line>)> {
    let started = &batch.started;
    let process = voice.process;
    let label = |key: &str| voice.say(key);
    let mut pairs = vec![
        (label("kind-batch"), cell(voice.batch().key())),
        (
            label("field-product"),
            vec![
                Line::plain(format!("{} ", process.product.code))
                    .and(voice.both(&process.product.name), Tone::Plain),
            ],
        ),
        (
            label("field-process"),
            vec![
                Line::plain(format!(
                    "{} · {}@{}",
                    voice.both(&process.name),
                    started.process.key(),
                    started.version
                )),
                Line::quiet(voice.with("paper-text-hash", &[("hash", &started.text.to_string())])),
                Line::quiet(
                    voice.with("paper-compiled-hash", &[("hash", &started.compiled.to_string())]),
                ),
            ],
        ),
    ];
    if let Some(id) = &started.order {
        let order = voice.desk.state::<Order>(id.subject()).ok();
        pairs.push((label("kind-order"), cell(id.key())));
        if let Some(order) = order {
            pairs.push((label("kind-patient"), cell(voice.patient(order))));
            pairs.push((label("paper-chain"), cell(order.placed.chain.eye_readable())));
        }
    }
    pairs.push((
        label("record-started"),
        vec![Line::plain(format!(
            "{} · {}",
            voice.moment_in(started.deed.occurred, batch.mark.position),
            voice.person(&started.deed.by)
        ))],
    ));
    for (name, room) in &started.rooms {
        let named = process.room(name).map_or(name.as_str(), |room| voice.both(&room.name));
        pairs.push((named.to_owned(), cell(room.key())));
    }
    for (name, reading) in &started.inputs {
        let fact = process.inputs.iter().find(|fact| fact.name == *name);
        let named = fact.map_or(name.as_str(), |fact| voice.both(&fact.label));
        pairs.push((named.to_owned(), cell(voice.reading(reading))));
    }
    let phase = voice.word("choice", batch.phase().word());
    pairs.push((label("field-phase"), cell(phase)));
    pairs
}

/// A signature: what it is under, the signature, how it stands.
pub type Signed<'a> = (String, &'a Signature, Standing);

/// Signatures with meaning, signer, moment and standing.
pub fn signatures(voice: &Voice<'_>, all: &[Signed<'_>]) -> Block {
    let columns = [
        ("release-meaning", 28.0),
        ("record-who", 26.0),
        ("record-when", 22.0),
        ("release-standing", 18.0),
        ("record-entry", 7.0),
    ];
    let row = |(under, signature, standing): &Signed<'_>| {
        let said = voice.contents.said(signature.position);
        let mut means = vec![Line::plain(voice.word("means", signature.means.word()))];
        if !under.is_empty() {
            means.push(Line::quiet(under));
        }
        means.push(Line::quiet(voice.word("signs", signature.means.word())));
        let mut who = vec![Line::plain(voice.person(&signature.by))];
        if let Some(said) = &said {
            who.push(Line::quiet(voice.word("role", said.role.word())));
            who.push(Line::quiet(voice.say(rests_on(said.strength))));
        }
        let mut when = vec![Line::plain(voice.moment_in(signature.occurred, signature.position))];
        if let Some(said) = said.filter(|said| said.recorded.minutes_since(signature.occurred) > 1)
        {
            let recorded = voice.moment(said.recorded);
            when.push(Line::quiet(voice.with("paper-recorded", &[("moment", &recorded)])));
        }
        vec![
            means,
            who,
            when,
            stands(voice, signature, *standing),
            cell(signature.position.to_string()),
        ]
    };
    Block::Table(Table { columns: titled(voice, &columns), rows: all.iter().map(row).collect() })
}

/// How a signature stands.
fn stands(voice: &Voice<'_>, signature: &Signature, standing: Standing) -> Cell {
    let (key, tone) = match standing {
        Standing::Standing => ("paper-stands", Tone::Plain),
        Standing::Reaffirmed => ("paper-reaffirmed", Tone::Alert),
        Standing::Superseded => ("paper-superseded", Tone::Wrong),
        Standing::Withdrawn => ("paper-withdrawn", Tone::Wrong),
    };
    let mut lines = vec![Line::new(voice.say(key), tone)];
    if let Some(withdrawn) = &signature.withdrawn {
        let moment = voice.moment_in(withdrawn.occurred, withdrawn.position);
        let by = voice.person(&withdrawn.by);
        lines.push(Line::quiet(format!("{by} · {moment} · {}", withdrawn.position)));
        lines.extend(voice.sealed(&withdrawn.reason.0));
    }
    lines
}

fn rests_on(strength: Option<Strength>) -> &'static str {
    match strength {
        Some(Strength::BoundKey) => "signed-by-bound-key",
        Some(Strength::SyncedKey) => "signed-by-synced-key",
        Some(Strength::BadgeAndPin) => "signed-by-badge",
        Some(Strength::Password) | None => "signed-by-password",
    }
}

/// The columns of a table by the keys of their titles.
pub fn titled(voice: &Voice<'_>, columns: &[(&str, f32)]) -> Vec<(String, f32)> {
    columns.iter().map(|(key, share)| (voice.say(key), *share)).collect()
}

/// The deviations about the batch, each with what was found, done and concluded.
pub fn deviations(voice: &Voice<'_>, about: &SubjectId) -> Result<Vec<Block>, Stop> {
    let mut blocks = vec![Block::Heading(2, voice.say("step-deviations"), String::new())];
    let all = all_deviations(voice.desk, about)?;
    if all.is_empty() {
        blocks.push(Block::Text(vec![Line::quiet(voice.say("record-no-deviations"))]));
    }
    for (id, summary) in all {
        let state = voice.word("choice", summary.state.word());
        let severity = voice.word("choice", summary.severity.word());
        blocks.push(Block::Heading(3, id.key().to_owned(), format!("{severity} · {state}")));
        let deviation: &Deviation = voice.desk.state(id.subject())?;
        blocks.push(Block::Pairs(deviation_pairs(voice, deviation)));
        let signed: Vec<Signed<'_>> = deviation
            .signatures
            .iter()
            .map(|signature| {
                let withdrawn = signature.is_withdrawn();
                let standing = if withdrawn { Standing::Withdrawn } else { Standing::Standing };
                (String::new(), signature, standing)
            })
            .collect();
        blocks.push(signatures(voice, &signed));
    }
    Ok(blocks)
}

fn deviation_pairs(voice: &Voice<'_>, deviation: &Deviation) -> Vec<(String, Vec<Line>)> {
    let opened = &deviation.opened;
    let mut pairs = vec![(
        voice.say("choice-opened"),
        vec![
            Line::plain(format!(
                "{} · {}",
                voice.moment_in(opened.occurred, deviation.position),
                voice.person(&opened.by)
            ))
            .and(format!(" · {}", deviation.position), Tone::Quiet),
        ],
    )];
    if let Some(step) = &opened.step {
        pairs.push((voice.say("field-step"), cell(voice.step(step.as_str()))));
    }
    let found: Cell =
        opened.findings.iter().map(|finding| Line::plain(voice.finding(finding))).collect();
    if !found.is_empty() {
        pairs.push((voice.say("log-findings"), found));
    }
    if let Some(description) = &opened.description {
        pairs.push((voice.say("field-description"), voice.sealed(&description.0)));
    }
    for contained in &deviation.contained {
        let action = voice.word("containment", contained.action.as_str());
        let mut said = vec![Line::plain(format!(
            "{action} · {} · {}",
            voice.moment(contained.occurred),
            voice.person(&contained.by)
        ))];
        said.extend(contained.note.iter().flat_map(|note| voice.sealed(&note.0)));
        pairs.push((voice.say("choice-contained"), said));
    }
    if let Some(found) = &deviation.investigated {
        pairs.push((voice.say("field-cause"), voice.sealed(&found.cause.0)));
        pairs.push((voice.say("field-impact"), voice.sealed(&found.impact.0)));
    }
    if let Some(closed) = &deviation.closed {
        pairs.push((voice.say("field-conclusion"), voice.sealed(&closed.conclusion.0)));
    }
    if deviation.state() != DeviationState::Closed {
        let open = Line::new(voice.say("exception-open"), Tone::Wrong);
        pairs.push((voice.say("field-state"), vec![open]));
    }
    pairs
}

/// Signatures on the record as a whole.
pub fn on_the_whole<'a>(voice: &Voice<'_>, batch: &'a Batch) -> Vec<Signed<'a>> {
    let mut all: Vec<Signed<'a>> = Vec::new();
    for signature in &batch.completed {
        all.push((voice.say("record-complete"), signature, batch.standing(signature)));
    }
    for review in &batch.reviewed {
        let under = voice.say("release-review-signed");
        all.push((under, &review.signature, batch.standing(&review.signature)));
    }
    all.extend(decisions(voice, batch));
    all
}

/// The decisions about the batch.
pub fn decisions<'a>(voice: &Voice<'_>, batch: &'a Batch) -> Vec<Signed<'a>> {
    let released = batch.released.iter().map(|release| {
        let signature = &release.signature;
        (voice.say("release-signed"), signature, batch.standing(signature))
    });
    let mut all: Vec<Signed<'a>> = released.collect();
    if let Some(signature) = &batch.rejected {
        all.push((voice.say("release-rejected"), signature, batch.standing(signature)));
    }
    all
}

/// A quiet cell for what is not there.
pub fn none() -> Cell {
    quiet(crate::numbers::MISSING)
}
