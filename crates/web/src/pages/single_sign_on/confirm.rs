//! `/sign-in/sso/link`: whoever has a password here confirms with it that she is who the provider
//! says. Once.

use super::callback::{code_of, goes_on};
use super::trip::{LINK, Pending};
use crate::app::{App, Call, cookie_of};
use crate::pages::{Posted, links};
use crate::parts::{Button, Field, Form, Panel, Refusal, id};
use crate::problem::{Kind, Problem, Reason, Result};
use crate::session::second_factor::after_provider;
use crate::session::{keys_of, note_failed};
use crate::shell::{Head, bare_page};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use domain::people::sign_in_name;
use engine::answer::NotTaken;
use maud::{Markup, html};

pub async fn form(State(app): State<App>, call: Call, headers: HeaderMap) -> Result<Markup> {
    let pending = pending(&app, &headers)?;
    Ok(page(&app, &call, &pending, None))
}

pub async fn link(
    State(app): State<App>,
    call: Call,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response> {
    // A session still open at this browser did not come along with the page: no token is asked for.
    if call.asked.foreign {
        return Err(Problem::new(Kind::Forged));
    }
    let pending = pending(&app, &headers)?;
    let name = code_of(&app, &pending.person).as_ref().map(sign_in_name).unwrap_or_default();
    let (now, keys) = (app.engine.now(), keys_of(&app, &call.asked, &name));
    let refused = match app.attempts.wait(&keys, now) {
        Some(seconds) => Problem::new(Kind::TooManyAttempts).again_in(seconds),
        None => {
            let turn = app.door.turn().await?;
            let password = posted.raw("password");
            let accepted =
                app.engine.accept_provider(&pending.person, &pending.identity, password).await;
            drop(turn);
            let right = accepted.as_ref().map_or_else(NotTaken::secret_was_right, |_| Some(true));
            if let Some(right) = right {
                app.attempts.tried(&keys, right, now);
            }
            match accepted {
                Ok(_) => {
                    app.engine.take_roles(&pending.person, &pending.roles).await?;
                    let person = pending.person.clone();
                    let multi_factor = pending.multi_factor;
                    let opened =
                        after_provider(&app, &call.asked, person, name, multi_factor).await;
                    return goes_on(&app, &call, opened, &pending.back);
                }
                Err(not) => not.into(),
            }
        }
    };
    if refused.kind == Kind::Fault {
        return Err(refused);
    }
    note_failed(&app, name, refused.kind).await;
    let status = refused.kind.status();
    Ok((status, page(&app, &call, &pending, Some(&refused))).into_response())
}

fn pending(app: &App, headers: &HeaderMap) -> Result<Pending> {
    let pending = cookie_of(headers, LINK, app.settings.behind_tls)
        .and_then(|text| Pending::read(&app.engine, text, app.engine.now()));
    let not_begun = || Reason::new("sso-not-begun");
    pending.ok_or_else(|| Problem::new(Kind::ProviderSignIn).because([not_begun()]))
}

fn page(app: &App, call: &Call, pending: &Pending, refused: Option<&Problem>) -> Markup {
    let ctx = app.bare_ctx(&call.asked);
    let t = ctx.texts();
    let code = code_of(app, &pending.person).map(|code| code.to_string()).unwrap_or_default();
    let reasons = refused.map(|problem| match problem.reasons.as_slice() {
        [] => vec![problem.title_part(ctx.lang)],
        reasons => reasons.iter().map(|reason| reason.part(ctx.lang)).collect(),
    });
    let form = Form::post(links::SINGLE_SIGN_ON_LINK, "").body(html! {
        (Field::password("password", t.label("sign-in-password"))
            .required()
            .autocomplete("current-password")
            .focus())
        (Button::submit(t.label("sso-link")).primary().big().block())
    });
    bare_page(
        &ctx,
        &Head::new(t.label("sso-link")),
        html! {
            div.stack."stack--lg" {
                @if let Some(reasons) = reasons { (Refusal::of(t, reasons)) }
                (Panel::new("sso-link", ctx.centre.as_str()).body(html! {
                    p { (t.get("sso-link-what")) " " b { (id(&code)) } }
                    p.small { (t.get("sso-link-why")) }
                    (form)
                }))
                p.small { a href=(links::SIGN_IN) { (t.get("sso-not-me")) } }
            }
        },
    )
}
