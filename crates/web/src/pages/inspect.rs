//! What an inspector finds on her home page: what she can look at, and how to prove what she sees
//! without trusting anybody in the building.

use super::{access, audit, links, words};
use crate::parts::{Icon, Item, Panel, Status, list};
use crate::shell::Ctx;
use domain::id::Kind;
use maud::{Markup, html};

/// Kinds whose lists an inspection begins with.
const BEGINS_WITH: [Kind; 6] =
    [Kind::Batch, Kind::Deviation, Kind::Order, Kind::Lot, Kind::Equipment, Kind::Person];

/// What to look at, and how to prove it.
pub fn panel(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let look = |key: &str, icon: Icon, href: &str| {
        let words = t.get(&format!("{key}.words"));
        Item::new(t.label(key)).icon(icon).href(href).detail(html! { (words) })
    };
    let prove = |key: &str| {
        let words = t.get(&format!("{key}.words"));
        Item::new(t.label(key)).status(Status::Ok).detail(html! { (words) })
    };
    let looks = [
        look("inspect-audit", Icon::Search, audit::AUDIT),
        look("inspect-access", Icon::User, access::ACCESS),
        look("inspect-log", Icon::Shield, links::LOG),
        look("inspect-moment", Icon::Clock, &links::with(&links::kind(Kind::Batch), &[])),
    ];
    let proofs = [
        prove("inspect-verify"),
        prove("inspect-checkpoint"),
        prove("inspect-own").href("/log/checkpoint"),
    ];
    html! {
        (Panel::new("inspect", t.label("inspect-title")).flush().body(html! {
            (list(&looks))
            nav.row.panel__body aria-label=(t.get("inspect-lists")) {
                @for kind in BEGINS_WITH {
                    a href=(links::kind(kind)) { (words::kinds(t, kind).plain()) }
                }
            }
        }))
        (Panel::new("prove", t.label("inspect-prove")).flush().body(list(&proofs)))
        p.small.muted { (t.get("inspect-logged")) }
    }
}
