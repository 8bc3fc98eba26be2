//! The sides of the bedside page: who is in the bed, what matches, what was measured.

use super::view::{Bag, Running, View};
use crate::lang::{Texts, number};
use crate::pages::act::page::against;
use crate::pages::{links, words};
use crate::parts::{
    Col, Icon, IdMatch, Item, Kv, Panel, Row, Status, Table, chip, id, id_match, identity_id, list,
};
use domain::id::Kind;
use maud::{Markup, html};

/// Who must be in the bed, and which chain the bag must carry.
pub fn patient(t: Texts, view: &View) -> Markup {
    let [name, birth, number] = &view.patient;
    html! {
        (Panel::new("patient", t.label("bedside-patient")).body(html! {
            p.strong { (identity_id(&view.chain)) }
            (Kv::new()
                .text(words::field(t, "name"), &name.shown(t))
                .text(words::field(t, "birth_date"), &birth.shown(t))
                .text(words::field(t, "wristband"), &number.shown(t))
                .id(words::kind(t, Kind::Order), view.order.key())
                .text(words::kind(t, Kind::Process), &view.process))
        }))
    }
}

/// What has been scanned and matched so far.
pub fn matches(t: Texts, view: &View) -> Markup {
    let looked = !view.looks.is_empty();
    let begun = view.running.is_some();
    let carrier = |label, code: String| IdMatch {
        carrier: label,
        code,
        status: if looked || begun { Status::Ok } else { Status::Idle },
        word: t.label(if looked || begun { "identity-match" } else { "identity-unread" }).alone(),
    };
    let bag = view.running.as_ref().map(|running| running.bag.key());
    let bag = bag.or_else(|| view.bags.first().map(|bag| bag.id.key())).unwrap_or_default();
    let all = [
        carrier(words::field(t, "wristband"), view.patient[2].shown(t)),
        carrier(words::field(t, "label"), bag.to_owned()),
        carrier(words::field(t, "chain"), view.chain.clone()),
    ];
    html! { (Panel::new("matches", t.label("bedside-matches")).live().body(id_match(&all))) }
}

/// The bags of the product, each with what stands against giving it.
pub fn bags(t: Texts, view: &View) -> Markup {
    let item = |bag: &Bag| {
        let fit = bag.against.is_empty();
        let item = Item::of(id(bag.id.key())).href(links::subject(bag.id.subject()));
        let detail = html! {
            (words::field(t, "expiry").plain()) " " b { (bag.expiry) }
            @if !fit { (against(&bag.against)) }
        };
        let word = t.label(if fit { "bedside-fit" } else { "bedside-unfit" });
        let status = if fit { Status::Ok } else { Status::Action };
        item.icon(Icon::Bag).detail(detail).end(chip(status, &word))
    };
    let items: Vec<Item> = view.bags.iter().map(item).collect();
    html! {
        @if !items.is_empty() {
            (Panel::new("bags", t.label("bedside-bags")).live().flush().body(list(&items)))
        }
    }
}

/// What was measured around the infusion.
pub fn vitals(t: Texts, running: &Running) -> Markup {
    let head = ["occurred", "temperature", "systolic", "saturation", "by", "note"];
    let col = |name: &str| match name {
        "occurred" => Col::text(t.label("act-occurred")),
        "by" => Col::text(t.label("journey-by")),
        name => Col::text(words::field(t, name)),
    };
    let rows = running.vitals.iter().map(|vitals| {
        let [temperature, systolic, saturation] = &vitals.values;
        Row::new(vec![
            html! { (vitals.when) },
            html! { (temperature) },
            html! { (systolic) },
            html! { (saturation) },
            id(&vitals.by),
            html! { (vitals.note.as_deref().unwrap_or(crate::lang::MISSING)) },
        ])
    });
    let table = Table::new(t.get("bedside-vitals"), head.map(col).into()).rows(rows);
    html! {
        @if !running.vitals.is_empty() {
            (Panel::new("vitals-taken", t.label("bedside-vitals"))
                .live()
                .note(html! { (number(&running.vitals.len().to_string())) })
                .flush()
                .body(html! { (table) }))
        }
    }
}

/// The infusion, as it was taken down.
pub fn infusion(t: Texts, running: &Running) -> Kv {
    let (when, by) = &running.started;
    let mut rows = Kv::new()
        .id(words::kind(t, Kind::Infusion), running.id.key())
        .id(words::field(t, "label"), running.bag.key())
        .text(words::field(t, "started"), when)
        .id(t.label("journey-by"), by);
    if let Some((ended, volume, by)) = &running.ended {
        rows = rows
            .text(words::field(t, "ended"), ended)
            .text(words::field(t, "volume"), volume)
            .id(t.label("journey-by"), by);
    }
    rows
}
