//! A subject in one line: what it is, what tells it from others, how it stands. For lists,
//! worklists and pickers; made of summaries alone.

use super::batch::phase_status;
use super::eye::Eye;
use super::naming::{of_batch, process_name, sample_name};
use super::words;
use crate::lang::{Text, date};
use crate::parts::{Item, Status, chip, id};
use domain::batch::{BatchSummary, Phase};
use domain::custody::{ContainerStanding, ContainerSummary, OrderSummary};
use domain::facility::{EquipmentSummary, RoomSummary, StationStanding, StationSummary};
use domain::id::SubjectId;
use domain::materials::{LotState, LotSummary};
use domain::people::views::roles_ending;
use domain::people::{AccountStanding, PersonSummary};
use domain::quality::{DeviationState, DeviationSummary, SampleSummary};
use domain::state::Summary;
use domain::text::Sealed;
use domain::ward::InfusionSummary;
use maud::html;

/// A subject in one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The code or number people know it by.
    pub code: String,
    /// What tells it from others, the most telling first.
    pub detail: Vec<String>,
    /// How it stands, where that is one word.
    pub standing: Option<(Status, Text)>,
}

impl Line {
    /// The line of a subject with this summary.
    pub fn of(eye: &Eye<'_>, id: &SubjectId, summary: &Summary) -> Line {
        let mut line = Line { code: eye.name(id), detail: Vec::new(), standing: None };
        match summary {
            Summary::Patient(patient) => {
                line.name(eye, id, &patient.name.0);
                line.name(eye, id, &patient.birth_date.0);
            }
            Summary::Order(summary) => order(&mut line, eye, summary),
            Summary::Container(summary) => container(&mut line, eye, summary),
            Summary::Infusion(summary) => infusion(&mut line, eye, summary),
            Summary::Deviation(summary) => deviation(&mut line, eye, summary),
            Summary::Lot(summary) => lot(&mut line, eye, summary),
            Summary::Room(summary) => room(&mut line, eye, id, summary),
            Summary::Equipment(summary) => equipment(&mut line, eye, id, summary),
            Summary::Station(summary) => station(&mut line, eye, id, summary),
            Summary::Person(summary) => person(&mut line, eye, id, summary),
            Summary::Batch(summary) => batch(&mut line, eye, summary),
            Summary::Sample(summary) => sample(&mut line, eye, summary),
            Summary::Item(item) => {
                line.name(eye, id, &item.name.0);
                line.detail.push(item.unit.to_string());
            }
            // Any other subject is its number until somebody says here what tells it from others.
            _ => {}
        }
        line
    }

    /// The line of a person whose roles end soon: which, and when.
    pub fn of_renewal(eye: &Eye<'_>, id: &SubjectId, person: &PersonSummary) -> Line {
        let mut line = Line { code: eye.name(id), detail: Vec::new(), standing: None };
        if let Some(name) = &person.name {
            line.name(eye, id, &name.0);
        }
        for (role, until) in roles_ending(person, eye.desk.today()) {
            let role = words::role(eye.t, role).plain().to_owned();
            let args = [("role", role.into()), ("day", until.to_string().into())];
            line.detail.push(eye.t.with("waiting-role-renewal.line", &args));
        }
        line
    }

    /// As a line of a list that leads to `href`.
    pub fn item(&self, href: impl Into<String>) -> Item {
        let item = Item::of(id(&self.code)).detail(html! { (self.details()) }).href(href);
        match &self.standing {
            Some((status, word)) => item.end(chip(*status, word)),
            None => item,
        }
    }

    /// The details as one text.
    pub fn details(&self) -> String {
        self.detail.join(" · ")
    }

    fn name(&mut self, eye: &Eye<'_>, id: &SubjectId, sealed: &Sealed) {
        self.detail.extend(eye.open(id, sealed).text().map(str::to_owned));
    }

    fn stands(&mut self, eye: &Eye<'_>, status: Status, word: &str) {
        self.standing = Some((status, words::choice(eye.t, word)));
    }
}

fn order(line: &mut Line, eye: &Eye<'_>, order: &OrderSummary) {
    line.detail.push(process_name(eye, &order.process));
    line.detail.push(order.chain.eye_readable());
    line.detail.push(eye.when(order.occurred));
    match (order.infused, order.consented) {
        (true, _) => line.stands(eye, Status::Ok, "infused"),
        (false, true) => line.stands(eye, Status::Info, "on-its-way"),
        (false, false) => line.stands(eye, Status::Action, "consent-awaited"),
    }
}

fn batch(line: &mut Line, eye: &Eye<'_>, batch: &BatchSummary) {
    let (product, step) = of_batch(eye, batch);
    // Where it stands is what people look for; what it makes comes after.
    if batch.phase == Phase::Running {
        line.detail.extend(step);
    }
    line.detail.push(product);
    line.detail.extend(batch.order.as_ref().map(|order| order.key().to_owned()));
    line.stands(eye, phase_status(batch.phase), batch.phase.word());
}

