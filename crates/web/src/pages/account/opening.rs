//! `/open-account`: the first sign-in. Whoever was invited sets a password that nobody else knows,
//! and acknowledges that electronic signatures bind. The same page opens an account again.

use crate::api::open_account;
use crate::app::{App, Call};
use crate::pages::links;
use crate::pages::posted::Posted;
use crate::parts::{Button, Field, Form, Icon, Panel, Reason, Refusal, at_field};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Ctx, Head, bare_page};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::text::Digest;
use engine::ceremony::{Opening, acknowledgement, hash};
use engine::weak::PASSWORD_CHARACTERS_MIN;
use maud::{Markup, html};

pub fn routes() -> Router<App> {
    Router::new().route(links::OPEN_ACCOUNT, get(form).post(open))
}

async fn form(call: Call) -> Response {
    let posted = crate::pages::parameters(&call);
    page(&call.app.bare_ctx(&call.asked), &call.ctx().csrf, &posted, &[]).into_response()
}

async fn open(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    call.check_form(posted.get("csrf"))?;
    let opened = match read(&posted) {
        Ok(opening) => open_account(&app, opening).await,
        Err(problem) => Err(problem),
    };
    match opened {
        Ok(_) => {
            let fields = [("name", posted.get("name")), ("opened", "yes")];
            Ok(Redirect::to(&links::with(links::SIGN_IN, &fields)).into_response())
        }
        Err(problem) if problem.kind == Kind::Fault => Err(problem),
        Err(problem) => {
            let status = problem.kind.status();
            let lang = call.asked.lang;
            let mut reasons: Vec<Reason> =
                problem.reasons.iter().map(|reason| reason.part(lang)).collect();
            if reasons.is_empty() {
                reasons.push(problem.title_part(lang));
            }
            let ctx = app.bare_ctx(&call.asked);
            Ok((status, page(&ctx, &call.ctx().csrf, &posted, &reasons)).into_response())
        }
    }
}

fn read(posted: &Posted) -> Result<Opening> {
    let missing =
        |field: &str| crate::problem::Reason::new("field-missing").at(format!("/{field}"));
    let mut wrong: Vec<_> = ["name", "code", "password", "acknowledged"]
        .into_iter()
        .filter(|field| posted.raw(field).is_empty())
        .map(missing)
        .collect();
    // A password that was typed differently the second time is not the one that was meant.
    if posted.raw("password") != posted.raw("again") {
        wrong.push(crate::problem::Reason::new("passwords-differ").at("/again"));
    }
    let id = posted.get("act").parse();
    let acknowledged = posted.get("acknowledged").parse::<Digest>();
    match (id, acknowledged) {
        (Ok(id), Ok(acknowledged)) if wrong.is_empty() => Ok(Opening {
            id,
            name: posted.get("name").to_owned(),
            code: posted.get("code").to_owned(),
            password: posted.raw("password").to_owned(),
            acknowledged,
        }),
        (id, _) => {
            if id.is_err() {
                wrong.push(missing("act"));
            }
            Err(Problem::unreadable(wrong))
        }
    }
}

fn page(ctx: &Ctx, csrf: &str, posted: &Posted, reasons: &[Reason]) -> Markup {
    let t = ctx.texts();
    let act = posted.given("act").map_or_else(|| links::draw_act().to_string(), str::to_owned);
    let text = acknowledgement(ctx.lang.tag());
    let line = |field: Field, name: &str| field.required().error(at_field(reasons, name));
    let min = PASSWORD_CHARACTERS_MIN.into();
    let fields = html! {
        (line(Field::text("name", t.label("sign-in-name")), "name")
            .value(posted.get("name")).autocomplete("username"))
        (line(Field::text("code", t.label("field-code-once")), "code")
            .value(posted.get("code")).autocomplete("one-time-code"))
        (line(Field::password("password", t.label("open-account-password")), "password")
            .autocomplete("new-password")
            .hint(html! { (t.with("open-account-password.hint", &[("min", min)])) }))
        (line(Field::password("again", t.label("open-account-again")), "again")
            .autocomplete("new-password"))
        section.stack aria-labelledby="binding-h" {
            h3 id="binding-h" { (t.label("open-account-binding")) }
            @for sentence in text.lines() { p { (sentence) } }
            label.choice for="f-acknowledged" {
                input type="checkbox" id="f-acknowledged" name="acknowledged"
                    value=(hash(text).to_string()) required;
                span { b { (t.get("open-account-acknowledge")) } }
            }
            @if let Some(error) = at_field(reasons, "acknowledged") {
                p.field__error { (Icon::Action) span { (error) } }
            }
        }
        (Button::submit(t.label("open-account")).primary().big().block())
    };
    let form = Form::post(links::OPEN_ACCOUNT, csrf).hidden("act", act).body(fields);
    bare_page(
        ctx,
        &Head::new(t.label("open-account")),
        html! {
            div.stack."stack--lg" {
                @if !reasons.is_empty() { (Refusal::of(t, reasons.to_vec())) }
                (Panel::new("open-account", ctx.centre.as_str()).body(html! { (form) }))
                p.small { a href=(links::SIGN_IN) { (t.get("open-account-have")) } }
            }
        },
    )
}
