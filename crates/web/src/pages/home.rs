//! `/`: what is mine to do next.

use super::eye::Eye;
use super::frame::{Place, show};
use super::visit::Visit;
use super::worklist::{self, Shown};
use super::{inspect, links, sentence, words};
use crate::app::App;
use crate::lang::number;
use crate::parts::{
    Button, Empty, Form, Icon, Item, Panel, Status, chip, list, plain_chip, region,
};
use crate::problem::Result;
use crate::shell::{Ctx, Head, paths};
use axum::Router;
use axum::routing::get;
use domain::people::views::roles_ending;
use domain::people::{Person, Role};
use domain::time::LocalDate;
use maud::{Markup, html};

/// How many lines of a worklist home shows; the rest is on the list's own page.
const LINES: usize = 5;

/// How far back home looks for acts of mine, in entries.
const BACK: u64 = 400;

/// How many acts of mine home shows.
const ACTS: usize = 6;

/// The routes of home.
pub fn routes() -> Router<App> {
    Router::new().route(paths::HOME, get(home)).route("/work/{list}", get(whole))
}

/// What is mine to do, and what I did last.
struct View {
    role: Option<Role>,
    roles: Vec<Role>,
    lists: Vec<Shown>,
    acts: Vec<sentence::Sentence>,
    /// Roles of mine that end soon.
    ending: Vec<(Role, LocalDate)>,
}

fn view(eye: &Eye<'_>, lines: usize) -> View {
    let role = eye.call.role();
    let lists = role.map_or_else(Vec::new, |role| worklist::shown(eye, role, lines));
    let acts = sentence::mine(eye, BACK, ACTS);
    let me = eye.call.session.as_ref().map(|session| &session.person);
    let me = me.and_then(|me| eye.desk.summary::<Person>(me.subject()).ok());
    let ending = me.map_or_else(Vec::new, |me| roles_ending(me, eye.desk.today()));
    View { role, roles: eye.call.roles(), lists, acts, ending }
}

async fn home(visit: Visit) -> Result<Markup> {
    let view = visit.ask(|eye| Ok(view(eye, LINES))).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let waiting: usize = view.lists.iter().map(|list| list.count).sum();
    let mut head = Head::new(t.label("nav-home"));
    if view.role.is_some() {
        head = head.meta(html! { (t.with("home-waiting", &[("n", waiting.into())])) });
    }
    let body = html! {
        div.stack."stack--lg" {
            @if matches!(view.role, Some(Role::QaReviewer | Role::Administrator)) {
                (super::log::alarm(&ctx, &visit))
            }
            (ending(&ctx, &view))
            @if view.role.is_none() { (no_role(&ctx)) }
            @if view.roles.len() > 1 { (roles(&ctx, &view)) }
            @if view.role == Some(Role::Inspector) { (inspect::panel(&ctx)) }
            (region("work", html! { div.stack."stack--lg" {
                @for list in view.lists.iter().filter(|list| list.count > 0) {
                    (waiting_panel(&ctx, list))
                }
                @if view.role.is_some() && waiting == 0 { (nothing(&ctx)) }
                @if view.role.is_some() { (still_empty(&ctx, &view)) }
            } }))
            (mine(&ctx, &view))
        }
    };
    Ok(show(&visit, &ctx, Place::Home, &head, body))
}

/// One worklist, whole.
async fn whole(
    visit: Visit,
    axum::extract::Path(word): axum::extract::Path<String>,
) -> Result<Markup> {
    let known = worklist::WORKLISTS.iter().find(|list| list.word == word);
    let known =
        known.ok_or_else(|| crate::problem::Problem::new(crate::problem::Kind::NotFound))?;
    let role = visit.role().filter(|role| known.is_for(*role)).unwrap_or(Role::Inspector);
    let lists = visit.ask(move |eye| Ok(worklist::whole(eye, known))).await?;
    let ctx = visit.live();
    let t = ctx.texts();
    let head = Head::new(t.label(&format!("waiting-{word}")))
        .meta(plain_chip(&words::role(t, role)))
        .meta(html! { (t.with("home-waiting", &[("n", lists.count.into())])) });
    let body = region(
        "work",
        html! {
            @if lists.count == 0 {
                (Empty::new(Icon::Ok, t.label("home-nothing"))
                    .words(t.get(&format!("waiting-{word}.empty"))))
            } @else {
                (waiting_panel(&ctx, &lists))
            }
        },
    );
    Ok(show(&visit, &ctx, Place::Home, &head, body))
}

