//! The batch record, whole: every step with what was instructed, recorded, corrected and signed.

use crate::Lang;
use crate::limits;
use crate::parts::{self, Signed, titled};
use crate::sheet::{Block, Cell, Line, Sheet, Table, Tone, cell, paragraphs};
use crate::voice::{Voice, Words};
use domain::act::Said;
use domain::batch::views::{OperationLine, StepLine, WholeRecord, exceptions, record, times_of};
use domain::batch::{Batch, How, Mark, Scanned, StepRecord, ValueVersion, Verdict};
use domain::desk::Desk;
use domain::facility::Equipment;
use domain::id::SubjectId;
use domain::materials::Lot;
use domain::quality::views::samples_of;
use domain::quality::{Sample, TestResult, Verdict as Held};
use domain::refusal::Stop;
use domain::text::Code;
use engine::dossier::Contents;
use process::model::{Scan, Step, Value};
use process::run::Stage;
use process::words::ValueId;

/// The paper.
pub(crate) fn sheet(contents: &Contents, lang: Lang, words: &dyn Words) -> Result<Sheet, Stop> {
    let centre = contents.centre();
    let desk = Desk::new(&centre, contents.latest().1);
    let voice = Voice::of(contents, &desk, lang, words)?;
    let whole = record(&desk, contents.batch())?;
    let mut blocks = vec![Block::Pairs(head(&voice, &whole)?)];
    for operation in &whole.operations {
        of_operation(&voice, operation, &mut blocks)?;
    }
    blocks.extend(materials(&voice, whole.batch));
    blocks.extend(equipment(&voice, whole.batch));
    blocks.extend(results(&voice)?);
    blocks.extend(parts::deviations(&voice, contents.batch().subject())?);
    blocks.extend(differs(&voice)?);
    blocks.push(Block::Heading(2, voice.say("paper-on-the-whole"), String::new()));
    let signed = parts::on_the_whole(&voice, whole.batch);
    if signed.is_empty() {
        blocks.push(Block::Text(vec![Line::quiet(voice.say("release-no-signatures"))]));
    }
    blocks.push(parts::signatures(&voice, &signed));
    Ok(parts::sheet(&voice, lang, &voice.say("paper-record"), blocks))
}

fn head(voice: &Voice<'_>, whole: &WholeRecord<'_>) -> Result<Vec<(String, Vec<Line>)>, Stop> {
    let mut pairs = parts::about(voice, whole.batch);
    let found = exceptions(voice.desk, voice.batch())?;
    let open = found.iter().filter(|exception| exception.open).count();
    pairs.push((voice.say("paper-steps"), cell(format!("{} / {}", whole.settled, whole.known))));
    let counted = voice.with(
        "paper-exceptions",
        &[("all", &found.len().to_string()), ("open", &open.to_string())],
    );
    pairs.push((voice.say("record-exceptions-title"), cell(counted)));
    Ok(pairs)
}

fn of_operation(
    voice: &Voice<'_>,
    line: &OperationLine<'_>,
    blocks: &mut Vec<Block>,
) -> Result<(), Stop> {
    let title = voice.both(&line.operation.title).to_owned();
    let done = format!("{} / {}", line.settled(), line.steps.len());
    blocks.push(Block::Heading(2, title, done));
    if line.unmet {
        blocks.push(Block::Text(vec![Line::new(voice.say("exception-repeat-unmet"), Tone::Alert)]));
    }
    for step in &line.steps {
        of_step(voice, step, blocks)?;
    }
    Ok(())
}

