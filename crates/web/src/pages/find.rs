//! `/find`: from what was scanned or typed into the top bar to the page about it.

use super::eye::Eye;
use super::frame::{Place, show};
use super::line::Line;
use super::visit::Visit;
use super::{links, words};
use crate::app::App;
use crate::parts::{Empty, Icon, Item, Panel, list};
use crate::problem::Result;
use crate::shell::{Head, paths};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::custody::views::find_container;
use domain::id::{Kind, SubjectId};
use domain::index::Index;
use domain::permit::Sight;
use domain::refusal::Stop;
use maud::html;
use std::collections::BTreeSet;

/// How many are listed.
const MOST: usize = 50;

/// How many subjects of a kind are looked through for a part of a number, the newest first.
const LOOKED_AT: usize = 5_000;

/// The route.
pub fn routes() -> Router<App> {
    Router::new().route(paths::FIND, get(find))
}

async fn find(visit: Visit) -> Result<Response> {
    let wanted = super::parameters(&visit).get("q").to_owned();
    let asked = wanted.clone();
    let found = visit.ask(move |eye| lines(eye, &asked)).await?;
    if let [(only, _)] = found.as_slice() {
        let ctx = visit.ctx();
        let to = links::subject(only);
        let to = ctx.past.map_or(to.clone(), |past| past.keeping(&to));
        return Ok(Redirect::to(&to).into_response());
    }
    let ctx = visit.live();
    let t = ctx.texts();
    let items: Vec<Item> = found
        .iter()
        .map(|(subject, line)| {
            let kind = words::kind(t, subject.kind());
            let item = line.item(links::subject(subject));
            item.detail(html! { (kind) " · " (line.details()) })
        })
        .collect();
    let body = html! {
        @if items.is_empty() {
            (Empty::new(Icon::Search, t.label("find-none")).words(t.get("find-none.words")))
        } @else {
            (Panel::new("found", t.label("find-found")).flush().body(list(&items)))
        }
    };
    let head = Head::new(t.label("find-title")).code(wanted);
    Ok(show(&visit, &ctx, Place::Home, &head, body).into_response())
}

fn lines(eye: &Eye<'_>, wanted: &str) -> std::result::Result<Vec<(SubjectId, Line)>, Stop> {
    let mut found = exact(eye, wanted)?;
    if found.is_empty() {
        found = parts(eye, wanted);
    }
    let centre = eye.desk.centre();
    let seen = found.into_iter().filter(|subject| eye.sight(subject) > Sight::None).take(MOST);
    let line = |subject: SubjectId| {
        let slot = centre.slot(&subject)?;
        let line = Line::of(eye, &subject, &slot.summary);
        Some((subject, line))
    };
    Ok(seen.filter_map(line).collect())
}

/// What carries exactly this number, code or label.
fn exact(eye: &Eye<'_>, wanted: &str) -> std::result::Result<BTreeSet<SubjectId>, Stop> {
    let desk = eye.desk;
    let mut found = BTreeSet::new();
    found.extend(wanted.parse::<SubjectId>().ok());
    let upper = wanted.to_uppercase();
    for key in [wanted, upper.as_str()] {
        found.extend(Kind::ALL.iter().filter_map(|kind| SubjectId::new(*kind, key).ok()));
        for index in [Index::PersonCode, Index::Chain, Index::Label] {
            found.extend(desk.found_under(index, &key.replace(' ', "")).into_iter().cloned());
        }
    }
    if let Ok(scanned) = wanted.parse() {
        match find_container(desk, &scanned) {
            Ok(container) => found.extend([container.into()]),
            // What is no label of a container is looked for as a number.
            Err(Stop::Refused(_)) => {}
            Err(reload) => return Err(reload),
        }
    }
    found.retain(|subject| desk.exists(subject));
    Ok(found)
}

/// What has this in its number.
fn parts(eye: &Eye<'_>, wanted: &str) -> BTreeSet<SubjectId> {
    let wanted = wanted.to_uppercase();
    if wanted.len() < 2 {
        return BTreeSet::new();
    }
    let of_kind = |kind: &Kind| {
        let newest = eye.desk.centre().of_kind(*kind).rev().take(LOOKED_AT);
        newest.filter(|(id, _)| id.key().to_uppercase().contains(&wanted)).map(|(id, _)| id.clone())
    };
    // The keys of people and patients are opaque: nobody types a part of one.
    let named = Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Person | Kind::Patient));
    named.flat_map(of_kind).take(MOST).collect()
}
