//! `/account/time-code`: setting time-based codes up, with a picture for the app that makes them.
//!
//! What the codes are made of is shown here until it is confirmed by a first code, and never after.

use crate::api;
use crate::app::App;
use crate::pages::act::take::{Taken, take};
use crate::pages::frame::{Place, after, show};
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::pages::{links, words};
use crate::parts::{Button, Field, Form, Kv, Panel, Reason, Refusal, Status, at_field, id, qr};
use crate::problem::{Problem, Result};
use crate::shell::{Ctx, Head};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::act::ActId;
use domain::people::{SetTimeCode, WithdrawTimeCode};
use maud::{Markup, html};

pub fn routes() -> Router<App> {
    Router::new().route(links::TIME_CODE, get(form).post(set))
}

async fn form(visit: Visit) -> Result<Markup> {
    page(&visit, links::draw_act(), &[]).await
}

async fn set(visit: Visit, posted: Posted) -> Result<Response> {
    let not = match take(&visit, &SetTimeCode::ACTION, &posted).await? {
        Taken::Recorded(receipt) => {
            return Ok(Redirect::to(&after(links::ACCOUNT, receipt.position)).into_response());
        }
        Taken::Not(not) => not,
    };
    // The same act has the same secret: what was scanned stays right.
    let act = posted.get("act").parse().unwrap_or_else(|_| links::draw_act());
    let page = page(&visit, act, &not.reasons).await?;
    Ok((not.status, page).into_response())
}

async fn page(visit: &Visit, act: ActId, reasons: &[Reason]) -> Result<Markup> {
    let session = visit.signed_in()?;
    let (engine, person) = (visit.app.engine.clone(), session.person.clone());
    let secret = visit
        .app
        .blocking(move || engine.time_code_secret(&person, act).map_err(Problem::from))
        .await?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let address = api::time_code_address(&ctx.centre, &session.code, &secret);
    let groups = secret.as_bytes().chunks(4).map(String::from_utf8_lossy);
    let typed = groups.collect::<Vec<_>>().join(" ");
    let password = Field::password("password", t.label("sign-in-password"))
        .required()
        .autocomplete("current-password")
        .error(at_field(reasons, "password"));
    let code = Field::text("time_code", words::field(t, "time_code"))
        .required()
        .autocomplete("one-time-code")
        .hint(html! { (t.get("time-code-first")) })
        .error(at_field(reasons, "time_code"));
    let confirm = Form::post(links::TIME_CODE, ctx.csrf.as_str())
        .hidden("is", SetTimeCode::ACTION.name)
        .hidden("act", act.to_string())
        .hidden("person", session.person.to_string())
        .body(html! {
            (code)
            (password)
            (Button::submit(words::action(t, SetTimeCode::ACTION.name)).primary())
        });
    let body = html! {
        div.stack."stack--lg" {
            @if !reasons.is_empty() { (Refusal::of(t, reasons.to_vec())) }
            p.notice.s-alert role="status" { (Status::Alert) span { (t.get("time-code-once")) } }
            (Panel::new("secret", t.label("time-code-scan")).body(html! {
                p { (t.get("time-code-scan-words")) }
                (qr(&address, &t.get("time-code-picture")))
                (Kv::new().start()
                    .row(t.label("time-code-typed"), html! { b.id.code-once { (typed) } })
                    .row(t.label("time-code-account"), id(&session.code)))
                p.small { a href=(address) { (t.get("time-code-open")) } }
            }))
            (Panel::new("confirm", t.label("time-code-confirm")).body(html! { (confirm) }))
        }
    };
    Ok(show(visit, &ctx, Place::People, &Head::new(t.label("time-code-new")), body))
}

/// What the account page says of the codes.
pub fn panel(ctx: &Ctx, me: &str, since: Option<&str>) -> Markup {
    let t = ctx.texts();
    let fields = [("person", me), ("next", links::ACCOUNT)];
    let withdraw = links::act_with(WithdrawTimeCode::ACTION.name, &fields);
    let body = html! {
        p.small { (t.get("time-code-why")) }
        @if let Some(since) = since {
            p { (t.with("time-code-since", &[("when", since.into())])) }
            (Button::link(words::action(t, WithdrawTimeCode::ACTION.name), withdraw))
            (Button::link(t.label("time-code-again"), links::TIME_CODE))
        } @else {
            (Button::link(words::action(t, SetTimeCode::ACTION.name), links::TIME_CODE))
        }
    };
    html! { (Panel::new("time-code", t.label("time-codes")).body(html! { div.stack { (body) } })) }
}