fn of_step(voice: &Voice<'_>, line: &StepLine<'_>, blocks: &mut Vec<Block>) -> Result<(), Stop> {
    let mut title = voice.both(&line.step.title).to_owned();
    if line.round > 1 {
        let round = voice.with("paper-round", &[("round", &line.round.to_string())]);
        title = format!("{title} · {round}");
    }
    blocks.push(Block::Heading(3, title, voice.say(stage(&line.stage))));
    let instruction = voice.both(&line.step.instruction);
    blocks.push(Block::Text(paragraphs(instruction, Tone::Quiet)));
    let Some(record) = line.record else { return Ok(()) };
    let mut rows = rows(voice, line.step, record);
    rows.sort_by_key(|row| row.position);
    let columns = [
        ("record-what", 22.0),
        ("record-said", 27.0),
        ("paper-limits", 20.0),
        ("paper-who-when", 25.0),
        ("record-entry", 7.0),
    ];
    let cells = rows.into_iter().map(Row::cells).collect();
    blocks.push(Block::Table(Table { columns: titled(voice, &columns), rows: cells }));
    let times = times(voice, line)?;
    if !times.is_empty() {
        blocks.push(Block::Text(times));
    }
    let signed: Vec<Signed<'_>> = record
        .signatures
        .iter()
        .map(|signature| (String::new(), signature, record.standing(signature)))
        .collect();
    blocks.push(parts::signatures(voice, &signed));
    Ok(())
}

fn stage(stage: &Stage) -> &'static str {
    match stage {
        Stage::Done => "step-is-done",
        Stage::AwaitsVerification => "step-is-verify",
        Stage::Underway => "step-is-underway",
        Stage::Ready => "step-is-ready",
        Stage::Waiting(_) => "step-is-waiting",
        Stage::Skipped(_) => "step-is-skipped",
    }
}

/// One entry of a step.
struct Row {
    position: u64,
    what: Cell,
    said: Cell,
    limits: Cell,
    who: Cell,
}

impl Row {
    fn cells(self) -> Vec<Cell> {
        vec![self.what, self.said, self.limits, self.who, cell(self.position.to_string())]
    }
}

fn row(voice: &Voice<'_>, mark: &Mark, what: Cell, said: Cell) -> Row {
    let mut who = vec![
        Line::plain(voice.person(&mark.by)),
        Line::quiet(voice.moment_in(mark.occurred, mark.position)),
    ];
    if mark.late() {
        let recorded = voice.moment(mark.recorded);
        who.push(Line::new(voice.with("paper-late", &[("moment", &recorded)]), Tone::Alert));
    }
    let mut said = said;
    if let Some(note) = voice.contents.said(mark.position).and_then(|said| said.note) {
        said.extend(voice.sealed(&note));
    }
    Row { position: mark.position, what, said, limits: Vec::new(), who }
}

/// A deed that was told and not asked for, with the reason.
fn deed(voice: &Voice<'_>, mark: &Mark, what: Cell, said: Cell) -> Row {
    let mut row = row(voice, mark, what, said);
    if mark.said == Said::Tell {
        row.said.push(Line::new(voice.say("exception-told"), Tone::Alert));
        if let Some(reason) = voice.contents.said(mark.position).and_then(|said| said.reason) {
            row.said.extend(voice.sealed(&reason));
        }
    }
    row
}