/// A worklist with its first lines; each line leads to where the work is done.
pub fn waiting_panel(ctx: &Ctx, shown: &Shown) -> Markup {
    let t = ctx.texts();
    let word = shown.list.word;
    let items: Vec<Item> =
        shown.first.iter().map(|(line, href)| line.item(href.as_str()).icon(icon(word))).collect();
    let more = shown.count > shown.first.len();
    html! {
        (Panel::new(format!("waiting-{word}"), t.label(&format!("waiting-{word}")))
            .note(html! { b { (number(&shown.count.to_string())) } })
            .flush()
            .body(html! {
                (list(&items))
                @if let Some(queue) = shown.list.queue().filter(|_| shown.count > 0) {
                    p.more { a href=(queue) { (t.get("home-together")) } }
                }
                @if more {
                    p.more {
                        a href={ "/work/" (word) } {
                            (t.with("home-all", &[("n", shown.count.into())]))
                        }
                    }
                }
            }))
    }
}

/// The shape of a worklist.
fn icon(word: &str) -> Icon {
    match word {
        "infusion" | "infusion-start" | "infusion-end" => Icon::Infuse,
        "consent" => Icon::Pen,
        "hand-over" => Icon::Hand,
        "receipt" => Icon::Truck,
        "clearance-verification" => Icon::Room,
        "lot-release" => Icon::Box,
        "deviation" => Icon::Flag,
        "sample-receipt" | "test-result" | "result-review" => Icon::Vial,
        "process-approval" => Icon::File,
        "role-renewal" => Icon::User,
        _ => Icon::Flask,
    }
}

/// What of mine ends soon: I know it before I stand at a bench and may not begin.
fn ending(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    html! {
        @for (role, until) in &view.ending {
            p.notice.s-alert role="status" {
                span {
                    (t.with("home-role-ends", &[
                        ("role", words::role(t, *role).plain().to_owned().into()),
                        ("day", until.to_string().into()),
                    ]))
                }
            }
        }
    }
}

fn nothing(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    html! {
        (Empty::new(Icon::Ok, t.label("home-nothing")).words(t.get("home-nothing.words")))
    }
}

/// The lists of the role in which nothing waits, each with what will appear there.
fn still_empty(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let empty: Vec<String> = view
        .lists
        .iter()
        .filter(|list| list.count == 0)
        .map(|list| format!("waiting-{}", list.list.word))
        .collect();
    let names: Vec<String> = empty.iter().map(|key| t.get(key)).collect();
    html! {
        @if !empty.is_empty() {
            // Silence is normal: one line, and what would appear for whoever asks.
            details.quiet {
                summary { (Status::Idle) b { (t.label("home-empty")) } span.muted { (names.join(" · ")) } }
                dl.kv."kv--start" {
                    @for key in &empty {
                        dt { (t.label(key)) }
                        dd { (t.get(&format!("{key}.empty"))) }
                    }
                }
            }
        }
    }
}

fn no_role(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    html! { (Empty::new(Icon::Lock, t.label("home-no-role")).words(t.get("home-no-role.words"))) }
}

/// The roles the person holds, to act in one of them.
fn roles(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    html! {
        (Panel::new("role", t.label("home-role")).body(html! {
            div.row {
                @for role in &view.roles {
                    @let label = words::role(t, *role);
                    @if view.role == Some(*role) {
                        (chip(Status::Info, &label))
                    } @else {
                        (Form::post(links::ROLE, ctx.csrf.as_str())
                            .hidden("role", role.word())
                            .hidden("back", paths::HOME)
                            .body(html! { (Button::submit(label)) }))
                    }
                }
            }
        }))
    }
}

fn mine(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let items: Vec<Item> = view.acts.iter().map(sentence::Sentence::item).collect();
    html! {
        (Panel::new("mine", t.label("home-mine")).live().flush().body(html! {
            @if items.is_empty() {
                (Empty::new(Icon::Pen, t.label("home-mine-none")).words(t.get("home-mine-none.words")))
            } @else {
                (list(&items))
            }
        }))
    }
}
