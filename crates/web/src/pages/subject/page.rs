//! `/{kind}/{key}`: one subject, with its state, what may be done about it, its deviations, its
//! history entry by entry, and the proof that the history is whole.

use super::acts::{self, Offered};
use crate::api::Sealing;
use crate::lang::{Text, number};
use crate::pages::eye::Eye;
use crate::pages::frame::{Place, show as page};
use crate::pages::line::Line;
use crate::pages::proof::{self, Checked, Depth};
use crate::pages::quality;
use crate::pages::sentence::{self, Sentence};
use crate::pages::visit::Visit;
use crate::pages::{access, audit, links, parameters, values, words};
use crate::parts::{Item, Kv, Panel, chip, list};
use crate::problem::{Kind as ProblemKind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use domain::id::{Kind, SubjectId};
use domain::index::Index;
use domain::permit::Sight;
use domain::refusal::Stop;
use engine::entry;
use maud::{Markup, html};
use serde_json::Value;

/// How many entries of a history a page shows: as many as it checks.
const PAGE: usize = proof::SHOWN;

struct View {
    line: Line,
    state: Vec<(Text, Markup)>,
    acts: Vec<Offered>,
    deviations: Vec<(SubjectId, Line)>,
    history: Vec<Sentence>,
    /// The entry before the last one shown.
    earlier: Option<u64>,
    entries: u64,
    checked: Checked,
}

/// The page.
pub async fn show(visit: Visit, kind: Kind, Path(key): Path<String>) -> Result<Markup> {
    let subject = SubjectId::new(kind, &key).map_err(|_| Problem::new(ProblemKind::NotFound))?;
    if visit.snapshot.centre.slot(&subject).is_none() {
        return Err(Problem::new(ProblemKind::NotFound));
    }
    if visit.sight(&subject) == Sight::None {
        return Err(Problem::new(ProblemKind::NotPermitted));
    }
    let from: Option<u64> = parameters(&visit).get("from").parse().ok();
    let wanted = subject.clone();
    let depth = Depth::asked(&visit);
    let view = visit.ask(move |eye| of(eye, &wanted, from, depth)).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let mut head = Head::new(words::kind(t, kind)).code(view.line.code.clone());
    if let Some((status, word)) = &view.line.standing {
        head = head.meta(chip(*status, word));
    }
    if !view.line.detail.is_empty() {
        head = head.meta(html! { (view.line.details()) });
    }
    let head = head.action(html! { (proof::seal(t, &visit, &view.checked, "#proof")) });
    let body = html! {
        div.columns {
            div.stack."stack--lg" {
                (quality::deviations_about(t, &view.deviations))
                (state(&ctx, &view))
                (history(&visit, &ctx, &subject, &view))
            }
            aside.stack."stack--lg" aria-label=(t.get("journey-aside")) {
                (acts::panel(&ctx, &view.acts))
                (proof::panel(t, &visit, &view.checked))
            }
        }
    };
    Ok(page(&visit, &ctx, Place::of(kind), &head, body))
}

fn of(
    eye: &Eye<'_>,
    id: &SubjectId,
    from: Option<u64>,
    depth: Depth,
) -> std::result::Result<View, Stop> {
    let centre = eye.desk.centre();
    let slot = centre.slot(id).ok_or_else(|| domain::desk::unknown(id))?;
    let (positions, earlier) = chain(eye, id, from.unwrap_or(slot.last));
    let about = eye.desk.found_under(Index::DeviationOf, &id.to_string());
    let line = |id: &SubjectId| Some((id.clone(), Line::of(eye, id, &centre.slot(id)?.summary)));
    Ok(View {
        line: Line::of(eye, id, &slot.summary),
        state: recorded(eye, id, serde_json::to_value(&slot.summary).unwrap_or_default()),
        acts: acts::on(eye, id)?,
        deviations: about.into_iter().rev().filter_map(line).collect(),
        history: sentence::at(eye, &positions),
        earlier,
        entries: slot.ordinal,
        checked: match from {
            Some(from) => proof::of_history(eye.call, id, from),
            None => proof::of_subjects(eye.call, std::slice::from_ref(id), depth),
        },
    })
}

/// A summary without the name of its kind around it, opened as far as the person may see.
fn recorded(eye: &Eye<'_>, id: &SubjectId, summary: Value) -> Vec<(Text, Markup)> {
    let inner = match summary {
        Value::Object(object) if object.len() == 1 => object.into_iter().next().map(|(_, it)| it),
        other => Some(other),
    };
    let mut inner = inner.unwrap_or_default();
    Sealing::of(eye.call).open(id, &mut inner);
    inner.as_object().map(|object| values::rows(eye, object)).unwrap_or_default()
}

/// The newest positions of a subject's chain from `at` on, and where it goes on after them.
fn chain(eye: &Eye<'_>, id: &SubjectId, at: u64) -> (Vec<u64>, Option<u64>) {
    let mut positions = Vec::new();
    let mut next = Some(at).filter(|at| *at < eye.call.snapshot.size);
    let read = eye.call.app.engine.log().with(|reader| {
        while let Some(position) = next.filter(|_| positions.len() < PAGE) {
            let leaf = reader.entry(position).ok().flatten();
            let made = leaf.as_deref().map(entry::made).and_then(std::result::Result::ok);
            let about = made.and_then(|made| made.about.into_iter().find(|it| it.s == *id));
            next = about.and_then(|about| {
                positions.push(position);
                // A chain leads to ever earlier entries, or it would never end.
                about.prev.filter(|prev| *prev < position)
            });
        }
    });
    if let Err(error) = read {
        tracing::error!(%error, "read a history");
    }
    (positions, next)
}

fn state(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let rows = view
        .state
        .iter()
        .fold(Kv::new().start(), |rows, (name, value)| rows.row(name.clone(), html! { (value) }));
    html! {
        @if !view.state.is_empty() {
            (Panel::new("state", t.label("subject-state")).live().body(html! { (rows) }))
        }
    }
}

fn history(visit: &Visit, ctx: &Ctx, subject: &SubjectId, view: &View) -> Markup {
    let t = ctx.texts();
    let items: Vec<Item> = view.history.iter().map(Sentence::item).collect();
    let all = t.with("subject-entries", &[("n", view.entries.into())]);
    html! {
        (Panel::new("history", t.label("subject-history")).live().flush()
            .note(html! {
                (all) " · "
                a href={ (links::subject(subject)) "/difference" } { (t.get("difference-link")) } " · "
                a href=(links::with(audit::AUDIT, &[("subject", &subject.to_string())])) { (t.get("audit-link")) }
                @if let Some(looked) = access::of_subject(visit, subject) {
                    " · " a href=(looked) { (t.get("access-link")) }
                }
            })
            .body(html! {
                @if items.is_empty() {
                    div.panel__body { p.muted { (t.get("subject-history-hidden")) } }
                } @else { (list(&items)) }
                @if let Some(earlier) = view.earlier {
                    p.more {
                        a href=(links::with(&links::subject(subject), &[("from", &earlier.to_string())])) {
                            (t.with("subject-earlier", &[("position", number(&earlier.to_string()).into())]))
                        }
                    }
                }
            }))
    }
}