fn rows(voice: &Voice<'_>, step: &Step, record: &StepRecord) -> Vec<Row> {
    let named = |key: &str, name: &str| vec![Line::plain(name), Line::quiet(voice.say(key))];
    let process = voice.process;
    let mut all = Vec::new();
    if let Some(begun) = &record.begun {
        let room = begun.room.as_ref().map_or_else(Vec::new, |room| cell(room.key()));
        all.push(deed(voice, &begun.mark, cell(voice.say("entry-begun")), room));
    }
    for scan in &record.scans {
        let what = named("entry-scanned", &scanned_as(voice, &scan.what));
        all.push(deed(voice, &scan.mark, what, found(voice, &scan.found)));
    }
    for used in &record.uses {
        let name = process.material(&used.material);
        let name = name.map_or(used.material.as_str(), |it| voice.both(&it.name));
        let quantity = limits::quantity(&used.quantity);
        let said = vec![Line::plain(format!("{quantity} · {}", used.lot.key()))];
        all.push(deed(voice, &used.mark, named("entry-used", name), said));
    }
    for (id, versions) in &record.values {
        values(voice, step, id, versions, &mut all);
    }
    for drawn in &record.samples {
        let sample = step.samples.iter().find(|sample| sample.id == drawn.sample);
        let name = sample.map_or(drawn.sample.as_str(), |sample| voice.both(&sample.name));
        let what = named("entry-sample", name);
        all.push(deed(voice, &drawn.mark, what, cell(drawn.drawn.key())));
    }
    let label = |id: &process::words::LabelId| {
        process.label(id).map_or(id.as_str().to_owned(), |it| voice.both(&it.name).to_owned())
    };
    for printed in &record.prints {
        let said = voice.with("labels-printed", &[("n", &printed.count.to_string())]);
        let what = named("entry-labels", &label(&printed.label));
        all.push(deed(voice, &printed.mark, what, cell(said)));
    }
    for counted in &record.counts {
        let said = voice.with(
            "labels-counted",
            &[
                ("used", &counted.used.to_string()),
                ("destroyed", &counted.destroyed.to_string()),
                ("spare", &counted.spare.to_string()),
            ],
        );
        let mut said = cell(said);
        if counted.used + counted.destroyed + counted.spare != counted.printed {
            said.push(Line::new(voice.say("exception-labels-unaccounted"), Tone::Wrong));
        }
        let what = named("entry-labels", &label(&counted.label));
        all.push(row(voice, &counted.mark, what, said));
    }
    for product in &record.products {
        let output = process.output(&product.output);
        let name = output.map_or(product.output.as_str(), |it| voice.both(&it.name));
        all.push(deed(
            voice,
            &product.mark,
            named("entry-made", name),
            found(voice, &product.product),
        ));
    }
    all
}

/// A value with its whole history, each entry where it stands: what was corrected is struck and kept.
fn values(
    voice: &Voice<'_>,
    step: &Step,
    id: &ValueId,
    versions: &[ValueVersion],
    all: &mut Vec<Row>,
) {
    let own = step.values.iter().find(|value| value.id == *id);
    let calculation = step.calculations.iter().find(|it| it.value.id == *id);
    let value: Option<&Value> = own.or(calculation.map(|it| &it.value));
    let name = value.map_or(id.as_str(), |value| voice.both(&value.name));
    for (nth, version) in versions.iter().enumerate() {
        let text = voice.value(value, &version.reading);
        let stands = nth + 1 == versions.len();
        let mut said = vec![if stands { Line::plain(text) } else { Line::struck(text) }];
        let mut what = cell(name);
        match &version.how {
            How::Recorded { source, device } => {
                let mut how = voice.word("choice", source.word());
                if let Some(device) = device {
                    how = format!("{how} · {}", device.key());
                }
                said.push(Line::quiet(how));
            }
            How::Corrected { reason } => {
                what.push(Line::new(voice.say("exception-corrected"), Tone::Alert));
                said.extend(voice.sealed(&reason.0));
            }
            How::Derived { .. } => {
                what.push(Line::quiet(voice.say("entry-derived")));
                if let Some(calculation) = calculation {
                    let formula = limits::formula(&calculation.formula.one_line());
                    said.push(Line::quiet(formula));
                }
            }
        }
        let mut row = row(voice, &version.mark, what, said);
        row.limits = value.map(|value| voice.wanted(value)).unwrap_or_default();
        let tone = match version.verdict {
            Verdict::Within | Verdict::Unjudged => Tone::Plain,
            Verdict::Alert => Tone::Alert,
            Verdict::Action => Tone::Wrong,
        };
        row.limits.insert(0, Line::new(voice.word("choice", version.verdict.word()), tone));
        all.push(row);
    }
}

fn scanned_as(voice: &Voice<'_>, scan: &Scan) -> String {
    let process = voice.process;
    let name = match scan {
        Scan::Material(id) => process.material(id).map(|it| &it.name),
        Scan::Equipment(id) => process.equipment(id).map(|it| &it.name),
        Scan::Room(id) => process.room(id).map(|it| &it.name),
        Scan::Container(id) => process.container(id).map(|it| &it.name),
        Scan::Output(id) => process.output(id).map(|it| &it.name),
    };
    name.map_or_else(|| domain::batch::scan_text(scan), |name| voice.both(name).to_owned())
}

