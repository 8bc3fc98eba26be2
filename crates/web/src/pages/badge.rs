//! `/badge`: who is at this station. A badge is scanned, its PIN typed, and the station is theirs;
//! whoever was there before is signed out. The scanner's script brings a badge here from any page.

use super::links;
use super::posted::Posted;
use crate::app::{App, Call};
use crate::parts::{Button, Empty, Field, Form, Icon, Panel, Reason, Refusal, Scan, at_field, id};
use crate::problem::{Kind, Problem, Result};
use crate::session::badge::{AtStation, scanned};
use crate::session::station;
use crate::shell::{Ctx, Density, Head, Preferences, bare_page};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::facility::Station;
use domain::id::StationId;
use domain::state::Held as _;
use maud::{Markup, html};

/// The routes of badges.
pub fn routes() -> Router<App> {
    Router::new()
        .route(links::BADGE, get(ask).post(scan))
        .route(links::BADGE_PIN, get(anew).post(open))
}

async fn ask(call: Call) -> Result<Response> {
    let asked = super::parameters(&call);
    let back = Preferences::back_to(asked.get("back")).to_owned();
    Ok(page(&call, station::here(&call.app, &call.asked)?.as_ref(), &back, &[]).into_response())
}

/// The page of a PIN is the answer to a scan: asked for by itself there is none.
async fn anew() -> Redirect {
    Redirect::to(links::BADGE)
}

async fn scan(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    ours(&call)?;
    let back = Preferences::back_to(posted.get("back")).to_owned();
    match scanned(&app, &call.asked, posted.get("badge")).await {
        Ok(at) => Ok(pin_page(&call, &at, &back, &[]).into_response()),
        Err(problem) => again(&call, problem, &back),
    }
}

async fn open(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    ours(&call)?;
    let back = Preferences::back_to(posted.get("back")).to_owned();
    let at = match AtStation::of(&app, &call.asked, posted.get("ticket")) {
        Ok(at) => at,
        Err(problem) => return again(&call, problem, &back),
    };
    match at.sign_in(&app, &call.asked, posted.get("pin").to_owned()).await {
        Ok(signed_in) => {
            // Whoever was at the station before is not any more.
            if let Some(before) = &call.session {
                app.sessions.end(before);
            }
            let secure = app.settings.behind_tls;
            let session = (header::SET_COOKIE, signed_in.token.cookie(secure));
            // Kept as long again: a station in use stays one.
            let kept = call.asked.station.as_ref().map(|it| station::cookie(&it.0, secure));
            let kept = kept.map(|cookie| AppendHeaders([(header::SET_COOKIE, cookie)]));
            Ok((AppendHeaders([session]), kept, Redirect::to(&back)).into_response())
        }
        Err(problem) if problem.kind == Kind::Fault => Err(problem),
        Err(problem) => {
            let reasons = reasons(&call, &problem);
            Ok((problem.kind.status(), pin_page(&call, &at, &back, &reasons)).into_response())
        }
    }
}

/// Nothing of a session is used here, so no token of one is asked for: the browser says that its page
/// is ours.
fn ours(call: &Call) -> Result<()> {
    if call.asked.foreign { Err(Problem::new(Kind::Forged)) } else { Ok(()) }
}

/// The badge is scanned again, with why the last was not taken.
fn again(call: &Call, problem: Problem, back: &str) -> Result<Response> {
    if problem.kind == Kind::Fault {
        return Err(problem);
    }
    let here = station::here(&call.app, &call.asked)?;
    let reasons = reasons(call, &problem);
    Ok((problem.kind.status(), page(call, here.as_ref(), back, &reasons)).into_response())
}

fn reasons(call: &Call, problem: &Problem) -> Vec<Reason> {
    let lang = call.asked.lang;
    let mut reasons: Vec<Reason> = problem.reasons.iter().map(|it| it.part(lang)).collect();
    if reasons.is_empty() {
        reasons.push(problem.title_part(lang));
    }
    reasons
}

