//! `/permissions`: who may do what, every action by every role, and which duties one person may not
//! hold together. The table is the one the rules judge by; nothing here is written down twice.

use crate::app::App;
use crate::pages::frame::{Place, show};
use crate::pages::visit::Visit;
use crate::pages::{links, words};
use crate::parts::{Col, Panel, Row, Table, id};
use crate::problem::Result;
use crate::shell::Head;
use axum::Router;
use axum::routing::get;
use domain::command::ACTIONS;
use domain::people::{Role, SEGREGATED};
use maud::{Markup, html};

pub fn routes() -> Router<App> {
    Router::new().route(links::PERMISSIONS, get(page))
}

async fn page(visit: Visit) -> Result<Markup> {
    let ctx = visit.ctx();
    let t = ctx.texts();
    let mut cols =
        vec![Col::text(t.label("permissions-act")), Col::text(t.label("permissions-signed"))];
    cols.extend(Role::ALL.iter().map(|role| Col::text(words::role(t, *role).alone())));
    let row = |action: &domain::command::Action| {
        let mut cells = vec![
            html! { (words::action(t, action.name).alone()) div.small.muted { (id(action.name)) } },
            html! {
                @for (n, means) in action.signed.iter().enumerate() {
                    @if n > 0 { ", " }
                    (words::means(t, *means).alone())
                }
            },
        ];
        cells.extend(Role::ALL.iter().map(|role| {
            let may = action.roles.contains(role);
            html! { @if may { b { (t.get("permissions-may")) } } }
        }));
        Row::new(cells)
    };
    let matrix =
        Table::new(t.get("permissions"), cols).rows(ACTIONS.iter().map(row)).dense().pinned();
    let apart = SEGREGATED.iter().map(|(one, other)| {
        Row::new(vec![
            html! { (words::role(t, *one).alone()) },
            html! { (words::role(t, *other).alone()) },
        ])
    });
    let cols = vec![Col::text(t.label("permissions-one")), Col::text(t.label("permissions-other"))];
    let apart = Table::new(t.get("permissions-apart"), cols).rows(apart);
    let head = Head::new(t.label("permissions"));
    let body = html! {
        div.stack."stack--lg" {
            (Panel::new("matrix", t.label("permissions-matrix")).flush().body(html! { (matrix) }))
            (Panel::new("apart", t.label("permissions-apart")).flush()
                .note(html! { (t.get("permissions-apart-why")) })
                .body(html! { (apart) }))
            (Panel::new("always", t.label("permissions-always")).body(html! {
                ul.plainlist {
                    li { (t.get("permissions-rule-performer")) }
                    li { (t.get("permissions-rule-approver")) }
                    li { (t.get("permissions-rule-oneself")) }
                    li { (t.get("permissions-rule-inspector")) }
                }
            }))
        }
    };
    Ok(show(&visit, &ctx, Place::People, &head, body))
}
