//! What was drawn for an act, once: an invitation for whoever invites to hand on, on paper or by word;
//! a token, a badge; the secret of a station, which goes into its browser.

use super::badge;
use crate::pages::frame::{Place, show};
use crate::pages::links;
use crate::pages::visit::Visit;
use crate::parts::{Button, Kv, Panel, id};
use crate::problem::Result;
use crate::session::station;
use crate::shell::Head;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Response};
use domain::people::{Person, sign_in_name};
use engine::answer::{Drawn, Receipt};
use maud::{Markup, html};

struct View {
    code: String,
    name: String,
    until: String,
}

/// The page that answers an act for which a code was drawn.
pub async fn handed_on(visit: &Visit, receipt: &Receipt) -> Result<Response> {
    let code = receipt.drawn.as_ref().map_or("", |Drawn(code)| code.as_str());
    match receipt.facts.first() {
        Some((station, "station-registered")) => {
            let secure = visit.app.settings.behind_tls;
            let cookie = station::cookie(&format!("{}.{code}", station.key()), secure);
            let becomes = AppendHeaders([(header::SET_COOKIE, cookie)]);
            Ok((becomes, badge::registered(visit, station)).into_response())
        }
        Some((person, "badge-issued")) => {
            let wanted = person.clone();
            let whose = visit.ask(move |eye| Ok(eye.name(&wanted))).await?;
            Ok(badge::issued(visit, person, &whose, code).into_response())
        }
        _ => Ok(invited(visit, receipt).await?.into_response()),
    }
}

async fn invited(visit: &Visit, receipt: &Receipt) -> Result<Markup> {
    let subject = receipt.facts.first().map(|(subject, _)| subject.clone());
    // The act is newer than the centre this request began with.
    let mut newer = visit.clone();
    newer.refresh();
    let wanted = subject.clone();
    let view = newer
        .ask(move |eye| {
            let Some(subject) = &wanted else { return Ok(None) };
            let person: &Person = eye.desk.state(subject)?;
            let until = person.account.invitation.as_ref().map(|it| it.until.to_string());
            Ok(Some(View {
                code: person.code.to_string(),
                name: sign_in_name(&person.code),
                until: until.unwrap_or_default(),
            }))
        })
        .await?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    if let Some(token) = crate::api::access_token(receipt) {
        let body = html! {
            div.stack."stack--lg" {
                p.notice.s-alert role="status" { span { (t.get("token-once")) } }
                (Panel::new("token", t.label("token-new")).body(html! {
                    p { b.id.code-once { (token) } }
                    p.small { (t.get("token-what")) }
                }))
                p { (Button::link(t.label("account"), links::ACCOUNT)) }
            }
        };
        return Ok(show(visit, &ctx, Place::People, &Head::new(t.label("token-new")), body));
    }
    let code = receipt.drawn.as_ref().map_or("", |Drawn(code)| code.as_str());
    let head = Head::new(t.label("invitation"));
    let body = html! {
        @if let Some(view) = &view {
            div.stack."stack--lg" {
                p.notice.s-alert role="status" { span { (t.get("invitation-once")) } }
                (Panel::new("invitation", t.label_with("invitation-for", &[("person", view.code.as_str().into())]))
                    .body(html! {
                        (Kv::new().start()
                            .row(t.label("invitation-where"), id(links::OPEN_ACCOUNT))
                            .row(t.label("sign-in-name"), id(&view.name))
                            .row(t.label("field-code-once"), html! { b.id.code-once { (code) } })
                            .row(t.label("field-until"), html! { (view.until) }))
                        p.small { (t.get("invitation-what")) }
                    }))
                @if let Some(subject) = &subject {
                    p { (Button::link(t.label("invitation-done"), links::subject(subject))) }
                }
            }
        }
    };
    Ok(show(visit, &ctx, Place::People, &head, body))
}
