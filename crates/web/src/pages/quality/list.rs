//! `/deviation`: every deviation, those that hold something first.

use super::super::eye::Eye;
use super::super::frame::{Place, show as page};
use super::super::line::Line;
use super::super::visit::Visit;
use super::super::{links, parameters, words};
use crate::lang::Texts;
use crate::parts::{
    Button, Empty, Figure, Icon, Item, Pagination, Panel, Seg, Status, figures, list,
};
use crate::problem::Result;
use crate::shell::Head;
use domain::id::{Kind, SubjectId};
use domain::index::Index;
use domain::quality::{Deviation, DeviationState};
use domain::refusal::Stop;
use domain::state::Held as _;
use maud::{Markup, html};

/// How many a page of the list holds.
const PAGE: usize = 50;

/// The deviations in one of four states, or all.
struct View {
    counted: Vec<(DeviationState, usize)>,
    lines: Vec<(SubjectId, Line)>,
    all: usize,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let asked = parameters(&visit);
    let wanted: Option<DeviationState> = asked.get("state").parse().ok();
    let from: usize = asked.get("from").parse().unwrap_or(0);
    let view = visit.ask(move |eye| of(eye, wanted, from)).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let head = Head::new(words::kinds(t, Kind::Deviation)).action(html! {
        (Button::link(words::action(t, "quality.open-deviation"), links::act("quality.open-deviation")).icon(Icon::Flag))
    });
    Ok(page(&visit, &ctx, Place::Quality, &head, body(t, &view, wanted, from)))
}

fn of(
    eye: &Eye<'_>,
    wanted: Option<DeviationState>,
    from: usize,
) -> std::result::Result<View, Stop> {
    let centre = eye.desk.centre();
    let state = |id: &SubjectId| {
        let slot = centre.slot(id)?;
        Deviation::of_summary(&slot.summary).map(|summary| summary.state)
    };
    let open: Vec<SubjectId> =
        eye.desk.found_under(Index::Waiting, "deviation").into_iter().cloned().collect();
    let count = |of: DeviationState| open.iter().filter(|id| state(id) == Some(of)).count();
    let counted = DeviationState::ALL.iter().filter(|it| **it != DeviationState::Closed);
    let counted = counted.map(|it| (*it, count(*it))).collect();
    let mut ids: Vec<SubjectId> = match wanted {
        Some(DeviationState::Closed) => closed(eye),
        Some(wanted) => open.into_iter().filter(|id| state(id) == Some(wanted)).collect(),
        None => open,
    };
    // The gravest hold first: opened, then contained; of each the newest.
    ids.sort_by(|a, b| state(a).cmp(&state(b)).then(b.cmp(a)));
    let all = ids.len();
    let line = |id: SubjectId| {
        let line = Line::of(eye, &id, &centre.slot(&id)?.summary);
        Some((id, line))
    };
    let lines = ids.into_iter().skip(from).take(PAGE).filter_map(line).collect();
    Ok(View { counted, lines, all })
}

fn closed(eye: &Eye<'_>) -> Vec<SubjectId> {
    let every = eye.desk.centre().of_kind(Kind::Deviation).rev();
    let closed = every.filter(|(_, slot)| {
        Deviation::of_summary(&slot.summary).is_some_and(|it| it.state == DeviationState::Closed)
    });
    closed.map(|(id, _)| id.clone()).collect()
}

fn body(t: Texts, view: &View, wanted: Option<DeviationState>, from: usize) -> Markup {
    let counted: Vec<Figure> = view
        .counted
        .iter()
        .map(|(state, n)| Figure {
            value: n.to_string(),
            label: words::choice(t, state.word()),
            status: (*n > 0).then_some(match state {
                DeviationState::Opened => Status::Action,
                DeviationState::Contained
                | DeviationState::Investigated
                | DeviationState::Closed => Status::Alert,
            }),
        })
        .collect();
    let address = |state: &str| links::with("/deviation", &[("state", state)]);
    let mut seg = Seg::new(t.get("deviation-views"));
    let every = std::iter::once(None).chain(DeviationState::ALL.iter().copied().map(Some));
    for state in every {
        let word = state.map_or("", DeviationState::word);
        let label =
            state.map_or_else(|| t.label("deviation-open"), |it| words::choice(t, it.word()));
        let label = label.alone();
        seg = if state == wanted {
            seg.current(label, address(word))
        } else {
            seg.view(label, address(word))
        };
    }
    let items: Vec<Item> = view
        .lines
        .iter()
        .map(|(subject, line)| line.item(links::subject(subject)).icon(Icon::Flag))
        .collect();
    let at = |from: usize| {
        let word = wanted.map_or("", DeviationState::word);
        links::with(&address(word), &[("from", &from.to_string())])
    };
    html! {
        div.stack."stack--lg" {
            (Panel::new("counts", t.label("deviation-counts")).live().body(figures(&counted)))
            (seg)
            (Panel::new("list", words::kinds(t, Kind::Deviation)).live().flush().body(html! {
                @if items.is_empty() {
                    (Empty::new(Icon::Ok, t.label("deviation-none")).words(t.get("deviation-none.words")))
                } @else {
                    (list(&items))
                    @if view.all > PAGE {
                        @let shown = t.with("list-shown", &[
                            ("from", (from + 1).into()), ("to", (from + items.len()).into()),
                            ("all", view.all.into()),
                        ]);
                        (Pagination::new(t, t.get("deviation-views"), shown)
                            .before((from > 0).then(|| at(from.saturating_sub(PAGE))))
                            .after((from + PAGE < view.all).then(|| at(from + PAGE))))
                    }
                }
            }))
        }
    }
}

/// The deviations about something, as a panel of its page; nothing where there are none.
pub fn deviations_about(t: Texts, lines: &[(SubjectId, Line)]) -> Markup {
    let is_open = |line: &Line| line.standing.as_ref().is_some_and(|(it, _)| *it != Status::Ok);
    let item =
        |(subject, line): &(SubjectId, Line)| line.item(links::subject(subject)).icon(Icon::Flag);
    let items: Vec<Item> = lines.iter().map(item).collect();
    let panel = Panel::new("deviations", t.label("journey-deviations")).live().flush();
    let open = lines.iter().any(|(_, line)| is_open(line));
    let panel = if open { panel.tone(Status::Action) } else { panel };
    html! { @if !items.is_empty() { (panel.body(list(&items))) } }
}