/// What was scanned, a lot with what stands on its label.
fn found(voice: &Voice<'_>, subject: &SubjectId) -> Cell {
    let mut said = cell(subject.key());
    if let Ok(lot) = voice.desk.summary::<Lot>(subject) {
        said.push(Line::quiet(lot_text(voice, lot)));
    }
    said
}

fn lot_text(voice: &Voice<'_>, lot: &domain::materials::LotSummary) -> String {
    let expiry = voice.with("paper-expiry", &[("day", &lot.expiry.to_string())]);
    match &lot.supplier_lot {
        Some(code) => format!("{} · {code} · {expiry}", lot.item.key()),
        None => format!("{} · {expiry}", lot.item.key()),
    }
}

/// Hold times, and how long the product was open.
fn times(voice: &Voice<'_>, line: &StepLine<'_>) -> Result<Vec<Line>, Stop> {
    let Ok(step) = line.step.id.as_str().parse::<Code>() else { return Ok(Vec::new()) };
    let (timer, holds) = times_of(voice.desk, voice.batch(), &step, line.round)?;
    let mut lines = Vec::new();
    for hold in holds {
        let from = match hold.from.strip_prefix("container/") {
            Some(id) => {
                let id = process::words::ContainerId::from(id);
                let container = voice.process.container(&id);
                container.map_or(hold.from.clone(), |it| voice.both(&it.name).to_owned())
            }
            None => voice.step(&hold.from),
        };
        let moment = |moment: Option<domain::time::Timestamp>| {
            moment.map_or_else(|| "none".to_owned(), |it| voice.moment(it))
        };
        lines.push(Line::quiet(voice.with(
            "paper-hold",
            &[
                ("from", &from),
                ("since", &voice.moment(hold.since)),
                ("earliest", &moment(hold.earliest)),
                ("latest", &moment(hold.latest)),
            ],
        )));
    }
    if let Some(timer) = timer {
        let until = timer.until.unwrap_or_else(|| voice.desk.now());
        let minutes = until.minutes_since(timer.since);
        let tone = if minutes > timer.minutes_max { Tone::Wrong } else { Tone::Quiet };
        let (open, most) = (minutes.to_string(), timer.minutes_max.to_string());
        let said = voice.with("paper-open", &[("minutes", &open), ("most", &most)]);
        lines.push(Line::new(said, tone));
    }
    Ok(lines)
}

/// Everything that was scanned as a material, with what was used of it.
fn materials(voice: &Voice<'_>, batch: &Batch) -> Vec<Block> {
    let columns = [
        ("paper-material", 30.0),
        ("kind-item", 14.0),
        ("kind-lot", 20.0),
        ("paper-supplier-lot", 16.0),
        ("field-expiry", 11.0),
        ("entry-used", 13.0),
    ];
    let mut rows = Vec::new();
    for (material, lots) in &batch.materials {
        let name = voice.process.material(material);
        let name = name.map_or(material.as_str(), |it| voice.both(&it.name));
        let mut seen = Vec::new();
        for in_use in lots {
            if seen.contains(&&in_use.lot) {
                continue;
            }
            seen.push(&in_use.lot);
            let uses = batch.steps.values().flat_map(|record| &record.uses);
            let used: Cell = uses
                .filter(|used| used.lot == in_use.lot && used.material == *material)
                .map(|used| Line::plain(limits::quantity(&used.quantity)))
                .collect();
            let lot = voice.desk.summary::<Lot>(in_use.lot.subject()).ok();
            let supplier = lot.and_then(|lot| lot.supplier_lot.as_ref());
            rows.push(vec![
                cell(name),
                lot.map_or_else(parts::none, |lot| cell(lot.item.key())),
                cell(in_use.lot.key()),
                supplier.map_or_else(parts::none, |code| cell(code.to_string())),
                lot.map_or_else(parts::none, |lot| cell(lot.expiry.to_string())),
                if used.is_empty() { parts::none() } else { used },
            ]);
        }
    }
    section(voice, "paper-materials", &columns, rows)
}

