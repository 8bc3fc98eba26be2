//! `/{kind}`: every subject of a kind, the newest first.

use crate::lang::{Text, Texts};
use crate::pages::eye::Eye;
use crate::pages::frame::{Place, show as page};
use crate::pages::line::Line;
use crate::pages::visit::Visit;
use crate::pages::{links, parameters, words};
use crate::parts::{Button, Empty, Icon, Item, Pagination, Panel, Seg, chip, id, list};
use crate::problem::Result;
use crate::shell::Head;
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
    let body = html! {
        div.stack."stack--lg" {
            (beside(t, kind))
            (Panel::new("list", words::kinds(t, kind)).live().flush().body(listed(t, kind, &view, from)))
        }
    };
    Ok(page(&visit, &ctx, Place::of(kind), &head, body))
}

fn of(eye: &Eye<'_>, kind: Kind, from: usize) -> View {
    let seen = || {
        let every = eye.desk.centre().of_kind(kind).rev();
        every.filter(|(id, _)| eye.sight(id) > Sight::None)
    };
    let line = |(id, slot): (&SubjectId, &domain::centre::Slot)| {
        (id.clone(), Line::of(eye, id, &slot.summary))
    };
    View { lines: seen().skip(from).take(PAGE).map(line).collect(), all: seen().count() }
}

/// The forms that begin a new subject of the kind, for whoever may.
fn begins(visit: &Visit, t: Texts, kind: Kind) -> Vec<(Text, String)> {
    let roles = visit.roles();
    let begins = ACTIONS.iter().filter(|action| {
        let new = match action.owner {
            Owner::New(owner) => owner == kind,
            // What has a number of its own is defined under it.
            Owner::Field(field) => {
                action.name.contains(".define-") && action.name.ends_with(kind.name()) && {
                    field == kind.name()
                }
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
        .map(|(subject, line)| {
            let item = Item::of(id(&line.code)).href(links::subject(subject));
            let item = item.detail(html! { (line.details()) }).icon(icon(kind));
            match &line.standing {
                Some((status, word)) => item.end(chip(*status, word)),
                None => item,
            }
        })
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
