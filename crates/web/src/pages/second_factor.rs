//! `/sign-in/second`: the second step of signing in, after the password. `/second-factor`: where
//! whoever has to set a second factor up is led before anything else.

use super::act::read;
use super::posted::Posted;
use super::sign_in::enter;
use super::visit::Visit;
use super::{frame, links, parameters, passkeys};
use crate::app::{App, Call};
use crate::lang::Text;
use crate::parts::{Button, Field, Form, Icon, Item, Panel, Reason, Refusal, at_field, id, list};
use crate::problem::{Kind, Problem, Result};
use crate::session::Token;
use crate::session::second_factor::{Answer, factors, second_step, to_sign};
use crate::shell::{Ctx, Head, Preferences, bare_page, paths};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::people::Factors;
use maud::{Markup, html};
use serde_json::Value;

/// The routes of the second step.
pub fn routes() -> Router<App> {
    Router::new()
        .route(links::SECOND_STEP, get(form).post(step))
        .route(links::SECOND_CHALLENGE, post(challenge))
        .route(links::SECOND_FACTOR, get(missing))
}

/// What the page of the second step shows.
struct View {
    name: String,
    factors: Factors,
    host: String,
    back: String,
}

impl View {
    /// What whoever holds a ticket is asked; a problem if it is worth nothing any more.
    fn of(call: &Call, back: &str) -> Result<Self> {
        let (name, factors) = factors(&call.app, ticket(call)?)?;
        let settings = call.snapshot.centre.settings();
        let host = settings.map(|it| it.relying_party.to_string()).unwrap_or_default();
        Ok(Self { name, factors, host, back: Preferences::back_to(back).to_owned() })
    }
}

fn ticket(call: &Call) -> Result<&Token> {
    call.asked.ticket.as_ref().ok_or_else(|| Problem::new(Kind::TicketEnded))
}

async fn form(call: Call) -> Response {
    let asked = parameters(&call);
    match View::of(&call, asked.get("back")) {
        Ok(view) => page(&call, &view, &[]).into_response(),
        Err(_) => {
            Redirect::to(&links::sign_in(Preferences::back_to(asked.get("back")))).into_response()
        }
    }
}

async fn challenge(State(app): State<App>, call: Call, posted: Posted) -> Result<Json<Value>> {
    call.check_form(posted.get("csrf"))?;
    Ok(Json(to_sign(&app, ticket(&call)?)?))
}

async fn step(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    call.check_form(posted.get("csrf"))?;
    let answer = match read::assertion("", &posted) {
        Some(signed) => Answer::Passkey(Box::new(signed)),
        None => Answer::Code(posted.get("code").to_owned()),
    };
    let done = match ticket(&call) {
        Ok(ticket) => second_step(&app, &call.asked, ticket, answer).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(signed_in) => enter(&app, &call, &signed_in, posted.get("back")),
        Err(problem) if problem.kind == Kind::Fault => Err(problem),
        Err(problem) => {
            let reasons = [problem.title_part(call.asked.lang).field("code")];
            let status: StatusCode = problem.kind.status();
            let page = match View::of(&call, posted.get("back")) {
                Ok(view) => page(&call, &view, &reasons),
                Err(_) => over(&call, posted.get("back"), &reasons),
            };
            Ok((status, page).into_response())
        }
    }
}

fn page(call: &Call, view: &View, reasons: &[Reason]) -> Markup {
    let ctx = call.app.bare_ctx(&call.asked);
    let t = ctx.texts();
    let code = Field::text("code", t.label("time-code"))
        .required()
        .autocomplete("one-time-code")
        .hint(html! { (t.get("time-code-where")) })
        .error(at_field(reasons, "code"));
    // With a passkey, its button comes first.
    let code = if view.factors.passkey { code } else { code.focus() };
    let send = Button::submit(t.label("sign-in")).big().block();
    let send = if view.factors.passkey { send } else { send.primary() };
    let codes = Form::post(links::SECOND_STEP, call.ctx().csrf)
        .id("time-code")
        .hidden("back", view.back.as_str())
        .body(html! { (code) (send) });
    let body = html! {
        div.stack."stack--lg" {
            @if !reasons.is_empty() { (refused(&ctx, reasons)) }
            (Panel::new("second", ctx.centre.as_str()).body(html! {
                div.stack {
                    p { (t.get("second-step-words")) " " (id(&view.name)) }
                    @if view.factors.passkey {
                        (passkeys::second_step_form(&ctx, &call.ctx().csrf, &view.host, &view.back))
                        noscript { p.small { (t.get("second-step-no-script")) } }
                    }
                    @if view.factors.time_code { (codes) }
                }
            }))
            p.small { (t.get("second-step-lost")) }
            p.small { a href=(links::sign_in(&view.back)) { (t.get("second-step-over")) } }
        }
    };
    bare_page(&ctx, &Head::new(t.label("second-step")), body)
}

/// The ticket is worth nothing any more: the password first.
fn over(call: &Call, back: &str, reasons: &[Reason]) -> Markup {
    let ctx = call.app.bare_ctx(&call.asked);
    let t = ctx.texts();
    let again = links::sign_in(Preferences::back_to(back));
    let body = html! {
        div.stack."stack--lg" {
            (refused(&ctx, reasons))
            p { (Button::link(t.label("second-step-over"), again).primary()) }
        }
    };
    bare_page(&ctx, &Head::new(t.label("second-step")), body)
}

fn refused(ctx: &Ctx, reasons: &[Reason]) -> Markup {
    let t = ctx.texts();
    html! { (Refusal::new(t, t.label("sign-in-failed"), reasons.to_vec())) }
}

/// The centre asks a second factor of everybody, and whoever is signed in has none.
async fn missing(visit: Visit) -> Response {
    if !visit.unfinished {
        return Redirect::to(paths::HOME).into_response();
    }
    let ctx = visit.ctx();
    let t = ctx.texts();
    let way = |icon, label: Text, words: String, href: &str| {
        Item::new(label).icon(icon).href(href).detail(html! { (words) })
    };
    let (passkey, words) = (t.label("second-factor-passkey"), t.get("second-factor-passkey.words"));
    let passkey = way(Icon::Key, passkey, words, links::PASSKEYS);
    let (code, words) =
        (t.label("second-factor-time-code"), t.get("second-factor-time-code.words"));
    let ways = [passkey, way(Icon::Clock, code, words, links::TIME_CODE)];
    let leave = Form::post(paths::SIGN_OUT, ctx.csrf.as_str())
        .body(html! { (Button::submit(t.label("sign-out"))) });
    let body = html! {
        div.stack."stack--lg" {
            p { (t.get("second-factor-missing-words")) }
            (Panel::new("ways", t.label("second-factor-ways")).flush().body(list(&ways)))
            (leave)
        }
    };
    let head = Head::new(t.label("second-factor"));
    frame::show(&visit, &ctx, frame::Place::People, &head, body).into_response()
}