fn equipment(voice: &Voice<'_>, batch: &Batch) -> Vec<Block> {
    let columns =
        [("kind-equipment", 40.0), ("paper-device", 25.0), ("paper-calibrated-until", 25.0)];
    let mut seen: Vec<(&Scanned, &SubjectId)> = Vec::new();
    let scans = batch.steps.values().flat_map(|record| &record.scans);
    for scan in scans.filter(|scan| matches!(scan.what, Scan::Equipment(_))) {
        if !seen.iter().any(|(first, found)| first.what == scan.what && **found == scan.found) {
            seen.push((scan, &scan.found));
        }
    }
    let row = |(scan, device): &(&Scanned, &SubjectId)| {
        let known = voice.desk.state::<Equipment>(device).ok();
        let calibration = known.and_then(|it| it.calibration_at(scan.mark.occurred));
        vec![
            cell(scanned_as(voice, &scan.what)),
            cell(device.key()),
            calibration.map_or_else(parts::none, |it| cell(it.due.to_string())),
        ]
    };
    section(voice, "paper-equipment", &columns, seen.iter().map(row).collect())
}

fn section(
    voice: &Voice<'_>,
    title: &str,
    columns: &[(&str, f32)],
    rows: Vec<Vec<Cell>>,
) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = titled(voice, columns);
    vec![Block::Heading(2, voice.say(title), String::new()), Block::Table(Table { columns, rows })]
}

/// The samples with every result: what was corrected is struck, what was set aside says so.
fn results(voice: &Voice<'_>) -> Result<Vec<Block>, Stop> {
    let mut blocks = vec![Block::Heading(2, voice.say("paper-samples"), String::new())];
    let samples = samples_of(voice.desk, voice.batch())?;
    if samples.is_empty() {
        blocks.push(Block::Text(vec![Line::quiet(voice.say("record-no-samples"))]));
    }
    for (id, sample) in samples {
        let name = voice.process.steps().find_map(|(_, step)| {
            step.samples.iter().find(|it| it.id.as_str() == sample.taken.code.as_str())
        });
        let name = name.map_or(sample.taken.code.as_str(), |it| voice.both(&it.name));
        blocks.push(Block::Heading(3, id.key().to_owned(), name.to_owned()));
        blocks.push(Block::Text(sampled(voice, sample)));
        let columns = [
            ("paper-test", 24.0),
            ("record-said", 22.0),
            ("field-criterion", 16.0),
            ("paper-who-when", 26.0),
            ("record-entry", 9.0),
        ];
        let rows = sample.results.iter().flat_map(|result| tested(voice, result)).collect();
        blocks.push(Block::Table(Table { columns: titled(voice, &columns), rows }));
        let signed: Vec<Signed<'_>> = sample
            .reviews
            .iter()
            .map(|review| {
                let attribute = voice.attribute(review.attribute.as_str());
                let under = attribute.map_or(review.attribute.as_str(), |it| voice.both(&it.name));
                (under.to_owned(), &review.signature, sample.standing(review))
            })
            .collect();
        blocks.push(parts::signatures(voice, &signed));
    }
    Ok(blocks)
}

fn sampled(voice: &Voice<'_>, sample: &Sample) -> Vec<Line> {
    let taken = &sample.taken;
    let mut lines = vec![Line::plain(voice.with(
        "paper-taken",
        &[
            ("moment", &voice.moment_in(taken.occurred, sample.position)),
            ("by", &voice.person(&taken.by)),
            ("step", &voice.step(taken.step.as_str())),
        ],
    ))];
    for received in &sample.received {
        lines.push(Line::plain(voice.with(
            "paper-received",
            &[
                ("moment", &voice.moment(received.occurred)),
                ("by", &voice.person(&received.by)),
                ("condition", &voice.word("choice", received.condition.word())),
            ],
        )));
    }
    lines
}