/// What the pages of a station show around them: controls for gloves.
fn at_station(call: &Call) -> Ctx {
    Ctx { density: Density::Touch, ..call.app.bare_ctx(&call.asked) }
}

/// The field that waits for a badge, for the page of it and for signing in.
pub fn waiting(ctx: &Ctx, csrf: &str, back: &str, refused: Option<Reason>) -> Markup {
    let t = ctx.texts();
    html! {
        (Scan::new(t, links::BADGE, csrf)
            .label(t.label("badge-scan"))
            .name("badge")
            .hidden("back", back)
            .refused(refused))
    }
}

fn page(call: &Call, here: Option<&StationId>, back: &str, reasons: &[Reason]) -> Markup {
    let ctx = at_station(call);
    let t = ctx.texts();
    let sign_in =
        html! { p.small { a href=(links::sign_in(back)) { (t.get("badge-otherwise")) } } };
    let Some(here) = here else {
        let body = html! {
            div.stack."stack--lg" {
                @if !reasons.is_empty() {
                    (Refusal::new(t, t.label("badge-failed"), reasons.to_vec()))
                } @else {
                    (Empty::new(Icon::Scan, t.label("badge-nowhere")).words(t.get("badge-nowhere.words")))
                }
                (sign_in)
            }
        };
        return bare_page(&ctx, &Head::new(t.label("badge-title")), body);
    };
    let code = call.session.as_ref().map(|session| session.code.as_str());
    let body = html! {
        div.stack."stack--lg" {
            (Panel::new("badge", t.label("badge-title")).body(html! {
                (waiting(&ctx, &call.ctx().csrf, back, reasons.first().cloned()))
                @if let Some(code) = code {
                    p.small { (t.with("badge-now", &[("person", code.into())])) }
                }
            }))
            (sign_in)
        }
    };
    let head = Head::new(t.label("badge-station")).code(here.key()).meta(room(call, here));
    bare_page(&ctx, &head, body)
}

/// Asks for the PIN of whose badge was scanned.
fn pin_page(call: &Call, at: &AtStation, back: &str, reasons: &[Reason]) -> Markup {
    let ctx = at_station(call);
    let t = ctx.texts();
    // What is said beside the field takes no focus from it: the next try begins there.
    let wrong = at_field(reasons, "pin");
    let code = at.code(&call.app);
    let before = call.session.as_ref().filter(|session| session.code != code);
    let form = Form::post(links::BADGE_PIN, call.ctx().csrf)
        .hidden("ticket", at.ticket(&call.app))
        .hidden("back", back)
        .body(html! {
            (Field::pin("pin", t.label("badge-pin")).required().focus().error(wrong))
            (Button::submit(t.label("sign-in")).primary().big().block())
        });
    let body = html! {
        div.stack."stack--lg" {
            @if !reasons.is_empty() && wrong.is_none() {
                (Refusal::new(t, t.label("badge-failed"), reasons.to_vec()))
            }
            (Panel::new("pin", t.label_with("badge-of", &[("person", code.as_str().into())])).body(html! {
                (form)
                @if let Some(before) = before {
                    p.small { (t.with("badge-ends", &[("person", before.code.as_str().into())])) }
                }
            }))
            p.small { a href=(links::with(links::BADGE, &[("back", back)])) { (t.get("badge-another")) } }
        }
    };
    let station = &at.station;
    let head = Head::new(t.label("badge-station")).code(station.key()).meta(room(call, station));
    bare_page(&ctx, &head, body)
}

/// Where a station stands.
fn room(call: &Call, station: &StationId) -> Markup {
    let slot = call.snapshot.centre.slot(station.subject());
    let summary = slot.and_then(|slot| Station::of_summary(&slot.summary));
    html! { @if let Some(summary) = summary { (id(summary.room.key())) } }
}
