//! One step as the person at it needs it: what to do, what is on record, what is missing, what
//! stands in the way.

use super::plan::{WholeRecord, record};
use crate::act::{Act, ActId, Said, Signing, Strength};
use crate::batch::hold::name_of;
use crate::batch::readiness::lack_text;
use crate::batch::span::whole_minutes;
use crate::batch::work::Work;
use crate::batch::{
    CompleteStep, Open, Scanned, StartStep, StepRecord, ValueVersion, Verdict, VerifyStep,
};
use crate::command::{Command, Rule};
use crate::desk::Desk;
use crate::id::{BatchId, DeviationId, PersonId};
use crate::people::Role;
use crate::quality::DeviationSummary;
use crate::quality::views::open_deviations;
use crate::refusal::{Broken, Reason, Stop};
use crate::signature::{Signature, Standing};
use crate::text::Code;
use crate::time::Timestamp;
use process::model::{Calculation, Operation, Scan, Step, Value};
use process::run::{Calculated, Stage};
use standards::reading::Quantity;

/// Everything a page about one step shows.
#[derive(Debug, Clone)]
pub struct StepSheet<'a> {
    /// The whole record: the rail beside the step.
    pub whole: WholeRecord<'a>,
    /// The operation.
    pub operation: &'a Operation,
    /// The step: its titles and instructions.
    pub step: &'a Step,
    /// The round.
    pub round: u32,
    /// How the step stands.
    pub stage: Option<Stage>,
    /// What is recorded of it.
    pub record: Option<&'a StepRecord>,
    /// The values, in the order of the text.
    pub values: Vec<ValueLine<'a>>,
    /// The calculations, in the order of the text.
    pub calculations: Vec<CalculationLine<'a>>,
    /// What is to be scanned, with what was.
    pub scans: Vec<ScanLine<'a>>,
    /// How long the product has been open.
    pub timer: Option<Timer>,
    /// The hold times that end with the beginning of the step.
    pub holds: Vec<HoldLine>,
    /// The signatures, in order, each with its standing.
    pub signatures: Vec<(&'a Signature, Standing)>,
    /// What the step lacks.
    pub open: Vec<Open>,
    /// What the viewer can do next with it, if anything.
    pub next: Option<NextAct>,
    /// What stands in the viewer's way of that.
    pub blocks: Vec<Reason>,
    /// The deviations about the batch that are not closed.
    pub deviations: Vec<(DeviationId, &'a DeviationSummary)>,
}

crate::choice! {
    /// What comes next with a step.
    pub enum NextAct {
        /// Beginning it.
        Start "batch.start-step",
        /// Signing it as performed.
        Complete "batch.complete-step",
        /// Verifying it.
        Verify "batch.verify-step",
    }
}

/// A value to record.
#[derive(Debug, Clone)]
pub struct ValueLine<'a> {
    /// What the process says of it, its limits included.
    pub value: &'a Value,
    /// What is recorded, corrections last; empty if nothing is.
    pub versions: &'a [ValueVersion],
}

impl ValueLine<'_> {
    /// How it stands to its limits.
    pub fn verdict(&self) -> Option<Verdict> {
        self.versions.last().map(|version| version.verdict)
    }
}

/// A calculation.
#[derive(Debug, Clone)]
pub struct CalculationLine<'a> {
    /// What the process says of it.
    pub calculation: &'a Calculation,
    /// What is recorded, the latest last; empty if nothing is.
    pub versions: &'a [ValueVersion],
    /// What it comes to from the record as it stands, with the numbers in their places; or what it
    /// lacks.
    pub now: Result<Calculated, Vec<String>>,
}

/// Something to scan.
#[derive(Debug, Clone)]
pub struct ScanLine<'a> {
    /// What.
    pub what: &'a Scan,
    /// What was scanned for it.
    pub done: Vec<&'a Scanned>,
    /// How much of the material is used, where that is known.
    pub amount: Option<Quantity>,
}

/// How long the product has been open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// Since when.
    pub since: Timestamp,
    /// Until when it was; none while it is.
    pub until: Option<Timestamp>,
    /// When to warn, in minutes.
    pub alert_minutes: Option<i64>,
    /// The longest it may be, in minutes.
    pub minutes_max: i64,
}

/// A hold time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldLine {
    /// From what, as its author wrote it.
    pub from: String,
    /// Since when.
    pub since: Timestamp,
    /// The earliest the step may begin.
    pub earliest: Option<Timestamp>,
    /// The latest it may begin.
    pub latest: Option<Timestamp>,
}

