//! A badge as it is handed on, once; and one's own badge and PIN.

use crate::lang::Text;
use crate::pages::frame::{Place, show};
use crate::pages::visit::Visit;
use crate::pages::{links, words};
use crate::parts::{Button, Kv, Panel, id, qr};
use crate::session::badge::label;
use crate::shell::{Ctx, Head};
use domain::id::SubjectId;
use domain::people::{Account, RevokeBadge, SetPin};
use domain::time::Timestamp;
use maud::{Markup, html};

/// The page that answers the issue of a badge: it is printed now or never.
pub fn issued(visit: &Visit, person: &SubjectId, code: &str, number: &str) -> Markup {
    let ctx = visit.ctx();
    let t = ctx.texts();
    let label = label(number);
    let body = html! {
        div.stack."stack--lg" {
            p.notice.s-alert role="status" { span { (t.get("badge-once")) } }
            (Panel::new("badge", t.label_with("badge-for", &[("person", code.into())])).body(html! {
                div.badge {
                    (qr(&label, &t.get("badge-code")))
                    p { b.id { (code) } br; span.id.small { (label) } }
                }
                p.small { (t.get("badge-what")) }
            }))
            p { (Button::link(t.label("invitation-done"), links::subject(person))) }
        }
    };
    show(visit, &ctx, Place::People, &Head::new(t.label("badge")), body)
}

/// My badge and my PIN, on my account page.
pub fn own(ctx: &Ctx, me: &str, account: &Account, at: impl Fn(Timestamp) -> String) -> Markup {
    let t = ctx.texts();
    let since = |moment: Option<Timestamp>| moment.map(&at).unwrap_or_default();
    let with = [("person", me), ("next", links::ACCOUNT)];
    let act = |name: &'static str| -> (Text, String) {
        (words::action(t, name), links::act_with(name, &with))
    };
    let (set, set_at) = act(SetPin::ACTION.name);
    let (revoke, revoke_at) = act(RevokeBadge::ACTION.name);
    html! {
        (Panel::new("badge", t.label("badge-mine")).body(html! {
            (Kv::new().start()
                .text(t.label("badge-since"), &since(account.badge.as_ref().map(|it| it.since)))
                .text(t.label("badge-pin-since"), &since(account.pin.as_ref().map(|it| it.since))))
            p.small { (t.get("badge-mine-what")) }
            div.row {
                (Button::link(set, set_at))
                @if account.badge.is_some() { (Button::link(revoke, revoke_at)) }
            }
        }))
    }
}

/// The page that answers the registration of this browser as a station.
pub fn registered(visit: &Visit, station: &SubjectId) -> Markup {
    let ctx = visit.ctx();
    let t = ctx.texts();
    let body = html! {
        div.stack."stack--lg" {
            p.notice.s-ok role="status" {
                span { (t.get("station-here")) " " (id(station.key())) }
            }
            (Panel::new("station", t.label("station-next")).body(html! {
                p { (t.get("station-next.words")) }
                (Button::link(t.label("badge-scan"), links::BADGE))
            }))
            p { (Button::link(t.label("station-page"), links::subject(station))) }
        }
    };
    show(
        visit,
        &ctx,
        Place::Facility,
        &Head::new(t.label("station-title")).code(station.key()),
        body,
    )
}
