//! The shell around the pages of people at work: where one can go, and what was just recorded.

use super::visit::Visit;
use super::{audit, links, worklist};
use crate::app::Call;
use crate::lang::number;
use crate::parts::{Icon, Status};
use crate::problem::Reason;
use crate::shell::{self, Ctx, Head, NavItem};
use domain::id::Kind;
use maud::{Markup, html};

/// A part of the centre that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What is mine to do.
    Home,
    /// Orders and their journeys.
    Journeys,
    /// Batches and processes.
    Batches,
    /// Samples and results.
    Testing,
    /// The bedside.
    Ward,
    /// Items, lots, containers.
    Materials,
    /// Rooms and equipment.
    Facility,
    /// Deviations.
    Quality,
    /// People.
    People,
    /// The audit trail.
    Audit,
    /// The log.
    Log,
}

impl Place {
    /// Where the pages of a kind of subject belong.
    pub fn of(kind: Kind) -> Place {
        match kind {
            Kind::Order | Kind::Patient => Place::Journeys,
            Kind::Batch | Kind::Process => Place::Batches,
            Kind::Sample => Place::Testing,
            Kind::Infusion => Place::Ward,
            Kind::Item | Kind::Lot | Kind::Container => Place::Materials,
            Kind::Room | Kind::Equipment | Kind::Station => Place::Facility,
            Kind::Deviation => Place::Quality,
            Kind::Person => Place::People,
            Kind::Centre => Place::Log,
        }
    }
}

/// A page in the desktop shell. Above it stands what was just recorded, if the address says so.
pub fn show(visit: &Visit, ctx: &Ctx, place: Place, head: &Head, body: Markup) -> Markup {
    let body = html! { (read_only(visit)) (recorded(visit)) (body) };
    if visit.unfinished {
        // Nothing of the centre yet, and one way back.
        let back = html! { p.small { a href=(links::SECOND_FACTOR) { (visit.t().get("second-factor-back")) } } };
        let home = visit.asked.uri.path() == links::SECOND_FACTOR;
        return shell::bare_page(ctx, head, html! { (body) @if !home { (back) } });
    }
    shell::page(ctx, head, &places(visit, place), body)
}

fn places(visit: &Visit, at: Place) -> Vec<NavItem> {
    let t = visit.t();
    let go = |place: Place, href: &str, icon, key: &str| {
        NavItem::new(href, icon, t.label(key)).current(place == at)
    };
    vec![
        go(Place::Home, "/", Icon::Home, "nav-home").waiting(worklist::waiting(visit)),
        go(Place::Journeys, "/order", Icon::Link, "nav-journeys"),
        go(Place::Batches, "/batch", Icon::Flask, "nav-batches"),
        go(Place::Testing, "/sample", Icon::Scope, "nav-testing"),
        go(Place::Ward, "/infusion", Icon::Bed, "nav-ward"),
        go(Place::Materials, "/lot", Icon::Box, "nav-materials").begins_group(),
        go(Place::Facility, "/room", Icon::Room, "nav-facility"),
        go(Place::Quality, "/deviation", Icon::Flag, "nav-quality"),
        go(Place::People, "/person", Icon::Users, "nav-people"),
        go(Place::Audit, audit::AUDIT, Icon::Search, "nav-audit"),
        go(Place::Log, links::LOG, Icon::Shield, "nav-log"),
    ]
}

/// Says on every page that nothing is taken down, and why, while the centre is open for reading only.
pub fn read_only(call: &Call) -> Markup {
    let Some(why) = call.app.engine.read_only() else { return html! {} };
    let reason = Reason::from(&*why).part(call.asked.lang);
    html! {
        div.notice.s-action role="alert" {
            (Status::Action)
            p { b { (reason.sentence) } @if let Some(next) = &reason.next { " " (next) } }
        }
    }
}

/// The parameter under which a page learns what was just recorded.
const RECORDED: &str = "recorded";

/// `path`, to go to once the entry at `position` was recorded.
pub fn after(path: &str, position: u64) -> String {
    links::with(path, &[(RECORDED, &position.to_string())])
}

/// Says that an act was recorded, and where: only of entries there are.
pub fn recorded(call: &Call) -> Markup {
    let t = call.asked.lang.texts();
    let query = call.asked.uri.query().unwrap_or_default();
    let position = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(RECORDED)?.strip_prefix('=')?.parse::<u64>().ok())
        .filter(|position| *position < call.snapshot.size);
    html! {
        @if let Some(position) = position {
            p.notice.s-ok role="status" {
                (Status::Ok)
                span {
                    (t.get("recorded")) " "
                    a href=(links::entry(position)) {
                        (t.with("recorded-at", &[("position", number(&position.to_string()).into())]))
                    }
                }
            }
        }
    }
}
