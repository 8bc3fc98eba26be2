//! What a journey's page shows.

use super::{batches, identity, stages};
use crate::lang::{clock, date, day};
use crate::pages::eye::{Clear, Eye};
use crate::pages::line::Line;
use crate::pages::naming::process_name;
use crate::pages::proof::{self, Checked, Depth};
use crate::pages::subject::acts::{self, Offered};
use crate::pages::words;
use crate::parts::{IdMatch, Stage, Status};
use domain::custody::journey::{Journey, Stage as Step, StageKind, journey};
use domain::custody::views::containers_of;
use domain::custody::{Container, Order, Patient};
use domain::id::{ContainerId, Kind, OrderId, SubjectId};
use domain::index::Index;
use domain::refusal::Stop;
use domain::ward::Infusion;
use domain::ward::views::infusions_of;
use maud::{Markup, html};

/// A step of the journey with its facts.
pub struct StepView {
    /// Its anchor.
    pub id: String,
    /// What happened.
    pub kind: StageKind,
    /// To what.
    pub subject: SubjectId,
    /// The day.
    pub day: String,
    /// The time of day.
    pub time: String,
    /// The code of whoever did it.
    pub by: String,
    /// The entry that says so.
    pub position: u64,
    /// More about it.
    pub facts: Vec<Markup>,
}

/// One patient's journey.
pub struct View {
    /// The order.
    pub order: OrderId,
    /// The process the product is made by.
    pub process: String,
    /// The chain of identity, as it is read aloud.
    pub chain: String,
    /// The patient's name and day of birth.
    pub patient: (Clear, Clear),
    /// Stages behind, of how many.
    pub progress: (usize, usize),
    /// The line.
    pub stages: Vec<Stage>,
    /// Every step, the first first.
    pub steps: Vec<StepView>,
    /// What carries the identity.
    pub carriers: Vec<IdMatch>,
    /// How long the parts took.
    pub spans: Vec<(&'static str, Option<String>)>,
    /// Deviations about the order or anything of it.
    pub deviations: Vec<(SubjectId, Line)>,
    /// Containers, each with how it stands.
    pub containers: Vec<(SubjectId, Line)>,
    /// Batches made for it.
    pub batches: Vec<SubjectId>,
    /// What the person may do about the order.
    pub acts: Vec<Offered>,
    /// What checking every entry of it came to.
    pub checked: Checked,
    /// Whether the bedside is near: a bag of it was issued or identified.
    pub at_bedside: bool,
}

impl View {
    /// The journey of an order.
    pub fn of(eye: &Eye<'_>, id: &OrderId, depth: Depth) -> Result<Self, Stop> {
        let order: &Order = eye.desk.state(id.subject())?;
        let told = journey(eye.desk, id)?;
        let patient = told.patient.subject();
        let named = eye.desk.summary::<Patient>(patient)?;
        let containers = containers_of(eye.desk, id);
        let infusions = infusions_of(eye.desk, id);
        let batches = batches::of(eye, id);
        let mut subjects = vec![id.subject().clone()];
        subjects.extend(containers.iter().map(|container| container.subject().clone()));
        subjects.extend(infusions.iter().map(|infusion| infusion.subject().clone()));
        let steps =
            told.stages.iter().map(|step| step_view(eye, step)).collect::<Result<_, _>>()?;
        Ok(Self {
            order: id.clone(),
            process: process_name(eye, &order.placed.process),
            chain: told.chain.eye_readable(),
            patient: (eye.open(patient, &named.name.0), eye.open(patient, &named.birth_date.0)),
            progress: stages::progress(&told),
            stages: stages::line(eye.t, &told, |at| short(eye, at)),
            steps,
            carriers: identity::carriers(eye, &told)?,
            spans: stages::spans(eye.t, &told),
            deviations: deviations(eye, &subjects, &batches),
            containers: lines(eye, containers.iter().map(ContainerId::subject)),
            batches,
            acts: acts::on(eye, id.subject())?,
            checked: proof::of_subjects(eye.call, &subjects, depth),
            at_bedside: near(&told),
        })
    }
}

/// Whether somebody goes to the bedside next, or has been there.
fn near(told: &Journey) -> bool {
    [StageKind::Issued, StageKind::Identified, StageKind::InfusionStarted]
        .iter()
        .any(|kind| told.of(*kind).next().is_some())
}

/// Month and day: the line has no room for more.
fn short(eye: &Eye<'_>, at: domain::time::Timestamp) -> String {
    let iso = date(eye.zoned(at).date());
    iso.get(5..).unwrap_or_default().to_owned()
}

fn lines<'a>(
    eye: &Eye<'_>,
    subjects: impl Iterator<Item = &'a SubjectId>,
) -> Vec<(SubjectId, Line)> {
    let line = |id: &SubjectId| {
        let slot = eye.desk.centre().slot(id)?;
        Some((id.clone(), Line::of(eye, id, &slot.summary)))
    };
    subjects.filter_map(line).collect()
}

