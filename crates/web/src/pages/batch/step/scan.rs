//! What a scan means at a step: its kind decides which act it is.

use super::At;
use crate::pages::act::take::{self, Taken};
use crate::pages::acting::NotTaken;
use crate::pages::eye::Eye;
use crate::pages::frame;
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::problem::{Kind, Problem, Reason, Result};
use axum::response::{IntoResponse, Redirect, Response};
use domain::batch::Batch;
use domain::batch::views::{batch, process_of};
use domain::command::{Command, Manner};
use domain::custody::views::find_container;
use domain::facility::Equipment;
use domain::id::SubjectId;
use domain::materials::Lot;
use domain::refusal::Stop;
use domain::text::Scanned;
use maud::Markup;
use process::Process;
use process::model::{Scan, Step};
use standards::scan::{self as codes};

/// The act a scan stands for: the action, the field that says as what, and the field of the scan.
struct Meant {
    action: &'static str,
    as_what: (&'static str, String),
    field: &'static str,
}

/// Takes what was scanned.
pub async fn take(
    visit: &Visit,
    at: &At,
    posted: Posted,
    again: impl AsyncFnOnce(NotTaken) -> Result<Markup>,
) -> Result<Response> {
    let (text, place) = (posted.get("scan").to_owned(), at.clone());
    let meant = visit.ask(move |eye| meaning(eye, &place, &text)).await?;
    let meant = match meant {
        Ok(meant) => meant,
        Err(reason) => {
            let reasons = vec![reason.part(visit.asked.lang)];
            let not = NotTaken { action: "scan", reasons, may_be_told: false, typed: posted };
            return Ok((Kind::Refused.status(), again(not).await?).into_response());
        }
    };
    let action = Command::find(meant.action).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let form = form(at, &posted, &meant);
    match take::take(visit, action, &form).await? {
        Taken::Recorded(receipt) => {
            Ok(Redirect::to(&frame::after(&at.path(), receipt.position)).into_response())
        }
        Taken::Not(not) => {
            let refused = not.status == Kind::Refused.status();
            let may_be_told = refused && action.manner == Manner::Either;
            let status = not.status;
            let mut pairs: Vec<(String, String)> =
                form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            pairs.push(("is".to_owned(), "scan".to_owned()));
            let typed = Posted::of(pairs);
            let not = NotTaken { action: action.name, reasons: not.reasons, may_be_told, typed };
            Ok((status, again(not).await?).into_response())
        }
    }
}

/// The form of the act, as if it had been filled in by hand.
fn form(at: &At, posted: &Posted, meant: &Meant) -> Posted {
    let (name, what) = &meant.as_what;
    let pairs = [
        ("csrf", posted.get("csrf").to_owned()),
        ("act", posted.get("act").to_owned()),
        ("said", "ask".to_owned()),
        ("batch", at.batch.to_string()),
        ("step", at.step.to_string()),
        ("round", at.round.to_string()),
        (*name, what.clone()),
        (meant.field, posted.get("scan").to_owned()),
    ];
    Posted::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What a scan means at a step, or why it means nothing there.
fn meaning(
    eye: &Eye<'_>,
    at: &At,
    text: &str,
) -> std::result::Result<std::result::Result<Meant, Reason>, Stop> {
    let desk = eye.desk;
    let process = process_of(desk, &at.batch)?;
    let state = batch(desk, &at.batch)?;
    let Some((_, step)) = process.step(&at.step.as_str().into()) else {
        return Ok(Err(Reason::new("step-unknown").with("step", at.step.as_str())));
    };
    let scan = match codes::parse(text) {
        Ok(scan) => scan,
        Err(error) => return Ok(Err(unread(error.code()))),
    };
    let own = |kind: domain::id::Kind| {
        let key = scan.own(kind.name())?;
        SubjectId::new(kind, key).ok().filter(|subject| desk.exists(subject))
    };
    use domain::id::Kind as Of;
    let found = [Of::Lot, Of::Equipment, Of::Room, Of::Container].into_iter().find_map(own);
    let found = match found {
        Some(found) => Some(found),
        // What is no code of the house may be the label of a container.
        None => match text.parse::<Scanned>() {
            Ok(scanned) => match find_container(desk, &scanned) {
                Ok(container) => Some(container.into()),
                Err(Stop::Refused(_)) => None,
                Err(reload) => return Err(reload),
            },
            Err(_) => None,
        },
    };
    let Some(found) = found else { return Ok(Err(unread("no-such-subject"))) };
    let looked = Looked { eye, process, state, step, subject: &found };
    Ok(looked.meant().ok_or_else(|| looked.not_here()))
}

fn unread(why: &'static str) -> Reason {
    Reason::new("unknown-scan").with("why", why).at("/scan")
}

/// Something known that was scanned at a step.
struct Looked<'a> {
    eye: &'a Eye<'a>,
    process: &'a Process,
    state: &'a Batch,
    step: &'a Step,
    subject: &'a SubjectId,
}

impl Looked<'_> {
    /// Which of the step's scans it is. Of several that it could be, the first that is still open.
    fn meant(&self) -> Option<Meant> {
        let fits: Vec<&Scan> = self.step.scans.iter().filter(|scan| self.fits(scan)).collect();
        let scan = fits.iter().find(|scan| !self.is_done(scan)).or_else(|| fits.first())?;
        Some(match scan {
            Scan::Material(id) => Meant {
                action: "batch.scan-material",
                as_what: ("material", id.to_string()),
                field: "lot",
            },
            Scan::Equipment(id) => Meant {
                action: "batch.scan-equipment",
                as_what: ("equipment", id.to_string()),
                field: "device",
            },
            Scan::Room(id) => Meant {
                action: "batch.scan-room",
                as_what: ("room", id.to_string()),
                field: "scanned",
            },
            Scan::Container(id) => Meant {
                action: "batch.scan-container",
                as_what: ("container", id.to_string()),
                field: "label",
            },
            Scan::Output(id) => Meant {
                action: "batch.scan-container",
                as_what: ("container", id.to_string()),
                field: "label",
            },
        })
    }