/// A step as `viewer` in `role` sees it.
pub fn step_sheet<'a>(
    desk: &Desk<'a>,
    id: &'a BatchId,
    step: &Code,
    round: u32,
    (viewer, role): (&PersonId, Role),
) -> Result<StepSheet<'a>, Stop> {
    let work = Work::at(desk, id, step, round)?;
    let stage = work.plan().find(&work.step.id, round).map(|instance| instance.stage.clone());
    let next = match &stage {
        Some(Stage::Ready | Stage::Waiting(_)) => Some(NextAct::Start),
        Some(Stage::Underway) => Some(NextAct::Complete),
        Some(Stage::AwaitsVerification) => Some(NextAct::Verify),
        Some(Stage::Done | Stage::Skipped(_)) | None => None,
    };
    let blocks = match next {
        Some(next) => stands_against(desk, viewer, role, next.command(id, step, round))?,
        None => Vec::new(),
    };
    let record_of_step = work.record();
    Ok(StepSheet {
        whole: record(desk, id)?,
        operation: work.operation,
        step: work.step,
        round,
        stage,
        record: record_of_step,
        values: work.step.values.iter().map(|value| value_line(&work, value)).collect(),
        calculations: work.step.calculations.iter().map(|it| calculation(&work, it)).collect(),
        scans: work.step.scans.iter().map(|what| scan_line(&work, what)).collect(),
        timer: timer(&work),
        holds: holds(&work),
        signatures: record_of_step.map(with_standing).unwrap_or_default(),
        open: work.open(),
        next,
        blocks,
        deviations: open_deviations(desk, id.subject())?,
    })
}

/// How long the product was open in a step, and the hold times that ended with its beginning.
pub fn times_of<'a>(
    desk: &Desk<'a>,
    id: &'a BatchId,
    step: &Code,
    round: u32,
) -> Result<(Option<Timer>, Vec<HoldLine>), Stop> {
    let work = Work::at(desk, id, step, round)?;
    Ok((timer(&work), holds(&work)))
}

impl NextAct {
    fn command(self, batch: &BatchId, step: &Code, round: u32) -> Command {
        let (batch, step, reason) = (batch.clone(), step.clone(), None);
        match self {
            Self::Start => StartStep { batch, step, round, reason }.into(),
            Self::Complete => CompleteStep { batch, step, round, reason }.into(),
            Self::Verify => VerifyStep { batch, step, round, reason }.into(),
        }
    }
}

/// What would refuse a command if somebody asked for it now, signing for all there is to sign for.
pub fn stands_against(
    desk: &Desk<'_>,
    by: &PersonId,
    role: Role,
    command: Command,
) -> Result<Vec<Reason>, Stop> {
    let signing = match command.action().signed.first() {
        Some(means) => {
            let (covers, basis) = (command.covers(desk)?, desk.centre().size());
            // What it will rest on is chosen at the panel: here only the rest is asked.
            Some(Signing { means: *means, covers, basis, strength: Strength::BoundKey })
        }
        None => None,
    };
    let act = Act {
        id: ActId([0; 16]),
        said: Said::Ask,
        by: by.clone(),
        role,
        station: None,
        occurred: desk.now(),
        recorded: desk.now(),
        signing,
        command,
    };
    let mut broken = Broken::default();
    match act.command.judge(desk, &act, &mut broken) {
        Ok(_) => Ok(broken.into_reasons()),
        Err(Stop::Refused(refusal)) => Ok(refusal.reasons),
        Err(stop) => Err(stop),
    }
}

fn versions<'a>(work: &Work<'a>, id: &process::words::ValueId) -> &'a [ValueVersion] {
    let record = work.record();
    record.and_then(|record| record.values.get(id)).map(Vec::as_slice).unwrap_or_default()
}

fn value_line<'a>(work: &Work<'a>, value: &'a Value) -> ValueLine<'a> {
    ValueLine { value, versions: versions(work, &value.id) }
}

fn calculation<'a>(work: &Work<'a>, calculation: &'a Calculation) -> CalculationLine<'a> {
    let (process, step) = (work.process, &work.step.id);
    let now = process::run::calculate(process, step, work.round, calculation, work.batch);
    let now = now.map_err(|missing| missing.0.iter().map(lack_text).collect());
    CalculationLine { calculation, versions: versions(work, &calculation.value.id), now }
}

fn scan_line<'a>(work: &Work<'a>, what: &'a Scan) -> ScanLine<'a> {
    let scans = work.record().map(|record| record.scans.as_slice()).unwrap_or_default();
    let amount = match what {
        Scan::Material(material) => work.amount(material),
        Scan::Equipment(_) | Scan::Room(_) | Scan::Container(_) | Scan::Output(_) => None,
    };
    ScanLine { what, done: scans.iter().filter(|scan| scan.what == *what).collect(), amount }
}

fn timer(work: &Work<'_>) -> Option<Timer> {
    let begun = work.record()?.begun.as_ref()?;
    let minutes_max = whole_minutes(work.step.open_at_most.as_ref()?)?;
    let ended = work.record().and_then(crate::batch::hold::end_of);
    Some(Timer {
        since: begun.mark.occurred,
        until: ended,
        alert_minutes: work.step.open_alert.as_ref().and_then(whole_minutes),
        minutes_max,
    })
}

fn holds(work: &Work<'_>) -> Vec<HoldLine> {
    let line = |window: crate::batch::hold::Window<'_>| {
        let after = |span: &Option<Quantity>| {
            Some(window.since.plus_minutes(whole_minutes(span.as_ref()?)?))
        };
        HoldLine {
            from: name_of(&window.hold.from),
            since: window.since,
            earliest: after(&window.hold.at_least),
            latest: after(&window.hold.at_most),
        }
    };
    work.windows().into_iter().map(line).collect()
}

fn with_standing(record: &StepRecord) -> Vec<(&Signature, Standing)> {
    record.signatures.iter().map(|signature| (signature, record.standing(signature))).collect()
}
