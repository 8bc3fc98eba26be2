//! What the bedside page shows: the patient, the bag, who has looked, and the one thing to do next.

use crate::pages::act::ActForm;
use crate::pages::eye::{Clear, Eye};
use crate::pages::judge::what_stands_against;
use crate::pages::links;
use crate::pages::naming::Voice;
use crate::pages::posted::Posted;
use crate::parts::Reason;
use domain::command::{Action, Command};
use domain::custody::views::containers_of;
use domain::custody::{Container, ContainerStanding, Order, Patient};
use domain::id::{ContainerId, InfusionId, OrderId, PatientId, PersonId};
use domain::refusal::Stop;
use domain::text::{Scanned, Sealed, Wristband};
use domain::time::Timestamp;
use domain::ward::views::{infusion_state, infusions_of, waiting_infusion};
use domain::ward::{Identify, Infusion, StartInfusion, VitalsRecorded};

/// What was typed into a form of which action, when the page is shown again.
pub type Typed<'a> = Option<&'a (&'static str, Posted)>;

/// A bag of the order's product.
pub struct Bag {
    /// Which.
    pub id: ContainerId,
    /// Until when it may be given.
    pub expiry: String,
    /// What stands against giving it, whoever asks: not released, not here, expired and the like.
    pub against: Vec<Reason>,
}

/// Somebody who scanned wristband and bag.
#[derive(Clone)]
pub struct Look {
    /// Who.
    pub who: PersonId,
    /// Their code.
    pub code: String,
    /// When.
    pub when: String,
    /// Seconds since.
    pub seconds: u64,
    /// The entry.
    pub position: u64,
}

/// Vital signs, as taken down.
pub struct Vitals {
    /// When.
    pub when: String,
    /// By whom.
    pub by: String,
    /// Temperature, blood pressure, saturation.
    pub values: [String; 3],
    /// What was added.
    pub note: Option<String>,
}

/// An infusion that has begun.
pub struct Running {
    /// Which.
    pub id: InfusionId,
    /// Of which bag.
    pub bag: ContainerId,
    /// When it began, and by whom.
    pub started: (String, String),
    /// Seconds since the bag was thawed, and how many are allowed.
    pub thawed: Option<(u64, u64)>,
    /// What was measured.
    pub vitals: Vec<Vitals>,
    /// How it ended: when, how much, by whom.
    pub ended: Option<(String, String, String)>,
}

/// The one thing to do next.
pub enum Next {
    /// There is no bag that could be given.
    NoBag,
    /// Wristband and bag are to be scanned. The form is absent when the person at the page has
    /// looked already: somebody else has to.
    Identify(Option<Box<ActForm>>),
    /// Two people have looked: the infusion can begin.
    Start(Box<ActForm>),
    /// The infusion runs.
    Running { vitals: Box<ActForm>, end: Box<ActForm> },
    /// It has ended.
    Done,
}

/// The bedside of an order.
pub struct View {
    /// The order.
    pub order: OrderId,
    /// Its chain of identity, as it is read aloud.
    pub chain: String,
    /// The product's process.
    pub process: String,
    /// The patient: name, day of birth, hospital number.
    pub patient: [Clear; 3],
    /// Bags that are not given yet.
    pub bags: Vec<Bag>,
    /// Who has looked at wristband and bag.
    pub looks: Vec<Look>,
    /// For how many seconds a look counts.
    pub identification_seconds: u64,
    /// The infusion, once it has begun.
    pub running: Option<Running>,
    /// What to do next.
    pub next: Next,
}

impl View {
    /// The bedside of an order, with what was typed into one of its forms.
    pub fn of(eye: &Eye<'_>, id: &OrderId, typed: Typed<'_>) -> Result<Self, Stop> {
        let order: &Order = eye.desk.state(id.subject())?;
        let patient = &order.placed.patient;
        let named = eye.desk.summary::<Patient>(patient.subject())?;
        let show = |sealed: &Sealed| eye.open(patient.subject(), sealed);
        let running = begun(eye, id)?;
        let (mut bags, mut looks) = (Vec::new(), Vec::new());
        let mut ready = false;
        for container in containers_of(eye.desk, id) {
            let Some(found) = bag(eye, id, patient, &container)? else { continue };
            ready = ready || found.ready;
            if looks.is_empty() {
                looks = found.looks;
            }
            bags.push(found.bag);
        }
        let mine = eye.call.session.as_ref().map(|session| &session.person);
        let looked = looks.iter().any(|look: &Look| Some(&look.who) == mine);
        let form = |action, only: bool| form(eye, id, action, typed, only, running.as_ref());
        let next = match &running {
            Some(running) if running.ended.is_none() => Next::Running {
                vitals: form("ward.record-vitals", false)?,
                end: form("ward.end-infusion", true)?,
            },
            _ if ready => Next::Start(form("ward.start-infusion", true)?),
            Some(_) if bags.is_empty() => Next::Done,
            _ if bags.is_empty() => Next::NoBag,
            _ if looked => Next::Identify(None),
            _ => Next::Identify(Some(form("ward.identify", true)?)),
        };
        Ok(Self {
            order: id.clone(),
            chain: order.placed.chain.eye_readable(),
            process: order.placed.process.key().to_owned(),
            patient: [show(&named.name.0), show(&named.birth_date.0), show(&named.number.0)],
            bags,
            looks,
            identification_seconds: u64::from(eye.desk.centre().identification_minutes()) * 60,
            running,
            next,
        })
    }
}

/// A bag with what the rules say about giving it now.
struct Found {
    bag: Bag,
    looks: Vec<Look>,
    /// Whether nothing but what the form asks for stands against starting.
    ready: bool,
}

/// What the form of the start asks for, so that its absence is no reason beforehand.
const ASKED_FOR: &str = "thaw-time-missing";

/// What says that two people have not (or not lately) looked.
const NOT_LOOKED: [&str; 2] = ["one-identification-only", "identification-lapsed"];

/// What only keeps the person at the page from looking again.
const SAME_PERSON: &str = "same-person";

fn bag(
    eye: &Eye<'_>,
    order: &OrderId,
    patient: &PatientId,
    id: &ContainerId,
) -> Result<Option<Found>, Stop> {
    let state: &Container = eye.desk.state(id.subject())?;
    let over = matches!(state.standing(), ContainerStanding::Infused | ContainerStanding::Taken);
    if state.filled_by.is_none() || over {
        return Ok(None);
    }
    let Ok(label) = id.to_string().parse::<Scanned>() else { return Ok(None) };
    let wristband = worn_by(patient);
    let identify =
        Identify { order: order.clone(), wristband: wristband.clone(), label: label.clone() };
    let start =
        StartInfusion { order: order.clone(), wristband, label, thawed: None, reason: None };
    let against = what_stands_against(eye, Command::from(identify))?;
    let to_start = what_stands_against(eye, Command::from(start))?;
    let looked = !to_start.iter().any(|reason| NOT_LOOKED.contains(&reason.code));
    let blocked = to_start.iter().any(|reason| reason.code != ASKED_FOR);
    let looks = match waiting_infusion(eye.desk, order, id)? {
        Some(infusion) => looks(eye, infusion_state(eye.desk, &infusion)?),
        None => Vec::new(),
    };
    let voice = Voice::about(eye, [id.subject()]);
    let said = against.iter().filter(|reason| reason.code != SAME_PERSON);
    if eye.desk.centre().slot(id.subject()).is_none() {
        return Ok(None);
    }
    Ok(Some(Found {
        bag: Bag {
            id: id.clone(),
            expiry: eye.when(state.expiry),
            against: said.map(|reason| voice.part(reason)).collect(),
        },
        looks,
        ready: looked && !blocked,
    }))
}

/// The wristband of the right patient, for asking the rules beforehand.
fn worn_by(patient: &PatientId) -> Wristband {
    Wristband(Sealed {
        commitment: String::new(),
        key: patient.subject().clone(),
        resolved: Some(patient.clone()),
    })
}

/// The looks that still count, each person's latest.
fn looks(eye: &Eye<'_>, infusion: &Infusion) -> Vec<Look> {
    let now = eye.desk.now();
    let mut latest: Vec<Look> = Vec::new();
    for who in infusion.identified_by(now, eye.desk.centre().identification_minutes()) {
        let theirs = infusion.identifications.iter().rev().find(|look| look.by == *who);
        latest.extend(theirs.map(|look| Look {
            who: look.by.clone(),
            code: eye.code(&look.by),
            when: eye.moment(look.occurred),
            seconds: seconds(look.occurred, now),
            position: look.position,
        }));
    }
    latest.sort_by_key(|look| look.position);
    latest
}

/// Whole seconds from one moment to a later one.
fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from((to.as_millisecond() - from.as_millisecond()) / 1000).unwrap_or(0)
}