    fn fits(&self, scan: &Scan) -> bool {
        use domain::id::Kind as Of;
        match (scan, self.subject.kind()) {
            (Scan::Material(id), Of::Lot) => {
                let lot = self.eye.desk.summary::<Lot>(self.subject);
                let item = self.process.material(id).map(|material| &*material.item);
                lot.is_ok_and(|lot| Some(lot.item.key()) == item)
            }
            (Scan::Equipment(id), Of::Equipment) => {
                let device = self.eye.desk.summary::<Equipment>(self.subject);
                let class = self.process.equipment(id).map(|it| it.class.as_str());
                device.is_ok_and(|device| Some(device.class.as_str()) == class)
            }
            // Which room it must be is for the rule to say.
            (Scan::Room(id), Of::Room) => {
                let rooms = self.step.scans.iter();
                let only = rooms.filter(|it| matches!(it, Scan::Room(_))).count() == 1;
                only || self.state.started.rooms.get(id).map(domain::id::RoomId::subject)
                    == Some(self.subject)
            }
            (Scan::Output(_), Of::Container) => self.made_here(),
            (Scan::Container(_), Of::Container) => !self.made_here(),
            _ => false,
        }
    }

    fn made_here(&self) -> bool {
        let mut products = self.state.steps.values().flat_map(|record| &record.products);
        products.any(|product| product.product == *self.subject)
    }

    fn is_done(&self, scan: &Scan) -> bool {
        let mut records = self.state.steps.iter().filter(|(key, _)| key.step == self.step.id);
        records.any(|(_, record)| record.scans.iter().any(|it| it.what == *scan))
    }

    /// Why it is not wanted here, and what is.
    fn not_here(&self) -> Reason {
        let t = self.eye.t;
        let open = self.step.scans.iter().filter(|scan| !self.is_done(scan));
        let names: Vec<String> = open
            .filter_map(|scan| {
                let name = match scan {
                    Scan::Material(id) => &self.process.material(id)?.name,
                    Scan::Equipment(id) => &self.process.equipment(id)?.name,
                    Scan::Room(id) => &self.process.room(id)?.name,
                    Scan::Container(id) => &self.process.container(id)?.name,
                    Scan::Output(id) => &self.process.output(id)?.name,
                };
                Some(crate::pages::batch::both(t, name).plain().to_owned())
            })
            .collect();
        let wanted =
            if names.is_empty() { crate::lang::MISSING.to_owned() } else { names.join(" · ") };
        Reason::new("scan-not-for-this-step")
            .at("/scan")
            .with("scanned", self.subject.key().to_owned())
            .with("wanted", wanted)
    }
}
