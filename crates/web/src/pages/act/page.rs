//! `/do/{action}`: the form of any action.

use super::form::ActForm;
use super::take::{Taken, onwards, take};
use crate::app::App;
use crate::pages::account::handed_on;
use crate::pages::frame::{Place, show};
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::pages::{links, parameters, words};
use crate::parts::{Panel, Reason, Refusal, Status};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::command::{Action, Command, Manner, Owner};
use maud::{Markup, html};

/// The route of all actions.
pub fn routes() -> Router<App> {
    Router::new().route("/do/{action}", get(form).post(act))
}

fn known(name: &str) -> Result<&'static Action> {
    Command::find(name).ok_or_else(|| Problem::new(Kind::NotFound))
}

async fn form(visit: Visit, Path(name): Path<String>) -> Result<Markup> {
    let action = known(&name)?;
    let posted = parameters(&visit);
    let view = visit.ask(move |eye| ActForm::of(eye, action, posted.clone())).await?;
    Ok(page(&visit, &visit.ctx(), &view, None))
}

async fn act(visit: Visit, Path(name): Path<String>, posted: Posted) -> Result<Response> {
    let action = known(&name)?;
    let not = match take(&visit, action, &posted).await? {
        Taken::Recorded(receipt) if receipt.drawn.is_some() => {
            return handed_on(&visit, &receipt).await;
        }
        Taken::Recorded(receipt) => return Ok(onwards(&receipt, &posted).into_response()),
        Taken::Not(not) => not,
    };
    let view = visit.ask(move |eye| ActForm::of(eye, action, posted.clone())).await?;
    let page = page(&visit, &visit.ctx(), &view, Some(&not.reasons));
    let status: StatusCode = not.status;
    Ok((status, page).into_response())
}

/// `refused`: why what was sent was not taken; else the rules are asked beforehand.
fn page(visit: &Visit, ctx: &Ctx, view: &ActForm, refused: Option<&[Reason]>) -> Markup {
    let t = ctx.texts();
    let name = view.action.name;
    let label = words::action(t, name);
    let head = Head::new(label.clone()).meta(view.about(ctx));
    let place = match view.action.owner {
        Owner::New(kind) => Place::of(kind),
        Owner::Field(field) => place_of(view.action, field),
    };
    let beforehand = refused.is_none() && !view.against.is_empty();
    let told = view.action.manner == Manner::Either;
    let body = html! {
        div.stack."stack--lg" {
            @if let Some(reasons) = refused { (Refusal::of(t, reasons.to_vec())) }
            @if beforehand {
                (Panel::new("against", t.label("act-against")).tone(Status::Alert).body(html! {
                    (against(&view.against))
                    @if told { p.small.muted { (t.get("act-against-told")) } }
                }))
            }
            (Panel::new("form", label).body(view.markup(ctx, &links::act(name), refused.unwrap_or(&[]))))
        }
    };
    show(visit, ctx, place, &head, body)
}

fn place_of(action: &Action, field: &str) -> Place {
    let found = action.fields.iter().find(|shape| shape.name == field);
    match found.map(|shape| shape.kind) {
        Some(domain::shape::FieldKind::Subject(kind)) => Place::of(kind),
        _ => Place::Home,
    }
}

/// What stands against an act, as a list: each reason with what to do.
pub fn against(reasons: &[Reason]) -> Markup {
    html! {
        ul.plainlist {
            @for reason in reasons {
                li {
                    (Status::Action) " " b { (reason.sentence) }
                    @if let Some(next) = &reason.next { " " (next) }
                }
            }
        }
    }
}