/// The latest infusion of an order that has begun.
fn begun(eye: &Eye<'_>, order: &OrderId) -> Result<Option<Running>, Stop> {
    let mut latest = None;
    for id in infusions_of(eye.desk, order) {
        let state = infusion_state(eye.desk, &id)?;
        if state.started.is_some() || state.ended.is_some() {
            latest = Some(running(eye, id, state)?);
        }
    }
    Ok(latest)
}

fn running(eye: &Eye<'_>, id: InfusionId, state: &Infusion) -> Result<Running, Stop> {
    let bag: &Container = eye.desk.state(state.container.subject())?;
    let started = state.started.as_ref().map(|(_, started)| started);
    let thawed = started.and_then(|started| started.thawed).zip(bag.in_use_minutes);
    let note = |vitals: &VitalsRecorded| {
        let sealed = &vitals.note.as_ref()?.0;
        Some(eye.open(id.subject(), sealed).shown(eye.t))
    };
    let value = |reading| crate::pages::words::reading(eye.t, reading);
    let vitals = state.vitals.iter().rev().map(|vitals| Vitals {
        when: eye.moment(vitals.occurred),
        by: eye.code(&vitals.by),
        values: [value(&vitals.temperature), value(&vitals.systolic), value(&vitals.saturation)],
        note: note(vitals),
    });
    let vitals = vitals.collect();
    Ok(Running {
        bag: state.container.clone(),
        started: started.map_or_else(Default::default, |started| {
            (eye.moment(started.occurred), eye.code(&started.by))
        }),
        thawed: thawed.map(|(at, minutes)| (seconds(at, eye.desk.now()), u64::from(minutes) * 60)),
        vitals,
        ended: state
            .ended
            .as_ref()
            .map(|(_, ended)| (eye.moment(ended.ended), value(&ended.volume), eye.code(&ended.by))),
        id,
    })
}

/// A form of the bedside: the order and the infusion go along unseen, and it leads back here.
fn form(
    eye: &Eye<'_>,
    order: &OrderId,
    name: &'static str,
    typed: Typed<'_>,
    only_asked: bool,
    running: Option<&Running>,
) -> Result<Box<ActForm>, Stop> {
    let action: &'static Action = match Command::find(name) {
        Some(action) => action,
        None => return Err(domain::desk::unknown(order.subject()).into()),
    };
    let mut pairs = vec![("next".to_owned(), links::bedside(order))];
    pairs.push(("order".to_owned(), order.to_string()));
    pairs.extend(running.map(|running| ("infusion".to_owned(), running.id.to_string())));
    let posted = match typed {
        Some((typed_name, posted)) if *typed_name == name => posted.clone(),
        _ => Posted::of(pairs),
    };
    let form = ActForm::of(eye, action, posted)?;
    let about_order = action.fields.iter().any(|field| field.name == "order");
    let form = form.fixed(if about_order { &["order"] } else { &["infusion"] }).id(name);
    Ok(Box::new(if only_asked { form.only_asked() } else { form }))
}