fn sample(line: &mut Line, eye: &Eye<'_>, sample: &SampleSummary) {
    line.detail.push(sample.batch.key().to_owned());
    line.detail.push(sample_name(eye, sample));
    line.detail.push(eye.when(sample.taken));
    if sample.out_of_specification {
        line.stands(eye, Status::Action, "out-of-specification");
    }
}

fn person(line: &mut Line, eye: &Eye<'_>, id: &SubjectId, person: &PersonSummary) {
    if let Some(name) = &person.name {
        line.name(eye, id, &name.0);
    }
    let today = eye.desk.today();
    let held = person.roles.iter().filter(|(_, until)| until.is_none_or(|until| today <= until));
    let held = held.map(|(role, _)| words::role(eye.t, *role).plain().to_owned());
    line.detail.extend(held);
    let word = person.account.word();
    match person.account {
        AccountStanding::Open => {}
        // The program signs in nowhere, so nobody invites it.
        AccountStanding::None if person.name.is_none() => {}
        AccountStanding::None | AccountStanding::Left => line.stands(eye, Status::Idle, word),
        AccountStanding::Invited => line.stands(eye, Status::Info, word),
        AccountStanding::Suspended => line.stands(eye, Status::Alert, word),
    }
}

fn container(line: &mut Line, eye: &Eye<'_>, container: &ContainerSummary) {
    line.detail.push(container.order.key().to_owned());
    line.detail.push(words::choice(eye.t, container.place.word()).plain().to_owned());
    line.detail.extend(container.location.as_ref().map(ToString::to_string));
    let word = container.standing.word();
    let status = match container.standing {
        ContainerStanding::Infused | ContainerStanding::Taken => Status::Ok,
        ContainerStanding::Rejected => Status::Action,
        ContainerStanding::InTransit | ContainerStanding::AwaitingReceipt => Status::Alert,
        ContainerStanding::AtHand | ContainerStanding::Stored => Status::Info,
    };
    line.stands(eye, status, word);
}

fn infusion(line: &mut Line, eye: &Eye<'_>, infusion: &InfusionSummary) {
    line.detail.push(infusion.order.key().to_owned());
    line.detail.push(infusion.container.key().to_owned());
    match (infusion.started, infusion.ended) {
        (_, Some(_)) => line.stands(eye, Status::Ok, "infused"),
        (Some(_), None) => line.stands(eye, Status::Info, "infusion-running"),
        (None, None) => line.stands(eye, Status::Alert, "identified-not-begun"),
    }
}

fn deviation(line: &mut Line, eye: &Eye<'_>, deviation: &DeviationSummary) {
    let about = &deviation.about;
    let kind = words::kind(eye.t, about.kind());
    line.detail.push(format!("{} {}", kind.plain(), eye.name(about)));
    line.detail.push(words::choice(eye.t, deviation.severity.word()).plain().to_owned());
    line.detail.push(eye.when(deviation.occurred));
    let status = match deviation.state {
        DeviationState::Closed => Status::Ok,
        DeviationState::Contained | DeviationState::Investigated => Status::Alert,
        DeviationState::Opened => Status::Action,
    };
    line.stands(eye, status, deviation.state.word());
}

fn lot(line: &mut Line, eye: &Eye<'_>, lot: &LotSummary) {
    line.detail.push(lot.item.key().to_owned());
    line.detail.extend(lot.supplier_lot.as_ref().map(ToString::to_string));
    line.detail.push(eye.t.with("line-until", &[("day", date(lot.expiry).into())]));
    let status = match lot.state {
        LotState::Quarantine => Status::Alert,
        LotState::Released => Status::Ok,
        LotState::Rejected => Status::Action,
    };
    line.stands(eye, status, lot.state.word());
}

fn room(line: &mut Line, eye: &Eye<'_>, id: &SubjectId, room: &RoomSummary) {
    line.name(eye, id, &room.name.0);
    line.detail.push(words::choice(eye.t, room.grade.word()).plain().to_owned());
    match (room.unverified, room.cleared) {
        (true, _) => line.stands(eye, Status::Alert, "clearance-unverified"),
        (false, Some(_)) => line.stands(eye, Status::Ok, "cleared"),
        (false, None) => line.stands(eye, Status::Idle, "never-cleared"),
    }
}

fn station(line: &mut Line, eye: &Eye<'_>, id: &SubjectId, station: &StationSummary) {
    line.name(eye, id, &station.name.0);
    line.detail.push(station.room.key().to_owned());
    let status = match station.standing {
        StationStanding::Registered => Status::Ok,
        StationStanding::Withdrawn => Status::Idle,
    };
    line.stands(eye, status, station.standing.word());
}

fn equipment(line: &mut Line, eye: &Eye<'_>, id: &SubjectId, equipment: &EquipmentSummary) {
    line.name(eye, id, &equipment.name.0);
    line.detail.push(equipment.class.to_string());
    line.detail.extend(equipment.room.as_ref().map(|room| room.key().to_owned()));
    let until = |day| eye.t.with("line-calibrated", &[("day", date(day).into())]);
    line.detail.extend(equipment.due.map(until));
    if equipment.due.is_none() {
        line.stands(eye, Status::Idle, "never-calibrated");
    }
}