/// A result and its corrections, a row each.
fn tested(voice: &Voice<'_>, result: &TestResult) -> Vec<Vec<Cell>> {
    let attribute = voice.attribute(result.attribute.as_str());
    let name = attribute.map_or(result.attribute.as_str(), |it| voice.both(&it.name));
    let who = |by, occurred, position| {
        vec![Line::plain(voice.person(by)), Line::quiet(voice.moment_in(occurred, position))]
    };
    let verdict = |held: Held| {
        let tone = match held {
            Held::Reported | Held::WithinSpecification => Tone::Plain,
            Held::Inconclusive => Tone::Alert,
            Held::OutOfSpecification => Tone::Wrong,
        };
        Line::new(voice.word("choice", held.word()), tone)
    };
    let criterion = attribute.map_or_else(String::new, |it| voice.accepted(it));
    let mut first = cell(name);
    let method = voice.with(
        "paper-method",
        &[("method", result.method.as_str()), ("round", &result.round.to_string())],
    );
    first.push(Line::quiet(method));
    let stands = result.corrections.is_empty() && result.is_valid();
    let text = voice.result(attribute, &result.reading);
    let said = if stands { Line::plain(text) } else { Line::struck(text) };
    let mut rows = vec![vec![
        first,
        vec![said, verdict(result.judged.verdict)],
        cell(&*criterion),
        who(&result.by, result.occurred, result.position),
        cell(result.position.to_string()),
    ]];
    for (nth, correction) in result.corrections.iter().enumerate() {
        let text = voice.result(attribute, &correction.reading);
        let stands = nth + 1 == result.corrections.len() && result.is_valid();
        let line = if stands { Line::plain(text) } else { Line::struck(text) };
        let mut said = vec![line, verdict(correction.judged.verdict)];
        said.extend(voice.sealed(&correction.reason.0));
        let signed = &correction.signature;
        rows.push(vec![
            vec![Line::new(voice.say("exception-corrected"), Tone::Alert)],
            said,
            cell(&*criterion),
            who(&signed.by, signed.occurred, signed.position),
            cell(signed.position.to_string()),
        ]);
    }
    if let Some(end) = &result.invalidated {
        let signed = &end.signature;
        let mut said = cell(end.deviation.key());
        said.extend(voice.sealed(&end.reason.0));
        rows.push(vec![
            vec![Line::new(voice.say("paper-set-aside"), Tone::Wrong)],
            said,
            Vec::new(),
            who(&signed.by, signed.occurred, signed.position),
            cell(signed.position.to_string()),
        ]);
    }
    rows
}

/// What is not as it should be, as the reviewer saw it.
fn differs(voice: &Voice<'_>) -> Result<Vec<Block>, Stop> {
    let columns = [
        ("record-what", 30.0),
        ("paper-where", 42.0),
        ("paper-who-when", 24.0),
        ("record-entry", 8.0),
    ];
    let rows = exceptions(voice.desk, voice.batch())?.into_iter().map(|it| {
        let step = it.step.as_ref().map(|key| voice.step(key.step.as_str()));
        let operation = it.operation.as_ref().and_then(|id| voice.process.operation(id));
        let operation = operation.map(|it| voice.both(&it.title).to_owned());
        let deviation = it.deviation.as_ref().map(|id| id.key().to_owned());
        let value = it.step.as_ref().zip(it.value.as_ref()).and_then(|(key, id)| {
            let (_, step) = voice.process.step(&key.step)?;
            let own = step.values.iter().find(|value| value.id == *id);
            let calculated = step.calculations.iter().map(|it| &it.value);
            let found = own.or_else(|| calculated.into_iter().find(|value| value.id == *id))?;
            Some(voice.both(&found.name).to_owned())
        });
        let place: Vec<String> =
            [step, operation, deviation, value].into_iter().flatten().collect();
        let mut what = cell(voice.word("exception", it.kind.word()));
        if it.open {
            what.push(Line::new(voice.say("exception-open"), Tone::Wrong));
        }
        let mut who: Cell = it.by.iter().map(|by| Line::plain(voice.person(by))).collect();
        if let Some(occurred) = it.occurred {
            who.push(Line::quiet(match it.position {
                Some(position) => voice.moment_in(occurred, position),
                None => voice.moment(occurred),
            }));
        }
        let position = it.position.map_or_else(Vec::new, |at| cell(at.to_string()));
        vec![what, cell(voice.list(&place)), who, position]
    });
    Ok(section(voice, "record-exceptions-title", &columns, rows.collect()))
}