/// The deviations about anything of the therapy, each once.
fn deviations(
    eye: &Eye<'_>,
    subjects: &[SubjectId],
    batches: &[SubjectId],
) -> Vec<(SubjectId, Line)> {
    let about = subjects.iter().chain(batches);
    let mut found: Vec<&SubjectId> = about
        .flat_map(|subject| eye.desk.found_under(Index::DeviationOf, &subject.to_string()))
        .collect();
    found.sort();
    found.dedup();
    lines(eye, found.into_iter())
}

fn step_view(eye: &Eye<'_>, step: &Step) -> Result<StepView, Stop> {
    let at = eye.zoned(step.step.occurred);
    Ok(StepView {
        id: stages::anchor(step.step.position, step.step.kind),
        kind: step.step.kind,
        subject: step.subject.clone(),
        day: day(eye.t, at.date()),
        time: clock(&at),
        by: eye.code(&step.step.by),
        position: step.step.position,
        facts: facts(eye, step)?,
    })
}

/// What is worth saying of a step besides who and when.
fn facts(eye: &Eye<'_>, step: &Step) -> Result<Vec<Markup>, Stop> {
    let t = eye.t;
    let fact =
        |name: &str, value: Markup| html! { (words::field(t, name).plain()) " " b { (value) } };
    let said = |name: &str, value: String| fact(name, html! { (value) });
    match (step.subject.kind(), step.step.kind) {
        (Kind::Order, StageKind::Ordered) => {
            let order: &Order = eye.desk.state(&step.subject)?;
            Ok(vec![
                said("process", process_name(eye, &order.placed.process)),
                said("weight", words::reading(t, &order.placed.weight)),
            ])
        }
        (Kind::Order, StageKind::Consented | StageKind::ConsentWithdrawn) => {
            let order: &Order = eye.desk.state(&step.subject)?;
            let change = order.consents.iter().find(|change| change.position == step.step.position);
            let scopes = change.map(|change| change.scopes.as_slice()).unwrap_or_default();
            let word = |scope: &domain::custody::ConsentScope| {
                html! { b { (words::choice(t, scope.word()).plain()) } }
            };
            Ok(scopes.iter().map(word).collect())
        }
        (Kind::Container, kind) => container_facts(eye, step, kind),
        (Kind::Infusion, StageKind::InfusionStarted) => {
            let infusion: &Infusion = eye.desk.state(&step.subject)?;
            let thawed = infusion.started.as_ref().and_then(|(_, started)| started.thawed);
            Ok(thawed.map(|at| said("thawed", clock(&eye.zoned(at)))).into_iter().collect())
        }
        (Kind::Infusion, StageKind::Infused) => {
            let infusion: &Infusion = eye.desk.state(&step.subject)?;
            let ended = infusion.ended.as_ref().map(|(_, ended)| &ended.volume);
            Ok(ended.map(|volume| said("volume", words::reading(t, volume))).into_iter().collect())
        }
        _ => Ok(Vec::new()),
    }
}

fn container_facts(eye: &Eye<'_>, step: &Step, kind: StageKind) -> Result<Vec<Markup>, Stop> {
    let t = eye.t;
    let container: &Container = eye.desk.state(&step.subject)?;
    let fact = |name: &str, value: String| {
        html! { (words::field(t, name).plain()) " " b { (value) } }
    };
    let batch = |batch: &SubjectId| {
        html! { (words::kind(t, Kind::Batch).plain()) " " b { (batches::named(eye, batch)) } }
    };
    Ok(match kind {
        StageKind::Collected | StageKind::Filled => {
            let mut facts = vec![fact("volume", words::reading(t, &container.volume))];
            let cells = container.cells.as_ref();
            facts.extend(cells.map(|cells| fact("cells", words::reading(t, cells))));
            facts.push(fact("din", container.din.to_string()));
            facts.push(fact("expiry", eye.when(container.expiry)));
            facts.extend(container.filled_by.as_ref().map(|id| batch(id.subject())));
            facts
        }
        StageKind::TakenIntoBatch => {
            container.taken_by.iter().map(|id| batch(id.subject())).collect()
        }
        _ => Vec::new(),
    })
}

/// The colour of a step: quiet unless it turned something away.
pub fn status(kind: StageKind) -> Status {
    match kind {
        StageKind::Rejected | StageKind::ConsentWithdrawn | StageKind::ReleaseWithdrawn => {
            Status::Action
        }
        _ => Status::Ok,
    }
}
