//! `/{kind}`: every subject of a kind. What is numbered stands with the newest first, what is named
//! in the order of its names. The ward's list begins with what waits there.

use crate::lang::{Text, Texts};
use crate::pages::eye::Eye;
use crate::pages::frame::{Place, show as page};
use crate::pages::home::waiting_panel;
use crate::pages::line::Line;
use crate::pages::visit::Visit;
use crate::pages::worklist::{self, Shown, WORKLISTS};
use crate::pages::{links, parameters, words};
use crate::parts::{Button, Empty, Icon, Item, Pagination, Panel, Seg, list, region};
use crate::problem::Result;
use crate::shell::Head;
use domain::centre::Slot;
use domain::command::{ACTIONS, Owner};
use domain::id::{Kind, SubjectId};
use domain::permit::Sight;
use maud::{Markup, html};

/// How many a page of the list holds.
const PAGE: usize = 50;

/// Kinds that are looked at together.
const TOGETHER: &[&[Kind]] = &[
    &[Kind::Order, Kind::Patient],
    &[Kind::Lot, Kind::Item, Kind::Container],
    &[Kind::Room, Kind::Equipment, Kind::Station],
];

struct View {
    waiting: Vec<Shown>,
    lines: Vec<(SubjectId, Line)>,
    all: usize,
}

/// The page.
pub async fn show(visit: Visit, kind: Kind) -> Result<Markup> {
    let from: usize = parameters(&visit).get("from").parse().unwrap_or(0);
    let view = visit.ask(move |eye| Ok(of(eye, kind, from))).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let mut head = Head::new(words::kinds(t, kind));
    for (label, href) in begins(&visit, t, kind) {
        head = head.action(html! { (Button::link(label, href).icon(Icon::Pen)) });
    }
    if kind == Kind::Person {
        let label = t.label("permissions");
        head = head.action(html! { (Button::link(label, links::PERMISSIONS).icon(Icon::Shield)) });
    }
    let body = html! {
        div.stack."stack--lg" {
            (beside(t, kind))
            @if !view.waiting.is_empty() {
                (region("waiting", html! { div.stack."stack--lg" {
                    @for list in view.waiting.iter().filter(|list| list.count > 0) {
                        (waiting_panel(&ctx, list))
                    }
                } }))
            }
            (Panel::new("list", words::kinds(t, kind)).live().flush().body(listed(t, kind, &view, from)))
        }
    };
    Ok(page(&visit, &ctx, Place::of(kind), &head, body))
}

fn of(eye: &Eye<'_>, kind: Kind, from: usize) -> View {
    let centre = eye.desk.centre();
    let seen = |(id, _): &(&SubjectId, &Slot)| eye.sight(id) > Sight::None;
    let mut every: Vec<(&SubjectId, &Slot)> = centre.of_kind(kind).filter(seen).collect();
    match kind {
        Kind::Order | Kind::Lot | Kind::Container | Kind::Infusion => every.reverse(),
        // The keys of people are opaque; their codes are what they go by.
        Kind::Person => every.sort_by_cached_key(|(id, _)| eye.name(id)),
        _ => {}
    }
    let line = |(id, slot): &(&SubjectId, &Slot)| ((*id).clone(), Line::of(eye, id, &slot.summary));
    let ward = WORKLISTS.iter().filter(|list| kind == Kind::Infusion && is_of_ward(list.word));
    View {
        waiting: ward.map(|list| worklist::whole(eye, list)).collect(),
        lines: every.iter().skip(from).take(PAGE).map(line).collect(),
        all: every.len(),
    }
}

fn is_of_ward(word: &str) -> bool {
    word.starts_with("infusion")
}

/// The forms that begin a new subject of the kind, for whoever may.
fn begins(visit: &Visit, t: Texts, kind: Kind) -> Vec<(Text, String)> {
    let roles = visit.roles();
    let begins = ACTIONS.iter().filter(|action| {
        let new = match action.owner {
            Owner::New(owner) => owner == kind,
            // What has a number of its own is defined under it.
            Owner::Field(field) => {
                let defines = [".define-", ".register-"];
                defines.iter().any(|verb| action.name.contains(verb))
                    && action.name.ends_with(kind.name())
                    && { field == kind.name() }
            }
        };
        new && action.roles.iter().any(|role| roles.contains(role))
    });
    begins.map(|action| (words::action(t, action.name), links::act(action.name))).collect()
}

fn beside(t: Texts, kind: Kind) -> Markup {
    let Some(kinds) = TOGETHER.iter().find(|kinds| kinds.contains(&kind)) else { return html! {} };
    let mut seg = Seg::new(t.get("subject-kinds"));
    for other in *kinds {
        let (label, href) = (words::kinds(t, *other).alone(), links::kind(*other));
        seg = if *other == kind { seg.current(label, href) } else { seg.view(label, href) };
    }
    html! { (seg) }
}

fn listed(t: Texts, kind: Kind, view: &View, from: usize) -> Markup {
    let items: Vec<Item> = view
        .lines
        .iter()
        .map(|(subject, line)| line.item(links::subject(subject)).icon(icon(kind)))
        .collect();
    let at = |from: usize| links::with(&links::kind(kind), &[("from", &from.to_string())]);
    html! {
        @if items.is_empty() {
            (Empty::new(icon(kind), t.label("subject-none")).words(t.get("subject-none.words")))
        } @else {
            (list(&items))
            @if view.all > PAGE {
                @let shown = t.with("list-shown", &[
                    ("from", (from + 1).into()), ("to", (from + items.len()).into()),
                    ("all", view.all.into()),
                ]);
                (Pagination::new(t, words::kinds(t, kind).plain(), shown)
                    .before((from > 0).then(|| at(from.saturating_sub(PAGE))))
                    .after((from + PAGE < view.all).then(|| at(from + PAGE))))
            }
        }
    }
}

/// The shape of a kind.
pub fn icon(kind: Kind) -> Icon {
    match kind {
        Kind::Order => Icon::Link,
        Kind::Patient | Kind::Person => Icon::User,
        Kind::Batch => Icon::Flask,
        Kind::Process => Icon::File,
        Kind::Sample => Icon::Vial,
        Kind::Infusion => Icon::Infuse,
        Kind::Item | Kind::Lot => Icon::Box,
        Kind::Container => Icon::Bag,
        Kind::Room => Icon::Room,
        Kind::Equipment | Kind::Station => Icon::Scope,
        Kind::Deviation => Icon::Flag,
        Kind::Centre => Icon::Shield,
    }
}
