//! The page: the filters, what is not as it was sealed, and the notes, the newest first.

use super::look::{Found, PAGE, Standing, look};
use super::wanted::{FIELDS, family};
use super::{ACCESS, known, permitted};
use crate::lang::{Text, Texts, number};
use crate::pages::audit::{Typed, Wrong};
use crate::pages::eye::Eye;
use crate::pages::frame::{Place as Where, show};
use crate::pages::visit::Visit;
use crate::pages::{links, parameters, words};
use crate::parts::{
    Button, Col, Empty, Field, Icon, Pagination, Panel, Row, SelectOption, Status, Table, chip,
    hidden,
};
use crate::problem::{Kind as ProblemKind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use domain::id::{Kind, SubjectId};
use engine::access::{Attempted, Note, Noted, Place, Sort, What};
use maud::{Markup, html};

/// A note with its words.
struct Line {
    place: Place,
    at: String,
    who: Option<String>,
    role: Option<Text>,
    what: Markup,
    page: String,
    standing: Standing,
}

struct View {
    lines: Vec<Line>,
    alarms: Vec<(String, Standing)>,
    rest: Option<Place>,
    wrong: Wrong,
}

/// The whole log.
pub async fn whole(visit: Visit) -> Result<Markup> {
    permitted(&visit)?;
    let head =
        Head::new(visit.t().label("access-title")).meta(html! { (visit.app.engine.origin()) });
    page(visit, None, Where::Audit, head).await
}

/// What concerns a patient, an order or an infusion.
pub async fn of_subject(visit: Visit, kind: Kind, Path(key): Path<String>) -> Result<Markup> {
    let subject = SubjectId::new(kind, &key).map_err(|_| Problem::new(ProblemKind::NotFound))?;
    let subject = known(&visit, subject)?;
    let t = visit.t();
    let link = html! { a href=(links::subject(&subject)) { (words::kind(t, kind)) } };
    let head = Head::new(t.label("access-of")).code(subject.key().to_owned()).meta(link);
    page(visit, Some(subject), Where::of(kind), head).await
}

async fn page(visit: Visit, of: Option<SubjectId>, place: Where, head: Head) -> Result<Markup> {
    let asked = parameters(&visit);
    let typed = Typed::of(&FIELDS, &asked);
    let before: Option<Place> = asked.get("before").parse().ok();
    let (wanted, subject) = (typed.clone(), of.clone());
    let view = visit.ask(move |eye| {
        Ok(match look(eye, &wanted, subject.as_ref(), before, PAGE) {
            Ok(Ok(found)) => {
                let about = subject.as_ref().map(|subject| family(eye, subject));
                eye.call.asked.opened.look(&about.unwrap_or_default());
                Ok(View::of(eye, found))
            }
            Ok(Err(wrong)) => Ok(View { lines: Vec::new(), alarms: Vec::new(), rest: None, wrong }),
            Err(error) => Err(error),
        })
    });
    let view = view.await?.map_err(|error| Problem::fault(&error))?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let path = of
        .as_ref()
        .map_or_else(|| ACCESS.to_owned(), |of| format!("{}{ACCESS}", links::subject(of)));
    let subject = of.as_ref().map_or_else(String::new, ToString::to_string);
    let head = [("audit-export-csv", "csv"), ("audit-export-lines", "jsonl")].into_iter().fold(
        head,
        |head, (label, ending)| {
            let file =
                typed.address(&format!("{ACCESS}/export.{ending}"), &[("subject", &subject)]);
            head.action(html! { (Button::link(t.label(label), file).icon(Icon::File)) })
        },
    );
    let body = html! {
        div.stack."stack--lg" {
            (filters(&ctx, &path, of.is_none(), &typed, &view.wrong))
            (alarms(t, &view))
            (notes(&ctx, &path, &typed, before, &view))
            p.small.muted { (t.get("access-noted")) " " (t.get("access-export.words")) }
        }
    };
    Ok(show(&visit, &ctx, place, &head, body))
}

impl View {
    fn of(eye: &Eye<'_>, found: Found) -> Self {
        let lines = found.notes.iter().map(|noted| Line::of(eye, noted, &found)).collect();
        let alarms = found.days.into_iter().filter(|(_, standing)| standing.alarms());
        let alarms = alarms.map(|(day, standing)| (day.to_string(), standing)).collect();
        Self { lines, alarms, rest: found.rest, wrong: Wrong::new() }
    }
}

impl Line {
    fn of(eye: &Eye<'_>, noted: &Noted, found: &Found) -> Self {
        let Noted { day, position, note } = noted;
        Self {
            place: Place { day: *day, position: *position },
            at: eye.moment(note.at),
            who: note.by.as_ref().map(|by| eye.code(by)),
            role: note.role.map(|role| words::role(eye.t, role)),
            what: what(eye, note),
            page: match &note.what {
                What::Read { page, .. } | What::Refused { page, .. } => page.clone(),
                What::KeysOpened { command, .. } => format!("centrosome {command}"),
                What::SignedIn { .. } | What::SignInFailed { .. } | What::Lost { .. } => {
                    String::new()
                }
            },
            standing: found.standing(*day).clone(),
        }
    }
}

/// What a note says.
fn what(eye: &Eye<'_>, note: &Note) -> Markup {
    let t = eye.t;
    let sort = |sort: Sort| t.get(&format!("access-sort-{}", sort.word()));
    let title =
        |why: &str| t.find(&format!("refusal-title-{why}"), &[]).unwrap_or_else(|| why.to_owned());
    match &note.what {
        What::Read { of, .. } if of.is_empty() => html! { (t.get("access-whole")) },
        What::Read { of, .. } => html! { (sort(Sort::Read)) (whose(eye, of)) },
        What::KeysOpened { of, user, .. } => html! {
            (sort(Sort::KeysOpened)) " · " (t.with("access-user", &[("user", user.to_string().into())]))
            @if of.is_empty() { small { (t.get("access-of-everybody")) } } @else { (whose(eye, of)) }
        },
        What::SignedIn { how } => {
            let how_words = t.find(&format!("access-how-{how}"), &[]);
            html! { (sort(Sort::SignedIn)) small { (how_words.as_deref().unwrap_or(how)) } }
        }
        What::SignInFailed { name, why } => html! {
            (sort(Sort::SignInFailed))
            small {
                @match name {
                    Attempted::Person(person) => { span.id { (eye.code(person)) } },
                    Attempted::Hash(hash) => {
                        (t.get("access-unknown-name")) " "
                        span.id { (hash.chars().take(12).collect::<String>()) }
                    },
                }
                " · " (title(why))
            }
        },
        What::Refused { status, why, times, .. } => html! {
            (sort(Sort::Refused)) @if *times > 1 { " × " (number(&times.to_string())) }
            small { span.num { (status.to_string()) } " " (title(why)) }
        },
        What::Lost { times } => html! { (t.with("access-lost", &[("times", (*times).into())])) },
    }
}

/// Whose it was.
fn whose(eye: &Eye<'_>, of: &[SubjectId]) -> Markup {
    html! {
        small {
            @for (n, subject) in of.iter().enumerate() {
                @if n > 0 { " · " }
                (words::kind(eye.t, subject.kind()).plain()) " "
                a.id href=(links::subject(subject)) { (eye.name(subject)) }
            }
        }
    }
}

fn filters(ctx: &Ctx, path: &str, any: bool, typed: &Typed, wrong: &Wrong) -> Markup {
    let t = ctx.texts();
    let error =
        |name: &str| wrong.iter().find(|(field, _)| *field == name).map(|(_, why)| why.as_str());
    let text = |name: &'static str, key: &str| {
        Field::text(name, t.label(key)).value(typed.get(name)).error(error(name))
    };
    let day = |name: &'static str, key: &str| {
        Field::date(t, name, t.label(key)).value(typed.get(name)).error(error(name))
    };
    let sorts = Sort::ALL.into_iter().map(|sort| SelectOption {
        value: sort.word().to_owned(),
        label: t.label(&format!("access-sort-{}", sort.word())),
    });
    html! {
        (Panel::new("filters", t.label("audit-filters")).body(html! {
            form.filters method="get" action=(path) role="search" aria-label=(t.get("audit-filters")) {
                @if let Some(past) = &ctx.past { (hidden(crate::app::AT, &past.at)) }
                (text("person", "audit-person").placeholder(t.get("audit-person.example")))
                @if any {
                    (text("subject", "audit-subject").placeholder(t.get("access-subject.example")))
                    (Field::select("sort", t.label("access-sort"), sorts.collect())
                        .placeholder(t.get("audit-only.any")).value(typed.get("sort")).error(error("sort")))
                }
                (day("from", "audit-from"))
                (day("until", "audit-until"))
                div.filters__go {
                    (Button::submit(t.label("audit-show")).primary().icon(Icon::Search))
                    @if !typed.is_empty() { (Button::link(t.label("audit-clear"), path)) }
                }
            }
        }))
    }
}

