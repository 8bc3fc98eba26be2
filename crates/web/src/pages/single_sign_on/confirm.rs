//! `/sign-in/sso/link`: whoever has a password here confirms with it that she is who the provider
//! says. Once.

use super::callback::{code_of, goes_on};
use super::trip::Pending;
use crate::app::{App, Call};
use crate::pages::{Posted, links};
use crate::parts::{Button, Field, Form, Panel, Refusal, id};
use crate::problem::{Kind, Problem, Reason, Result};
use crate::session::second_factor::after_provider;
use crate::session::{keys_of, note_failed};
use crate::shell::{Head, bare_page};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use domain::command::Command;
use domain::people::{AcceptProvider, sign_in_name};
use domain::text::Digest;
use engine::answer::NotTaken;
use engine::request::Request;
use maud::{Markup, html};
use serde_json::{Value, json};

pub async fn form(State(app): State<App>, call: Call) -> Result<Markup> {
    let pending = pending(&call).ok_or_else(not_begun)?;
    Ok(page(&app, &call, &pending, None))
}

pub async fn link(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    // A session still open at this browser did not come along with the page: no token is asked for.
    if call.asked.foreign {
        return Err(Problem::new(Kind::Forged));
    }
    let pending = pending(&call).ok_or_else(not_begun)?;
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

/// Refuses to link somebody to what no provider said of her at this browser: the mark of who one is
/// there is not a client's to choose.
pub fn must_wait_here(call: &Call, request: &Request) -> Result<()> {
    let mut with = request.with.clone();
    if with.get("password").is_some_and(Value::is_string) {
        // What the door would put in its place.
        with.insert("password".to_owned(), json!(Digest([0; 32])));
    }
    let version = request.iv.unwrap_or(AcceptProvider::ACTION.version);
    let Ok(Command::AcceptProvider(accept)) = Command::decode(&request.is, version, with) else {
        // The door says what cannot be read.
        return Ok(());
    };
    let said = |it: &Pending| it.person == accept.person && it.identity == accept.identity;
    match pending(call).filter(said) {
        Some(_) => Ok(()),
        None => {
            let reason = Reason::new("sso-not-begun").at("/with/identity");
            Err(Problem::new(Kind::NotPermitted).because([reason]))
        }
    }
}

/// The link that waits at this browser, if one does.
fn pending(call: &Call) -> Option<Pending> {
    let app = &call.app;
    Pending::read(&app.engine, &call.asked.link.as_ref()?.0, app.engine.now())
}

fn not_begun() -> Problem {
    Problem::new(Kind::ProviderSignIn).because([Reason::new("sso-not-begun")])
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

#[cfg(test)]
mod tests {
    use super::super::trip::LINK;
    use super::*;
    use crate::testing::{Bench, PASSWORD, ask};
    use axum::body::Body;
    use axum::http::header;
    use domain::id::PersonId;
    use domain::text::Encoded;
    use engine::single_sign_on::Vouched;

    #[tokio::test]
    async fn nobody_is_linked_to_what_no_provider_said_of_her_at_this_browser() {
        let bench = Bench::open().await;
        let (person, token) = bench.person("OP-07", &["operator"]).await;
        let (other, _) = bench.person("OP-11", &["operator"]).await;
        let said = Encoded::of(&[7; 32]);
        let accepts = async |cookie: &str, identity: &Encoded| {
            let with = json!({ "person": person, "identity": identity, "password": PASSWORD });
            let request = Bench::request("POST", "/api/v1/acts", &token)
                .header(header::COOKIE, cookie)
                .header(header::CONTENT_TYPE, "application/json");
            let act = ask("people.accept-provider", with).to_string();
            bench.send(request.body(Body::from(act)).unwrap()).await
        };
        let waits = |person: &str| {
            let person: PersonId = person.parse().unwrap();
            let vouched =
                Vouched { identity: said.clone(), code: None, name: None, roles: Vec::new() };
            let pending = Pending::new(person, vouched, false, "/", bench.app.engine.now());
            format!("{LINK}={}", pending.text(&bench.app.engine).unwrap())
        };
        for (cookie, identity) in [
            (String::new(), &said),
            (waits(&other), &said),
            (waits(&person), &Encoded::of(&[8; 32])),
            (waits(&person).replace('.', "x."), &said),
        ] {
            let refused = accepts(&cookie, identity).await;
            refused.problem(403, "not-permitted", "sso-not-begun");
        }
        // What the provider said comes before the rules: here none is laid down.
        let asked = accepts(&waits(&person), &said).await;
        asked.problem(409, "refused", "no-single-sign-on");
    }
}