/// The days that are not as they were sealed.
fn alarms(t: Texts, view: &View) -> Markup {
    html! {
        @if !view.alarms.is_empty() {
            (Panel::new("alarms", t.label("access-alarm")).tone(Status::Action).body(html! {
                ul.plainlist {
                    @for (day, standing) in &view.alarms {
                        li {
                            b.id { (day) } " " (seal(t, standing)) " "
                            (t.get(&format!("access-seal-{}.words", standing.word())))
                            @if let Standing::Unreadable(_, why) = standing { small.muted.id { " " (why) } }
                        }
                    }
                }
            }))
        }
    }
}

/// How the day of a note stands, and the entry that sealed it.
fn seal(t: Texts, standing: &Standing) -> Markup {
    let status = match standing {
        Standing::Open => Status::Idle,
        Standing::Agrees(_) => Status::Ok,
        Standing::Differs(_) | Standing::Unreadable(..) | Standing::Missing(_) => Status::Action,
    };
    let word = t.label(&format!("access-seal-{}", standing.word())).alone();
    html! {
        (chip(status, &word))
        @if let Some(entry) = standing.entry() {
            " " a.id href=(links::entry(entry)) { (number(&entry.to_string())) }
        }
    }
}

fn table(t: Texts, lines: &[Line]) -> Table {
    let cols = vec![
        Col::text(t.label("access-note")),
        Col::text(t.label("audit-when")),
        Col::text(t.label("audit-who")),
        Col::text(t.label("audit-what")),
        Col::text(t.label("access-page")),
        Col::text(t.label("access-seal")),
    ];
    let rows = lines.iter().map(|line| {
        let row = Row::new(vec![
            html! { span.id { (line.place.day.to_string()) small { (number(&line.place.position.to_string())) } } },
            html! { span.num { (line.at) } },
            html! {
                @match &line.who {
                    Some(who) => span.id { (who) },
                    None => span.muted { (t.get("access-nobody")) },
                }
                @if let Some(role) = &line.role { small { (role.plain()) } }
            },
            html! { (line.what) },
            html! { span.id.hash { (line.page) } },
            seal(t, &line.standing),
        ]);
        if line.standing.alarms() { row.flag(Status::Action) } else { row }
    });
    Table::new(t.get("access-notes"), cols).dense().rows(rows)
}

fn notes(ctx: &Ctx, path: &str, typed: &Typed, before: Option<Place>, view: &View) -> Markup {
    let t = ctx.texts();
    let shown = t.with("access-shown", &[("n", view.lines.len().into())]);
    let shown = match view.rest {
        None => shown,
        Some(rest) => {
            let looked = t.with("access-looked", &[("day", rest.day.to_string().into())]);
            format!("{shown} · {looked}")
        }
    };
    let older = view.rest.map(|rest| typed.address(path, &[("before", &rest.to_string())]));
    html! {
        (Panel::new("notes", t.label("access-notes")).flush().body(html! {
            @if view.lines.is_empty() {
                (Empty::new(Icon::Search, t.label("access-none")).words(t.get("access-none.words")))
            } @else { (table(t, &view.lines)) }
            (Pagination::new(t, t.get("access-notes"), shown)
                .before(before.map(|_| typed.address(path, &[])))
                .after(older))
        }))
    }
}
